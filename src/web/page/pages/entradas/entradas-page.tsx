import { useMemo } from 'preact/hooks';
import { RECEIPT_TIMES } from '../../../../contract/product-choices.ts';
import type { ReceiptRow, ReceiptsAnswer } from '../../../../contract/stock-wire.ts';
import { changeQuery, navigate, pageAddress, query } from '../../app/router.ts';
import { useFollowedList } from '../../data/followed-list.ts';
import { anything, useAnswer } from '../../data/resource.ts';
import { Button } from '../../parts/button.tsx';
import { DataTable, type Sorting } from '../../parts/data-table.tsx';
import { ExportMenu } from '../../parts/export-menu.tsx';
import { ChoiceMenu, TextBox } from '../../parts/fields.tsx';
import { onPaper, PrintMenu } from '../../parts/print-menu.tsx';
import { EmptyList } from '../../parts/states.tsx';
import { language } from '../../words/preferences.ts';
import { formats } from '../../words/words.ts';
import {
  type ReceiptsFilter,
  receiptsExport,
  receiptsFilterOf,
  receiptsPath,
  receiptsSortingChange,
  receiptsSortingOf,
  receiptTotalsPath,
  timesOf,
} from './entradas-view.ts';
import { MostFreeing } from './most-freeing.tsx';
import { receiptColumns } from './receipt-columns.tsx';
import { ReceiptTiles } from './receipt-tiles.tsx';
import { WORDS } from './words.ts';

/** What comes: late, today and later, and who waits for it. */
export function EntradasPage() {
  const filter = receiptsFilterOf(query.value);
  const sorting = receiptsSortingOf(query.value);
  const { shown, asked } = useReceipts(filter, sorting);
  const overall = useAnswer(receiptTotalsPath(filter, sorting), anything).state.value.data?.totais ?? null;
  // Titles and cells are of a language.
  const columns = useMemo(receiptColumns, [language.value]);
  return (
    <div class="list-page">
      <div class="page-head">
        <h1>{WORDS.say('title')}</h1>
        <MostFreeing />
      </div>
      <ReceiptTiles totals={overall} filter={filter} sorting={sorting} />
      <Toolbar filter={filter} sorting={sorting} answer={shown.answer.value} />
      <div class="list-rows">
        <DataTable
          label={WORDS.say('table')}
          columns={columns}
          rows={shown.rows}
          keyOf={keyOf}
          sorting={sorting}
          onSort={(wanted) => changeQuery(receiptsSortingChange(wanted, sorting))}
          onOpen={(row) => navigate(cardOf(row))}
          rowHeight={36}
          isStale={shown !== asked}
          empty={<NoReceipts isFiltered={Object.keys(filter).length > 0} />}
        />
      </div>
    </div>
  );
}

function keyOf({ data, cod_produto }: ReceiptRow): string {
  return `${data} ${cod_produto}`;
}

/** The stock card on the day of a receipt; a day outside the card opens none. */
function cardOf({ cod_produto, data, quando }: ReceiptRow): string {
  const day = quando === 'HOJE' || quando === 'PREVISTA' ? data : null;
  return pageAddress('produto', { cod_produto }, { dia: day });
}

function useReceipts(filter: ReceiptsFilter, sorting: Sorting) {
  return useFollowedList(JSON.stringify([filter, sorting]), {
    keyOf,
    pathOf: (position, limit) => receiptsPath(filter, sorting, position, limit),
    rowsOf: (answer) => answer.entradas,
  });
}

const NO_FILTER = {
  quando: null,
  suficiente: null,
  texto: null,
  cod_produto: null,
  data_de: null,
  data_ate: null,
};

function Toolbar(props: { filter: ReceiptsFilter; sorting: Sorting; answer: ReceiptsAnswer | null }) {
  const { filter, sorting, answer } = props;
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
          label={WORDS.say('filter_when')}
          chosen={timesOf(filter)}
          choices={RECEIPT_TIMES.map((value) => ({ value, label: WORDS.say(`when_${value}`) }))}
          onChange={(chosen) => changeQuery({ quando: chosen.join(',') })}
        />
        {filter.cod_produto !== undefined && (
          <Button icon="close" onClick={() => changeQuery({ cod_produto: null })}>
            {WORDS.say('filter_product', { product: filter.cod_produto })}
          </Button>
        )}
        <DayChip filter={filter} />
        {Object.keys(filter).length > 0 && (
          <Button kind="quiet" icon="close" onClick={() => changeQuery(NO_FILTER)}>
            {WORDS.say('filter_clear')}
          </Button>
        )}
      </search>
      <div class="toolbar-end">
        <span class="shown nowrap" role="status">
          {answer === null ? '' : WORDS.count('shown', answer.total, { n: formats().integer(answer.total) })}
        </span>
        <ExportMenu pathOf={(format) => receiptsExport(filter, sorting, format)} />
        <PrintMenu choices={[{ title: '', path: onPaper(receiptsExport(filter, sorting, '')) }]} />
      </div>
    </div>
  );
}

/** The days that a link asks for; pressed, all days are shown again. */
function DayChip({ filter: { data_de: from, data_ate: to } }: { filter: ReceiptsFilter }) {
  const { date } = formats();
  if (from === undefined && to === undefined) return null;
  const start = from === undefined ? '…' : date(from);
  const end = to === undefined ? '…' : date(to);
  return (
    <Button icon="close" onClick={() => changeQuery({ data_de: null, data_ate: null })}>
      {start === end ? start : WORDS.say('filter_days', { start, end })}
    </Button>
  );
}

function NoReceipts({ isFiltered }: { isFiltered: boolean }) {
  return (
    <EmptyList
      isFiltered={isFiltered}
      icon="truck"
      title={WORDS.say('empty')}
      hint={WORDS.say('empty_hint')}
      filteredTitle={WORDS.say('empty_filter')}
      clearLabel={WORDS.say('filter_clear')}
      onClear={() => changeQuery(NO_FILTER)}
    />
  );
}
