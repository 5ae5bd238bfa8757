import { useMemo } from 'preact/hooks';
import type { Grouping } from '../../../../contract/order-choices.ts';
import type { OrderGroup } from '../../../../contract/order-wire.ts';
import { changeQuery, query } from '../../app/router.ts';
import { DataTable, type Headings, type Sorting } from '../../parts/data-table.tsx';
import { pageSize } from '../../parts/page-size.ts';
import { EmptyList } from '../../parts/states.tsx';
import { type GroupChoice, setSorting, toggleGroup } from './carteira-view.ts';
import type { ListColumn } from './columns.tsx';
import { GroupLine } from './group-line.tsx';
import { GroupedRows, groupKey, isGroup, type ListRow } from './grouped-rows.ts';
import { densityOf, listLayout } from './list-layout.ts';
import { StaleRows } from './list-notices.tsx';
import { type AskedList, listKey, type ShownList } from './list-rows.ts';
import { clearOrderFilter, type Filter } from './order-filter.ts';
import { usePicking } from './use-selection.ts';
import { WORDS } from './words.ts';

const ROW_HEIGHTS = { padrao: 40, compacta: 30 } as const;

/** The rows of the order book, by themselves or in groups. */
export function OrderTable(props: {
  list: ShownList;
  columns: readonly ListColumn[];
  sorting: Sorting;
  grouping: GroupChoice | null;
  filter: Filter;
  open: string | null;
}) {
  const { columns, sorting, grouping, filter, open } = props;
  const { shown, asked } = props.list;
  const error = shown === asked ? null : asked.rows.error.value;
  const density = densityOf(listLayout.value, pageSize().value.height);
  const headings = useHeadings(shown, grouping?.by ?? 'cliente');
  const picking = usePicking(shown, filter, sorting);
  return (
    <>
      {error !== null && <StaleRows error={error} onRetry={() => asked.rows.touch()} />}
      <div class={`carteira-list density-${density}`}>
        <DataTable<ListRow>
          label={WORDS.say('table')}
          columns={columns}
          rows={shown.rows}
          keyOf={listKey}
          sorting={sorting}
          onSort={setSorting}
          onOpen={openRow}
          openKey={open}
          rowHeight={ROW_HEIGHTS[density]}
          headings={headings}
          picking={picking}
          isStale={error !== null}
          empty={<NoOrders isFiltered={Object.keys(filter).length > 0} />}
        />
      </div>
    </>
  );
}

function openRow(row: ListRow): void {
  if (isGroup(row)) toggleGroup(query.peek(), groupKey(row));
  // Pressed once more, beside the list, it is the order that is meant.
  else if (query.peek().get('pedido') === row.num_pedido)
    document.querySelector<HTMLElement>('.drawer h2')?.focus();
  else changeQuery({ pedido: row.num_pedido });
}

/** Lines above the orders of a group; null where the list has none. */
function useHeadings({ rows }: AskedList, by: Grouping): Headings<ListRow> | null {
  return useMemo(() => {
    if (!(rows instanceof GroupedRows)) return null;
    return {
      isOpen: (row) => (isGroup(row) ? rows.isOpen(row) : null),
      cell: (row) => <GroupLine group={row as OrderGroup} by={by} />,
    };
  }, [rows, by]);
}

function NoOrders({ isFiltered }: { isFiltered: boolean }) {
  return (
    <EmptyList
      isFiltered={isFiltered}
      icon="book"
      title={WORDS.say('empty_book')}
      hint={WORDS.say('empty_book_hint')}
      filteredTitle={WORDS.say('empty_filter')}
      clearLabel={WORDS.say('filter_clear')}
      onClear={clearOrderFilter}
    />
  );
}
