import type { Engine, EngineChange } from '../availability/engine.ts';
import type { Book } from '../ledger/book.ts';

/**
 * Products whose saved row may not be what would be calculated now, and since when (epoch milliseconds), oldest first;
 * by their numbers in `book`.
 *
 * In: every change of the engine; a book loaded anew, or another day, marks all of them *unchecked*: perhaps most saved
 * rows are right, and whoever saves compares before it writes.
 */
export class Marks {
  book: Book | null = null;
  /** Everything was marked and the saved rows have not been compared yet. */
  isUnchecked = true;
  #since = new Map<number, number>();

  get size(): number {
    return this.#since.size;
  }

  /** When the oldest mark was made; null without marks. */
  get oldest(): number | null {
    return this.#since.values().next().value ?? null;
  }

  hear(engine: Engine, change: EngineChange, now: number): void {
    if (change.everything || engine.book !== this.book) this.markAll(engine.book, now);
    for (const product of change.products) this.mark(product, now);
  }

  markAll(book: Book, now: number): void {
    this.book = book;
    this.isUnchecked = true;
    this.#since = new Map(Array.from({ length: book.products.size }, (_, product) => [product, now]));
  }

  mark(product: number, now: number): void {
    if (!this.#since.has(product)) this.#since.set(product, now);
  }

  /** Whether there was a mark to take off. */
  unmark(product: number): boolean {
    return this.#since.delete(product);
  }

  /** Takes the oldest marks off. */
  take(most: number): TakenMarks {
    const since = [...this.#since].slice(0, most);
    for (const [product] of since) this.#since.delete(product);
    return { book: this.book, since };
  }

  /** Puts marks back that were taken off, unless they were of another book. */
  putBack({ book, since }: TakenMarks): void {
    if (book === this.book) this.#since = new Map([...since, ...this.#since]);
  }

  [Symbol.iterator](): IterableIterator<number> {
    return this.#since.keys();
  }
}

/** Marks that were taken off, and the book whose numbers they are. */
export interface TakenMarks {
  readonly book: Book | null;
  readonly since: readonly (readonly [product: number, since: number])[];
}
