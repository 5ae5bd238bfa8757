import { couplesPromises, type Engine, type EngineChange } from '../availability/engine.ts';
import type { WholePromises } from '../availability/promise-complete.ts';
import { type Book, productsOf } from '../ledger/book.ts';
import type { ChangedCodes } from './journal.ts';

/** Orders and products a change touched, and the orders among them that were written themselves. */
export interface Touched extends ChangedCodes {
  readonly ownOrders: ReadonlySet<string>;
  /** Orders whose note is another, and whose answer is what it was. */
  readonly notedOrders: ReadonlySet<string>;
}

/**
 * Names what changes touch by codes. A change tells numbers, and the number of an order that is gone may name another
 * one already: so the codes of before are kept here.
 */
export class ChangeNames {
  #book: Book | null = null;
  #codes: (string | undefined)[] = [];

  /** The codes a change touched, those of orders that are gone included; null: everything. */
  touched({ book }: Engine, change: EngineChange): Touched | null {
    if (book !== this.#book) {
      this.#book = book;
      this.#codes = Array.from({ length: book.orders.size }, (_, number) => codeOf(book, number));
    }
    if (change.everything) return null;
    const ownOrders = this.#codesOf(book, change.ownOrders);
    const orders = this.#codesOf(book, change.orders);
    for (const number of change.orders) this.#codes[number] = codeOf(book, number);
    const products = new Set(Array.from(change.products, (one) => book.products.code(one)));
    return { orders, ownOrders, products, notedOrders: change.notedOrders };
  }

  /** Codes that numbers have and had. */
  #codesOf(book: Book, numbers: ReadonlySet<number>): Set<string> {
    const codes = new Set<string>();
    for (const number of numbers) {
      const before = this.#codes[number];
      const now = codeOf(book, number);
      if (before !== undefined) codes.add(before);
      if (now !== undefined) codes.add(now);
    }
    return codes;
  }
}

function codeOf(book: Book, order: number): string | undefined {
  return book.orders.has(order) ? book.orders.code(order) : undefined;
}

/**
 * Where a change of one product may move the promise of any order, this finds those that moved, by comparing all
 * promises with those of the last comparison.
 */
export class MovedPromises {
  #book: Book | null = null;
  #promises: WholePromises | null = null;

  /**
   * Codes of the orders whose promise is another than at the last call: their day, or who is before them in the queue for
   * what they wait for. None at the first call for a book.
   * @param written codes of the orders that were written meanwhile
   */
  moved(engine: Engine, written: ReadonlySet<string> = NO_CODES): readonly string[] {
    const { book } = engine;
    if (!couplesPromises(engine)) return [];
    const before = this.#book === book ? this.#promises : null;
    const now = engine.whole();
    this.#book = book;
    this.#promises = now;
    if (before === null || before === now) return [];
    const moved = new Set<number>();
    for (let order = 0; order < now.day.length; order++) {
      const isSame = now.day[order] === before.day[order] && now.decisive[order] === before.decisive[order];
      if (!isSame && book.orders.has(order)) moved.add(order);
    }
    for (const order of waitingFor(now, book, productsTaken(book, moved, written))) moved.add(order);
    return Array.from(moved, (order) => book.orders.code(order));
  }
}

/** Products of orders that moved or were written: their queues may be others. */
function productsTaken(
  book: Book,
  moved: ReadonlySet<number>,
  written: ReadonlySet<string>,
): ReadonlySet<number> {
  const products = new Set<number>();
  const orders = [...moved, ...Array.from(written, (code) => book.orders.find(code))];
  for (const order of orders) {
    if (order >= 0) for (const product of productsOf(book, order)) products.add(product);
  }
  return products;
}

function* waitingFor(
  { decisive }: WholePromises,
  book: Book,
  products: ReadonlySet<number>,
): Generator<number> {
  for (let order = 0; order < decisive.length; order++) {
    const item = decisive[order]!;
    if (item >= 0 && products.has(book.itemProduct[item]!)) yield order;
  }
}

export const NO_CODES: ReadonlySet<string> = new Set();

/** What has still to be told. */
export interface Pending {
  all: boolean;
  readonly orders: Set<string>;
  readonly ownOrders: Set<string>;
  /** Told to watchers of keys only: no answer is another. */
  readonly notedOrders: Set<string>;
  readonly products: Set<string>;
}

export function nothingPending(): Pending {
  return {
    all: false,
    orders: new Set(),
    ownOrders: new Set(),
    notedOrders: new Set(),
    products: new Set(),
  };
}

/** Everything that is in some part. */
export function unionOf(parts: Iterable<ChangedCodes>): ChangedCodes {
  const orders = new Set<string>();
  const products = new Set<string>();
  for (const part of parts) {
    for (const code of part.orders) orders.add(code);
    for (const code of part.products) products.add(code);
  }
  return { orders, products };
}
