import type { PurchaseOrder, PurchaseOutcome } from '../collector/purchase.ts';
import { hasSucceeded } from '../collector/run/finished-purchase.ts';
import {
  COLLECTION_PURCHASE_STATUSES,
  type CollectionPurchase,
  type CollectionPurchaseStatus,
} from '../contract/collection-wire.ts';
import type { RupturaError } from '../contract/errors.ts';
import type { Language } from '../contract/language.ts';
import { withoutAccents } from '../contract/without-accents.ts';
import { causeText } from '../i18n/collection-causes.ts';
import { evidenceRow, remarksOf } from './evidence-rows.ts';

/** A row of a list that names no purchase. */
export interface QuotedRejection {
  /** Index of the row. */
  readonly row: number;
  /** What stands there. */
  readonly text: string;
  /** Why it is none. */
  readonly error: RupturaError;
}

/** What the purchases of a collection are made of. */
export interface PurchaseSources {
  readonly purchases: readonly PurchaseOrder[];
  /** Line of each row of the list, as people count them. */
  readonly lines: readonly number[];
  readonly rejected: readonly QuotedRejection[];
  readonly outcomes: ReadonlyMap<string, PurchaseOutcome>;
  /** Purchases at work, and who works on them. */
  readonly atWork: ReadonlyMap<string, number>;
  /** Who brought which result. */
  readonly workers: ReadonlyMap<string, number>;
  /** Of what is told to people. */
  readonly language: Language;
  /** Whether the collection can take a purchase up again at all. */
  readonly mayRetry: boolean;
}

/** Every purchase of a collection in the order of its list, rows that name none among them. */
export function collectionPurchases(sources: PurchaseSources): CollectionPurchase[] {
  const rows = [
    ...sources.purchases.map((purchase) => ({
      at: purchase.rows[0] ?? 0,
      purchase: purchaseRow(purchase, sources),
    })),
    ...sources.rejected.map((row) => ({ at: row.row, purchase: rejectedRow(row, sources) })),
  ];
  return rows.sort((one, other) => one.at - other.at).map(({ purchase }) => purchase);
}

function purchaseRow(purchase: PurchaseOrder, sources: PurchaseSources): CollectionPurchase {
  const { number, rows, supplier } = purchase;
  const outcome = sources.outcomes.get(number);
  const facts = { pedido: number, linhas: rows.map((row) => sources.lines[row]!) };
  if (outcome !== undefined) return { ...facts, ...doneRow(outcome, supplier, sources) };
  const worker = sources.atWork.get(number) ?? null;
  return {
    ...facts,
    fornecedor: supplier,
    status: worker === null ? 'WAITING' : 'RUNNING',
    worker_id: worker,
    ...NOTHING_DONE,
  };
}

type NothingDone = Omit<CollectionPurchase, 'pedido' | 'linhas' | 'fornecedor' | 'status' | 'worker_id'>;

const NOTHING_DONE: NothingDone = {
  pode_tentar: false,
  encontrados: 0,
  arquivos: 0,
  perdidos: 0,
  bytes: 0,
  segundos: null,
  fim: null,
  causa: null,
  causa_texto: null,
  error: null,
  evidencias: [],
  observacoes: [],
  url: null,
};

function doneRow(
  outcome: PurchaseOutcome,
  supplier: string | null,
  { workers, mayRetry, language }: PurchaseSources,
): Omit<CollectionPurchase, 'pedido' | 'linhas'> {
  const { stored, lost, startedAt, endedAt } = outcome;
  return {
    fornecedor: outcome.supplier ?? supplier,
    status: outcome.status,
    worker_id: workers.get(outcome.number) ?? null,
    pode_tentar: mayRetry && !hasSucceeded(outcome),
    encontrados: outcome.found,
    arquivos: stored.length,
    perdidos: lost.length,
    bytes: stored.reduce((sum, { bytes }) => sum + bytes, 0),
    segundos: Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 100) / 10,
    fim: endedAt,
    causa: outcome.cause,
    causa_texto: outcome.cause === null ? null : causeText(outcome.cause, language),
    error: outcome.error,
    evidencias: outcome.evidence.map(evidenceRow),
    observacoes: remarksOf(outcome, language),
    url: outcome.url,
  };
}

function rejectedRow(
  { row, text, error }: QuotedRejection,
  { lines, language }: PurchaseSources,
): CollectionPurchase {
  return {
    pedido: text,
    linhas: [lines[row]!],
    fornecedor: null,
    status: 'FAILED',
    worker_id: null,
    ...NOTHING_DONE,
    error: error.sentence(language),
  };
}

/** Which purchases are asked for. */
export interface PurchaseFilter {
  /** Any status where there is none. */
  readonly statuses: readonly CollectionPurchaseStatus[];
  /** Part of number, supplier, cause or reason; null lets everything through. */
  readonly text: string | null;
}

/** Purchases a filter lets through. */
export function filterPurchases(
  purchases: readonly CollectionPurchase[],
  { statuses, text }: PurchaseFilter,
): readonly CollectionPurchase[] {
  if (statuses.length === 0 && text === null) return purchases;
  const wanted = text === null ? null : folded(text);
  return purchases.filter(
    (purchase) =>
      (statuses.length === 0 || statuses.includes(purchase.status)) &&
      (wanted === null || folded(searchable(purchase)).includes(wanted)),
  );
}

/** How many purchases have each status, in the order of the statuses; those without purchases are left out. */
export function countStatuses(
  purchases: readonly CollectionPurchase[],
): { status: CollectionPurchaseStatus; pedidos: number }[] {
  const counts = new Map<CollectionPurchaseStatus, number>();
  for (const { status } of purchases) counts.set(status, (counts.get(status) ?? 0) + 1);
  return COLLECTION_PURCHASE_STATUSES.filter((status) => counts.has(status)).map((status) => ({
    status,
    pedidos: counts.get(status)!,
  }));
}

function searchable({ pedido, fornecedor, causa, causa_texto, error }: CollectionPurchase): string {
  return [pedido, fornecedor, causa, causa_texto, error].filter((part) => part !== null).join('\n');
}

function folded(text: string): string {
  return withoutAccents(text).toLowerCase();
}
