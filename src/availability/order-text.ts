import type { PromisePolicy } from '../contract/codes.ts';
import type { EpochDay } from '../contract/units.ts';
import { Bounded } from '../keeping/bounded.ts';
import type { BookView } from '../ledger/book.ts';
import type { EngineView } from './engine.ts';
import { firstPieces, type Holders, holderOf, MOST_HOLDERS, orderAnswer } from './order-answer.ts';
import { piecesAhead } from './queues.ts';

/** The holders of a product on a day whoever asks, and the items they belong to. */
interface Shared {
  readonly items: readonly number[];
  readonly text: string;
}

const DAYS = 8;
/** Lists, and single holders, kept at most: some 30 MB. */
const MOST_LISTS = 50_000;
const NOBODY: Holders = [];
/** An empty list of holders as it stands in the JSON of an answer; in a text the quotes would be escaped. */
const EMPTY = '"ocupado_por":[]';
const FILLED = '"ocupado_por":';
const EMPTY_QUEUE = '"fila":[]';
const FILLED_QUEUE = '"fila":';

/**
 * Answers of orders as JSON, the same text as `JSON.stringify(orderAnswer(…))`.
 *
 * Nearly all items of a product are told the same few holders, and these are most of the bytes of an answer: so their
 * JSON is made once for a product and day, and put where the answer has an empty list. Valid for one state of the book;
 * another state makes all anew.
 */
export class OrderTexts {
  readonly #lists = new Bounded<number, Shared>(MOST_LISTS);
  /** JSON of single holders, by piece. */
  readonly #pieces = new Bounded<number, string>(MOST_LISTS);
  #engine: EngineView | null = null;
  #version = -1;
  #today: EpochDay = -1;

  /** The answer of one open order; parameters as of `orderAnswer`. */
  text(engine: EngineView, order: number, policy: PromisePolicy, calculatedAt: string): OrderText {
    this.#follow(engine);
    const holders: string[] = [];
    let queue = '[]';
    const answer = orderAnswer(engine, order, policy, calculatedAt, {
      held: (_, item, day, most) => {
        holders.push(most === 0 ? '[]' : this.#list(engine.book, item, day, most));
        return NOBODY;
      },
      queue: (_, decisive) => {
        const { pieces, total, count } = piecesAhead(engine, decisive, policy, MOST_HOLDERS);
        queue = this.#textOf(engine.book, pieces);
        return { listed: NOBODY, total, rest: count - pieces.length };
      },
    });
    const parts = JSON.stringify(answer).split(EMPTY);
    let json = parts[0]!;
    // Of the promise, which stands before all items.
    if (queue !== '[]') json = json.replace(EMPTY_QUEUE, () => FILLED_QUEUE + queue);
    for (const [index, list] of holders.entries()) json += FILLED + list + parts[index + 1]!;
    return { json, isOk: answer.pedido_ok };
  }

  #list(book: BookView, item: number, day: number, most: number): string {
    const product = book.itemProduct[item]!;
    const key = product * DAYS + day;
    let shared = this.#lists.get(key);
    if (shared === undefined) {
      const pieces = firstPieces(book, product, -1, day, MOST_HOLDERS);
      shared = { items: pieces.map((piece) => book.pieceItem[piece]!), text: this.#textOf(book, pieces) };
      this.#lists.set(key, shared);
    }
    // Who is not among the first holders sees them all; who is sees the ones after them too.
    if (!shared.items.includes(item)) return shared.text;
    return this.#textOf(book, firstPieces(book, product, item, day, most));
  }

  #textOf(book: BookView, pieces: readonly number[]): string {
    return `[${pieces.map((piece) => this.#piece(book, piece)).join(',')}]`;
  }

  #piece(book: BookView, piece: number): string {
    let text = this.#pieces.get(piece);
    if (text === undefined) {
      text = JSON.stringify(holderOf(book, piece));
      this.#pieces.set(piece, text);
    }
    return text;
  }

  #follow(engine: EngineView): void {
    const { version, today } = engine.book;
    if (engine === this.#engine && version === this.#version && today === this.#today) return;
    this.#lists.clear();
    this.#pieces.clear();
    this.#engine = engine;
    this.#version = version;
    this.#today = today;
  }
}

/** One answer as text, and whether the order can ship. */
export interface OrderText {
  readonly json: string;
  readonly isOk: boolean;
}
