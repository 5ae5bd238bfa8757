import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { partWord } from '../../../../contract/attachment-parts.ts';
import type {
  Collection,
  CollectionDetails,
  CollectionPurchase,
  CollectionPurchaseStatus,
  PurchaseEvidence,
} from '../../../../contract/collection-wire.ts';
import { changeQuery, query } from '../../app/router.ts';
import type { RowWindows } from '../../data/row-windows.ts';
import { Button } from '../../parts/button.tsx';
import { type DataColumn, DataTable } from '../../parts/data-table.tsx';
import { ChoiceMenu, TextBox } from '../../parts/fields.tsx';
import { Empty } from '../../parts/states.tsx';
import { language } from '../../words/preferences.ts';
import { formats } from '../../words/words.ts';
import {
  changePurchaseQuery,
  isFiltered,
  keyOf,
  PURCHASE_STATUSES,
  type PurchaseQuery,
  showsEvidence,
} from './coletas-view.ts';
import { type EvidenceSum, evidenceSum, missingText } from './evidence.ts';
import { PurchaseBadge } from './status-marks.tsx';
import { decimalSizeText, durationText } from './texts.ts';
import { WORDS } from './words.ts';

interface PurchaseTableProps {
  readonly collection: Collection;
  /** Null until the first answer. */
  readonly details: CollectionDetails | null;
  readonly rows: RowWindows<CollectionPurchase>;
  readonly filter: PurchaseQuery;
  /** Number of the purchase that is shown beside the list. */
  readonly openKey: string | null;
}

const NO_SORTING = { by: '', descending: false };

/** The purchases of a collection, as the list has them. */
export function PurchaseTable({ collection, details, rows, filter, openKey }: PurchaseTableProps) {
  const isEvidence = showsEvidence(query.value, collection);
  const { simular } = collection;
  // Titles and cells are of a language.
  const columns = useMemo(
    () => (isEvidence ? evidenceColumns(simular) : purchaseColumns()),
    [language.value, isEvidence, simular],
  );
  const total = rows.total.value;
  return (
    <section class="purchases" aria-label={WORDS.say('purchases_title')}>
      <div class="toolbar">
        <h2>{WORDS.say('purchases_title')}</h2>
        <Filters details={details} filter={filter} />
        <label class="choice">
          <input
            type="checkbox"
            checked={isEvidence}
            onChange={() => changeQuery({ ver: isEvidence ? 'arquivos' : 'evidencias' })}
          />
          <span>{WORDS.say('evidence_title')}</span>
        </label>
        <span class="shown toolbar-end" role="status">
          {total === null ? '' : WORDS.count('purchases_shown', total, { n: formats().integer(total) })}
        </span>
      </div>
      <div class="purchases-list">
        <DataTable
          label={WORDS.say('purchases_title')}
          columns={columns}
          rows={rows}
          keyOf={keyOf}
          sorting={NO_SORTING}
          onSort={() => undefined}
          onOpen={(row) => {
            // A row that names no purchase has nothing behind it.
            if (row.url !== null || row.status === 'WAITING' || row.status === 'RUNNING')
              changeQuery({ pedido: row.pedido });
          }}
          openKey={openKey}
          empty={<NoPurchases isFiltered={isFiltered(filter)} total={collection.total} />}
        />
      </div>
    </section>
  );
}

function Filters({ details, filter }: { details: CollectionDetails | null; filter: PurchaseQuery }) {
  const { integer } = formats();
  const counts = new Map(details?.por_status.map(({ status, pedidos }) => [status, pedidos]));
  const choices = PURCHASE_STATUSES.filter(
    (status) => counts.has(status) || filter.status.includes(status),
  ).map((value) => ({
    value,
    label: <PurchaseBadge status={value} />,
    count: integer(counts.get(value) ?? 0),
  }));
  return (
    <search class="filters">
      <TextBox
        label={WORDS.say('filter_text')}
        placeholder={WORDS.say('filter_text_short')}
        value={filter.texto}
        width="wide"
        withIcon
        onChange={(texto) => changePurchaseQuery({ texto })}
      />
      <ChoiceMenu<CollectionPurchaseStatus>
        label={WORDS.say('filter_status')}
        chosen={filter.status}
        choices={choices}
        onChange={(status) => changePurchaseQuery({ status })}
      />
      {isFiltered(filter) && (
        <Button kind="quiet" icon="close" onClick={() => changePurchaseQuery({ status: [], texto: '' })}>
          {WORDS.say('filter_clear')}
        </Button>
      )}
    </search>
  );
}

type PurchaseColumn = DataColumn<CollectionPurchase>;

const nameColumn = (): PurchaseColumn => ({
  id: 'pedido',
  title: WORDS.say('column_purchase'),
  width: 110,
  cell: (row) => <PurchaseName purchase={row} />,
});

const supplierColumn = (): PurchaseColumn => ({
  id: 'fornecedor',
  title: WORDS.say('column_supplier'),
  width: 130,
  grow: 1,
  cell: (row) => <Text value={row.fornecedor} />,
});

const statusColumn = (): PurchaseColumn => ({
  id: 'status',
  title: WORDS.say('column_status'),
  width: 176,
  cell: (row) => <PurchaseBadge status={row.status} />,
});

/** What pages say, what was found and stored, and what is missing. */
function evidenceColumns(isSimulated: boolean): PurchaseColumn[] {
  const { integer } = formats();
  const figure = (id: string, title: string, text: (sum: EvidenceSum) => string): PurchaseColumn => ({
    id,
    title,
    width: 96,
    align: 'end',
    cell: ({ evidencias }) => (evidencias.length === 0 ? WORDS.say('none') : text(evidenceSum(evidencias))),
  });
  const stored = WORDS.say(isSimulated ? 'evidence_stored_before' : 'evidence_stored');
  return [
    nameColumn(),
    statusColumn(),
    supplierColumn(),
    figure('dito', WORDS.say('evidence_said'), saidText),
    figure('encontrado', WORDS.say('evidence_found'), ({ encontrado }) => integer(encontrado)),
    figure('guardado', stored, ({ guardado }) => integer(guardado)),
    {
      id: 'partes',
      title: WORDS.say('evidence_parts'),
      width: 210,
      grow: 3,
      cell: ({ evidencias }) => <Text value={partsText(evidencias)} />,
    },
    {
      id: 'falta',
      title: WORDS.say('evidence_missing'),
      width: 160,
      grow: 2,
      cell: (row) => <Text value={missingText(row)} muted />,
    },
  ];
}

function saidText({ dito, isOpen }: EvidenceSum): string {
  if (dito === null) return WORDS.say('evidence_unsaid');
  return formats().integer(dito) + (isOpen ? '+' : '');
}

/** Found of what is said, part by part: `Formulário 1/1 · Comentários 2/2`. */
function partsText(evidence: readonly PurchaseEvidence[]): string {
  const { integer } = formats();
  return evidence
    .filter(({ dito, encontrado }) => (dito ?? 0) > 0 || encontrado > 0)
    .map(({ parte, dito, encontrado }) => {
      const found = integer(encontrado);
      const count = dito === null ? found : WORDS.say('count_of', { done: found, total: integer(dito) });
      return `${partWord(parte, language.value)} ${count}`;
    })
    .join(' · ');
}

function purchaseColumns(): PurchaseColumn[] {
  const { integer } = formats();
  const none = <span class="muted">{WORDS.say('none')}</span>;
  return [
    nameColumn(),
    {
      id: 'linhas',
      title: WORDS.say('column_rows'),
      width: 64,
      cell: (row) => <span class="muted cell-text">{row.linhas.map(integer).join(', ')}</span>,
    },
    supplierColumn(),
    statusColumn(),
    {
      id: 'worker',
      title: WORDS.say('column_worker'),
      width: 70,
      align: 'end',
      cell: (row) => (row.worker_id === null ? none : integer(row.worker_id)),
    },
    ...numberColumns(none),
    {
      id: 'motivo',
      title: WORDS.say('column_reason'),
      width: 160,
      grow: 2.4,
      cell: (row) => <Text value={row.error} muted />,
    },
  ];
}

function numberColumns(none: ComponentChildren): PurchaseColumn[] {
  const { integer } = formats();
  return [
    {
      id: 'arquivos',
      title: WORDS.say('column_files'),
      width: 78,
      align: 'end',
      cell: (row) =>
        row.encontrados === 0
          ? none
          : WORDS.say('count_of', { done: integer(row.arquivos), total: integer(row.encontrados) }),
    },
    {
      id: 'bytes',
      title: WORDS.say('column_size'),
      width: 86,
      align: 'end',
      cell: (row) => (row.bytes === 0 ? none : decimalSizeText(row.bytes)),
    },
    {
      id: 'segundos',
      title: WORDS.say('column_time'),
      width: 88,
      align: 'end',
      cell: (row) => (row.segundos === null ? none : durationText(row.segundos)),
    },
  ];
}

function PurchaseName({ purchase }: { purchase: CollectionPurchase }) {
  const { pedido } = purchase;
  if (pedido === '') return <span class="muted">{WORDS.say('purchase_blank')}</span>;
  return (
    <strong class="cell-text" title={pedido}>
      {pedido}
    </strong>
  );
}

function Text({ value, muted = false }: { value: string | null; muted?: boolean }) {
  if (value === null || value === '') return <span class="muted">{WORDS.say('none')}</span>;
  return (
    <span class={muted ? 'cell-text muted' : 'cell-text'} title={value}>
      {value}
    </span>
  );
}

function NoPurchases({ isFiltered: hasFilter, total }: { isFiltered: boolean; total: number }) {
  if (hasFilter || total > 0) return <Empty title={WORDS.say('purchases_empty')} />;
  return (
    <Empty icon="check" title={WORDS.say('purchases_none')}>
      <p>{WORDS.say('purchases_none_hint')}</p>
    </Empty>
  );
}
