import { HORIZON_DAYS } from '../contract/codes.ts';
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
  /** How many pieces are due by each day, laid out alike. */
  dueCount: Int32Array;
}

export function createBalances(book: Book): Balances {
  const length = book.stock.length * HORIZON_DAYS;
  return {
    balance: newQuantities(book.wide, length),
    atp: newQuantities(book.wide, length),
    dueCount: newColumn(Int32Array, length),
  };
}

/** Gives the balances the width and room of the book. */
export function fitBalances(balances: Balances, book: Book): void {
  const length = book.stock.length * HORIZON_DAYS;
  if (book.wide) {
    balances.balance = widened(balances.balance);
    balances.atp = widened(balances.atp);
  }
  balances.balance = grown(balances.balance, length);
  balances.atp = grown(balances.atp, length);
  balances.dueCount = grown(balances.dueCount, length);
}

/** Recomputes the balances of one product from its stock, pieces and receipts. */
export function projectProduct(book: Book, balances: Balances, product: number): void {
  const { balance, atp, dueCount } = balances;
  const from = product * HORIZON_DAYS;
  balance.fill(0, from, from + HORIZON_DAYS);
  dueCount.fill(0, from, from + HORIZON_DAYS);
  addRequirements(book, balances, product, from);
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
}

function addRequirements(book: Book, { balance, dueCount }: Balances, product: number, from: number): void {
  const { data, start, length } = book.productPieces;
  const { pieceDate, pieceQuantity, today } = book;
  const first = start[product]!;
  const end = first + length[product]!;
  for (let i = first; i < end; i++) {
    const piece = data[i]!;
    const day = dueDay(pieceDate[piece]!, today);
    if (day >= HORIZON_DAYS) continue;
    balance[from + day]! -= pieceQuantity[piece]!;
    dueCount[from + day]!++;
  }
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

/** Recomputes every product. */
export function projectAll(book: Book, balances: Balances): void {
  for (let product = 0; product < book.products.size; product++) projectProduct(book, balances, product);
}
