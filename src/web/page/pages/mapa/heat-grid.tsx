import type { Signal } from '@preact/signals';
import type { ComponentChildren, TargetedKeyboardEvent } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { HORIZON_DAYS } from '../../../../contract/codes.ts';
import type { HeatRow } from '../../../../contract/stock-wire.ts';
import { navigate } from '../../app/router.ts';
import { Failure } from '../../parts/states.tsx';
import { useVirtualRows, type VirtualRows } from '../../parts/virtual-rows.ts';
import { HeatHead } from './heat-head.tsx';
import { HeatLine, LEAD_COLUMNS } from './heat-line.tsx';
import type { MapRows, Point } from './map-rows.ts';
import { cardAddress } from './map-view.ts';
import { WORDS } from './words.ts';

interface HeatGridProps {
  readonly rows: MapRows;
  /** The day the person points at, or has come to by the keyboard. */
  readonly point: Signal<Point | null>;
  readonly empty: ComponentChildren;
}

const HEAD_HEIGHT = 40;
const ROW_HEIGHT = 28;
const SKELETONS = 24;

/**
 * Products × days. One stop of the Tab key: arrows move from day to day and from product to product, Home and End to
 * the first and last day, with Ctrl to the first and last product; Enter opens the stock card.
 */
export function HeatGrid({ rows, point, empty }: HeatGridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const [place, setPlace] = useState<Point>({ index: 0, day: 0 });
  const { windows } = rows;
  const total = windows.total.value;
  const count = total ?? SKELETONS;
  const virtual = useVirtualRows(scroller, count, ROW_HEIGHT, HEAD_HEIGHT);
  useShown(rows, virtual);
  useFreshStart(rows, virtual, () => setPlace({ index: 0, day: place.day }));
  const active = { index: Math.min(place.index, count - 1), day: place.day };
  useInSight(scroller, `${id}-${active.index}-${active.day}`, place);
  const error = windows.error.value;
  if (error !== null && total === null) return <Failure error={error} onRetry={() => windows.touch()} />;
  if (total === 0) return <div class="table-empty">{empty}</div>;
  const go = (next: Point): void => {
    setPlace(next);
    point.value = next;
    virtual.reveal(next.index);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <table> cannot hold rows that are not there
    <div
      ref={scroller}
      class="map-grid"
      role="grid"
      tabIndex={0}
      aria-label={WORDS.say('grid')}
      aria-rowcount={count + 1}
      aria-colcount={LEAD_COLUMNS + HORIZON_DAYS}
      aria-busy={total === null}
      aria-activedescendant={total === null ? undefined : `${id}-${active.index}-${active.day}`}
      onFocus={() => {
        point.value ??= active;
      }}
      onKeyDown={(event) => onKey(event, active, count, virtual, go, (at) => openCard(rows, at, false))}
      onPointerMove={({ target }) => {
        const at = pointOf(target);
        if (at !== null && !isSame(at, point.peek())) point.value = at;
      }}
      onClick={(event) => {
        const at = pointOf(event.target);
        if (at === null) return;
        setPlace(at);
        openCard(rows, at, event.ctrlKey || event.metaKey);
      }}
    >
      <HeatHead days={rows.days.value} point={point} />
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      <div class="map-body" role="rowgroup" style={{ height: `${virtual.height}px` }}>
        {virtual.items.map(({ index, start, slot }) => (
          <HeatLine
            key={slot}
            id={`${id}-${index}`}
            rows={rows}
            row={windows.row(index)}
            index={index}
            top={start - HEAD_HEIGHT}
            activeDay={index === active.index ? active.day : -1}
          />
        ))}
      </div>
    </div>
  );
}

function isSame(a: Point, b: Point | null): boolean {
  return b !== null && a.index === b.index && a.day === b.day;
}

/** The day of a product under the pointer. */
function pointOf(target: EventTarget | null): Point | null {
  if (!(target instanceof Element)) return null;
  const cell = target.closest<HTMLElement>('[data-day]');
  const line = cell?.closest<HTMLElement>('[data-index]');
  if (cell === null || line === null || line === undefined) return null;
  return { index: Number(line.dataset['index']), day: Number(cell.dataset['day']) };
}

function openCard(rows: MapRows, { index, day }: Point, inNewTab: boolean): void {
  const row: HeatRow | null = rows.windows.row(index);
  if (row === null) return;
  const address = cardAddress(row.cod_produto, rows.days.peek()[day] ?? null);
  if (inNewTab) window.open(address, '_blank');
  else navigate(address);
}

/** Tells the windows which rows are looked at, and follows their changes. */
function useShown({ windows }: MapRows, virtual: VirtualRows): void {
  // Read, so that a change renders again.
  void windows.revision.value;
  const { first, last } = virtual;
  useEffect(() => windows.show(first, last), [windows, first, last]);
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

/** Where the window is too narrow for all days, the one come to is brought beside the columns that stay. */
function useInSight(scroller: { readonly current: HTMLElement | null }, cell: string, place: Point): void {
  const before = useRef(place);
  useEffect(() => {
    if (before.current === place) return;
    before.current = place;
    const box = scroller.current;
    const element = document.getElementById(cell);
    const lead = box?.querySelector<HTMLElement>('.map-lead');
    if (box === null || element === null || lead === null || lead === undefined) return;
    const start = element.offsetLeft - lead.offsetWidth;
    const end = element.offsetLeft + element.offsetWidth - box.clientWidth;
    if (box.scrollLeft > start) box.scrollLeft = start;
    else if (box.scrollLeft < end) box.scrollLeft = end;
  });
}

function onKey(
  event: TargetedKeyboardEvent<HTMLDivElement>,
  { index, day }: Point,
  count: number,
  virtual: VirtualRows,
  go: (next: Point) => void,
  open: (at: Point) => void,
): void {
  if (event.target !== event.currentTarget || event.altKey || event.metaKey) return;
  const last = HORIZON_DAYS - 1;
  const whole = event.ctrlKey;
  const steps: Readonly<Record<string, readonly [index: number, day: number]>> = {
    ArrowDown: [index + 1, day],
    ArrowUp: [index - 1, day],
    ArrowRight: [index, day + 1],
    ArrowLeft: [index, day - 1],
    PageDown: [index + virtual.perPage, day],
    PageUp: [index - virtual.perPage, day],
    Home: [whole ? 0 : index, 0],
    End: [whole ? count - 1 : index, last],
  };
  const step = steps[event.key];
  if (step !== undefined) {
    go({
      index: Math.max(0, Math.min(count - 1, step[0])),
      day: Math.max(0, Math.min(last, step[1])),
    });
  } else if (event.key === 'Enter') open({ index, day });
  else return;
  event.preventDefault();
}
