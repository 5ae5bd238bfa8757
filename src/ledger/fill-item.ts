import { addVolume, type Book, reserveItems, reservePieces, takeSlot, VALUE_BASE } from './book.ts';
import { newColumn } from './columns.ts';
import { ALLOCATION, DRAFT, type Facts, LINE, NO_DATE } from './facts.ts';

/** Puts a new, empty item of a product at the front of an order's chain. */
export function newItem(book: Book, order: number, product: number): number {
  reserveItems(book, 1);
  const item = takeSlot(book.items);
  book.itemOrder[item] = order;
  book.itemProduct[item] = product;
  book.firstPiece[item] = -1;
  book.nextItem[item] = book.firstItem[order]!;
  book.firstItem[order] = item;
  return item;
}

/**
 * Fills an empty item from the facts of its pair: `rows[from..to)`, sorted allocations, drafts, lines, each by date and
 * quantity. Allocations and drafts become pieces in full; what they sum to is taken off the lines, earliest first,
 * and what is left of each line is a piece on that line's date (section 2 of the rules: no unit counted twice).
 */
export function fillItem(
  book: Book,
  item: number,
  facts: Facts,
  rows: Int32Array,
  from: number,
  to: number,
): void {
  const product = book.itemProduct[item]!;
  reservePieces(book, to - from);
  clearLines(book, item);
  let committed = 0;
  let last = -1;
  let nameLine = Infinity;
  for (let i = from; i < to; i++) {
    const row = rows[i]!;
    const kind = facts.kind[row]!;
    let quantity = facts.quantity[row]!;
    addVolume(book, product, quantity);
    if (kind === LINE) {
      addLine(book, item, facts, row);
      if (facts.productName[row] !== 0 && facts.id[row]! < nameLine) {
        nameLine = facts.id[row]!;
        book.itemName[item] = facts.productName[row]!;
      }
      const taken = Math.min(committed, quantity);
      committed -= taken;
      quantity -= taken;
    } else {
      committed += quantity;
    }
    if (quantity === 0) continue;
    const piece = takeSlot(book.pieces);
    book.pieceItem[piece] = item;
    book.nextPiece[piece] = -1;
    book.pieceQuantity[piece] = quantity;
    book.pieceDate[piece] = facts.date[row]!;
    book.pieceKind[piece] = kind;
    book.pieceLot[piece] = kind === ALLOCATION || kind === DRAFT ? facts.lot[row]! : 0;
    if (last < 0) book.firstPiece[item] = piece;
    else book.nextPiece[last] = piece;
    last = piece;
  }
}

function clearLines(book: Book, item: number): void {
  book.itemQuantity[item] = 0;
  if (book.itemValueHigh.length > 0) book.itemValueHigh[item] = 0;
  book.itemValueLow[item] = 0;
  book.itemShipDate[item] = NO_DATE;
  book.itemOrderDate[item] = NO_DATE;
  book.itemAppointment[item] = NO_DATE;
  book.itemFirstLine[item] = Infinity;
  book.itemName[item] = 0;
  book.itemHeader[item] = 0;
}

function addLine(book: Book, item: number, facts: Facts, row: number): void {
  const quantity = facts.quantity[row]!;
  book.itemQuantity[item]! += quantity;
  addValue(book, item, quantity, facts.price[row]!);
  book.itemShipDate[item] = Math.min(book.itemShipDate[item]!, facts.date[row]!);
  book.itemOrderDate[item] = Math.min(book.itemOrderDate[item]!, facts.orderDate[row]!);
  book.itemAppointment[item] = Math.min(book.itemAppointment[item]!, facts.appointment[row]!);
  const line = facts.id[row]!;
  if (line < book.itemFirstLine[item]!) {
    book.itemFirstLine[item] = line;
    book.itemHeader[item] = facts.header[row]!;
  }
}

function addValue(book: Book, item: number, quantity: number, price: number): void {
  const value = quantity * price;
  const low = book.itemValueLow[item]! + value;
  if (value < VALUE_BASE && low < VALUE_BASE) {
    book.itemValueLow[item] = low;
    return;
  }
  // The product may pass 2^53: redo it in whole numbers of any size.
  const exact = BigInt(quantity) * BigInt(price) + BigInt(book.itemValueLow[item]!);
  if (book.itemValueHigh.length === 0) book.itemValueHigh = newColumn(Float64Array, book.itemOrder.length);
  book.itemValueHigh[item]! += Number(exact / BigInt(VALUE_BASE));
  book.itemValueLow[item] = Number(exact % BigInt(VALUE_BASE));
}
