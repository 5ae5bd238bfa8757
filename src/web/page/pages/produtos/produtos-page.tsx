import { useMemo } from 'preact/hooks';
import { STOCKOUT_STATUSES } from '../../../../contract/codes.ts';
import type { ProductListTotals, Stockout } from '../../../../contract/stock-wire.ts';
import { changeQuery, navigate, pageAddress, query } from '../../app/router.ts';
import { useFollowedList } from '../../data/followed-list.ts';
import { anything, useAnswer } from '../../data/resource.ts';
import { Button } from '../../parts/button.tsx';
import { ColumnChooser } from '../../parts/column-chooser.tsx';
import { DataTable, type Sorting } from '../../parts/data-table.tsx';
import { ExportMenu } from '../../parts/export-menu.tsx';
import { ChoiceMenu, TextBox } from '../../parts/fields.tsx';
import { pageSize } from '../../parts/page-size.ts';
import { onPaper, PrintMenu } from '../../parts/print-menu.tsx';
import { EmptyList } from '../../parts/states.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { language } from '../../words/preferences.ts';
import { formats } from '../../words/words.ts';
import { productColumns } from './product-columns.tsx';
import { ProductTiles } from './product-tiles.tsx';
import {
  type ProductsFilter,
  productsExport,
  productsFilterOf,
  productsPath,
  productsSortingOf,
  productTotalsPath,
  type ShownColumn,
  shownProductColumns,
  sortingChange,
  statusesOf,
} from './produtos-view.ts';
import { WORDS } from './words.ts';

/** All products: how each stands, what waits for it and what comes next. */
export function ProdutosPage() {
  const filter = productsFilterOf(query.value);
  const sorting = productsSortingOf(query.value);
  const columns = shownProductColumns(query.value.get('colunas'), pageSize().value.width);
  const { shown, asked } = useProducts(filter, sorting);
  const overall = useAnswer(productTotalsPath(filter, sorting), anything).state.value.data?.totais ?? null;
  // Titles and cells are of a language.
  const all = useMemo(productColumns, [language.value]);
  const table = useMemo(
    () => columns.flatMap((id) => all.filter((column) => column.id === id)),
    [all, columns.join()],
  );
  return (
    <div class="list-page">
      <div class="page-head">
        <h1>{WORDS.say('title')}</h1>
        <span class="muted">{WORDS.say('subtitle')}</span>
      </div>
      <ProductTiles totals={overall} filter={filter} sorting={sorting} />
      <Toolbar
        filter={filter}
        sorting={sorting}
        columns={columns}
        all={all}
        totals={shown.answer.value?.totais ?? null}
      />
      <div class="list-rows">
        <DataTable
          label={WORDS.say('table')}
          columns={table}
          rows={shown.rows}
          keyOf={keyOf}
          sorting={sorting}
          onSort={(wanted) => changeQuery(sortingChange(wanted, sorting))}
          onOpen={(row) => navigate(pageAddress('produto', { cod_produto: row.cod_produto }))}
          rowHeight={36}
          isStale={shown !== asked}
          empty={<NoProducts isFiltered={Object.keys(filter).length > 0} />}
        />
      </div>
    </div>
  );
}

function keyOf(row: Stockout): string {
  return row.cod_produto;
}

function useProducts(filter: ProductsFilter, sorting: Sorting) {
  return useFollowedList(JSON.stringify([filter, sorting]), {
    keyOf,
    pathOf: (position, limit) => productsPath(filter, sorting, position, limit),
    rowsOf: (answer) => answer.produtos,
  });
}

const NO_FILTER = { texto: null, status: null, esta_semana: null, sem_entrada: null };

function Toolbar(props: {
  filter: ProductsFilter;
  sorting: Sorting;
  columns: readonly ShownColumn[];
  all: readonly { readonly id: string; readonly title: string }[];
  totals: ProductListTotals | null;
}) {
  const { filter, sorting, columns, all, totals } = props;
  return (
    <div class="toolbar">
      <search class="filters">
        <TextBox
          label={WORDS.say('filter_text')}
          placeholder={WORDS.say('filter_text_short')}
          value={filter.texto ?? ''}
          width="wide"
          withIcon
          onChange={(texto) => changeQuery({ texto }, { replace: true })}
        />
        <ChoiceMenu
          label={WORDS.say('column_status')}
          chosen={statusesOf(filter)}
          choices={STOCKOUT_STATUSES.map((value) => ({ value, label: <StatusBadge status={value} /> }))}
          onChange={(chosen) => changeQuery({ status: chosen.join(',') })}
        />
        {Object.keys(filter).length > 0 && (
          <Button kind="quiet" icon="close" onClick={() => changeQuery(NO_FILTER)}>
            {WORDS.say('filter_clear')}
          </Button>
        )}
      </search>
      <div class="toolbar-end">
        <Shown totals={totals} />
        <ColumnChooser
          columns={all}
          shown={columns}
          onChange={(chosen) => changeQuery({ colunas: chosen?.join(',') ?? null }, { replace: true })}
        />
        <ExportMenu pathOf={(format) => productsExport(filter, sorting, columns, format)} />
        <PrintMenu choices={[{ title: '', path: onPaper(productsExport(filter, sorting, columns, '')) }]} />
      </div>
    </div>
  );
}

/** How many products the filter lets through, and what is short of them. */
function Shown({ totals }: { totals: ProductListTotals | null }) {
  const { integer, money } = formats();
  return (
    <span class="shown nowrap" role="status">
      {totals !== null && (
        <>
          {WORDS.count('shown', totals.produtos, { n: integer(totals.produtos) })}
          {' · '}
          <strong>{WORDS.say('shown_value', { value: money(totals.valor_aguardando) })}</strong>
        </>
      )}
    </span>
  );
}

function NoProducts({ isFiltered }: { isFiltered: boolean }) {
  return (
    <EmptyList
      isFiltered={isFiltered}
      icon="box"
      title={WORDS.say('empty')}
      hint={WORDS.say('empty_hint')}
      filteredTitle={WORDS.say('empty_filter')}
      clearLabel={WORDS.say('filter_clear')}
      onClear={() => changeQuery(NO_FILTER)}
    />
  );
}
