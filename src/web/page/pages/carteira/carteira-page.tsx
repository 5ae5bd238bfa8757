import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { OrderTotals } from '../../../../contract/order-wire.ts';
import { query } from '../../app/router.ts';
import { anything, useAnswer } from '../../data/resource.ts';
import { ExportMenu } from '../../parts/export-menu.tsx';
import { pageSize } from '../../parts/page-size.ts';
import { PrintMenu } from '../../parts/print-menu.tsx';
import { language } from '../../words/preferences.ts';
import { formats } from '../../words/words.ts';
import { AnalysisRun } from './analysis-run.ts';
import {
  groupingOf,
  itemsExport,
  openGroupsOf,
  orderBookExport,
  orderBookPrint,
  sortingOf,
  totalsPath,
} from './carteira-view.ts';
import { allColumns, type ListColumn } from './columns.tsx';
import { DayStrip } from './day-strip.tsx';
import { FilterBar } from './filter-bar.tsx';
import { Filters } from './filters.tsx';
import { GroupMenu } from './group-menu.tsx';
import { LayoutMenu } from './layout-menu.tsx';
import { useListActions } from './list-actions.ts';
import { ListAndOrder, SplitButton } from './list-and-order.tsx';
import { listLayout, readListLayout, shownColumns } from './list-layout.ts';
import { LeftOutNotice } from './list-notices.tsx';
import { type AskedList, useList } from './list-rows.ts';
import { baseFilter, type Filter, orderFilterOf } from './order-filter.ts';
import { OrderTable } from './order-table.tsx';
import { printChoices } from './print-choices.ts';
import { RunBar } from './run-bar.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { fittingColumns, readSplit } from './split-view.ts';
import { Tiles } from './tiles.tsx';
import { useDefaultView, Views } from './views.tsx';
import { WORDS } from './words.ts';

/** Up to this width of the window dates are written without their century. */
const NARROW = 1100;

/** The order book. */
export function CarteiraPage() {
  useState(readListLayout);
  useState(readSplit);
  useDefaultView();
  const address = query.value;
  const filter = orderFilterOf(address);
  const sorting = sortingOf(address);
  const grouping = groupingOf(address);
  const list = useList({ filter, sorting, grouping }, openGroupsOf(address));
  const open = address.get('pedido');
  const run = useRun(filter, list.shown);
  const totals = useTotals(filter);
  const { columns, visible } = useColumns();
  const shown = visible.map(({ id }) => id);
  useListActions({
    rows: orderBookExport(filter, sorting, shown, 'xlsx'),
    items: itemsExport(filter, sorting),
    print: orderBookPrint(filter, sorting, shown),
  });
  return (
    <div class="carteira">
      <div class="page-head">
        <h1>{WORDS.say('title')}</h1>
        <Shown list={list.shown} />
        <RunBar
          state={run.state.value}
          onCancel={() => run.cancel()}
          onAgain={() => void run.start(baseFilter(filter))}
        />
      </div>
      <Tiles totals={totals} filter={filter} />
      <DayStrip days={list.shown.told.value?.promessas_por_dia ?? null} filter={filter} />
      <div class="toolbar">
        <Filters filter={filter} totals={totals} />
        <div class="toolbar-end">
          <GroupMenu />
          <Views />
          <ExportMenu
            pathOf={(format) => orderBookExport(filter, sorting, shown, format)}
            further={[{ title: WORDS.say('export_items'), path: itemsExport(filter, sorting) }]}
          />
          <PrintMenu choices={printChoices(filter, sorting, shown)} />
          <SplitButton />
          <LayoutMenu columns={columns} shown={shown} />
        </div>
      </div>
      <FilterBar filter={filter} />
      <LeftOutNotice />
      <ListAndOrder open={open}>
        {(width) => (
          <OrderTable
            list={list}
            columns={width === null ? visible : fittingColumns(visible, width)}
            sorting={sorting}
            grouping={grouping}
            filter={filter}
            open={open}
          />
        )}
      </ListAndOrder>
      <SelectionBar
        filter={filter}
        sorting={sorting}
        columns={shown}
        totals={list.shown.told.value?.totais ?? null}
        hidden={list.shown.told.value?.adiados_ocultos ?? 0}
      />
    </div>
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
  readonly columns: readonly ListColumn[];
  readonly visible: readonly ListColumn[];
} {
  // Titles and cells are of a language.
  const { width } = pageSize().value;
  const isNarrow = width <= NARROW;
  const columns = useMemo(() => allColumns(isNarrow), [language.value, isNarrow]);
  const shown = shownColumns(query.value.get('colunas'), listLayout.value, width).join();
  const visible = useMemo(() => {
    const known = new Map(columns.map((column) => [column.id, column]));
    return shown.split(',').flatMap((id) => known.get(id) ?? []);
  }, [columns, shown]);
  return { columns, visible };
}

/** The analysis: it begins with the page, with the orders of the filter it begins with. */
function useRun(filter: Filter, list: AskedList): AnalysisRun {
  const current = useRef(list);
  current.current = list;
  const run = useMemo(() => new AnalysisRun((results) => current.current.rows.patch(results)), []);
  useEffect(() => {
    void run.start(baseFilter(filter));
    return () => run.close();
  }, [run]);
  return run;
}

/** How many orders the list has, and their R$. */
function Shown({ list }: { list: AskedList }) {
  const totals = list.told.value?.totais ?? null;
  const hidden = list.told.value?.adiados_ocultos ?? 0;
  const { integer, shortMoney, money } = formats();
  if (totals === null) return <span class="shown" role="status" />;
  const count = totals.pedidos - hidden;
  return (
    <span class="shown-line nowrap" role="status" title={money(totals.valor_total)}>
      <span class="shown">{WORDS.count('orders_shown', count, { n: integer(count) })}</span>
      {` · ${shortMoney(totals.valor_total)}`}
      {hidden > 0 && ` · ${WORDS.count('orders_hidden', hidden, { n: integer(hidden) })}`}
    </span>
  );
}
