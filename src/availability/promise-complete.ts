import { HORIZON_DAYS } from '../contract/codes.ts';
import { type Book, inexactProduct, isExact } from '../ledger/book.ts';
import { newColumn } from '../ledger/columns.ts';
import { firstOf } from './order-items.ts';
import { dueUnscheduledToday, NO_DAY, supplyToPromise, takeFrom } from './promise-by-item.ts';
import { comparePieces, type Ranking } from './ranking.ts';

/** What the policy `completa` promises, by order. */
export interface WholePromises {
  /** Promised day, 0..28 or NO_DAY. */
  readonly day: Int8Array;
  /** Place among the orders that are served one after the other. */
  readonly place: Int32Array;
  /** Item whose product comes last to have enough, of an order that waits for it; -1 of one that does not. */
  readonly decisive: Int32Array;
}

/**
 * Promises whole orders: ranked by their first piece; all pieces of an order on one common day not before its latest due
 * day, or nothing taken at all. An order with a piece due after the horizon takes nothing, nor does one with a product
 * whose sums are not exact. The ranking must be up to date for all products.
 */
export function promiseComplete(book: Book, ranking: Ranking): WholePromises {
  const { size } = book.orders;
  const day = newColumn(Int8Array, size).fill(NO_DAY);
  const place = newColumn(Int32Array, size);
  const decisive = newColumn(Int32Array, size).fill(-1);
  const promises = { day, place, decisive };
  const atp = new Float64Array(book.products.size * HORIZON_DAYS);
  let allExact = true;
  for (let product = 0; product < book.products.size; product++) {
    supplyToPromise(book, product, atp, product * HORIZON_DAYS);
    allExact &&= isExact(book, product);
  }
  for (const [at, order] of ordersByFirstPiece(book, ranking).entries()) {
    place[order] = at;
    if (allExact || inexactProduct(book, order) < 0) promiseOrder(book, order, atp, promises);
  }
  return promises;
}

/** Orders that have pieces, by rank of the first of them. */
export function ordersByFirstPiece(book: Book, ranking: Ranking): Int32Array {
  const first = new Int32Array(book.orders.size);
  const orders = new Int32Array(book.orders.size);
  let count = 0;
  for (let order = 0; order < book.orders.size; order++) {
    if (!book.orders.has(order)) continue;
    first[order] = firstPiece(book, ranking, order);
    orders[count++] = order;
  }
  return orders.subarray(0, count).sort((a, b) => comparePieces(book, ranking, first[a]!, first[b]!));
}

function firstPiece(book: Book, ranking: Ranking, order: number): number {
  let best = -1;
  for (let item = book.firstItem[order]!; item >= 0; item = book.nextItem[item]!) {
    for (let piece = book.firstPiece[item]!; piece >= 0; piece = book.nextPiece[piece]!) {
      if (best < 0 || comparePieces(book, ranking, piece, best) < 0) best = piece;
    }
  }
  return best;
}

/** First common day of an order's pieces, which it then takes; NO_DAY when there is none. */
function promiseOrder(book: Book, order: number, atp: Float64Array, promises: WholePromises): void {
  const due = latestDueDay(book, order);
  let day = due;
  for (let item = book.firstItem[order]!; item >= 0 && day < HORIZON_DAYS; item = book.nextItem[item]!) {
    // ATP never falls with the day, so the first day of each product bounds the common one from below.
    const at = book.itemProduct[item]! * HORIZON_DAYS;
    const needed = neededQuantity(book, item);
    while (day < HORIZON_DAYS && atp[at + day]! < needed) day++;
  }
  if (day > due) {
    promises.decisive[order] = firstOf(
      book,
      order,
      (item) => atp[book.itemProduct[item]! * HORIZON_DAYS + day - 1]! < neededQuantity(book, item),
    );
  }
  if (day >= HORIZON_DAYS) return;
  promises.day[order] = day;
  for (let item = book.firstItem[order]!; item >= 0; item = book.nextItem[item]!) {
    takeFrom(atp, book.itemProduct[item]! * HORIZON_DAYS, day, neededQuantity(book, item));
  }
}

function latestDueDay(book: Book, order: number): number {
  let latest = 0;
  for (let item = book.firstItem[order]!; item >= 0; item = book.nextItem[item]!) {
    for (let piece = book.firstPiece[item]!; piece >= 0; piece = book.nextPiece[piece]!) {
      latest = Math.max(latest, dueUnscheduledToday(book.pieceDate[piece]!, book.today));
    }
  }
  return latest;
}

function neededQuantity(book: Book, item: number): number {
  let needed = 0;
  for (let piece = book.firstPiece[item]!; piece >= 0; piece = book.nextPiece[piece]!) {
    needed += book.pieceQuantity[piece]!;
  }
  return needed;
}
