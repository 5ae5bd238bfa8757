import { HORIZON_DAYS } from '../contract/codes.ts';
import { type Book, dueDay } from '../ledger/book.ts';
import { grown, newColumn } from '../ledger/columns.ts';
import { NO_DATE } from '../ledger/facts.ts';

/** No day: the piece has no promised date. */
export const NO_DAY = -1;

/** Promised day of each piece (0..28 or NO_DAY) under the policy `por_item`. */
export interface ItemPromises {
  day: Int8Array;
}

export function createItemPromises(book: Book): ItemPromises {
  return { day: newColumn(Int8Array, book.pieceItem.length) };
}

/** Gives the promises the room of the book's pieces. */
export function fitItemPromises(promises: ItemPromises, book: Book): void {
  promises.day = grown(promises.day, book.pieceItem.length);
}

/** What is left to promise of the product in hand; used again for every product. */
const left = new Float64Array(HORIZON_DAYS);

/**
 * Promises the pieces of one product, which lie in rank order: each is given the first day d, not before it is due,
 * with ATP(d) ≥ its quantity on what the pieces before it left; then its quantity is taken from d on. A piece that
 * finds no day, or is due after the horizon, takes nothing.
 */
export function promiseProduct(book: Book, promises: ItemPromises, product: number): void {
  supplyToPromise(book, product, left, 0);
  const { data, start, length } = book.productPieces;
  const { pieceDate, pieceQuantity, today } = book;
  const { day: promised } = promises;
  const first = start[product]!;
  const end = first + length[product]!;
  for (let i = first; i < end; i++) {
    const piece = data[i]!;
    const quantity = pieceQuantity[piece]!;
    let day = dueUnscheduledToday(pieceDate[piece]!, today);
    while (day < HORIZON_DAYS && left[day]! < quantity) day++;
    if (day >= HORIZON_DAYS) {
      promised[piece] = NO_DAY;
      continue;
    }
    promised[piece] = day;
    takeFrom(left, 0, day, quantity);
  }
}

/** Day from which a piece may be promised: unscheduled ones from today; 29 or more when beyond the horizon. */
export function dueUnscheduledToday(date: number, today: number): number {
  return date === NO_DATE ? 0 : dueDay(date, today);
}

/** ATP of stock + receipts alone, before any requirement, written at `at..at+28`. */
export function supplyToPromise(book: Book, product: number, atp: Float64Array, at: number): void {
  atp.fill(0, at, at + HORIZON_DAYS);
  const { data, start, length } = book.productReceipts;
  const first = start[product]!;
  for (let i = first; i < first + length[product]!; i++) {
    const day = book.receiptDate[data[i]!]! - book.today;
    if (day >= 0 && day < HORIZON_DAYS) atp[at + day]! += book.receiptQuantity[data[i]!]!;
  }
  // Without requirements the balance never falls, so it is its own lowest value from each day on.
  let running: number = book.stock[product]!;
  for (let day = 0; day < HORIZON_DAYS; day++) {
    running += atp[at + day]!;
    atp[at + day] = running;
  }
}

/**
 * Takes a quantity out from a day on and keeps the row an ATP row: with b' the balance after it,
 * min b'(k..28) = min(ATP(k), ATP(day) − quantity) for the days before, so no balance has to be kept beside it.
 */
export function takeFrom(atp: Float64Array, at: number, day: number, quantity: number): void {
  for (let k = at + day; k < at + HORIZON_DAYS; k++) atp[k]! -= quantity;
  const ceiling = atp[at + day]!;
  for (let k = at + day - 1; k >= at && atp[k]! > ceiling; k--) atp[k] = ceiling;
}

/** Promises every product. */
export function promiseAll(book: Book, promises: ItemPromises): void {
  for (let product = 0; product < book.products.size; product++) promiseProduct(book, promises, product);
}
