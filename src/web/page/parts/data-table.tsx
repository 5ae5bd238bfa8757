import type { ReadonlySignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import type { TermName } from '../../../i18n/page-glossario-labels.ts';
import type { ApiError } from '../data/api.ts';
import { formats } from '../words/words.ts';
import { Icon } from './icon.tsx';
import { memo } from './memo.ts';
import {
  keepText,
  PickAll,
  PickBox,
  type Picking,
  type Press,
  pickByKey,
  pressOf,
  pressRow,
} from './picking.tsx';
import { Failure } from './states.tsx';
import { useTableWalk } from './table-walk.ts';
import { useTableWidths } from './table-widths.ts';
import { Term } from './term.tsx';
import { useVirtualRows, type VirtualRows } from './virtual-rows.ts';

/** A column of a table. */
export interface DataColumn<Row> {
  readonly id: string;
  readonly title: string;
  /** What the glossary calls it. */
  readonly term?: TermName;
  /** Least width in pixels. */
  readonly width: number;
  /** Share of the room that is left over; none unless given. */
  readonly grow?: number;
  readonly align?: 'start' | 'end';
  /** Name the list is sorted by; a column without it cannot be sorted. */
  readonly sort?: string;
  /** Text of it may be longer than its room: it is cut, and told whole where somebody points. */
  readonly cuts?: boolean;
  /** Text by itself costs least: a row has no more elements than it must. */
  cell(row: Row): ComponentChildren;
}

export interface Sorting {
  readonly by: string;
  readonly descending: boolean;
}

/** Rows of a list of any length, of which some may not be there yet: `RowWindows`, or what is made of them. */
export interface TableRows<Row> {
  /** Rows in all; null until that is known. */
  readonly total: ReadonlySignal<number | null>;
  readonly error: ReadonlySignal<ApiError | null>;
  /** Rises with every change of the rows. */
  readonly revision: ReadonlySignal<number>;
  /** The row at a place, or null where it is not there yet. */
  row(index: number): Row | null;
  /** When a row took the place of a different one (`performance.now()`), or null. */
  changedAt(row: Row): number | null;
  /** Says which rows are looked at, both ends included. */
  show(first: number, last: number): void;
  /** Asks for what is shown again. */
  touch(): void;
}

/** Rows that stand above others and span the whole table; pressed, they open and close. */
export interface Headings<Row> {
  /** Whether the rows below it are shown; null for every other row. */
  isOpen(row: Row): boolean | null;
  cell(row: Row): ComponentChildren;
}

export interface DataTableProps<Row> {
  readonly label: string;
  /** The first one stays in sight when the table is moved sideways. */
  readonly columns: readonly DataColumn<Row>[];
  readonly rows: TableRows<Row>;
  readonly keyOf: (row: Row) => string;
  readonly sorting: Sorting;
  readonly onSort: (sorting: Sorting) => void;
  /** A row was clicked, or Enter was pressed on it. */
  readonly onOpen: (row: Row) => void;
  /** Key of the row that is shown elsewhere, in a drawer. */
  readonly openKey?: string | null;
  readonly rowHeight?: number;
  readonly picking?: Picking<Row>;
  /** Must stay the same object for as long as it says the same. */
  readonly headings?: Headings<Row> | null;
  /** The rows are of an earlier question, and those of the one in force are not there. */
  readonly isStale?: boolean;
  /** Shown where there are no rows at all. */
  readonly empty: ComponentChildren;
}

const HEAD_HEIGHT = 36;
const ROW_HEIGHT = 40;
/** A row that changed is marked so long. */
const CHANGED_MS = 2500;
const SKELETONS = 20;

/**
 * A table of any length. It is one stop of the Tab key; arrows, Page Up/Down, Home and End move along its rows, Enter
 * opens one. Rows come from windows, so the place in the list and its length are told to screen readers.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowHeight = ROW_HEIGHT, isStale = false } = props;
  const headings = props.headings ?? null;
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const [active, setActive] = useState(0);
  const total = rows.total.value;
  const count = total ?? SKELETONS;
  const virtual = useVirtualRows(scroller, count, rowHeight, HEAD_HEIGHT);
  useShown(rows, virtual);
  useFreshStart(rows, virtual, () => setActive(0));
  useTableWidths(scroller, columns);
  const open = (index: number): void => {
    const row = rows.row(index);
    if (row !== null) props.onOpen(row);
  };
  const expandedAt = (index: number): boolean | null => {
    const row = rows.row(index);
    return row === null || headings === null ? null : headings.isOpen(row);
  };
  const press = useSteady((index, how) => {
    setActive(index);
    pressRow(index, how, props.picking, open);
  });
  const place = Math.max(0, Math.min(active, count - 1));
  const go = (index: number): void => {
    const next = Math.max(0, Math.min(count - 1, index));
    setActive(next);
    virtual.reveal(next);
  };
  useTableWalk({
    rows,
    keyOf: props.keyOf,
    openKey: props.openKey ?? null,
    isHeading: (index) => expandedAt(index) !== null,
    place,
    go,
    open,
    focus: () => scroller.current?.focus(),
  });
  const error = rows.error.value;
  if (error !== null && total === null) return <Failure error={error} onRetry={() => rows.touch()} />;
  if (total === 0) return <div class="table-empty">{props.empty}</div>;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its role is one of two
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both support it; a <table> cannot hold rows that are not there
    <div
      ref={scroller}
      class={`table${isStale ? ' table-stale' : ''}${total === null ? ' table-loading' : ''}`}
      role={headings === null ? 'grid' : 'treegrid'}
      tabIndex={0}
      aria-label={label}
      aria-rowcount={count + 1}
      aria-colcount={columns.length}
      aria-busy={total === null || isStale}
      aria-multiselectable={props.picking !== undefined}
      aria-activedescendant={total === null ? undefined : `${id}-${place}`}
      onKeyDown={(event) => {
        if (!pickByKey(event, props.picking, place, go))
          onKey(event, { place, count, isOpen: expandedAt(place) }, virtual, go, open);
      }}
    >
      <Head columns={columns} sorting={props.sorting} onSort={props.onSort} picking={props.picking} />
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      <div class="table-body" role="rowgroup" style={{ height: `${virtual.height}px` }}>
        <Rows id={id} table={props} virtual={virtual} place={place} expandedAt={expandedAt} press={press} />
      </div>
    </div>
  );
}

/** The rows in sight. */
function Rows<Row>(props: {
  id: string;
  table: DataTableProps<Row>;
  virtual: VirtualRows;
  place: number;
  expandedAt: (index: number) => boolean | null;
  press: Press;
}) {
  const { id, table, virtual, place, expandedAt, press } = props;
  const { rows, columns, keyOf, openKey = null, rowHeight = ROW_HEIGHT, headings = null } = table;
  return (
    <>
      {virtual.items.map(({ index, start, slot }) => {
        const row = rows.row(index);
        return (
          <TableRow
            key={slot}
            id={`${id}-${index}`}
            columns={columns}
            row={row}
            headings={headings as Headings<never> | null}
            isExpanded={expandedAt(index)}
            changedAt={row === null ? null : rows.changedAt(row)}
            index={index}
            top={start - HEAD_HEIGHT}
            height={rowHeight}
            isActive={index === place}
            isOpen={row !== null && openKey !== null && keyOf(row) === openKey}
            isPicked={row === null ? null : (table.picking?.isPicked(row) ?? null)}
            press={press}
          />
        );
      })}
    </>
  );
}

/** A function that stays the same and does what the last one given does. */
function useSteady(work: Press): Press {
  const latest = useRef(work);
  latest.current = work;
  return useCallback((index, how) => latest.current(index, how), []);
}

/** Tells the windows which rows are looked at, and follows their changes. */
function useShown<Row>(rows: TableRows<Row>, virtual: VirtualRows): void {
  rows.revision.value;
  const { first, last } = virtual;
  useEffect(() => rows.show(first, last), [rows, first, last]);
}

/** Another list begins at its top. */
function useFreshStart(rows: unknown, virtual: VirtualRows, onStart: () => void): void {
  const before = useRef(rows);
  useEffect(() => {
    if (before.current === rows) return;
    before.current = rows;
    virtual.toTop();
    onStart();
  });
}

/** The active row: its place among all, and whether the rows below it are shown where it is a heading. */
interface ActiveRow {
  readonly place: number;
  readonly count: number;
  readonly isOpen: boolean | null;
}

function onKey(
  event: KeyboardEvent,
  { place, count, isOpen }: ActiveRow,
  virtual: VirtualRows,
  go: (index: number) => void,
  open: (index: number) => void,
): void {
  if (event.target !== event.currentTarget || event.altKey || event.ctrlKey || event.metaKey) return;
  const toggles =
    (event.key === 'ArrowRight' && isOpen === false) || (event.key === 'ArrowLeft' && isOpen === true);
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: place + 1,
    ArrowUp: place - 1,
    PageDown: place + virtual.perPage,
    PageUp: place - virtual.perPage,
    Home: 0,
    End: count - 1,
  };
  const next = steps[event.key];
  if (next !== undefined) go(next);
  else if (event.key === 'Enter' || toggles) open(place);
  else return;
  event.preventDefault();
}

function Head<Row>(props: {
  columns: readonly DataColumn<Row>[];
  sorting: Sorting;
  onSort: (sorting: Sorting) => void;
  picking: Picking<Row> | undefined;
}) {
  const { columns, sorting, onSort, picking } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a grid
    <div class="table-head" role="rowgroup">
      {/* biome-ignore lint/a11y/useSemanticElements: part of a grid; its cells take no focus of their own */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: see above */}
      <div class="table-row" role="row" aria-rowindex={1}>
        {columns.map((column, index) => {
          const { sort } = column;
          const isSorted = sort !== undefined && sorting.by === sort;
          const direction = sorting.descending ? 'descending' : 'ascending';
          return (
            // biome-ignore lint/a11y/useSemanticElements: part of a grid
            // biome-ignore lint/a11y/useFocusableInteractive: the button inside takes the focus
            <div
              key={column.id}
              role="columnheader"
              class={`table-cell${column.align === 'end' ? ' align-end' : ''}`}
              aria-colindex={index + 1}
              aria-sort={sort === undefined ? undefined : isSorted ? direction : 'none'}
            >
              {index === 0 && picking !== undefined && <PickAll picking={picking} />}
              {sort === undefined ? (
                <Term of={column.term}>{column.title}</Term>
              ) : (
                <button
                  type="button"
                  class={`sort${isSorted ? ' sort-active' : ''}`}
                  onClick={() => onSort({ by: sort, descending: isSorted && !sorting.descending })}
                >
                  <Term of={column.term} inside>
                    {column.title}
                  </Term>
                  <Icon name={isSorted && sorting.descending ? 'down' : 'up'} size={12} />
                </button>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface TableRowProps {
  readonly id: string;
  readonly columns: readonly DataColumn<never>[];
  readonly row: unknown;
  readonly headings: Headings<never> | null;
  /** null unless it is a heading. */
  readonly isExpanded: boolean | null;
  /** When it took the place of a different one under the same key. */
  readonly changedAt: number | null;
  readonly index: number;
  readonly top: number;
  readonly height: number;
  readonly isActive: boolean;
  readonly isOpen: boolean;
  /** null where it cannot be. */
  readonly isPicked: boolean | null;
  readonly press: Press;
}

/** What scrolls by is many rows, of which few are new. */
const TableRow = memo((props: TableRowProps) => {
  const { id, columns, row, headings, isExpanded, changedAt, index, top, height } = props;
  const { isActive, isOpen, isPicked, press } = props;
  const { language } = formats();
  const isHeading = isExpanded !== null;
  const cells = useMemo(
    () =>
      isHeading ? (
        <HeadingCell columns={columns.length}>{headings?.cell(row as never)}</HeadingCell>
      ) : (
        columns.map((column, place) => cellOf(column, place, row, index, isPicked))
      ),
    // Cells say things in a language.
    [columns, row, row === null ? index % 3 : 0, isHeading, isPicked, headings, language],
  );
  const isChanged = changedAt !== null && performance.now() - changedAt < CHANGED_MS;
  const mark = isChanged ? ` row-changed-${Math.round(changedAt) % 2}` : '';
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid takes the focus
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid hears Enter for the row
    <div
      id={id}
      role="row"
      class={`table-row${isHeading ? ' row-heading' : ''}${isActive ? ' row-active' : ''}${isOpen ? ' row-open' : ''}${isPicked === true ? ' row-picked' : ''}${mark}`}
      aria-rowindex={index + 2}
      aria-selected={isPicked ?? isOpen}
      aria-current={isOpen ? 'true' : undefined}
      aria-level={headings === null ? undefined : isHeading ? 1 : 2}
      aria-expanded={isExpanded ?? undefined}
      style={{ top: `${top}px`, height: `${height}px` }}
      onMouseDown={keepText}
      onClick={(event) => {
        const how = pressOf(event);
        if (how !== null) press(index, how);
      }}
    >
      {cells}
    </div>
  );
});

function cellOf(
  column: DataColumn<never>,
  place: number,
  row: unknown,
  index: number,
  isPicked: boolean | null,
) {
  const content =
    row === null ? <span class={`skeleton skeleton-${(place + index) % 3}`} /> : column.cell(row as never);
  const isCut = column.cuts === true && typeof content === 'string';
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid takes the focus
    <div
      key={column.id}
      role="gridcell"
      aria-colindex={place + 1}
      class={`table-cell${isCut ? ' cell-cut' : ''}${column.align === 'end' ? ' align-end' : ''}`}
      title={isCut ? content : undefined}
    >
      {place === 0 && isPicked !== null && <PickBox isPicked={isPicked} />}
      {content}
    </div>
  );
}

function HeadingCell({ columns, children }: { columns: number; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: part of a grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid takes the focus
    <div role="gridcell" aria-colindex={1} aria-colspan={columns} class="table-cell heading-cell">
      <Icon name="chevron" size={12} />
      {children}
    </div>
  );
}
