import type { Engine, EngineChange } from '../availability/engine.ts';
import type { Book } from '../ledger/book.ts';
import type { ChangedCodes } from './live-journal.ts';

/** What a change touched; null: everything. */
export type Touched = ChangedCodes | null;

/**
 * Names what changes touch by codes. A change tells numbers, and the number of an order that is gone may name another
 * one already: so the codes of before are kept here.
 */
export class ChangeNames {
  #book: Book | null = null;
  #codes: (string | undefined)[] = [];

  /** The codes a change touched, those of orders that are gone included. */
  touched({ book }: Engine, change: EngineChange): Touched {
    if (book !== this.#book) {
      this.#book = book;
      this.#codes = Array.from({ length: book.orders.size }, (_, number) => codeOf(book, number));
    }
    if (change.everything) return null;
    const orders = new Set<string>();
    for (const number of change.orders) {
      const before = this.#codes[number];
      const now = codeOf(book, number);
      if (before !== undefined) orders.add(before);
      if (now !== undefined) orders.add(now);
      this.#codes[number] = now;
    }
    return { orders, products: new Set(Array.from(change.products, (one) => book.products.code(one))) };
  }
}

function codeOf(book: Book, order: number): string | undefined {
  return book.orders.has(order) ? book.orders.code(order) : undefined;
}

/**
 * Under the policy `completa` a change of one product may move the promise of any order: this finds those that moved,
 * by comparing all promises with those of the last comparison.
 */
export class MovedPromises {
  #book: Book | null = null;
  #days: Int8Array = new Int8Array();

  /** Codes of the orders promised another day than at the last call; none at the first call for a book. */
  moved(engine: Engine): readonly string[] {
    const { book } = engine;
    if (book.rules.policy !== 'completa') return [];
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
