import { HORIZON_DAYS, type PromiseSituation } from '../contract/codes.ts';
import type { BookColumns } from '../ledger/book.ts';
import { NO_DATE } from '../ledger/facts.ts';
import { NO_DAY } from './promise-by-item.ts';

/** What an order is promised, in horizon days, and how that stands to its dates. */
export interface OrderPromise {
  readonly day: number | null;
  readonly situation: PromiseSituation;
  /** Day it would be promised if stock were no question; beyond 28 where a piece is due then. */
  readonly earliest: number;
  /** Days from `earliest` to the promised one; null without one. */
  readonly waitDays: number | null;
  /** Days from the latest real date of its pieces to the promised one, never below 0; null without one. */
  readonly lateDays: number | null;
}

/**
 * Promise of an order from the days of its pieces: the latest, null if any has none.
 * FORA_DO_HORIZONTE when a piece is due after D28; else SEM_DATA without a day; else NO_PRAZO when the day is not after
 * the latest real date of its pieces (an order wholly undated is on time when it has a day); else ATRASADO.
 * @param dayOf promised day of a piece, or NO_DAY
 */
export function orderPromise(
  book: BookColumns,
  order: number,
  dayOf: (piece: number) => number,
): OrderPromise {
  let day = 0;
  let latestDate = Number.NEGATIVE_INFINITY;
  for (let item = book.firstItem[order]!; item >= 0; item = book.nextItem[item]!) {
    for (let piece = book.firstPiece[item]!; piece >= 0; piece = book.nextPiece[piece]!) {
      const date = book.pieceDate[piece]!;
      if (date !== NO_DATE) latestDate = Math.max(latestDate, date);
      const promised = dayOf(piece);
      day = promised === NO_DAY || day === NO_DAY ? NO_DAY : Math.max(day, promised);
    }
  }
  return standing(day === NO_DAY ? null : day, latestDate - book.today);
}

/** @param lastDue horizon day of the latest real date, below 0 when overdue; minus infinity where none is dated */
function standing(day: number | null, lastDue: number): OrderPromise {
  const earliest = Math.max(lastDue, 0);
  if (day === null) {
    const situation = earliest >= HORIZON_DAYS ? 'FORA_DO_HORIZONTE' : 'SEM_DATA';
    return { day, situation, earliest, waitDays: null, lateDays: null };
  }
  const lateDays = Number.isFinite(lastDue) ? Math.max(day - lastDue, 0) : 0;
  const situation = lateDays === 0 ? 'NO_PRAZO' : 'ATRASADO';
  return { day, situation, earliest, waitDays: day - earliest, lateDays };
}

/** Promised day of an item from the days of its pieces: the latest, NO_DAY if any has none. */
export function itemPromise(book: BookColumns, item: number, dayOf: (piece: number) => number): number {
  let day = 0;
  for (let piece = book.firstPiece[item]!; piece >= 0; piece = book.nextPiece[piece]!) {
    const promised = dayOf(piece);
    if (promised === NO_DAY) return NO_DAY;
    if (promised > day) day = promised;
  }
  return day;
}
