import { type ApiClient, ApiRefusal } from '../api/api-client.ts';
import { instantIn, listIn, memberOf, numberIn, textIn } from '../api/json.ts';
import type { PortalChanges } from '../api/portal-api.ts';
import { PermanentError } from '../retry.ts';
import { PURCHASES } from './coupa-api-lookup.ts';

/** Identifiers asked about at once. */
const AT_ONCE = 50;
/** In the order of their ids: what changes meanwhile is shown twice rather than never. */
const IN_ORDER = { order_by: 'id', dir: 'asc' };
const ORDER_FIELDS = '["id","po-number","updated-at",{"requisition-header":["id"]}]';
const REQUISITION_FIELDS = '["id","updated-at",{"requisition-lines":["id","order-line-id"]}]';
/** An answer that is older than this before what was asked for is none to the question. */
const DAY_MS = 86_400_000;

/** When documents changed, by their ids. */
type Instants = ReadonlyMap<number, number>;

/**
 * Purchases that changed after an instant: those that say so themselves, those one of whose requisitions does, and those
 * that got a comment, or one of whose requisitions did.
 * @throws as `ApiClient.tell`; PermanentError COLETA_API_RESPOSTA where the API does not understand what is asked
 */
export async function changesSince(
  client: ApiClient,
  since: Date,
  signal: AbortSignal,
): Promise<PortalChanges> {
  return await new Changes(client, since, signal).find();
}

class Changes {
  readonly #client: ApiClient;
  readonly #since: number;
  readonly #signal: AbortSignal;
  readonly #purchases = new Map<number, { written: string; at: number }>();
  /** Whether questions about ids were understood. */
  #isHeeded = true;

  constructor(client: ApiClient, since: Date, signal: AbortSignal) {
    this.#client = client;
    this.#since = since.getTime();
    this.#signal = signal;
  }

  async find(): Promise<PortalChanges> {
    const orders = await this.#later(PURCHASES, { fields: ORDER_FIELDS });
    if (typeof orders === 'string') {
      const params = { url: `${this.#client.base}${PURCHASES}`, motivo: 'updated-at[gt]' };
      throw new PermanentError('NOT_UNDERSTOOD', 'COLETA_API_RESPOSTA', params);
    }
    this.#take(orders, (order) => this.#laterIn(order));
    const requisitions = await this.#later('/api/requisitions', { fields: REQUISITION_FIELDS });
    const comments = await this.#later('/api/comments', {});
    const changedRequisitions = united(
      this.#instants(requisitions, (one) => numberIn(one, 'id')),
      this.#commented(comments, /^requisition/i),
    );
    await this.#takeOfRequisitions(changedRequisitions);
    await this.#takeById(this.#commented(comments, /^order/i));
    const isAnonymous = (one: unknown): boolean => numberIn(one, 'commentable-id') === null;
    const isTold =
      Array.isArray(comments) && !comments.some(isAnonymous) && requisitions !== 'not-told' && this.#isHeeded;
    return { purchases: [...this.#purchases.values()], isTold };
  }

  /**
   * What changed under a path. `not-allowed`: the client may not see it, so nothing of it is collected either. `not-told`:
   * the API does not have such a list, or leaves out of a question what it does not understand.
   */
  async #later(
    path: string,
    fields: Readonly<Record<string, string>>,
  ): Promise<readonly unknown[] | 'not-allowed' | 'not-told'> {
    const query = { 'updated-at[gt]': new Date(this.#since).toISOString(), ...IN_ORDER };
    const isOfTheTime = (one: unknown): boolean => (instantIn(one, 'updated-at') ?? 0) > this.#since - DAY_MS;
    try {
      const first = await this.#client.tell(
        path,
        { ...query, ...fields, limit: '50', offset: '0' },
        this.#signal,
      );
      if (!Array.isArray(first) || !first.every(isOfTheTime)) return 'not-told';
      return first.length === 0 ? [] : await this.#client.list(path, { ...query, ...fields }, this.#signal);
    } catch (error) {
      if (!(error instanceof ApiRefusal)) throw error;
      return error.status === 403 ? 'not-allowed' : 'not-told';
    }
  }

  #laterIn(value: unknown): number | null {
    const at = instantIn(value, 'updated-at');
    return at !== null && at > this.#since ? at : null;
  }

  #instants(
    values: readonly unknown[] | string,
    idOf: (value: unknown) => number | null,
  ): ReadonlyMap<number, number> {
    const entries = Array.isArray(values) ? (values as readonly unknown[]) : [];
    return latest(entries.map((value) => [idOf(value), this.#laterIn(value)]));
  }

  /** Documents of a kind that got a comment. */
  #commented(comments: readonly unknown[] | string, kind: RegExp): Instants {
    return this.#instants(comments, (one) =>
      kind.test(textIn(one, 'commentable-type') ?? '') ? numberIn(one, 'commentable-id') : null,
    );
  }

  /** Purchases that came from these requisitions: by the one they name, and by the lines that became theirs. */
  async #takeOfRequisitions(changed: Instants): Promise<void> {
    await this.#askInPieces(
      PURCHASES,
      'requisition-header[id]',
      [...changed.keys()],
      ORDER_FIELDS,
      (orders) =>
        this.#take(
          orders,
          (order) => changed.get(numberIn(memberOf(order, 'requisition-header'), 'id') ?? -1) ?? null,
        ),
    );
    const lines = new Map<number, number>();
    await this.#askInPieces(
      '/api/requisitions',
      'id',
      [...changed.keys()],
      REQUISITION_FIELDS,
      (requisitions) => {
        for (const one of requisitions) {
          const at = changed.get(numberIn(one, 'id') ?? -1) ?? null;
          for (const line of listIn(one, 'requisition-lines') ?? [])
            note(lines, numberIn(line, 'order-line-id'), at);
        }
      },
    );
    const orders = new Map<number, number>();
    const fields = '["id","order-header-id"]';
    await this.#askInPieces('/api/purchase_order_lines', 'id', [...lines.keys()], fields, (found) => {
      for (const line of found)
        note(orders, numberIn(line, 'order-header-id'), lines.get(numberIn(line, 'id') ?? -1) ?? null);
    });
    await this.#takeById(orders);
  }

  async #takeById(changed: Instants): Promise<void> {
    await this.#askInPieces(PURCHASES, 'id', [...changed.keys()], ORDER_FIELDS, (orders) =>
      this.#take(orders, (order) => changed.get(numberIn(order, 'id') ?? -1) ?? null),
    );
  }

  #take(orders: readonly unknown[], at: (order: unknown) => number | null): void {
    for (const order of orders) {
      const id = numberIn(order, 'id');
      const written = textIn(order, 'po-number');
      const when = at(order);
      if (id === null || written === null || when === null) continue;
      this.#purchases.set(id, { written, at: Math.max(when, this.#purchases.get(id)?.at ?? 0) });
    }
  }

  /** Asks about many ids, some at a time. An API that does not understand the question answers with others. */
  async #askInPieces(
    path: string,
    attribute: string,
    ids: readonly number[],
    fields: string,
    take: (answer: readonly unknown[]) => void,
  ): Promise<void> {
    const [name = '', member] = attribute.split(/[[\]]/);
    const wanted = new Set(ids);
    const isAsked = (entry: unknown): boolean => {
      const id = member === undefined ? numberIn(entry, name) : numberIn(memberOf(entry, name), member);
      const isOne = id !== null && wanted.has(id);
      this.#isHeeded &&= isOne;
      return isOne;
    };
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      const query = { [`${attribute}[in]`]: ids.slice(from, from + AT_ONCE).join(','), ...IN_ORDER, fields };
      take(await this.#client.list(path, query, this.#signal, isAsked));
    }
  }
}

function note(instants: Map<number, number>, id: number | null, at: number | null): void {
  if (id !== null && at !== null) instants.set(id, Math.max(at, instants.get(id) ?? 0));
}

function latest(entries: readonly (readonly [number | null, number | null])[]): Instants {
  const instants = new Map<number, number>();
  for (const [id, at] of entries) note(instants, id, at);
  return instants;
}

function united(one: Instants, other: Instants): Instants {
  return latest([...one, ...other]);
}
