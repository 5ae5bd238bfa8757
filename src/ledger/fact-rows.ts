import type { Book } from './book.ts';
import { ByteKeys } from './byte-keys.ts';
import { ALLOCATION, addFact, DRAFT, type Facts, LINE } from './facts.ts';

/** One row of a select of `statements.ts`, whatever it was read with. Fields are numbered from 0. */
export interface RowSource {
  isNull(field: number): boolean;
  /** Decimal digits as one integer, the point left out. Null is 0. */
  scaled(field: number): number;
  /** Epoch day, NO_DATE for null. */
  day(field: number): number;
  text(field: number): string | null;
  /** Number of what the fields `from..to` hold, given by `keys`. */
  key(keys: ByteKeys, from: number, to: number, guess?: number): number;
}

/** Numbers of a code index or text table, remembered by the bytes that were read. */
class Numbers {
  readonly #keys = new ByteKeys();
  readonly #numbers: number[] = [];
  readonly #intern: (row: RowSource) => number;
  /** Key of what was looked up last. */
  lastKey = 0;

  constructor(intern: (row: RowSource) => number) {
    this.#intern = intern;
  }

  /** @param guess as for `ByteKeys.find` */
  of(row: RowSource, from: number, to: number, guess?: number): number {
    const key = row.key(this.#keys, from, to, guess);
    this.lastKey = key;
    const known = this.#numbers[key];
    if (known !== undefined) return known;
    const number = this.#intern(row);
    this.#numbers[key] = number;
    return number;
  }
}

/** Decodes rows into facts, giving codes and texts their numbers. */
export class FactDecoder {
  readonly #book: Book;
  readonly #facts: Facts;
  readonly #orders: Numbers;
  readonly #products: Numbers;
  readonly #names: Numbers;
  /** Key of each product's last name. */
  readonly #nameOfProduct: number[] = [];
  readonly #headers: Numbers;

  constructor(book: Book, facts: Facts) {
    this.#book = book;
    this.#facts = facts;
    this.#orders = new Numbers((row) => book.orders.intern(row.text(0)!));
    this.#products = new Numbers((row) => book.products.intern(row.text(1)!));
    this.#names = new Numbers((row) => book.texts.intern(row.text(8) ?? ''));
    this.#headers = new Numbers((row) =>
      book.headers.intern(JSON.stringify([row.text(9), row.text(10), row.text(11), row.text(12)])),
    );
  }

  line(row: RowSource): void {
    const facts = this.#facts;
    const at = addFact(facts, LINE, this.#orders.of(row, 0, 0), this.#products.of(row, 1, 1));
    facts.id[at] = row.scaled(2);
    facts.quantity[at] = row.scaled(3);
    facts.price[at] = row.scaled(4);
    facts.date[at] = row.day(5);
    facts.orderDate[at] = row.day(6);
    facts.appointment[at] = row.day(7);
    facts.productName[at] = this.#name(row, facts.product[at]!);
    facts.header[at] = this.#headers.of(row, 9, 12);
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
    const at = addFact(facts, kind, this.#orders.of(row, 0, 0), this.#products.of(row, 1, 1));
    facts.quantity[at] = row.scaled(2);
    facts.date[at] = row.day(3);
    facts.lot[at] = this.#book.texts.intern(row.text(4) ?? '');
    facts.id[at] = 0;
  }

  /** A product is nearly always called what it was called last. */
  #name(row: RowSource, product: number): number {
    const name = this.#names.of(row, 8, 8, this.#nameOfProduct[product]);
    this.#nameOfProduct[product] = this.#names.lastKey;
    return name;
  }
}
