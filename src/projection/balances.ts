import { HORIZON_DAYS, WEEK_END_DAY } from '../contract/codes.ts';
import { type Book, type BookColumns, dueDay } from '../ledger/book.ts';
import { grown, newColumn, newQuantities, type Quantities, widened } from '../ledger/columns.ts';

/**
 * End-of-day balances of every product, D0..D28:
 * estoque_final(d) = estoque_inicial(d) − saidas(d) + entradas(d), estoque_inicial(0) = stock, never clamped.
 */
export interface Balances {
  /**
   * All figures of a product together, thousandths, a row of ROW_FIGURES a product (five cache lines while narrow):
   * the week's summary, the 29 balances from BALANCE on, the 29 lowest balances from each day to D28 from ATP on.
   */
  rows: Quantities;
  /** How many pieces of each product are due by each day, 29 a product; read through `dueCounts`. */
  dueCount: Int32Array;
  /** 1 where `dueCount` is up to date. Few questions need it, so it is counted when one does. */
  dueCounted: Uint8Array;
}

/** Figures of a product in `rows`. */
export const ROW_FIGURES = 80;
/**
 * Place of the week's summary in a row, which fills the row's first cache line: lowest balance of D0..d for d = 0..7,
 * lowest of d..D7 for d = 1..7, lowest of the horizon.
 */
export const WEEK = 0;
/** Place of the lowest balance of D0..D28. */
export const LOWEST = WEEK + 15;
export const BALANCE = 16;
export const ATP = BALANCE + HORIZON_DAYS;

export function createBalances(book: Book): Balances {
  const products = book.stock.length;
  return {
    rows: newQuantities(book.wide, products * ROW_FIGURES),
    dueCount: newColumn(Int32Array, products * HORIZON_DAYS),
    dueCounted: newColumn(Uint8Array, products),
  };
}

/** Gives the balances the width and room of the book. */
export function fitBalances(balances: Balances, book: Book): void {
  const products = book.stock.length;
  if (book.wide) balances.rows = widened(balances.rows);
  balances.rows = grown(balances.rows, products * ROW_FIGURES);
  balances.dueCount = grown(balances.dueCount, products * HORIZON_DAYS);
  balances.dueCounted = grown(balances.dueCounted, products);
}

/** The 29 balances of a product. */
export function balancesOf({ rows }: Balances, product: number): Quantities {
  const from = product * ROW_FIGURES + BALANCE;
  return rows.subarray(from, from + HORIZON_DAYS);
}

/** Recomputes the balances of one product from its stock, pieces and receipts. */
export function projectProduct(book: Book, balances: Balances, product: number): void {
  const from = product * ROW_FIGURES + BALANCE;
  balances.rows.fill(0, from, from + HORIZON_DAYS);
  const { data, start, length } = book.productPieces;
  const first = start[product]!;
  const end = first + length[product]!;
  for (let i = first; i < end; i++) addRequirement(book, balances.rows, data[i]!, from);
  finishProduct(book, balances, product);
}

/**
 * Recomputes every product. Pieces are visited as they lie in memory instead of product by product, which takes half
 * the time: a day of a product is one place to write to, a piece three places to read from.
 */
export function projectAll(book: Book, balances: Balances): void {
  const { pieceItem, itemProduct } = book;
  const { rows } = balances;
  rows.fill(0);
  for (let piece = 0; piece < book.pieces.used; piece++) {
    const item = pieceItem[piece]!;
    if (item >= 0) addRequirement(book, rows, piece, itemProduct[item]! * ROW_FIGURES + BALANCE);
  }
  for (let product = 0; product < book.products.size; product++) finishProduct(book, balances, product);
}

/** Takes a piece off the day it is due; pieces beyond the horizon and unscheduled ones are outside the projection. */
function addRequirement(book: Book, rows: Quantities, piece: number, from: number): void {
  const day = dueDay(book.pieceDate[piece]!, book.today);
  if (day < HORIZON_DAYS) rows[from + day]! -= book.pieceQuantity[piece]!;
}

/** Turns the requirements of each day into balances: adds receipts and stock, sums up, looks back from D28. */
function finishProduct(book: Book, balances: Balances, product: number): void {
  const { rows } = balances;
  const row = product * ROW_FIGURES;
  const first = row + BALANCE;
  addReceipts(book, rows, product, first);
  let running: number = book.stock[product]!;
  for (let at = first; at < first + HORIZON_DAYS; at++) {
    running += rows[at]!;
    rows[at] = running;
  }
  let lowest = running;
  for (let at = first + HORIZON_DAYS - 1; at >= first; at--) {
    if (rows[at]! < lowest) lowest = rows[at]!;
    rows[at + HORIZON_DAYS] = lowest;
  }
  rows[row + LOWEST] = lowest;
  summariseWeek(rows, row);
  balances.dueCounted[product] = 0;
}

function summariseWeek(rows: Quantities, row: number): void {
  const first = row + BALANCE;
  let lowest = rows[first]!;
  for (let day = 0; day <= WEEK_END_DAY; day++) {
    if (rows[first + day]! < lowest) lowest = rows[first + day]!;
    rows[row + WEEK + day] = lowest;
  }
  lowest = rows[first + WEEK_END_DAY]!;
  for (let day = WEEK_END_DAY; day > 0; day--) {
    if (rows[first + day]! < lowest) lowest = rows[first + day]!;
    rows[row + WEEK + WEEK_END_DAY + day] = lowest;
  }
}

/** A receipt dated before today did not come: it is not counted. */
function addReceipts(book: Book, rows: Quantities, product: number, from: number): void {
  const { data, start, length } = book.productReceipts;
  const first = start[product]!;
  const end = first + length[product]!;
  for (let i = first; i < end; i++) {
    const day = book.receiptDate[data[i]!]! - book.today;
    if (day >= 0 && day < HORIZON_DAYS) rows[from + day]! += book.receiptQuantity[data[i]!]!;
  }
}

/**
 * How many pieces of a product are due by each day, 29 numbers. Counted at the first question after a change; threads
 * that count the same product at once write the same numbers, and say so only when all are written.
 */
export function dueCounts(book: BookColumns, balances: Balances, product: number): Int32Array {
  const from = product * HORIZON_DAYS;
  const counts = balances.dueCount.subarray(from, from + HORIZON_DAYS);
  if (Atomics.load(balances.dueCounted, product) === 1) return counts;
  const { data, start, length } = book.productPieces;
  const first = start[product]!;
  const byDay = new Int32Array(HORIZON_DAYS);
  for (let i = first; i < first + length[product]!; i++) {
    const day = dueDay(book.pieceDate[data[i]!]!, book.today);
    if (day < HORIZON_DAYS) byDay[day]!++;
  }
  for (let day = 1; day < HORIZON_DAYS; day++) byDay[day]! += byDay[day - 1]!;
  counts.set(byDay);
  Atomics.store(balances.dueCounted, product, 1);
  return counts;
}
