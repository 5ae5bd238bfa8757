import type {
  Collection,
  CollectionDetails,
  CollectionFiles,
  CollectionPurchase,
  CollectionPurchaseStatus,
  CollectionSchedule,
  CollectionsAnswer,
  PortalSessionAnswer,
} from '../../../../contract/collection-wire.ts';
import { changeQuery, pageAddress } from '../../app/router.ts';
import { type ApiPath, apiPath } from '../../data/api.ts';

/**
 * The view is the URL: `coleta` is the collection shown, `status` and `texto` filter its purchases, `pedido` is the purchase
 * beside them, `ver` says whether the list shows the evidence (`evidencias`) or the files (`arquivos`). The filter has the names that `GET /api/coletas/:id` gives it.
 */

const BASE = '/api/coletas';

/** Every status, in the order of the menu. */
export const PURCHASE_STATUSES: readonly CollectionPurchaseStatus[] = [
  'RUNNING',
  'WAITING',
  'COMPLETED',
  'NO_ATTACHMENTS',
  'SIMULATED',
  'PARTIAL',
  'FAILED',
  'PO_NOT_FOUND',
  'PR_NOT_ACCESSIBLE',
  'TIMEOUT',
];

/** Statuses that leave something to be done. */
export const FAILED_STATUSES: readonly CollectionPurchaseStatus[] = [
  'PARTIAL',
  'FAILED',
  'PO_NOT_FOUND',
  'PR_NOT_ACCESSIBLE',
  'TIMEOUT',
];

export interface PurchaseQuery {
  readonly status: readonly CollectionPurchaseStatus[];
  readonly texto: string;
}

export function purchaseQueryOf(query: URLSearchParams): PurchaseQuery {
  const given = (query.get('status') ?? '').split(',');
  return {
    status: PURCHASE_STATUSES.filter((one) => given.includes(one)),
    texto: query.get('texto') ?? '',
  };
}

export function isFiltered({ status, texto }: PurchaseQuery): boolean {
  return status.length > 0 || texto !== '';
}

export function changePurchaseQuery(filter: Partial<PurchaseQuery>): void {
  const { status, texto } = filter;
  changeQuery({
    ...(status === undefined ? {} : { status: status.join(',') }),
    ...(texto === undefined ? {} : { texto }),
  });
}

/** Whether the list shows what pages say: asked for, and by itself where a collection only looks. */
export function showsEvidence(query: URLSearchParams, { simular }: Pick<Collection, 'simular'>): boolean {
  const shown = query.get('ver');
  return shown === null ? simular : shown === 'evidencias';
}

/** What tells purchases apart: rows that name none are told by where they stand. */
export function keyOf({ pedido, linhas }: CollectionPurchase): string {
  return `${pedido}:${linhas[0] ?? 0}`;
}

/** Address of the page that shows a collection. */
export function collectionAddress(id: string): string {
  return pageAddress('coletas', {}, { coleta: id });
}

export function collectionsPath(limit: number): ApiPath<CollectionsAnswer> {
  return apiPath(BASE, { limite: limit });
}

/** Collections that begin by themselves. */
export function schedulesPath(): ApiPath<{ readonly agendas: readonly CollectionSchedule[] }> {
  return `${BASE}/agendas`;
}

export function schedulePath(id: number): string {
  return `${BASE}/agendas/${id}`;
}

/** A collection without its purchases. */
export function collectionPath(id: string): ApiPath<CollectionDetails> {
  return apiPath(`${BASE}/${id}`, { limite: 0 });
}

/** A window of the purchases of a collection. */
export function purchasesPath(
  id: string,
  { status, texto }: PurchaseQuery,
  position: number,
  limit: number,
): ApiPath<CollectionDetails> {
  return apiPath(`${BASE}/${id}`, {
    status: status.join(','),
    texto,
    posicao: position,
    limite: limit,
  });
}

export function streamPath(id: string): string {
  return `${BASE}/${id}/stream`;
}

/** What changes a collection: `pausar`, `continuar`, `retomar`, `tentar`. */
export function actionPath<T>(id: string, action: string): ApiPath<T> {
  return `${BASE}/${id}/${action}`;
}

export function cancelPath(id: string, isNow: boolean): string {
  return apiPath(`${BASE}/${id}`, { agora: isNow ? '1' : null });
}

export function resultPath(id: string): string {
  return `${BASE}/${id}/resultado`;
}

/** All that a collection has finished, as a ZIP. */
export function archivePath(id: string): string {
  return `${BASE}/${id}/zip`;
}

export function purchasePath(id: string, purchase: string, rest: string): string {
  return `${BASE}/${id}/pedidos/${encodeURIComponent(purchase)}/${rest}`;
}

export function purchaseFilesPath(id: string, purchase: string): ApiPath<CollectionFiles> {
  return purchasePath(id, purchase, 'arquivos');
}

export function sessionPath(portal: string | null, base: string | null): ApiPath<PortalSessionAnswer> {
  return apiPath(`${BASE}/sessao`, { portal, base });
}
