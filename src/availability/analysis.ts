import { HORIZON_DAYS, type Severity, WEEK_END_DAY } from '../contract/codes.ts';
import { exactShare, roundedShare, WHOLE } from '../contract/shares.ts';
import { type Book, type BookColumns, dueDay, itemValue } from '../ledger/book.ts';
import { grown, newColumn, newQuantities, type Quantities, widened } from '../ledger/columns.ts';
import {
  ATP,
  BALANCE,
  type Balances,
  balancesOf,
  LOWEST,
  ROW_FIGURES,
  WEEK,
} from '../projection/balances.ts';
import { NO_DAY } from './promise-by-item.ts';

/**
 * Results of the analysis (section 4 of the rules), as columns beside the book's items and orders. For an item the
 * balance is taken without the order's own requirements:
 * livre(d) = estoque_final(d) + Σ own pieces of that product due by d.
 */
export interface AnalysisColumns {
  /** Lowest `livre` of D0..D7, thousandths, by item. */
  lowest: Quantities;
  /** First day with livre ≥ open quantity, or NO_DAY, by item. */
  availableDay: Int8Array;
  /** First day from which livre stays ≥ open quantity to D28, or NO_DAY, by item. */
  safeDay: Int8Array;
  /** Items with open lines, and those of them in shortage, by order. */
  itemCount: Int32Array;
  shortCount: Int32Array;
  /** Share of the value (or of the items, where the value is 0) that is not in shortage, in 1/100 %, by order. */
  available: Int32Array;
  /** Latest safe day of the items in shortage, 0 where none is, NO_DAY where one has none, by order. */
  completeDay: Int8Array;
}

export function createAnalysis(book: Book): AnalysisColumns {
  const items = book.itemOrder.length;
  const orders = book.firstItem.length;
  return {
    lowest: newQuantities(book.wide, items),
    availableDay: newColumn(Int8Array, items),
    safeDay: newColumn(Int8Array, items),
    itemCount: newColumn(Int32Array, orders),
    shortCount: newColumn(Int32Array, orders),
    available: newColumn(Int32Array, orders),
    completeDay: newColumn(Int8Array, orders),
  };
}

/** Gives the columns the width and room of the book. */
export function fitAnalysis(analysis: AnalysisColumns, book: Book): void {
  const items = book.itemOrder.length;
  const orders = book.firstItem.length;
  if (book.wide) analysis.lowest = widened(analysis.lowest);
  analysis.lowest = grown(analysis.lowest, items);
  analysis.availableDay = grown(analysis.availableDay, items);
  analysis.safeDay = grown(analysis.safeDay, items);
  analysis.itemCount = grown(analysis.itemCount, orders);
  analysis.shortCount = grown(analysis.shortCount, orders);
  analysis.available = grown(analysis.available, orders);
  analysis.completeDay = grown(analysis.completeDay, orders);
}

/** `livre` of the item in hand; used again for every item. */
const free = new Float64Array(HORIZON_DAYS);

/** Writes `livre` of an item, 29 numbers, into `into`. */
export function freeBalance(book: BookColumns, balances: Balances, item: number, into: Float64Array): void {
  into.set(balancesOf(balances, book.itemProduct[item]!));
  for (let piece = book.firstPiece[item]!; piece >= 0; piece = book.nextPiece[piece]!) {
    const quantity = book.pieceQuantity[piece]!;
    for (let day = dueDay(book.pieceDate[piece]!, book.today); day < HORIZON_DAYS; day++)
      into[day]! += quantity;
  }
}

/**
 * Analyses the items of the slots `from..to-1`, one after the other as they lie in memory. Slots without pieces are free.
 * The columns are taken out of their objects once: this loop visits every line of the book.
 */
function analyseItems(
  book: Book,
  balances: Balances,
  analysis: AnalysisColumns,
  from: number,
  to: number,
): void {
  const { firstPiece, nextPiece, pieceDate, pieceQuantity, itemProduct, itemQuantity, today } = book;
  const { rows } = balances;
  const { lowest, availableDay, safeDay } = analysis;
  for (let item = from; item < to; item++) {
    const piece = firstPiece[item]!;
    if (piece < 0) continue;
    if (nextPiece[piece]! >= 0) {
      analyseManyPieces(book, balances, analysis, item);
      continue;
    }
    const row = itemProduct[item]! * ROW_FIGURES;
    const quantity = itemQuantity[item]!;
    const own = pieceQuantity[piece]!;
    const due = Math.min(dueDay(pieceDate[piece]!, today), HORIZON_DAYS);
    lowest[item] = lowestFree(rows, row + WEEK, due, own);
    if (rows[row + LOWEST]! >= quantity) {
      availableDay[item] = 0;
      safeDay[item] = 0;
    } else {
      availableDay[item] = firstFreeDay(rows, row + BALANCE, due, own, quantity);
      safeDay[item] = firstSafeDay(rows, row, due, own, quantity);
    }
  }
}

// The figures of an item with one piece, as nearly all are: `livre` is the balance before the piece is due and the
// balance + the piece from then on. So nothing has to be copied, the lowest of the week comes from two figures of one
// cache line, and a product that never falls below the quantity needs no look at its days at all.

function lowestFree(rows: Quantities, at: number, due: number, own: number): number {
  if (due === 0) return rows[at + WEEK_END_DAY]! + own;
  if (due > WEEK_END_DAY) return rows[at + WEEK_END_DAY]!;
  const before = rows[at + due - 1]!;
  const after = rows[at + WEEK_END_DAY + due]! + own;
  return Math.min(before, after);
}

function firstFreeDay(rows: Quantities, at: number, due: number, own: number, quantity: number): number {
  let day = 0;
  while (day < due && rows[at + day]! < quantity) day++;
  if (day < due) return day;
  while (day < HORIZON_DAYS && rows[at + day]! + own < quantity) day++;
  return day < HORIZON_DAYS ? day : NO_DAY;
}

function firstSafeDay(rows: Quantities, row: number, due: number, own: number, quantity: number): number {
  const atp = row + ATP;
  let day = due;
  if (due === HORIZON_DAYS || rows[atp + due]! + own >= quantity) {
    while (day > 0 && rows[row + BALANCE + day - 1]! >= quantity) day--;
    return day < HORIZON_DAYS ? day : NO_DAY;
  }
  // The last day decides first whether any day is safe: most that are short never recover.
  if (rows[atp + HORIZON_DAYS - 1]! + own < quantity) return NO_DAY;
  while (rows[atp + day]! + own < quantity) day++;
  return day;
}

function analyseManyPieces(book: Book, balances: Balances, analysis: AnalysisColumns, item: number): void {
  const quantity = book.itemQuantity[item]!;
  freeBalance(book, balances, item, free);
  let lowest = free[0]!;
  for (let day = 1; day <= WEEK_END_DAY; day++) if (free[day]! < lowest) lowest = free[day]!;
  let available = 0;
  while (available < HORIZON_DAYS && free[available]! < quantity) available++;
  let safe = HORIZON_DAYS;
  while (safe > 0 && free[safe - 1]! >= quantity) safe--;
  analysis.lowest[item] = lowest;
  analysis.availableDay[item] = available === HORIZON_DAYS ? NO_DAY : available;
  analysis.safeDay[item] = safe === HORIZON_DAYS ? NO_DAY : safe;
}

/** Analyses one item. */
export function analyseItem(book: Book, balances: Balances, analysis: AnalysisColumns, item: number): void {
  analyseItems(book, balances, analysis, item, item + 1);
}

/** Sums up the analysed items of one order. Orders without open lines get an item count of 0. */
export function sumOrder(book: Book, analysis: AnalysisColumns, order: number): void {
  const { nextItem, itemQuantity, itemValueLow, itemValueHigh } = book;
  const vast = itemValueHigh.length > 0;
  const { lowest, safeDay } = analysis;
  let items = 0;
  let short = 0;
  let completeDay = 0;
  let value = 0;
  let shortValue = 0;
  let high = 0;
  for (let item = book.firstItem[order]!; item >= 0; item = nextItem[item]!) {
    const quantity = itemQuantity[item]!;
    if (quantity === 0) continue;
    items++;
    value += itemValueLow[item]!;
    if (vast) high += itemValueHigh[item]!;
    if (quantity <= lowest[item]!) continue;
    short++;
    shortValue += itemValueLow[item]!;
    const safe = safeDay[item]!;
    if (safe === NO_DAY || completeDay === NO_DAY) completeDay = NO_DAY;
    else if (safe > completeDay) completeDay = safe;
  }
  analysis.itemCount[order] = items;
  analysis.shortCount[order] = short;
  analysis.completeDay[order] = completeDay;
  analysis.available[order] =
    short === 0
      ? WHOLE
      : high === 0 && value <= Number.MAX_SAFE_INTEGER
        ? availableShare(value, shortValue, items, short)
        : exactAvailableShare(book, analysis, order, items, short);
}

/** Rounded half up; at most 99.99 % where the order is not OK. Values in whole 10^-7 R$, below 2^53. */
function availableShare(value: number, shortValue: number, items: number, short: number): number {
  if (value === 0) return Math.min(roundedShare(items - short, items), WHOLE - 1);
  return Math.min(roundedShare(value - shortValue, value), WHOLE - 1);
}

function exactAvailableShare(
  book: Book,
  analysis: AnalysisColumns,
  order: number,
  items: number,
  short: number,
): number {
  let value = 0n;
  let available = 0n;
  for (let item = book.firstItem[order]!; item >= 0; item = book.nextItem[item]!) {
    if (book.itemQuantity[item] === 0) continue;
    value += itemValue(book, item);
    if (book.itemQuantity[item]! <= analysis.lowest[item]!) available += itemValue(book, item);
  }
  if (value === 0n) return availableShare(0, 0, items, short);
  return Math.min(exactShare(available, value), WHOLE - 1);
}

/** Analyses every order. */
export function analyseAll(book: Book, balances: Balances, analysis: AnalysisColumns): void {
  analyseItems(book, balances, analysis, 0, book.items.used);
  for (let order = 0; order < book.orders.size; order++) {
    if (book.firstItem[order]! >= 0) sumOrder(book, analysis, order);
  }
}

/**
 * Severity of an order. More shortage never lowers it.
 * @param short items in shortage
 * @param shortage share in shortage, 1/100 %
 */
export function severity(short: number, shortage: number): Severity | null {
  if (short === 0) return null;
  if (short > 3 && shortage > 1000) return 'CRITICA';
  if (short > 3 || shortage > 1000) return 'ALTA';
  return short > 2 || shortage > 500 ? 'MEDIA' : 'BAIXA';
}
