import { HORIZON_DAYS, type PromiseSituation } from '../contract/codes.ts';
import type { BookColumns } from '../ledger/book.ts';
import { NO_DATE } from '../ledger/facts.ts';
import { NO_DAY } from './promise-by-item.ts';

/** What an order is promised: a horizon day or null, and how that stands to its dates. */
export interface OrderPromise {
  readonly day: number | null;
  readonly situation: PromiseSituation;
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
  let beyond = false;
  for (let item = book.firstItem[order]!; item >= 0; item = book.nextItem[item]!) {
    for (let piece = book.firstPiece[item]!; piece >= 0; piece = book.nextPiece[piece]!) {
      const date = book.pieceDate[piece]!;
      if (date !== NO_DATE) {
        latestDate = Math.max(latestDate, date);
        if (date - book.today >= HORIZON_DAYS) beyond = true;
      }
      const promised = dayOf(piece);
      day = promised === NO_DAY || day === NO_DAY ? NO_DAY : Math.max(day, promised);
    }
  }
  const answer = day === NO_DAY ? null : day;
  if (beyond) return { day: answer, situation: 'FORA_DO_HORIZONTE' };
  if (answer === null) return { day: null, situation: 'SEM_DATA' };
  const onTime = latestDate === Number.NEGATIVE_INFINITY || book.today + answer <= latestDate;
  return { day: answer, situation: onTime ? 'NO_PRAZO' : 'ATRASADO' };
}
