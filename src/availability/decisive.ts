import { HORIZON_DAYS, type PromisePolicy } from '../contract/codes.ts';
import type { BookColumns } from '../ledger/book.ts';
import type { EngineView } from './engine.ts';
import { firstOf } from './order-items.ts';
import { itemPromise } from './order-promise.ts';
import { dueUnscheduledToday, NO_DAY } from './promise-by-item.ts';

/** The item that sets the date of an order, and whether it waits for stock. */
export interface Decisive {
  readonly item: number;
  /** Day it is served, or NO_DAY. */
  readonly day: number;
  /** It would be served earlier, or at all, if there were enough of it. */
  readonly waits: boolean;
}

/** Who is before an item, as far as they took what it lacks. */
export interface Queue {
  /** The first of their pieces in rank order. */
  readonly pieces: readonly number[];
  /** Of all of them, thousandths. */
  readonly total: number;
  readonly count: number;
}

const NOBODY: Queue = { pieces: [], total: 0, count: 0 };

/**
 * The item that sets the date: the latest promised one, first in the order of the lines; without a date, the first item
 * that has none. Under `completa`, where all items have one date, it is the one whose product comes last to have enough.
 */
export function decisiveItem(engine: EngineView, order: number, policy: PromisePolicy): Decisive {
  const { book } = engine;
  if (policy === 'completa') {
    const { day, decisive } = engine.whole();
    const waitsFor = decisive[order]!;
    if (waitsFor >= 0) return { item: waitsFor, day: day[order]!, waits: true };
    return { item: firstOf(book, order, () => true), day: day[order]!, waits: false };
  }
  const promised = engine.itemPromises.day;
  const dayOf = (item: number): number => itemPromise(book, item, (piece) => promised[piece]!);
  let latest = 0;
  for (let item = book.firstItem[order]!; item >= 0; item = book.nextItem[item]!) {
    const day = dayOf(item);
    latest = day === NO_DAY || latest === NO_DAY ? NO_DAY : Math.max(latest, day);
  }
  const item = firstOf(book, order, (one) => dayOf(one) === latest);
  return { item, day: latest, waits: waitingPiece(engine, item, latest) };
}

function waitingPiece({ book, itemPromises }: EngineView, item: number, day: number): boolean {
  for (let piece = book.firstPiece[item]!; piece >= 0; piece = book.nextPiece[piece]!) {
    if (itemPromises.day[piece] === day && waitsForStock(book, piece, day)) return true;
  }
  return false;
}

/** A piece promised after its day, or not at all within the horizon in which it is due. */
function waitsForStock(book: BookColumns, piece: number, day: number): boolean {
  const due = dueUnscheduledToday(book.pieceDate[piece]!, book.today);
  return day === NO_DAY ? due < HORIZON_DAYS : due < day;
}

/**
 * Who took what a decisive item lacks: pieces of other orders, ranked before it, promised before the day it is served. On
 * the day before that one the balance they left was too low, and a receipt then made it enough: so it is exactly these.
 * @param most pieces to list
 */
export function queueBefore(
  engine: EngineView,
  { item, day, waits }: Decisive,
  policy: PromisePolicy,
  most: number,
): Queue {
  if (!waits) return NOBODY;
  const before = day === NO_DAY ? HORIZON_DAYS : day;
  return policy === 'completa'
    ? queueOfWhole(engine, item, before, most)
    : queueByItem(engine, item, day, before, most);
}

function queueByItem(engine: EngineView, item: number, day: number, before: number, most: number): Queue {
  const { book, itemPromises } = engine;
  const { data, start, length } = book.productPieces;
  const product = book.itemProduct[item]!;
  const end = start[product]! + length[product]!;
  const pieces: number[] = [];
  let total = 0;
  let count = 0;
  for (let i = start[product]!; i < end; i++) {
    const piece = data[i]!;
    const promised = itemPromises.day[piece]!;
    if (book.pieceItem[piece] === item) {
      // The first of its pieces in rank order that has the day of the item, and waits for it, decides.
      if (promised === day && waitsForStock(book, piece, day)) break;
    } else if (promised !== NO_DAY && promised < before) {
      if (count++ < most) pieces.push(piece);
      total += book.pieceQuantity[piece]!;
    }
  }
  return { pieces, total, count };
}

function queueOfWhole(engine: EngineView, item: number, before: number, most: number): Queue {
  const { book } = engine;
  const { day, place } = engine.whole();
  const { data, start, length } = book.productPieces;
  const product = book.itemProduct[item]!;
  const orderOf = (piece: number): number => book.itemOrder[book.pieceItem[piece]!]!;
  const own = place[book.itemOrder[item]!]!;
  const ahead: number[] = [];
  let total = 0;
  for (let i = start[product]!; i < start[product]! + length[product]!; i++) {
    const order = orderOf(data[i]!);
    if (place[order]! >= own || day[order] === NO_DAY || day[order]! >= before) continue;
    ahead.push(data[i]!);
    total += book.pieceQuantity[data[i]!]!;
  }
  // Orders are served one after the other: their places decide, and within an order the rank of its pieces.
  const pieces = ahead.sort((a, b) => place[orderOf(a)]! - place[orderOf(b)]!).slice(0, most);
  return { pieces, total, count: ahead.length };
}
