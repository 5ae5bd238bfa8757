import type { Book } from './book.ts';
import { ALLOCATION, addFact, DRAFT, type Facts, LINE } from './facts.ts';

/** One row of a select of `statements.ts`, whatever it was read with. Fields are numbered from 0. */
export interface RowSource {
  isNull(field: number): boolean;
  /** Decimal digits as one integer, the point left out. Null is 0. */
  scaled(field: number): number;
  /** Epoch day, NO_DATE for null. */
  day(field: number): number;
  text(field: number): string | null;
  /** Something equal for equal contents of the fields `from..to`. */
  raw(from: number, to: number): string;
}

/**
 * Decodes rows into facts, giving codes and texts their numbers. Rows of one order and repeated texts tend to follow
 * each other, so the last of each is remembered.
 */
export class FactDecoder {
  readonly #book: Book;
  readonly #facts: Facts;
  readonly #names = new Map<string, number>();
  readonly #headers = new Map<string, number>();
  #lastOrder = '';
  #lastOrderNumber = -1;

  constructor(book: Book, facts: Facts) {
    this.#book = book;
    this.#facts = facts;
  }

  line(row: RowSource): void {
    const facts = this.#facts;
    const at = addFact(facts, LINE, this.#order(row), this.#product(row));
    facts.id[at] = row.scaled(2);
    facts.quantity[at] = row.scaled(3);
    facts.price[at] = row.scaled(4);
    facts.date[at] = row.day(5);
    facts.orderDate[at] = row.day(6);
    facts.appointment[at] = row.day(7);
    facts.productName[at] = this.#name(row);
    facts.header[at] = this.#header(row);
    facts.lot[at] = 0;
  }

  allocation(row: RowSource): void {
    this.#commitment(row, ALLOCATION);
  }

  draft(row: RowSource): void {
    this.#commitment(row, DRAFT);
  }

  #commitment(row: RowSource, kind: number): void {
    const facts = this.#facts;
    const at = addFact(facts, kind, this.#order(row), this.#product(row));
    facts.quantity[at] = row.scaled(2);
    facts.date[at] = row.day(3);
    facts.lot[at] = this.#book.texts.intern(row.text(4) ?? '');
    facts.id[at] = 0;
  }

  #order(row: RowSource): number {
    const raw = row.raw(0, 0);
    if (raw !== this.#lastOrder || this.#lastOrderNumber < 0) {
      this.#lastOrder = raw;
      this.#lastOrderNumber = this.#book.orders.intern(row.text(0)!);
    }
    return this.#lastOrderNumber;
  }

  #product(row: RowSource): number {
    return this.#book.products.intern(row.text(1)!);
  }

  #name(row: RowSource): number {
    const raw = row.raw(8, 8);
    let number = this.#names.get(raw);
    if (number === undefined) {
      number = this.#book.texts.intern(row.text(8) ?? '');
      this.#names.set(raw, number);
    }
    return number;
  }

  #header(row: RowSource): number {
    const raw = row.raw(9, 12);
    let number = this.#headers.get(raw);
    if (number === undefined) {
      number = this.#book.headers.intern(
        JSON.stringify([row.text(9), row.text(10), row.text(11), row.text(12)]),
      );
      this.#headers.set(raw, number);
    }
    return number;
  }
}
