import { hash } from 'node:crypto';
import { LANGUAGES, type Language } from '../contract/language.ts';
import type { ChangedCodes } from './journal.ts';

/** What is told of a change: the new answers, or only whose answers it touched. */
export type WatchDetail = 'answers' | 'keys';

/** What a client asks to be told of. */
export interface WatchRequest {
  readonly detail: WatchDetail;
  /** Every order. */
  readonly allOrders: boolean;
  readonly orders: readonly string[];
  readonly products: readonly string[];
  readonly language: Language;
}

/** One thing that is watched by any number of clients: they are told the same bytes. */
export interface Watch<Client> {
  readonly key: string;
  readonly detail: WatchDetail;
  readonly allOrders: boolean;
  readonly orders: ReadonlySet<string>;
  readonly products: ReadonlySet<string>;
  readonly language: Language;
  readonly clients: Set<Client>;
  /**
   * Its clients have still to be told that everything changed since this position; null: they have not. What they are
   * told until then does not move them beyond it.
   */
  owedFrom: string | null;
  /** When they were told so last, milliseconds of the monotonic clock. */
  toldAllAt: number;
}

/** The watches of a process, one for all clients that ask for the same. */
export class Watches<Client> {
  readonly #watches = new Map<string, Watch<Client>>();

  /** The watch a request asks for; a new one is entered with its first client. */
  find(request: WatchRequest): Watch<Client> {
    const orders = request.allOrders ? [] : [...new Set(request.orders)].sort();
    const products = [...new Set(request.products)].sort();
    const { allOrders, detail } = request;
    // Codes are the same in every language, and so one event for all.
    const language = detail === 'keys' ? LANGUAGES[0]! : request.language;
    const key = hash('sha1', JSON.stringify([detail, language, allOrders, orders, products]));
    return (
      this.#watches.get(key) ?? {
        key,
        detail,
        allOrders,
        orders: new Set(orders),
        products: new Set(products),
        language,
        clients: new Set(),
        owedFrom: null,
        toldAllAt: Number.NEGATIVE_INFINITY,
      }
    );
  }

  enter(watch: Watch<Client>, client: Client): void {
    watch.clients.add(client);
    this.#watches.set(watch.key, watch);
  }

  leave(watch: Watch<Client>, client: Client): void {
    watch.clients.delete(client);
    if (watch.clients.size === 0 && this.#watches.get(watch.key) === watch) this.#watches.delete(watch.key);
  }

  [Symbol.iterator](): IterableIterator<Watch<Client>> {
    return this.#watches.values();
  }
}

type Scope = Pick<Watch<unknown>, 'detail' | 'allOrders' | 'orders' | 'products'>;

/** The part of what changed that a watch is about. Of answers, products only where they are named: they are large. */
export function watchedPart(watch: Scope, changed: ChangedCodes): ChangedCodes {
  const allProducts = watch.allOrders && watch.detail === 'keys';
  return {
    orders: watch.allOrders ? changed.orders : common(watch.orders, changed.orders),
    products: allProducts ? changed.products : common(watch.products, changed.products),
  };
}

/** A list up to this length is told all its answers whenever that is needed. */
const LONGEST_LIST = 1000;
/**
 * Changed orders whose answers are told one by one to watchers of more than a list: some 2 MB. Where a product that
 * sells everywhere changes more of them, only those written themselves are told and the others are to be asked again.
 */
const MOST_ANSWERS = 300;
/** Codes of one event to watchers of keys: some 30 kB. */
const MOST_KEYS = 2000;

/** Whether a watch is not told all its answers: it is too long, or about keys only. */
export function isLong(watch: Pick<Scope, 'detail' | 'allOrders' | 'orders'>): boolean {
  return watch.detail === 'keys' || watch.allOrders || watch.orders.size > LONGEST_LIST;
}

/** Whether so much of a watch changed that it is not told one by one. */
export function isTooMany(
  watch: Pick<Scope, 'detail' | 'allOrders' | 'orders'>,
  changed: ChangedCodes,
): boolean {
  if (watch.detail === 'keys') return changed.orders.size + changed.products.size > MOST_KEYS;
  return isLong(watch) && changed.orders.size > MOST_ANSWERS;
}

/** What two sets have in common. */
export function common(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  const [few, many] = a.size <= b.size ? [a, b] : [b, a];
  const both = new Set<string>();
  for (const code of few) if (many.has(code)) both.add(code);
  return both;
}
