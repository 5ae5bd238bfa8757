import { couplesPromises, type Engine, type EngineChange } from '../availability/engine.ts';
import type { Book } from '../ledger/book.ts';
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
  #days: Int8Array = new Int8Array();

  /** Codes of the orders promised another day than at the last call; none at the first call for a book. */
  moved(engine: Engine): readonly string[] {
    const { book } = engine;
    if (!couplesPromises(engine)) return [];
    const before = this.#book === book ? this.#days : null;
    const now = engine.completeDays();
    this.#book = book;
    this.#days = now;
    if (before === null || before === now) return [];
    const codes: string[] = [];
    for (let order = 0; order < now.length; order++) {
      if (now[order] !== before[order] && book.orders.has(order)) codes.push(book.orders.code(order));
    }
    return codes;
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
