import { randomBytes } from 'node:crypto';
import type { Engine } from '../availability/engine.ts';
import type { EpochDay } from '../contract/units.ts';
import { Bounded } from '../keeping/bounded.ts';
import type { Book } from '../ledger/book.ts';

/** Answers kept at most; a projection is some 3 kB. */
const MOST_ANSWERS = 4000;

/** The marks of the books of a process, one a loaded book. */
export class BookTags {
  readonly #marks = new WeakMap<Book, string>();

  /**
   * The entity tag of everything an engine answers now. Within one loaded book every change raises `versao`, and the
   * book's own mark sets it apart from books of other databases, restored backups and other rules with the same `versao`.
   */
  of({ book }: Engine): string {
    let mark = this.#marks.get(book);
    if (mark === undefined) {
      mark = randomBytes(9).toString('base64url');
      this.#marks.set(book, mark);
    }
    return `W/"${mark}.${book.version}.${book.today}"`;
  }
}

/** JSON text, and what became of it in other forms. */
export class KeptAnswer {
  readonly text: string;
  readonly #forms = new Map<string, Buffer | null>();

  constructor(text: string) {
    this.text = text;
  }

  /** The text in another form, such as compressed, made once; null where it is not worth it. */
  form(name: string, make: (text: string) => Buffer | null): Buffer | null {
    let bytes = this.#forms.get(name);
    if (bytes === undefined) {
      bytes = make(this.text);
      this.#forms.set(name, bytes);
    }
    return bytes;
  }
}

/**
 * Serialised answers of one state of the book. All are dropped as soon as the book, its version or the business date is
 * another, so what is served is what would be calculated again.
 */
export class AnswerCache {
  readonly #answers = new Bounded<string, KeptAnswer>(MOST_ANSWERS);
  #book: Book | null = null;
  #version = -1;
  #today: EpochDay = -1;

  /** The answer to a question, made now unless it was made in this very state. */
  get({ book }: Engine, question: string, make: () => string): KeptAnswer {
    if (book !== this.#book || book.version !== this.#version || book.today !== this.#today) {
      this.#answers.clear();
      this.#book = book;
      this.#version = book.version;
      this.#today = book.today;
    }
    const known = this.#answers.get(question);
    if (known !== undefined) return known;
    const answer = new KeptAnswer(make());
    this.#answers.set(question, answer);
    return answer;
  }
}
