import { type Static, Type } from 'typebox';
import type { CollectionRequest } from '../collections/archive.ts';
import type { PurchaseFilter } from '../collections/collection-purchases.ts';
import type { KeptCollection } from '../collections/kept-collection.ts';
import type { PortalChoice } from '../collections/portal-access.ts';
import { type FileWishes, parseBytes, parseDay, parseEndings, parseRate } from '../collector/file-wishes.ts';
import { checkedTemplate } from '../collector/folder/folder-layout.ts';
import { parsePurchaseNumber } from '../collector/list/purchase-number.ts';
import { PORTALS } from '../collector/portals/portals.ts';
import { COLLECTION_MODES } from '../contract/collection-codes.ts';
import { COLLECTION_LIMITS, COLLECTION_PURCHASE_STATUSES } from '../contract/collection-wire.ts';
import { RupturaError } from '../contract/errors.ts';
import { InvalidRequest } from '../contract/invalid-request.ts';
import { shown } from '../contract/request-text.ts';
import { siteOf } from '../settings/process-settings.ts';
import { queryChoices } from './order-query.ts';
import { blankToNull, queryWhole } from './request-values.ts';

/** What of collections is asked for, in the path and the query of a URL. */

export const COLLECTIONS_PATH = '/api/coletas';

const Text = Type.Optional(Type.String({ maxLength: 200 }));
const Address = Type.Optional(Type.String({ maxLength: 2000 }));
const Flag = Type.Optional(Type.Union([Type.Literal('0'), Type.Literal('1')]));

export const CollectionParams = Type.Object({ id: Type.String() });
export const ScheduleParams = Type.Object({ agenda: Type.String({ maxLength: 20 }) });
export const CollectionPurchaseParams = Type.Object({ id: Type.String(), po: Type.String() });
export const CollectionFileParams = Type.Object({
  id: Type.String(),
  po: Type.String(),
  nome: Type.String(),
});
export const ListQuery = Type.Object(
  { arquivo: Type.String({ minLength: 1, maxLength: 255 }), coluna: Text, forcar: Flag },
  { additionalProperties: false },
);
export const ResultQuery = Type.Object(
  { formato: Type.Optional(Type.Union([Type.Literal('csv'), Type.Literal('xlsx')])) },
  { additionalProperties: false },
);
export const CancelQuery = Type.Object({ agora: Flag }, { additionalProperties: false });
export const CollectionsQuery = Type.Object(
  { limite: Text, posicao: Text, cursor: Text },
  { additionalProperties: false },
);
export const PurchasesQuery = Type.Object(
  { status: Text, texto: Text, posicao: Text, limite: Text },
  { additionalProperties: false },
);
export const SessionQuery = Type.Object({ portal: Text, base: Address }, { additionalProperties: false });
export const SentSessionQuery = Type.Object(
  { portal: Text, base: Address, arquivo: Type.Optional(Type.String({ maxLength: 255 })) },
  { additionalProperties: false },
);
export const NewCollectionQuery = Type.Object(
  {
    arquivo: Type.String({ minLength: 1, maxLength: 255 }),
    portal: Text,
    base: Address,
    modo: Text,
    workers: Text,
    downloads: Text,
    forcar: Flag,
    coluna: Text,
    requisicoes: Flag,
    simular: Flag,
    por_minuto: Text,
    tipo: Text,
    tamanho_max: Text,
    depois_de: Text,
    modelo: Type.Optional(Type.String({ maxLength: 500 })),
    banda: Text,
  },
  { additionalProperties: false },
);

const USUAL_WORKERS = 2;
const USUAL_DOWNLOADS = 4;
const MOST_COLLECTIONS = 100;
const USUAL_COLLECTIONS = 20;
const MOST_ORDERS = 1000;
const USUAL_ORDERS = 100;
const LAST_POSITION = 999_999_999;

/**
 * Which portal, and which tenant of it. Only scheme, host and port of an address count.
 * @param usualBase `COUPA_URL`
 * @throws InvalidRequest VALOR_FORA_DA_LISTA, ENDERECO_INVALIDO
 */
export function queryPortal(
  query: { readonly portal?: string; readonly base?: string },
  usualBase: string | null,
): PortalChoice {
  const [portal = PORTALS[0]!] = queryChoices('portal', query.portal, PORTALS, 1);
  const text = query.base?.trim() ?? '';
  if (text === '') return { portal, base: usualBase };
  const base = siteOf(text);
  if (base !== null) return { portal, base };
  const params = { valor: shown(text) };
  throw new InvalidRequest({ place: 'consulta', path: 'base', code: 'ENDERECO_INVALIDO', params });
}

/** The same, where there has to be an address. @throws InvalidRequest CAMPO_FALTANDO too */
export function requiredPortal(
  query: Parameters<typeof queryPortal>[0],
  usualBase: string | null,
): { readonly portal: string; readonly base: string } {
  const { portal, base } = queryPortal(query, usualBase);
  if (base !== null) return { portal, base };
  const params = { campo: 'base' };
  throw new InvalidRequest({ place: 'consulta', path: '', code: 'CAMPO_FALTANDO', params });
}

/** How a new collection is to be done. @throws InvalidRequest naming the parameter */
export function queryCollection(
  query: Static<typeof NewCollectionQuery>,
  usualBase: string | null,
): CollectionRequest {
  const [mode = 'auto'] = queryChoices('modo', query.modo, COLLECTION_MODES, 1);
  return {
    ...requiredPortal(query, usualBase),
    mode,
    workers: queryWhole('workers', query.workers, COLLECTION_LIMITS.workers, USUAL_WORKERS),
    downloads: queryWhole('downloads', query.downloads, COLLECTION_LIMITS.downloads, USUAL_DOWNLOADS),
    perMinute:
      blankToNull(query.por_minuto) === null
        ? null
        : queryWhole('por_minuto', query.por_minuto, COLLECTION_LIMITS.per_minute, 1),
    force: query.forcar === '1',
    column: blankToNull(query.coluna),
    requisitions: query.requisicoes !== '0',
    simulate: query.simular === '1',
    wishes: queryWishes(query),
    bytesPerSecond: queryParsed('banda', query.banda, parseRate),
  };
}

/** Which files are wanted. @throws InvalidRequest; RupturaError COLETA_MODELO_INVALIDO */
function queryWishes(query: Static<typeof NewCollectionQuery>): FileWishes {
  const template = blankToNull(query.modelo);
  return {
    endings: queryParsed('tipo', query.tipo, parseEndings) ?? [],
    mostBytes: queryParsed('tamanho_max', query.tamanho_max, parseBytes),
    since: queryParsed('depois_de', query.depois_de, parseDay),
    // It is looked at before anything is begun.
    template: template === null ? null : checkedTemplate(template),
  };
}

/** A value as people write it; null where there is none. */
function queryParsed<T>(path: string, text: string | undefined, parse: (text: string) => T | null): T | null {
  const given = blankToNull(text);
  if (given === null) return null;
  const value = parse(given);
  if (value !== null) return value;
  throw new InvalidRequest({ place: 'consulta', path, code: 'VALOR_INVALIDO' });
}

/** Which collections of the list, newest first. @throws InvalidRequest */
export function queryCollections(
  { limite, posicao, cursor }: Static<typeof CollectionsQuery>,
  ids: readonly string[],
): { readonly from: number; readonly limit: number } {
  if (cursor !== undefined && posicao !== undefined)
    throw new InvalidRequest({ place: 'consulta', path: 'posicao', code: 'POSICAO_COM_CURSOR' });
  const limit = queryWhole('limite', limite, MOST_COLLECTIONS, USUAL_COLLECTIONS, 0);
  if (cursor === undefined) return { from: queryWhole('posicao', posicao, LAST_POSITION, 0, 0), limit };
  // Codes begin with their time: what is older than the last one shown comes after it, whatever came since.
  const found = ids.findIndex((id) => id < cursor);
  return { from: found === -1 ? ids.length : found, limit };
}

/** Which purchases of a collection. @throws InvalidRequest */
export function queryPurchases({ status, texto, posicao, limite }: Static<typeof PurchasesQuery>): {
  readonly filter: PurchaseFilter;
  readonly from: number;
  readonly limit: number;
} {
  return {
    filter: {
      statuses: queryChoices('status', status, COLLECTION_PURCHASE_STATUSES),
      text: blankToNull(texto),
    },
    from: queryWhole('posicao', posicao, LAST_POSITION, 0, 0),
    limit: queryWhole('limite', limite, MOST_ORDERS, USUAL_ORDERS, 0),
  };
}

/** Number of a purchase as people write it. @throws RupturaError COLETA_PEDIDO_DESCONHECIDO */
export function pathPurchase(id: string, po: string): string {
  const number = parsePurchaseNumber(po);
  if (number !== null) return number;
  throw new RupturaError('COLETA_PEDIDO_DESCONHECIDO', { coleta: id.slice(0, 60), pedido: shown(po) });
}

/** The error of a purchase that a collection does not have. */
export function unknownPurchase(collection: KeptCollection, number: string): RupturaError {
  return new RupturaError('COLETA_PEDIDO_DESCONHECIDO', { coleta: collection.facts.id, pedido: number });
}
