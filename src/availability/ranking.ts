import type { RankingKey } from '../contract/codes.ts';
import { type Book, itemValue } from '../ledger/book.ts';
import { compareCodes } from '../ledger/codes.ts';
import { grown, newColumn } from '../ledger/columns.ts';
import { NO_DATE } from '../ledger/facts.ts';

/**
 * Rank of pieces (section 5 of the rules): allocations, drafts, dated remainders, undated ones; then the piece's real
 * date (undated last), the order's date (none first), order number, product, quantity (smaller first). Configured keys
 * come before all of these.
 */
export interface Ranking {
  readonly keys: readonly RankingKey[];
  /** Kind, date and order date of each piece packed into one number (36 bits). */
  packed: Float64Array;
}

const DATE_SPAN = 2 ** 17;
/** Makes every date of the years 1900–2200 a number in 1..DATE_SPAN − 2. */
const DATE_OFFSET = 25_568;

export function createRanking(keys: readonly RankingKey[]): Ranking {
  return { keys, packed: newColumn(Float64Array, 64) };
}

/** Gives the ranking the room of the book's pieces. */
export function fitRanking(ranking: Ranking, book: Book): void {
  ranking.packed = grown(ranking.packed, book.pieceItem.length);
}

/** Sorts the pieces of a product by rank. Nearly sorted lists, as a change leaves them, cost one pass. */
export function rankProduct(book: Book, ranking: Ranking, product: number): void {
  const from = book.productPieces.start[product]!;
  const to = from + book.productPieces.length[product]!;
  const { data } = book.productPieces;
  const { packed } = ranking;
  for (let i = from; i < to; i++) packed[data[i]!] = packPiece(book, data[i]!);
  if (to - from <= INSERTION_LIMIT || isNearlySorted(book, ranking, from, to)) {
    insertionSort(book, ranking, from, to);
    return;
  }
  const sorted = data.slice(from, to).sort((a, b) => comparePieces(book, ranking, a, b));
  data.set(sorted, from);
}

const INSERTION_LIMIT = 32;
/** Pieces out of place up to which moving each to its place beats sorting. */
const FEW = 8;

function isNearlySorted(book: Book, ranking: Ranking, from: number, to: number): boolean {
  const { data } = book.productPieces;
  let misplaced = 0;
  for (let i = from + 1; i < to && misplaced <= FEW; i++) {
    if (comparePieces(book, ranking, data[i - 1]!, data[i]!) > 0) misplaced++;
  }
  return misplaced <= FEW;
}

function insertionSort(book: Book, ranking: Ranking, from: number, to: number): void {
  const { data } = book.productPieces;
  for (let i = from + 1; i < to; i++) {
    const piece = data[i]!;
    let j = i - 1;
    while (j >= from && comparePieces(book, ranking, data[j]!, piece) > 0) {
      data[j + 1] = data[j]!;
      j--;
    }
    data[j + 1] = piece;
  }
}

function packPiece(book: Book, piece: number): number {
  const date = book.pieceDate[piece]!;
  const orderDate = book.orderDate[book.itemOrder[book.pieceItem[piece]!]!]!;
  const datePart = date === NO_DATE ? DATE_SPAN - 1 : date + DATE_OFFSET;
  const orderDatePart = orderDate === NO_DATE ? 0 : orderDate + DATE_OFFSET;
  return (book.pieceKind[piece]! * DATE_SPAN + datePart) * DATE_SPAN + orderDatePart;
}

/** Rank order of two pieces; across products too. */
export function comparePieces(book: Book, ranking: Ranking, a: number, b: number): number {
  if (ranking.keys.length > 0) {
    const first = compareByKeys(book, ranking.keys, a, b);
    if (first !== 0) return first;
  }
  const byPacked = ranking.packed[a]! - ranking.packed[b]!;
  if (byPacked !== 0) return byPacked;
  const left = book.pieceItem[a]!;
  const right = book.pieceItem[b]!;
  if (left !== right) {
    const byOrder = compareOrders(book, book.itemOrder[left]!, book.itemOrder[right]!);
    if (byOrder !== 0) return byOrder;
    return compareCodes(
      book.products.code(book.itemProduct[left]!),
      book.products.code(book.itemProduct[right]!),
    );
  }
  return book.pieceQuantity[a]! - book.pieceQuantity[b]!;
}

/** Byte order of two order numbers. */
function compareOrders(book: Book, a: number, b: number): number {
  if (a === b) return 0;
  const byLabel = book.orderLabel[a]! - book.orderLabel[b]!;
  return Number.isNaN(byLabel) ? compareCodes(book.orders.code(a), book.orders.code(b)) : byLabel;
}

function compareByKeys(book: Book, keys: readonly RankingKey[], a: number, b: number): number {
  const left = book.itemOrder[book.pieceItem[a]!]!;
  const right = book.itemOrder[book.pieceItem[b]!]!;
  for (const key of keys) {
    const order = compareByKey(book, key, a, b, left, right);
    if (order !== 0) return order;
  }
  return 0;
}

function compareByKey(
  book: Book,
  key: RankingKey,
  a: number,
  b: number,
  left: number,
  right: number,
): number {
  switch (key) {
    case 'agendamento':
      return book.orderAppointment[left]! - book.orderAppointment[right]!;
    case 'data_pedido':
      return noneFirst(book.orderDate[left]!) - noneFirst(book.orderDate[right]!);
    case 'expedicao':
      return book.pieceDate[a]! - book.pieceDate[b]!;
    case 'valor': {
      const difference = orderValue(book, right) - orderValue(book, left);
      return difference === 0n ? 0 : difference > 0n ? 1 : -1;
    }
  }
}

function noneFirst(date: number): number {
  return date === NO_DATE ? -DATE_OFFSET : date;
}

/** Value of an order's open lines in 10^-7 R$, those that the book leaves out included. */
function orderValue(book: Book, order: number): bigint {
  let value = book.valueElsewhere.get(order) ?? 0n;
  for (let item = book.firstItem[order]!; item >= 0; item = book.nextItem[item]!)
    value += itemValue(book, item);
  return value;
}
