import { HORIZON_DAYS, type PromisePolicy } from '../contract/codes.ts';
import type { EpochDay } from '../contract/units.ts';
import type { BookColumns } from '../ledger/book.ts';
import { type Decisive, waitsForStock } from './decisive.ts';
import type { EngineView } from './engine.ts';
import { NO_DAY } from './promise-by-item.ts';

/** Who is before an item, as far as they took what it lacks. */
export interface PiecesAhead {
  /** The first of their pieces, in the order they are served. */
  readonly pieces: readonly number[];
  /** Of all of them, thousandths. */
  readonly total: number;
  readonly count: number;
}

const NOBODY: PiecesAhead = { pieces: [], total: 0, count: 0 };
/** Days a piece may be served before: 1..28, or the end of the horizon for one that is never served. */
const ENDS = HORIZON_DAYS + 1;

/** The first pieces of a product promised before a day, those of an item left out. */
interface Asked {
  readonly product: number;
  readonly item: number;
  readonly end: number;
  readonly count: number;
}

/** Promised day of a piece, or NO_DAY. */
type DayOf = (piece: number) => number;

/**
 * Queues of decisive items: pieces of other orders, ranked before it, that are promised before the day it is served. On the
 * day before that one the balance they left was too low, and a receipt then made it enough: so it is exactly these that
 * took what it lacks.
 *
 * In: items of an engine one after the other, under one policy. Kept: of each product asked for, what its pieces in the
 * order they are served had before them, so that a queue costs the same wherever in it the item stands. Another state of
 * the book forgets all.
 */
class Queues {
  readonly #engine: EngineView;
  readonly #policy: PromisePolicy;
  readonly #dayOf: DayOf;
  /** Pieces of a product in the order they are served. */
  readonly #served = new Map<number, Int32Array>();
  /** The first pieces of a product that are promised before a day, by product and day. */
  readonly #first = new Map<number, readonly number[]>();
  /** By piece: quantity and number of the pieces before it promised before its own day; its place among them. */
  #total = new Float64Array();
  #count = new Int32Array();
  #place = new Int32Array();
  readonly #sums = new Float64Array(ENDS);
  readonly #counts = new Int32Array(ENDS);
  #version = -1;
  #today: EpochDay = -1;

  constructor(engine: EngineView, policy: PromisePolicy) {
    this.#engine = engine;
    this.#policy = policy;
    this.#dayOf = promisedDays(engine, policy);
  }

  before({ item, day, waits }: Decisive, most: number): PiecesAhead {
    if (!waits) return NOBODY;
    const { book } = this.#engine;
    this.#follow();
    const dayOf = this.#dayOf;
    const product = book.itemProduct[item]!;
    const served = this.#servedOf(product);
    const own = piecesOf(book, item).sort((a, b) => this.#place[a]! - this.#place[b]!);
    // Of its pieces the first one decides that has the day of the item and waits for it; a whole order's come together.
    const piece =
      this.#policy === 'completa'
        ? own[0]!
        : own.find((one) => dayOf(one) === day && waitsForStock(book, one, day))!;
    const end = endOf(day);
    let total = this.#total[piece]!;
    let count = this.#count[piece]!;
    for (const one of own) {
      if (one === piece) break;
      if (!isBefore(dayOf(one), end)) continue;
      total -= book.pieceQuantity[one]!;
      count--;
    }
    const asked = { product, item, end, count: Math.min(most, count) };
    return { pieces: this.#firstOf(served, asked), total, count };
  }

  /** The first pieces promised before a day; the same for all items that have none among them. */
  #firstOf(served: Int32Array, asked: Asked): readonly number[] {
    const { book } = this.#engine;
    const dayOf = this.#dayOf;
    const { product, item, end, count } = asked;
    if (count === 0) return [];
    const key = product * ENDS + end;
    let first = this.#first.get(key);
    if (first === undefined || first.length < count) {
      first = firstBefore(served, end, count, dayOf);
      this.#first.set(key, first);
    }
    if (!first.some((piece) => book.pieceItem[piece] === item)) return first.slice(0, count);
    const others = served.filter((piece) => book.pieceItem[piece] !== item);
    return firstBefore(others, end, count, dayOf);
  }

  /** Pieces in the order they are served; the first time, what each has before it is summed up. */
  #servedOf(product: number): Int32Array {
    const known = this.#served.get(product);
    if (known !== undefined) return known;
    const { book } = this.#engine;
    const { data, start, length } = book.productPieces;
    const ranked = data.slice(start[product], start[product]! + length[product]!);
    const served = this.#policy === 'completa' ? byOrder(this.#engine, ranked) : ranked;
    const sums = this.#sums.fill(0);
    const counts = this.#counts.fill(0);
    for (const [at, piece] of served.entries()) {
      const day = this.#dayOf(piece);
      this.#place[piece] = at;
      this.#total[piece] = sums[endOf(day)]!;
      this.#count[piece] = counts[endOf(day)]!;
      if (day === NO_DAY) continue;
      for (let end = day + 1; end < ENDS; end++) {
        sums[end]! += book.pieceQuantity[piece]!;
        counts[end]!++;
      }
    }
    this.#served.set(product, served);
    return served;
  }

  #follow(): void {
    const { version, today, pieceItem } = this.#engine.book;
    if (version === this.#version && today === this.#today) return;
    this.#version = version;
    this.#today = today;
    this.#served.clear();
    this.#first.clear();
    if (this.#place.length >= pieceItem.length) return;
    this.#total = new Float64Array(pieceItem.length);
    this.#count = new Int32Array(pieceItem.length);
    this.#place = new Int32Array(pieceItem.length);
  }
}

const queuesOf = new WeakMap<EngineView, Readonly<Record<PromisePolicy, Queues>>>();

/**
 * Who is ahead of a decisive item under a policy.
 * @param most pieces to list
 */
export function piecesAhead(
  engine: EngineView,
  decisive: Decisive,
  policy: PromisePolicy,
  most: number,
): PiecesAhead {
  let queues = queuesOf.get(engine);
  if (queues === undefined) {
    queues = { por_item: new Queues(engine, 'por_item'), completa: new Queues(engine, 'completa') };
    queuesOf.set(engine, queues);
  }
  return queues[policy].before(decisive, most);
}

function promisedDays(engine: EngineView, policy: PromisePolicy): DayOf {
  const { book } = engine;
  if (policy === 'por_item') return (piece) => engine.itemPromises.day[piece]!;
  return (piece) => engine.whole().day[book.itemOrder[book.pieceItem[piece]!]!]!;
}

function firstBefore(served: Int32Array, end: number, most: number, dayOf: DayOf): number[] {
  const found: number[] = [];
  for (let at = 0; at < served.length && found.length < most; at++) {
    if (isBefore(dayOf(served[at]!), end)) found.push(served[at]!);
  }
  return found;
}

function endOf(day: number): number {
  return day === NO_DAY ? HORIZON_DAYS : day;
}

function isBefore(day: number, end: number): boolean {
  return day !== NO_DAY && day < end;
}

function piecesOf(book: BookColumns, item: number): number[] {
  const pieces: number[] = [];
  for (let piece = book.firstPiece[item]!; piece >= 0; piece = book.nextPiece[piece]!) pieces.push(piece);
  return pieces;
}

/** Orders are served one after the other: their places decide, and within an order the rank of its pieces. */
function byOrder(engine: EngineView, ranked: Int32Array): Int32Array {
  const { itemOrder, pieceItem } = engine.book;
  const { place } = engine.whole();
  const placeOf = (piece: number): number => place[itemOrder[pieceItem[piece]!]!]!;
  return Int32Array.from([...ranked].sort((a, b) => placeOf(a) - placeOf(b)));
}
