import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { OrderRow } from '../../../../contract/order-wire.ts';
import { changeQuery, query } from '../../app/router.ts';
import { ask } from '../../data/api.ts';
import { onTouched } from '../../data/live.ts';
import { anything, useAnswer } from '../../data/resource.ts';
import { RowWindows } from '../../data/row-windows.ts';
import { ColumnChooser } from '../../parts/column-chooser.tsx';
import { DataTable, type Sorting } from '../../parts/data-table.tsx';
import { ExportMenu } from '../../parts/export-menu.tsx';
import { Empty } from '../../parts/states.tsx';
import { language } from '../../words/preferences.ts';
import { formats } from '../../words/words.ts';
import { AnalysisRun } from './analysis-run.ts';
import {
  baseFilter,
  clearOrderFilter,
  type Filter,
  orderBookExport,
  orderFilterOf,
  rowsPath,
  setSorting,
  sortingOf,
  totalsPath,
} from './carteira-view.ts';
import { allColumns, chooseColumns, shownColumns } from './columns.tsx';
import { Filters } from './filters.tsx';
import { OrderDrawer } from './order-drawer.tsx';
import { RunBar } from './run-bar.tsx';
import { Tiles } from './tiles.tsx';
import { Views } from './views.tsx';
import { WORDS } from './words.ts';

/** The order book. */
export function CarteiraPage() {
  const filter = orderFilterOf(query.value);
  const sorting = sortingOf(query.value);
  const open = query.value.get('pedido');
  const rows = useRows(filter, sorting);
  const run = useRun(filter, rows);
  const base = useAnswer(totalsPath(baseFilter(filter)), anything).state.value.data;
  const totals = base?.totais ?? null;
  const chosen = query.value.get('colunas');
  const shown = useMemo(() => shownColumns(chosen), [chosen]);
  // Titles and cells are of a language.
  const columns = useMemo(() => allColumns(), [language.value]);
  const visible = useMemo(() => columns.filter((column) => shown.has(column.id)), [columns, shown]);
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
          <Shown total={rows.total.value} />
          <Views />
          <ExportMenu pathOf={(format) => orderBookExport(filter, sorting, format)} />
          <ColumnChooser columns={columns} shown={shown} onChange={chooseColumns} />
        </div>
      </div>
      <div class="carteira-list">
        <DataTable
          label={WORDS.say('table')}
          columns={visible}
          rows={rows}
          keyOf={keyOf}
          sorting={sorting}
          onSort={setSorting}
          onOpen={(row) => changeQuery({ pedido: row.num_pedido })}
          openKey={open}
          empty={<NoOrders isFiltered={Object.keys(filter).length > 0} />}
        />
      </div>
      {open !== null && <OrderDrawer order={open} onClose={() => changeQuery({ pedido: null })} />}
    </div>
  );
}

function keyOf(row: OrderRow): string {
  return row.num_pedido;
}

/** The rows of a filter in an order; they follow the book. */
function useRows(filter: Filter, sorting: Sorting): RowWindows<OrderRow> {
  const question = JSON.stringify([filter, sorting]);
  // The question stands for filter and sorting.
  const rows = useMemo(() => {
    const [asked, by] = JSON.parse(question) as [Filter, Sorting];
    return new RowWindows<OrderRow>({
      keyOf,
      fetch: async (position, limit, signal) => {
        const answer = await ask(rowsPath(asked, by, position, limit), { signal });
        return { rows: answer.pedidos, total: answer.total, version: answer.versao };
      },
    });
  }, [question]);
  useEffect(() => {
    const unlisten = onTouched((touched) => {
      if (touched.all || touched.orders.size > 0) rows.touch();
    });
    return () => {
      unlisten();
      rows.close();
    };
  }, [rows]);
  return rows;
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
