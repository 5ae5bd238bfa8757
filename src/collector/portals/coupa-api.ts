import { type ApiClient, ApiRefusal } from '../api/api-client.ts';
import { memberOf, numberIn, textIn } from '../api/json.ts';
import type { PortalApi } from '../api/portal-api.ts';
import { isWholePart } from '../page-parts.ts';
import type { AskedPurchase } from '../portal.ts';
import { isOf } from '../reading/identity.ts';
import type { PurchaseReading } from '../reading/read-purchase.ts';
import { PermanentError, TransientError } from '../retry.ts';
import { changesSince } from './coupa-api-changes.ts';
import {
  ATTACHMENTS_OF,
  attachmentsOf,
  becameOneOf,
  type CoupaDocument,
  type DocumentParts,
  idsOfLines,
  idsOfRequisitions,
} from './coupa-api-document.ts';

const PURCHASES = '/api/purchase_orders';
const REQUISITIONS = '/api/requisitions';
/** Most requisitions of one purchase that are looked at. */
const MOST_REQUISITIONS = 50;
/** Lists write a number with a word before it; what spreadsheets made of one is asked for by its digits. */
const PLAIN_WRITING = /^[a-z]{0,4}[\s#:.-]*\d+$/i;

/** Coupa's REST API, by OAuth2 client credentials. */
export const coupaApi: PortalApi = {
  name: 'coupa-api',
  portal: 'coupa',
  demand: (base) => ({
    url: `${base}/oauth2/token`,
    scopes: [
      ['core.common.read', 'core.purchase_order.read', 'core.requisition.read'],
      ['core.common.read', 'core.purchase_order.read'],
      ['core.purchase_order.read'],
    ],
  }),
  probe: async (client, signal) =>
    (await client.tellAt(PURCHASES, { limit: '1', offset: '0', fields: '["id"]' }, signal)).at,
  read,
  changes: changesSince,
};

async function read(
  client: ApiClient,
  asked: AskedPurchase,
  requisitions: boolean,
  signal: AbortSignal,
): Promise<PurchaseReading> {
  const found = await findPurchase(client, asked, signal);
  if ('verdict' in found) return found;
  const { id, order } = found;
  const page = `${client.base}/order_headers/${id}`;
  // What a requisition shows, and its purchase too, is the purchase's.
  const known = new Set<string>();
  const document = { kind: 'purchase', path: `${PURCHASES}/${id}`, page, known } as const;
  const own = await readDocument(client, document, order, signal);
  const parts = [...own.parts];
  const attachments = [...own.attachments];
  const closedRequisitions: string[] = [];
  const unreadRequisitions: { url: string; error: TransientError | PermanentError }[] = [...own.unread];
  const ids = requisitions ? await requisitionsOf(client, order, signal) : [];
  for (const requisition of ids) {
    const url = `${client.base}/requisition_headers/${requisition}`;
    const path = `${REQUISITIONS}/${requisition}`;
    try {
      const header = await client.tell(path, {}, signal);
      const document = { kind: 'requisition', path, page: url, known } as const;
      const shown = await readDocument(client, document, header, signal);
      attachments.push(...shown.attachments);
      parts.push(...shown.parts);
      unreadRequisitions.push(...shown.unread);
    } catch (error) {
      if (error instanceof ApiRefusal) closedRequisitions.push(url);
      else unreadRequisitions.push({ url, error: unlessOthers(error) });
    }
  }
  return {
    ...{ url: page, verdict: 'purchase', another: null, supplier: supplierOf(order) },
    attachments,
    parts,
    isWhole: parts.every(isWholePart),
    ...{ closedRequisitions, unreadRequisitions, shapes: [] },
  };
}

/**
 * Requisitions of a purchase: those it names, and those whose lines became its lines: a purchase may be put together from
 * several, and names one. An API that does not understand the question brings any requisitions, or refuses it.
 */
async function requisitionsOf(
  client: ApiClient,
  order: unknown,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const named = idsOfRequisitions(order);
  const lines = idsOfLines(order);
  const query = {
    'requisition-lines[order-line-id][in]': lines.join(','),
    fields: '["id",{"requisition-lines":["id","order-line-id"]}]',
  };
  const isAsked = (requisition: unknown): boolean => becameOneOf(requisition, lines);
  const asked = lines.length === 0 ? [] : client.list(REQUISITIONS, query, signal, isAsked);
  const joined = (await Promise.resolve(asked).catch(unlessRefused)).map((one) => numberIn(one, 'id'));
  const ids = [...new Set([...named, ...joined.filter((id) => id !== null)])];
  return ids.slice(0, MOST_REQUISITIONS);
}

function unlessRefused(error: unknown): readonly unknown[] {
  if (error instanceof ApiRefusal) return [];
  throw error;
}

/** @throws what is no trouble with one document */
function unlessOthers(error: unknown): TransientError | PermanentError {
  if (error instanceof TransientError || error instanceof PermanentError) return error;
  throw error;
}

function supplierOf(order: unknown): string | null {
  const supplier = memberOf(order, 'supplier');
  return textIn(supplier, 'display-name') ?? textIn(supplier, 'name');
}

interface FoundPurchase {
  readonly id: number;
  readonly order: unknown;
}

/**
 * The purchase of a number: as the list writes it, then whatever the portal writes around its digits. An answer is only
 * believed where it is of that number: a question that an API does not understand brings any purchases.
 */
async function findPurchase(
  client: ApiClient,
  asked: AskedPurchase,
  signal: AbortSignal,
): Promise<FoundPurchase | PurchaseReading> {
  const { number, written } = asked;
  const plain = PLAIN_WRITING.test(written.trim()) ? written.replace(/[\s#:.-]/g, '').toUpperCase() : number;
  try {
    for (const query of [{ 'po-number': plain }, { 'po-number[contains]': number }]) {
      const isAsked = (order: unknown): boolean => (textIn(order, 'po-number') ?? '').includes(number);
      const given = await client.list(PURCHASES, query, signal, isAsked);
      const fitting = given.filter((order) => isOf(shownBy(order), asked));
      if (fitting.length > 0) return latestOf(client, fitting, plain, number);
    }
    return await otherwise(client, number, signal);
  } catch (error) {
    if (error instanceof ApiRefusal && error.status === 403)
      return nothing(client, number, 'not-allowed', null);
    throw error;
  }
}

function shownBy(order: unknown) {
  const number = textIn(order, 'po-number');
  return { numbers: number === null ? [] : [number], id: null };
}

/**
 * Of several purchases of one number, the one that counts: a number written exactly as asked for before others, then its
 * last version. Versions are of one supplier.
 * @throws PermanentError COLETA_PEDIDO_AMBIGUO where they are not versions of one purchase
 */
function latestOf(
  client: ApiClient,
  orders: readonly unknown[],
  plain: string,
  number: string,
): FoundPurchase {
  const writing = (order: unknown): string => (textIn(order, 'po-number') ?? '').toUpperCase();
  const exact = orders.filter((order) => writing(order) === plain);
  const fitting = exact.length > 0 ? exact : orders;
  const purchases = new Set(fitting.map((order) => `${writing(order)} ${supplierOf(order) ?? ''}`));
  if (purchases.size > 1) {
    const params = { pedido: number, quantos: purchases.size, base: client.base };
    throw new PermanentError('AMBIGUOUS', 'COLETA_PEDIDO_AMBIGUO', params);
  }
  const [order] = [...fitting].sort(
    (one, other) =>
      numberOr0(other, 'version') - numberOr0(one, 'version') ||
      numberOr0(other, 'internal-revision') - numberOr0(one, 'internal-revision') ||
      numberOr0(other, 'id') - numberOr0(one, 'id'),
  );
  const id = numberIn(order, 'id');
  if (id === null)
    throw new PermanentError('NOT_UNDERSTOOD', 'COLETA_API_RESPOSTA', {
      url: `${client.base}${PURCHASES}`,
      motivo: 'id',
    });
  return { id, order };
}

function numberOr0(order: unknown, name: string): number {
  return numberIn(order, name) ?? 0;
}

/** No purchase has the number. One that has it as its id is another one: whoever wrote the list may have meant that. */
async function otherwise(client: ApiClient, number: string, signal: AbortSignal): Promise<PurchaseReading> {
  const order = await client.tell(`${PURCHASES}/${number}`, {}, signal).catch((error: unknown) => {
    if (error instanceof ApiRefusal) return null;
    throw error;
  });
  const another = textIn(order, 'po-number');
  const isIt = another !== null && numberIn(order, 'id') === Number(number);
  return nothing(client, number, isIt ? 'another-purchase' : 'not-found', isIt ? another : null);
}

function nothing(
  client: ApiClient,
  number: string,
  verdict: PurchaseReading['verdict'],
  another: string | null,
): PurchaseReading {
  return {
    ...{ url: `${client.base}/order_headers/${number}`, verdict, another },
    ...{ attachments: [], supplier: null, parts: [], isWhole: false },
    ...{ closedRequisitions: [], unreadRequisitions: [], shapes: [] },
  };
}

/**
 * The attachments of a purchase or a requisition: those of its form and of its lines as it tells them itself, once more
 * those of its form as the list of its attachments has them, and those of its comments.
 */
async function readDocument(
  client: ApiClient,
  document: Omit<CoupaDocument, 'base'>,
  header: unknown,
  signal: AbortSignal,
): Promise<DocumentParts & { readonly unread: PurchaseReading['unreadRequisitions'] }> {
  const unread: { url: string; error: TransientError | PermanentError }[] = [];
  const listed = async (path: string): Promise<readonly unknown[]> => {
    try {
      return await client.list(path, {}, signal);
    } catch (error) {
      unread.push({ url: `${client.base}${path}`, error: unlessOthers(error) });
      return [];
    }
  };
  const form = await listed(`${document.path}${ATTACHMENTS_OF}`);
  const comments = await listed(`${document.path}/comments`);
  const ofComments: { id: number | null; attachments: readonly unknown[] }[] = [];
  for (const comment of comments) {
    const id = numberIn(comment, 'id');
    const told = memberOf(comment, 'attachments');
    const attachments = Array.isArray(told)
      ? (told as unknown[])
      : id === null
        ? []
        : await listed(`/api/comments/${id}${ATTACHMENTS_OF}`);
    ofComments.push({ id, attachments });
  }
  return { ...attachmentsOf({ ...document, base: client.base }, header, form, ofComments), unread };
}
