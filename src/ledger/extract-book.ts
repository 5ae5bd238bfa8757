import {
  addVolume,
  type Book,
  createBook,
  growOrders,
  growProducts,
  itemValue,
  reservePieces,
  takeSlot,
} from './book.ts';
import { newColumn } from './columns.ts';
import { newItem } from './fill-item.ts';
import { addReceipt } from './receipts.ts';
import { append } from './segments.ts';

/**
 * A book of some products and everything that hangs on them: stock, receipts, pieces, and of every order with a piece of
 * them the items of these products. Nothing is shared with the book it was made from, and whatever either becomes, the
 * other stays.
 *
 * Projection and analysis of its products, and the promise `por_item` of their pieces, are those of the whole book: an
 * order keeps the dates (and, by `valueElsewhere`, the value) that rank it there. What only whole orders have, such as
 * their own analysis or the promise `completa`, cannot be asked of an extract. Nor is it kept in step: it is one state.
 * @param products numbers in `book`
 */
export function extractBook(book: Book, products: Iterable<number>): Book {
  const extract = createBook(book.today, book.rules);
  extract.version = book.version;
  const copy: Copy = { from: book, to: extract, items: new Map(), pieces: new Map() };
  for (const product of new Set(products)) copyProduct(copy, product);
  for (const order of ordersOf(copy)) copyOrder(copy, order);
  return extract;
}

/** A copy under way: where what was copied is now, by its number in the book it is from. */
interface Copy {
  readonly from: Book;
  readonly to: Book;
  readonly items: Map<number, number>;
  readonly pieces: Map<number, number>;
}

function copyProduct(copy: Copy, number: number): void {
  const { from, to } = copy;
  const code = from.products.code(number);
  const product = to.products.intern(code);
  growProducts(to);
  copyReceipts(copy, number, code);
  const { data, start, length } = from.productPieces;
  // In rank order, which breaks no tie anew.
  for (const piece of data.slice(start[number]!, start[number]! + length[number]!)) {
    const item = from.pieceItem[piece]!;
    if (!copy.items.has(item)) copyItem(copy, item, product);
    append(to.productPieces, product, copy.pieces.get(piece)!);
  }
  // Before the stock, or a narrow column could overflow.
  to.volume[product] = 0;
  addVolume(to, product, from.volume[number]!);
  to.stock[product] = from.stock[number]!;
}

function copyReceipts({ from, to }: Copy, number: number, code: string): void {
  const { data, start, length } = from.productReceipts;
  for (const receipt of data.subarray(start[number]!, start[number]! + length[number]!)) {
    addReceipt(to, code, from.receiptDate[receipt]!, from.receiptQuantity[receipt]!);
  }
}

function copyItem(copy: Copy, item: number, product: number): void {
  const { from, to } = copy;
  const order = to.orders.intern(from.orders.code(from.itemOrder[item]!));
  growOrders(to);
  const number = newItem(to, order, product);
  copy.items.set(item, number);
  addVolume(to, product, from.itemQuantity[item]!);
  to.itemQuantity[number] = from.itemQuantity[item]!;
  if (from.itemValueHigh.length > 0 && to.itemValueHigh.length === 0) {
    to.itemValueHigh = newColumn(Float64Array, to.itemOrder.length);
  }
  if (to.itemValueHigh.length > 0) to.itemValueHigh[number] = from.itemValueHigh[item]!;
  to.itemValueLow[number] = from.itemValueLow[item]!;
  to.itemShipDate[number] = from.itemShipDate[item]!;
  to.itemOrderDate[number] = from.itemOrderDate[item]!;
  to.itemAppointment[number] = from.itemAppointment[item]!;
  to.itemFirstLine[number] = from.itemFirstLine[item]!;
  to.itemName[number] = to.texts.intern(from.texts.text(from.itemName[item]!) ?? '');
  to.itemHeader[number] = to.headers.intern(from.headers.text(from.itemHeader[item]!) ?? '');
  copyPieces(copy, item, number);
}

function copyPieces({ from, to, pieces }: Copy, item: number, number: number): void {
  let last = -1;
  for (let piece = from.firstPiece[item]!; piece >= 0; piece = from.nextPiece[piece]!) {
    reservePieces(to, 1);
    const copied = takeSlot(to.pieces);
    pieces.set(piece, copied);
    addVolume(to, to.itemProduct[number]!, from.pieceQuantity[piece]!);
    to.pieceItem[copied] = number;
    to.nextPiece[copied] = -1;
    to.pieceQuantity[copied] = from.pieceQuantity[piece]!;
    to.pieceDate[copied] = from.pieceDate[piece]!;
    to.pieceKind[copied] = from.pieceKind[piece]!;
    to.pieceLot[copied] = to.texts.intern(from.texts.text(from.pieceLot[piece]!) ?? '');
    if (last < 0) to.firstPiece[number] = copied;
    else to.nextPiece[last] = copied;
    last = copied;
  }
}

/** Orders, by their number in the book copied from, that have an item in the copy. */
function ordersOf({ from, items }: Copy): ReadonlySet<number> {
  return new Set(Array.from(items.keys(), (item) => from.itemOrder[item]!));
}

function copyOrder({ from, to, items }: Copy, order: number): void {
  const number = to.orders.find(from.orders.code(order));
  to.orderLabel[number] = from.orderLabel[order]!;
  to.orderDate[number] = from.orderDate[order]!;
  to.orderShipDate[number] = from.orderShipDate[order]!;
  to.orderAppointment[number] = from.orderAppointment[order]!;
  let elsewhere = from.valueElsewhere.get(order) ?? 0n;
  for (let item = from.firstItem[order]!; item >= 0; item = from.nextItem[item]!) {
    const copied = items.get(item);
    if (copied === undefined) elsewhere += itemValue(from, item);
    else if (from.itemQuantity[item]! > 0) to.orderOpen[number] = 1;
  }
  if (elsewhere !== 0n) to.valueElsewhere.set(number, elsewhere);
}
