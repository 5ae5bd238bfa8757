import { type ApiClient, ApiRefusal } from '../api/api-client.ts';
import { instantIn, memberOf, numberIn, textIn } from '../api/json.ts';
import type { PortalChanges } from '../api/portal-api.ts';

/** Identifiers asked about at once. */
const AT_ONCE = 50;
/** In the order of their ids: what changes meanwhile is shown twice rather than never. */
const IN_ORDER = { order_by: 'id', dir: 'asc' };
const FIELDS = '["id","po-number","updated-at",{"requisition-header":["id"]}]';

/** A document that changed: its id, and when. */
type Instants = Map<number, number>;

/** Gathers the purchases that changed, each with its latest instant. */
class Changed {
  readonly #client: ApiClient;
  readonly #signal: AbortSignal;
  readonly #purchases = new Map<number, { written: string; at: number }>();

  constructor(client: ApiClient, signal: AbortSignal) {
    this.#client = client;
    this.#signal = signal;
  }

  get purchases() {
    return [...this.#purchases.values()];
  }

  /** Takes purchases of an answer. @param at when they changed; null for those of which that is not to be told */
  async take(query: Readonly<Record<string, string>>, at: (order: unknown) => number | null): Promise<void> {
    const path = '/api/purchase_orders';
    const orders = await this.#client.list(path, { ...query, ...IN_ORDER, fields: FIELDS }, this.#signal);
    for (const order of orders) {
      const id = numberIn(order, 'id');
      const written = textIn(order, 'po-number');
      const when = at(order);
      if (id === null || written === null || when === null) continue;
      const known = this.#purchases.get(id)?.at ?? 0;
      this.#purchases.set(id, { written, at: Math.max(known, when) });
    }
  }

  /** Takes the purchases whose own id, or whose requisition's, is one of these. */
  async takeOf(
    instants: Instants,
    attribute: string,
    idOf: (order: unknown) => number | null,
  ): Promise<void> {
    const ids = [...instants.keys()];
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      const some = ids.slice(from, from + AT_ONCE).join(',');
      await this.take({ [`${attribute}[in]`]: some }, (order) => instants.get(idOf(order) ?? -1) ?? null);
    }
  }
}

/**
 * Purchases that changed after an instant: those that say so themselves, those whose requisition does, and those that got
 * a comment, or whose requisition did. What an API does not understand of a question it leaves out, so every answer is
 * held against the instant once more.
 * @throws as `ApiClient.tell`
 */
export async function changesSince(
  client: ApiClient,
  since: Date,
  signal: AbortSignal,
): Promise<PortalChanges> {
  const after = { 'updated-at[gt]': since.toISOString() };
  const later = (value: unknown): number | null => {
    const at = instantIn(value, 'updated-at');
    return at !== null && at > since.getTime() ? at : null;
  };
  const changed = new Changed(client, signal);
  await changed.take(after, later);
  const query = { ...after, ...IN_ORDER };
  const requisitions = await readable(
    client.list('/api/requisitions', { ...query, fields: '["id","updated-at"]' }, signal),
  );
  const comments = await readable(client.list('/api/comments', query, signal));
  const instants = (values: readonly unknown[], idOf: (value: unknown) => number | null): Instants =>
    latest(values.map((value) => [idOf(value), later(value)]));
  const onKind = (kind: RegExp): Instants =>
    instants(
      (comments ?? []).filter((one) => kind.test(textIn(one, 'commentable-type') ?? '')),
      (one) => numberIn(one, 'commentable-id'),
    );
  const ofRequisition = (order: unknown): number | null =>
    numberIn(memberOf(order, 'requisition-header'), 'id');
  const changedRequisitions = instants(requisitions ?? [], (one) => numberIn(one, 'id'));
  for (const [id, at] of onKind(/^requisition/i))
    changedRequisitions.set(id, Math.max(at, changedRequisitions.get(id) ?? 0));
  await changed.takeOf(changedRequisitions, 'requisition-header[id]', ofRequisition);
  await changed.takeOf(onKind(/^order/i), 'id', (order) => numberIn(order, 'id'));
  return { purchases: changed.purchases, withComments: comments !== null };
}

/** Null for what this API or this client does not have. */
async function readable(asked: Promise<readonly unknown[]>): Promise<readonly unknown[] | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof ApiRefusal) return null;
    throw error;
  }
}

function latest(entries: readonly (readonly [number | null, number | null])[]): Instants {
  const instants: Instants = new Map();
  for (const [id, at] of entries) {
    if (id !== null && at !== null) instants.set(id, Math.max(at, instants.get(id) ?? 0));
  }
  return instants;
}
