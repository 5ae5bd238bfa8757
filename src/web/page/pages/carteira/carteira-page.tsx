import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { OrderRow, OrderTotals } from '../../../../contract/order-wire.ts';
import { changeQuery, query } from '../../app/router.ts';
import { anything, useAnswer } from '../../data/resource.ts';
import type { RowWindows } from '../../data/row-windows.ts';
import { type DataColumn, DataTable, type Sorting } from '../../parts/data-table.tsx';
import { ExportMenu } from '../../parts/export-menu.tsx';
import { pageSize } from '../../parts/page-size.ts';
import { Empty } from '../../parts/states.tsx';
import { language } from '../../words/preferences.ts';
import { formats } from '../../words/words.ts';
import { AnalysisRun } from './analysis-run.ts';
import {
  baseFilter,
  clearOrderFilter,
  type Filter,
  itemsExport,
  orderBookExport,
  orderFilterOf,
  setSorting,
  sortingOf,
  totalsPath,
} from './carteira-view.ts';
import { allColumns } from './columns.tsx';
import { Filters } from './filters.tsx';
import { LayoutMenu } from './layout-menu.tsx';
import { densityOf, listLayout, readListLayout, shownColumns } from './list-layout.ts';
import { LeftOutNotice, StaleRows } from './list-notices.tsx';
import { type ListRows, orderKey, useListRows } from './list-rows.ts';
import { OrderDrawer } from './order-drawer.tsx';
import { RunBar } from './run-bar.tsx';
import { Tiles } from './tiles.tsx';
import { Views } from './views.tsx';
import { WORDS } from './words.ts';

const ROW_HEIGHTS = { padrao: 40, compacta: 30 } as const;

/** The order book. */
export function CarteiraPage() {
  useState(readListLayout);
  const filter = orderFilterOf(query.value);
  const sorting = sortingOf(query.value);
  const open = query.value.get('pedido');
  const rows = useListRows(filter, sorting);
  const run = useRun(filter, rows.shown);
  const totals = useTotals(filter);
  const { columns, visible } = useColumns();
  const shown = visible.map(({ id }) => id);
  return (
    <div class="carteira">
      <div class="page-head">
        <h1>{WORDS.say('title')}</h1>
        <RunBar
          state={run.state.value}
          onCancel={() => run.cancel()}
          onAgain={() => void run.start(baseFilter(filter))}
        />
      </div>
      <Tiles totals={totals} filter={filter} />
      <div class="toolbar">
        <Filters filter={filter} totals={totals} />
        <div class="toolbar-end">
          <Shown total={rows.shown.total.value} />
          <Views />
          <ExportMenu
            pathOf={(format) => orderBookExport(filter, sorting, shown, format)}
            further={[{ title: WORDS.say('export_items'), path: itemsExport(filter, sorting) }]}
          />
          <LayoutMenu columns={columns} shown={shown} />
        </div>
      </div>
      <LeftOutNotice />
      <OrderList rows={rows} columns={visible} sorting={sorting} filter={filter} open={open} />
      {open !== null && <OrderDrawer order={open} onClose={() => changeQuery({ pedido: null })} />}
    </div>
  );
}

function OrderList(props: {
  rows: ListRows;
  columns: readonly DataColumn<OrderRow>[];
  sorting: Sorting;
  filter: Filter;
  open: string | null;
}) {
  const { rows, columns, sorting, filter, open } = props;
  const { shown, asked } = rows;
  const error = shown === asked ? null : asked.error.value;
  const density = densityOf(listLayout.value, pageSize().value.height);
  return (
    <>
      {error !== null && <StaleRows error={error} onRetry={() => asked.touch()} />}
      <div class={`carteira-list density-${density}`}>
        <DataTable
          label={WORDS.say('table')}
          columns={columns}
          rows={shown}
          keyOf={orderKey}
          sorting={sorting}
          onSort={setSorting}
          onOpen={(row) => changeQuery({ pedido: row.num_pedido })}
          openKey={open}
          rowHeight={ROW_HEIGHTS[density]}
          isStale={error !== null}
          empty={<NoOrders isFiltered={Object.keys(filter).length > 0} />}
        />
      </div>
    </>
  );
}

/** Totals that the tiles tell; those of the filter before stay until the new ones come. */
function useTotals(filter: Filter): OrderTotals | null {
  const now = useAnswer(totalsPath(baseFilter(filter)), anything).state.value.data?.totais ?? null;
  const last = useRef(now);
  last.current = now ?? last.current;
  return last.current;
}

/** All columns there are, and those shown in their order. */
function useColumns(): {
  readonly columns: readonly DataColumn<OrderRow>[];
  readonly visible: readonly DataColumn<OrderRow>[];
} {
  // Titles and cells are of a language.
  const columns = useMemo(() => allColumns(), [language.value]);
  const shown = shownColumns(query.value.get('colunas'), listLayout.value, pageSize().value.width).join();
  const visible = useMemo(() => {
    const known = new Map(columns.map((column) => [column.id, column]));
    return shown.split(',').flatMap((id) => known.get(id) ?? []);
  }, [columns, shown]);
  return { columns, visible };
}

/** The analysis: it begins with the page, with the orders of the filter it begins with. */
function useRun(filter: Filter, rows: RowWindows<OrderRow>): AnalysisRun {
  const current = useRef(rows);
  current.current = rows;
  const run = useMemo(() => new AnalysisRun((results) => current.current.patch(results)), []);
  useEffect(() => {
    void run.start(baseFilter(filter));
    return () => run.close();
  }, [run]);
  return run;
}

function Shown({ total }: { total: number | null }) {
  return (
    <span class="shown nowrap" role="status">
      {total === null ? '' : WORDS.count('orders_shown', total, { n: formats().integer(total) })}
    </span>
  );
}

function NoOrders({ isFiltered }: { isFiltered: boolean }) {
  if (!isFiltered) {
    return (
      <Empty icon="book" title={WORDS.say('empty_book')}>
        <p>{WORDS.say('empty_book_hint')}</p>
      </Empty>
    );
  }
  return (
    <Empty title={WORDS.say('empty_filter')}>
      <button type="button" class="button button-plain" onClick={clearOrderFilter}>
        {WORDS.say('filter_clear')}
      </button>
    </Empty>
  );
}
