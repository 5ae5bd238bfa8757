import { type ApiClient, ApiRefusal } from '../api/api-client.ts';
import { memberOf, numberIn, textIn } from '../api/json.ts';
import type { AskedPurchase } from '../portal.ts';
import { isOf } from '../reading/identity.ts';
import type { PurchaseReading } from '../reading/read-purchase.ts';
import { PermanentError } from '../retry.ts';

export const PURCHASES = '/api/purchase_orders';
/** What tells which of several purchases is meant: many numbers may end alike. */
const FIELDS = '["id","po-number","version","internal-revision",{"supplier":["id","name","display-name"]}]';
/** Lists write a number with a word before it; what spreadsheets made of one is asked for by its digits. */
const PLAIN_WRITING = /^[a-z]{0,4}[\s#:.-]*\d+$/i;

export interface FoundPurchase {
  readonly id: number;
  readonly order: unknown;
}

/**
 * The purchase of a number: as the list writes it, then whatever the portal writes around its digits. An answer is only
 * believed where it is of that number: a question that an API does not understand brings any purchases.
 */
export async function findPurchase(
  client: ApiClient,
  asked: AskedPurchase,
  signal: AbortSignal,
): Promise<FoundPurchase | PurchaseReading> {
  const { number, written } = asked;
  const plain = PLAIN_WRITING.test(written.trim()) ? written.replace(/[\s#:.-]/g, '').toUpperCase() : number;
  try {
    const isAsked = (order: unknown): boolean => (textIn(order, 'po-number') ?? '').endsWith(number);
    for (const query of [exactly(client, plain), { 'po-number[ends_with]': number, fields: FIELDS }]) {
      const given = await client.list(PURCHASES, query, signal, isAsked);
      const fitting = given.filter((order) => isOf(shownBy(order), asked));
      if (fitting.length === 0) continue;
      const found = latestOf(client, fitting, plain, number);
      remember(client, found.order, number);
      if (!('fields' in query)) return found;
      return { id: found.id, order: await client.tell(`${PURCHASES}/${found.id}`, {}, signal) };
    }
    return await otherwise(client, number, signal);
  } catch (error) {
    if (error instanceof ApiRefusal && error.status === 403)
      return nothing(client, number, 'not-allowed', null);
    throw error;
  }
}

/** What each portal writes before its numbers, as far as it was seen: the next one is found by one question. */
const prefixes = new WeakMap<ApiClient, Set<string>>();
/** A portal with more has no manner of its own. */
const MOST_PREFIXES = 5;

function remember(client: ApiClient, order: unknown, number: string): void {
  const known = prefixes.get(client) ?? new Set<string>();
  const prefix = (textIn(order, 'po-number') ?? '').slice(0, -number.length);
  if (/^[\w-]+$/.test(prefix) && known.size < MOST_PREFIXES) known.add(prefix);
  prefixes.set(client, known);
}

/** A number as the list writes it, and as this portal writes others; of several, the one as written counts. */
function exactly(client: ApiClient, plain: string): Readonly<Record<string, string>> {
  const known = /^\d+$/.test(plain) ? [...(prefixes.get(client) ?? [])] : [];
  if (known.length === 0) return { 'po-number': plain };
  return { 'po-number[in]': [plain, ...known.map((prefix) => prefix + plain)].join(',') };
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

export function supplierOf(order: unknown): string | null {
  const supplier = memberOf(order, 'supplier');
  return textIn(supplier, 'display-name') ?? textIn(supplier, 'name');
}
