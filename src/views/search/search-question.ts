import type { Book } from '../../ledger/book.ts';
import { folded } from '../folded-text.ts';
import { NEAR_BITS, SoughtWords, Vocabulary } from './near-words.ts';
import { HAS_WORDS, NEAR, NO_MATCH } from './search-rank.ts';

/** Words of a search beyond these are not looked at: each is a bit. */
const MOST_WORDS = NEAR_BITS;

/** What is looked for: the text as a code, and its words. */
export interface Question {
  readonly whole: string;
  readonly words: readonly string[];
  /** The words as they were typed: their accents tell how they sound. */
  readonly typed: readonly string[];
}

export function questionOf(text: string): Question {
  const typed = text
    .split(/\s+/)
    .filter((word) => folded(word) !== '')
    .slice(0, MOST_WORDS);
  return { whole: folded(text.trim()), words: typed.map(folded), typed };
}

/** Words of the names in a book. A text of the book never changes, so what is known of it is known for as long. */
const vocabularies = new WeakMap<Book, Vocabulary>();

export function vocabularyOf(book: Book): Vocabulary {
  let known = vocabularies.get(book);
  if (known === undefined) {
    known = new Vocabulary();
    vocabularies.set(book, known);
  }
  return known;
}

/** Looks for the words of one question in names. */
export class WordSearch {
  readonly #words: readonly string[];
  readonly #sought: SoughtWords;
  /** Words that may stand across the words of a name: with a dash, a dot or a slash in them. */
  readonly #across: readonly number[];
  readonly #all: number;

  constructor(book: Book, { words, typed }: Question) {
    this.#words = words;
    this.#sought = new SoughtWords(vocabularyOf(book), typed);
    this.#across = [...words.keys()].filter((at) => !/^[\p{L}\p{N}]+$/u.test(words[at]!));
    this.#all = (1 << words.length) - 1;
  }

  /** Which words stand in a word of the vocabulary, as bits; those that are near to it, NEAR_BITS higher. */
  readonly inWord = (number: number): number => this.#sought.in(number);

  get hasAcross(): boolean {
    return this.#across.length > 0;
  }

  /** Which of the words that words of a name cannot hold stand in it, as bits. */
  across(name: string): number {
    let held = 0;
    for (const at of this.#across) if (name.includes(this.#words[at]!)) held |= 1 << at;
    return held;
  }

  /**
   * Which words stand in a name, or are near to one of its words.
   * @param name in the form searches compare
   * @param numbers of its words in the vocabulary of the book
   */
  heldBy(name: string, numbers: readonly number[]): number {
    let held = this.across(name);
    for (const number of numbers) held |= this.#sought.in(number);
    return held;
  }

  /** How the words stand in a name and a code together. */
  rank(held: number, code: string): number {
    if ((held & this.#all) === this.#all) return HAS_WORDS;
    let isNear = false;
    for (let at = 0; at < this.#words.length; at++) {
      if ((held & (1 << at)) !== 0 || code.includes(this.#words[at]!)) continue;
      if ((held & (1 << (at + NEAR_BITS))) === 0) return NO_MATCH;
      isNear = true;
    }
    return isNear ? NEAR : HAS_WORDS;
  }
}
