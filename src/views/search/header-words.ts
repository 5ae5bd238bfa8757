import type { Book } from '../../ledger/book.ts';
import type { OrderHeaders } from '../orders/order-book-columns.ts';
import type { Vocabulary } from './near-words.ts';
import { vocabularyOf } from './search-question.ts';

/** A customer by name, as searches compare it. */
export interface KnownCustomer {
  readonly name: string | null;
  readonly folded: string;
  /** Numbers of its words in the vocabulary of the book. */
  readonly words: readonly number[];
}

const UNKNOWN = -1;

/**
 * Whose every header of a book is and the words it has, in columns: a search goes through all of them, and objects that
 * lie all over the memory would cost it ten times as long.
 *
 * In: a header that an order has (`take`). It never changes, so it is read once. Out: its customer and its words.
 */
export class HeaderWords {
  readonly customers: KnownCustomer[] = [];
  readonly #headers: OrderHeaders;
  readonly #vocabulary: Vocabulary;
  readonly #numbers = new Map<string | null, number>();
  /** By header. */
  #customer = new Int32Array(1024).fill(UNKNOWN);
  /** By header: where its words begin and end among all. */
  #first = new Int32Array(1024);
  #last = new Int32Array(1024);
  #words = new Int32Array(4096);
  #used = 0;

  constructor(headers: OrderHeaders, vocabulary: Vocabulary) {
    this.#headers = headers;
    this.#vocabulary = vocabulary;
  }

  /** Headers there is room for: every one that was taken is below it. */
  get size(): number {
    return this.#customer.length;
  }

  /** Reads a header that was not taken before. */
  take(header: number): void {
    while (header >= this.#customer.length) this.#grow();
    if (this.#customer[header] !== UNKNOWN) return;
    const { cliente, cidade, uf, vendedor, foldedCustomer } = this.#headers.get(header);
    const customer = this.#customerOf(cliente, foldedCustomer);
    const rest = [cidade, uf, vendedor].flatMap((text) => this.#vocabulary.wordsOf(text));
    const words = [...this.customers[customer]!.words, ...rest];
    while (this.#used + words.length > this.#words.length) this.#words = grown(this.#words, 0);
    this.#words.set(words, this.#used);
    this.#customer[header] = customer;
    this.#first[header] = this.#used;
    this.#used += words.length;
    this.#last[header] = this.#used;
  }

  /** Place of a header's customer in `customers`. */
  customer(header: number): number {
    return this.#customer[header]!;
  }

  /** What is said of the words of a header, together. @param said of a word, as bits */
  all(header: number, said: (word: number) => number): number {
    let bits = 0;
    for (let at = this.#first[header]!; at < this.#last[header]!; at++) bits |= said(this.#words[at]!);
    return bits;
  }

  #customerOf(name: string | null, folded: string): number {
    let known = this.#numbers.get(name);
    if (known === undefined) {
      known = this.customers.push({ name, folded, words: this.#vocabulary.wordsOf(name) }) - 1;
      this.#numbers.set(name, known);
    }
    return known;
  }

  #grow(): void {
    this.#customer = grown(this.#customer, UNKNOWN);
    this.#first = grown(this.#first, 0);
    this.#last = grown(this.#last, 0);
  }
}

function grown(numbers: Int32Array<ArrayBuffer>, blank: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(numbers.length * 2).fill(blank, numbers.length);
  larger.set(numbers);
  return larger;
}

const known = new WeakMap<Book, HeaderWords>();

/** The words of the headers of a book. */
export function headerWordsOf(book: Book, headers: OrderHeaders): HeaderWords {
  let words = known.get(book);
  if (words === undefined) {
    words = new HeaderWords(headers, vocabularyOf(book));
    known.set(book, words);
  }
  return words;
}
