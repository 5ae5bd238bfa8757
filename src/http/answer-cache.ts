import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Engine } from '../availability/engine.ts';
import type { EpochDay } from '../contract/units.ts';
import type { Book } from '../ledger/book.ts';
import { acceptedEncoding, compressed, type Encoding } from './compression.ts';

/** Answers kept at most; a projection is some 3 kB. */
const MOST_ANSWERS = 4000;
const JSON_TYPE = 'application/json; charset=utf-8';

const bookTags = new WeakMap<Book, string>();

/**
 * The entity tag of everything an engine answers now. Within one loaded book every change raises `versao`, and the
 * book's own mark sets it apart from books of other databases, restored backups and other rules with the same `versao`.
 */
export function entityTag({ book }: Engine): string {
  let mark = bookTags.get(book);
  if (mark === undefined) {
    mark = randomBytes(9).toString('base64url');
    bookTags.set(book, mark);
  }
  return `W/"${mark}.${book.version}.${book.today}"`;
}

/** JSON text, and what became of it for callers that take it compressed. */
class CachedAnswer {
  readonly text: string;
  readonly #encoded = new Map<Encoding, Buffer | null>();

  constructor(text: string) {
    this.text = text;
  }

  /** The text compressed, once; null where it is too small to be worth it. */
  encoded(encoding: Encoding): Buffer | null {
    let bytes = this.#encoded.get(encoding);
    if (bytes === undefined) {
      bytes = compressed(this.text, encoding);
      this.#encoded.set(encoding, bytes);
    }
    return bytes;
  }
}

/**
 * Serialised answers of one state of the book. All are dropped as soon as the book, its version or the business date is
 * another, so what is served is what would be calculated again.
 */
export class AnswerCache {
  readonly #answers = new Map<string, CachedAnswer>();
  #book: Book | null = null;
  #version = -1;
  #today: EpochDay = -1;

  /** The answer to a question, made now unless it was made in this very state. */
  get({ book }: Engine, question: string, make: () => string): CachedAnswer {
    if (book !== this.#book || book.version !== this.#version || book.today !== this.#today) {
      this.#answers.clear();
      this.#book = book;
      this.#version = book.version;
      this.#today = book.today;
    }
    const known = this.#answers.get(question);
    if (known !== undefined) return known;
    const answer = new CachedAnswer(make());
    if (this.#answers.size >= MOST_ANSWERS) this.#answers.clear();
    this.#answers.set(question, answer);
    return answer;
  }
}

/** Sends 304 and returns true where the caller holds this very answer already. Sets the headers of both cases. */
export function sentUnchanged(request: FastifyRequest, reply: FastifyReply, tag: string): boolean {
  reply.header('etag', tag).header('cache-control', 'no-cache');
  const held = request.headers['if-none-match'];
  if (held === undefined || !held.split(',').some((one) => one.trim() === tag)) return false;
  reply.code(304).send();
  return true;
}

/** Sends JSON text in the way the caller takes best. */
export function sendJson(request: FastifyRequest, reply: FastifyReply, answer: CachedAnswer): void {
  const encoding = acceptedEncoding(request.headers['accept-encoding']);
  const bytes = encoding === null ? null : answer.encoded(encoding);
  reply.type(JSON_TYPE);
  if (bytes === null) reply.send(answer.text);
  else reply.header('content-encoding', encoding!).send(bytes);
}
