import { HORIZON_DAYS, WEEK_END_DAY } from '../contract/codes.ts';
import { type Book, dueDay } from '../ledger/book.ts';
import { grown, newColumn, newQuantities, type Quantities, widened } from '../ledger/columns.ts';

/**
 * End-of-day balances of every product, D0..D28, a row of 29 a product:
 * estoque_final(d) = estoque_inicial(d) − saidas(d) + entradas(d), estoque_inicial(0) = stock, never clamped.
 */
export interface Balances {
  /** Thousandths; element `product × 29 + day`. */
  balance: Quantities;
  /** Lowest balance from each day to D28, laid out alike. */
  atp: Quantities;
  /**
   * What most questions need, 16 figures a product that fill one cache line: lowest balance of D0..d for d = 0..7, lowest
   * of d..D7 for d = 1..7, lowest of the horizon.
   */
  week: Quantities;
  /** How many pieces are due by each day, laid out alike. */
  dueCount: Int32Array;
}

/** Figures of a product in `week`. */
export const WEEK_FIGURES = 16;
/** Place of the lowest balance of D0..D28 among them. */
export const LOWEST_OF_HORIZON = 15;

export function createBalances(book: Book): Balances {
  const length = book.stock.length * HORIZON_DAYS;
  return {
    balance: newQuantities(book.wide, length),
    atp: newQuantities(book.wide, length),
    week: newQuantities(book.wide, book.stock.length * WEEK_FIGURES),
    dueCount: newColumn(Int32Array, length),
  };
}

/** Gives the balances the width and room of the book. */
export function fitBalances(balances: Balances, book: Book): void {
  const length = book.stock.length * HORIZON_DAYS;
  if (book.wide) {
    balances.balance = widened(balances.balance);
    balances.atp = widened(balances.atp);
    balances.week = widened(balances.week);
  }
  balances.balance = grown(balances.balance, length);
  balances.atp = grown(balances.atp, length);
  balances.week = grown(balances.week, book.stock.length * WEEK_FIGURES);
  balances.dueCount = grown(balances.dueCount, length);
}

/** Recomputes the balances of one product from its stock, pieces and receipts. */
export function projectProduct(book: Book, balances: Balances, product: number): void {
  const from = product * HORIZON_DAYS;
  balances.balance.fill(0, from, from + HORIZON_DAYS);
  balances.dueCount.fill(0, from, from + HORIZON_DAYS);
  const { data, start, length } = book.productPieces;
  const first = start[product]!;
  const end = first + length[product]!;
  for (let i = first; i < end; i++) addRequirement(book, balances, data[i]!, from);
  finishProduct(book, balances, product);
}

/**
 * Recomputes every product. Pieces are visited as they lie in memory instead of product by product, which takes half
 * the time: a day of a product is one place to write to, a piece three places to read from.
 */
export function projectAll(book: Book, balances: Balances): void {
  const { pieceItem, itemProduct } = book;
  balances.balance.fill(0);
  balances.dueCount.fill(0);
  for (let piece = 0; piece < book.pieces.used; piece++) {
    const item = pieceItem[piece]!;
    if (item >= 0) addRequirement(book, balances, piece, itemProduct[item]! * HORIZON_DAYS);
  }
  for (let product = 0; product < book.products.size; product++) finishProduct(book, balances, product);
}

/** Takes a piece off the day it is due; pieces beyond the horizon and unscheduled ones are outside the projection. */
function addRequirement(book: Book, { balance, dueCount }: Balances, piece: number, from: number): void {
  const day = dueDay(book.pieceDate[piece]!, book.today);
  if (day >= HORIZON_DAYS) return;
  balance[from + day]! -= book.pieceQuantity[piece]!;
  dueCount[from + day]!++;
}

/** Turns the requirements of each day into balances: adds receipts and stock, sums up, looks back from D28. */
function finishProduct(book: Book, balances: Balances, product: number): void {
  const { balance, atp, dueCount } = balances;
  const from = product * HORIZON_DAYS;
  addReceipts(book, balance, product, from);
  let running: number = book.stock[product]!;
  let count = 0;
  for (let at = from; at < from + HORIZON_DAYS; at++) {
    running += balance[at]!;
    balance[at] = running;
    count += dueCount[at]!;
    dueCount[at] = count;
  }
  let lowest = running;
  for (let at = from + HORIZON_DAYS - 1; at >= from; at--) {
    if (balance[at]! < lowest) lowest = balance[at]!;
    atp[at] = lowest;
  }
  summariseWeek(balances, from, product * WEEK_FIGURES);
}

function summariseWeek({ balance, atp, week }: Balances, from: number, to: number): void {
  let lowest = balance[from]!;
  for (let day = 0; day <= WEEK_END_DAY; day++) {
    if (balance[from + day]! < lowest) lowest = balance[from + day]!;
    week[to + day] = lowest;
  }
  lowest = balance[from + WEEK_END_DAY]!;
  for (let day = WEEK_END_DAY; day > 0; day--) {
    if (balance[from + day]! < lowest) lowest = balance[from + day]!;
    week[to + WEEK_END_DAY + day] = lowest;
  }
  week[to + LOWEST_OF_HORIZON] = atp[from]!;
}

/** A receipt dated before today did not come: it is not counted. */
function addReceipts(book: Book, balance: Quantities, product: number, from: number): void {
  const { data, start, length } = book.productReceipts;
  const first = start[product]!;
  const end = first + length[product]!;
  for (let i = first; i < end; i++) {
    const day = book.receiptDate[data[i]!]! - book.today;
    if (day >= 0 && day < HORIZON_DAYS) balance[from + day]! += book.receiptQuantity[data[i]!]!;
  }
}
