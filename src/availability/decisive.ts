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
export function waitsForStock(book: BookColumns, piece: number, day: number): boolean {
  const due = dueUnscheduledToday(book.pieceDate[piece]!, book.today);
  return day === NO_DAY ? due < HORIZON_DAYS : due < day;
}
