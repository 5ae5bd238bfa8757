import type { OrderNote } from '../contract/order-note.ts';
import type { AnswerRules } from '../contract/rules.ts';
import type { EpochDay } from '../contract/units.ts';
import { CodeIndex, type CodeNames } from './codes.ts';
import { grown, NARROW_LIMIT, newColumn, newQuantities, type Quantities, widened } from './columns.ts';
import { NO_DATE } from './facts.ts';
import { createSegments, growOwners, type Segments } from './segments.ts';
import { type TextNames, TextTable } from './texts.ts';

/**
 * The order book in memory, as columns.
 *
 * - an *item* is one product of one order (its open lines taken together), or a product that only commitments name;
 * - a *piece* is a quantity that must leave on a day: an allocation, a draft, or what is left of an open line.
 *
 * Items of an order and pieces of an item are chained (`-1` ends a chain) and keep their slots for life, so a change
 * moves nothing else. After a load the chains lie in order, which is what makes whole-book passes fast.
 */
export interface BookColumns {
  today: EpochDay;
  /** Grows with every committed change; equal for every reader of the same state. */
  version: number;
  /** Quantities are 64 bits wide. */
  wide: boolean;
  /** Settings of the database that change answers; when they change the book is loaded anew. */
  readonly rules: AnswerRules;

  // By product.
  /** On-hand stock, thousandths. */
  stock: Quantities;
  /**
   * Upper bound of |any sum of this product|: stock, open lines, allocations, drafts and receipts added up. The same
   * for every reader of the same state.
   */
  volume: Float64Array;
  /** Pieces of each product; rank order is kept by the layer that ranks. */
  productPieces: Segments;
  /** Receipt slots of each product, by date. */
  productReceipts: Segments;

  // By order.
  firstItem: Int32Array;
  /** Position in byte order of the codes at the load; NaN for orders that came later: their codes decide. */
  orderLabel: Float64Array;
  /** Earliest order date of the open lines; NO_DATE when there is none. */
  orderDate: Int32Array;
  /** Earliest ship date of the open lines. */
  orderShipDate: Int32Array;
  /** Earliest delivery appointment of the open lines. */
  orderAppointment: Int32Array;
  /** 1 when the order has open lines. */
  orderOpen: Uint8Array;

  // By item.
  items: Slots;
  itemOrder: Int32Array;
  itemProduct: Int32Array;
  nextItem: Int32Array;
  firstPiece: Int32Array;
  /** Open quantity of the lines, thousandths; 0 where only commitments exist. */
  itemQuantity: Quantities;
  /** Value of the lines in 10^-7 R$, as high × 2^50 + low; the high parts are empty while all of them are 0. */
  itemValueHigh: Float64Array;
  itemValueLow: Float64Array;
  itemShipDate: Int32Array;
  itemOrderDate: Int32Array;
  itemAppointment: Int32Array;
  /** Lowest line id, which decides texts and the place of the item in an answer. */
  itemFirstLine: Float64Array;
  itemName: Int32Array;
  itemHeader: Int32Array;

  // By piece.
  pieces: Slots;
  /** Item of the piece; -1 for a slot that is free. */
  pieceItem: Int32Array;
  nextPiece: Int32Array;
  pieceQuantity: Quantities;
  /** The real date, NO_DATE when unscheduled. */
  pieceDate: Int32Array;
  /** ALLOCATION, DRAFT or LINE. */
  pieceKind: Uint8Array;
  pieceLot: Int32Array;

  // By receipt.
  receipts: Slots;
  receiptDate: Int32Array;
  receiptQuantity: Float64Array;
}

/** A book as answers are made from it: by whoever loaded it, or by a worker thread that shares its columns. */
export interface BookView extends BookColumns {
  readonly products: CodeNames;
  readonly orders: CodeNames;
  readonly texts: TextNames;
  /** Customer, city, state and seller of an order, as one JSON array text. */
  readonly headers: TextNames;
}

/** The book where it is kept: codes can be looked up, and columns change. */
export interface Book extends BookColumns {
  readonly products: CodeIndex;
  readonly orders: CodeIndex;
  readonly texts: TextTable;
  /** Customer, city, state and seller of an order, as one JSON array text. */
  readonly headers: TextTable;
  /** Value in 10^-7 R$ of the lines of an order that an extract left out, by order; of a whole book there are none. */
  readonly valueElsewhere: Map<number, bigint>;
  /** What people wrote about orders, by code: also of orders that are gone. An extract has none. */
  readonly notes: Map<string, OrderNote>;
}

/** Which derived figures a refresh made stale: numbers of products and orders of the book. */
export interface BookChange {
  readonly everything: boolean;
  readonly products: ReadonlySet<number>;
  readonly orders: ReadonlySet<number>;
  /** Codes of the orders whose note is another; of those that are gone there is no number. */
  readonly notedOrders: ReadonlySet<string>;
  /** When the oldest write behind it was made, in milliseconds of this process's monotonic clock. */
  readonly writtenAt?: number;
}

/** Everything derived is stale: another day. */
export const ALL_STALE: BookChange = {
  everything: true,
  products: new Set(),
  orders: new Set(),
  notedOrders: new Set(),
};

/** Takes the place of what is derived from the book. Called before any answer is given from the new state. */
export interface BookListener {
  /** A book was loaded; everything derived starts anew. */
  loaded(book: Book): void;
  /** Parts of the book were replaced. */
  changed(book: Book, change: BookChange): void;
}

/** Slots of one kind of record: how many were ever used, and those free again. */
export interface Slots {
  used: number;
  readonly free: number[];
}

/** 2^50: the unit of the high part of a value. */
export const VALUE_BASE = 2 ** 50;

export function createBook(today: EpochDay, rules: AnswerRules): Book {
  const quantities = (length: number) => newQuantities(false, length);
  const ints = (length: number) => newColumn(Int32Array, length);
  const floats = (length: number) => newColumn(Float64Array, length);
  return {
    today,
    version: 0,
    wide: false,
    rules,
    products: new CodeIndex(),
    orders: new CodeIndex(),
    texts: new TextTable(),
    headers: new TextTable(),
    valueElsewhere: new Map(),
    notes: new Map(),
    stock: quantities(64),
    volume: floats(64),
    productPieces: createSegments(64, 64),
    productReceipts: createSegments(64, 64),
    firstItem: ints(64).fill(-1),
    orderLabel: floats(64),
    orderDate: ints(64),
    orderShipDate: ints(64),
    orderAppointment: ints(64),
    orderOpen: newColumn(Uint8Array, 64),
    items: { used: 0, free: [] },
    itemOrder: ints(64),
    itemProduct: ints(64),
    nextItem: ints(64),
    firstPiece: ints(64),
    itemQuantity: quantities(64),
    itemValueHigh: floats(0),
    itemValueLow: floats(64),
    itemShipDate: ints(64),
    itemOrderDate: ints(64),
    itemAppointment: ints(64),
    itemFirstLine: floats(64),
    itemName: ints(64),
    itemHeader: ints(64),
    pieces: { used: 0, free: [] },
    pieceItem: ints(64),
    nextPiece: ints(64),
    pieceQuantity: quantities(64),
    pieceDate: ints(64),
    pieceKind: newColumn(Uint8Array, 64),
    pieceLot: ints(64),
    receipts: { used: 0, free: [] },
    receiptDate: ints(64),
    receiptQuantity: floats(64),
  };
}

/** Makes room for every product known to the index. */
export function growProducts(book: Book): void {
  const size = book.products.size;
  if (size <= book.stock.length) return;
  book.stock = grown(book.stock, size);
  book.volume = grown(book.volume, size);
  growOwners(book.productPieces, book.stock.length);
  growOwners(book.productReceipts, book.stock.length);
}

/** Makes room for every order known to the index. */
export function growOrders(book: Book): void {
  const size = book.orders.size;
  const before = book.firstItem.length;
  if (size <= before) return;
  book.firstItem = grown(book.firstItem, size);
  book.firstItem.fill(-1, before);
  book.orderLabel = grown(book.orderLabel, size);
  book.orderDate = grown(book.orderDate, size);
  book.orderShipDate = grown(book.orderShipDate, size);
  book.orderAppointment = grown(book.orderAppointment, size);
  book.orderOpen = grown(book.orderOpen, size);
}

/** Makes room for `more` items beyond those in use. */
export function reserveItems(book: Book, more: number): void {
  const size = book.items.used + more;
  if (size <= book.itemOrder.length) return;
  book.itemOrder = grown(book.itemOrder, size);
  book.itemProduct = grown(book.itemProduct, size);
  book.nextItem = grown(book.nextItem, size);
  book.firstPiece = grown(book.firstPiece, size);
  book.itemQuantity = grown(book.itemQuantity, size);
  if (book.itemValueHigh.length > 0) book.itemValueHigh = grown(book.itemValueHigh, size);
  book.itemValueLow = grown(book.itemValueLow, size);
  book.itemShipDate = grown(book.itemShipDate, size);
  book.itemOrderDate = grown(book.itemOrderDate, size);
  book.itemAppointment = grown(book.itemAppointment, size);
  book.itemFirstLine = grown(book.itemFirstLine, size);
  book.itemName = grown(book.itemName, size);
  book.itemHeader = grown(book.itemHeader, size);
}

/** Makes room for `more` pieces beyond those in use. */
export function reservePieces(book: Book, more: number): void {
  const size = book.pieces.used + more;
  if (size <= book.pieceItem.length) return;
  book.pieceItem = grown(book.pieceItem, size);
  book.nextPiece = grown(book.nextPiece, size);
  book.pieceQuantity = grown(book.pieceQuantity, size);
  book.pieceDate = grown(book.pieceDate, size);
  book.pieceKind = grown(book.pieceKind, size);
  book.pieceLot = grown(book.pieceLot, size);
}

/** A slot: a free one again, or the next one. The caller has reserved room. */
export function takeSlot(slots: Slots): number {
  return slots.free.pop() ?? slots.used++;
}

/** Counts a quantity towards a product's volume and widens the book before a narrow column could overflow. */
export function addVolume(book: Book, product: number, quantity: number): void {
  const volume = book.volume[product]! + Math.abs(quantity);
  book.volume[product] = volume;
  if (volume > NARROW_LIMIT && !book.wide) widen(book);
}

/**
 * Whether every sum of a product is a whole number of at most 53 bits, and so exact. Of any other product no figure is
 * told (decision 0002). A volume that has passed 2^53 in doubles has passed it: adding never rounds below a power of 2.
 */
export function isExact(book: BookColumns, product: number): boolean {
  return book.volume[product]! <= Number.MAX_SAFE_INTEGER;
}

/** The first product of an order whose sums are not exact; -1 when all are. */
export function inexactProduct(book: BookColumns, order: number): number {
  for (let item = book.firstItem[order]!; item >= 0; item = book.nextItem[item]!) {
    if (!isExact(book, book.itemProduct[item]!)) return book.itemProduct[item]!;
  }
  return -1;
}

/** A product without stock, pieces and receipts: a book may know it from earlier, or not at all. */
export function isIdle(book: BookColumns, product: number): boolean {
  return (
    book.stock[product] === 0 &&
    book.productPieces.length[product] === 0 &&
    book.productReceipts.length[product] === 0
  );
}

function widen(book: Book): void {
  book.wide = true;
  book.stock = widened(book.stock);
  book.itemQuantity = widened(book.itemQuantity);
  book.pieceQuantity = widened(book.pieceQuantity);
}

/** Horizon day of a requirement date: 0 when overdue, 29 or more when beyond the horizon or unscheduled. */
export function dueDay(date: number, today: EpochDay): number {
  return date <= today ? 0 : date - today;
}

/** Item of a product in an order, or -1. */
export function findItem(book: BookColumns, order: number, product: number): number {
  let item = book.firstItem[order]!;
  while (item >= 0 && book.itemProduct[item] !== product) item = book.nextItem[item]!;
  return item;
}

/** Value of an item's open lines in 10^-7 R$. */
export function itemValue(book: BookColumns, item: number): bigint {
  return (BigInt(book.itemValueHigh[item] ?? 0) << 50n) + BigInt(book.itemValueLow[item]!);
}

/** Recomputes what an order takes from its items. Returns whether anything that ranks it changed. */
export function summariseOrder(book: Book, order: number): boolean {
  let orderDate = NO_DATE;
  let shipDate = NO_DATE;
  let appointment = NO_DATE;
  let open = 0;
  for (let item = book.firstItem[order]!; item >= 0; item = book.nextItem[item]!) {
    if (book.itemQuantity[item] === 0) continue;
    open = 1;
    orderDate = Math.min(orderDate, book.itemOrderDate[item]!);
    shipDate = Math.min(shipDate, book.itemShipDate[item]!);
    appointment = Math.min(appointment, book.itemAppointment[item]!);
  }
  const changed = orderDate !== book.orderDate[order] || appointment !== book.orderAppointment[order];
  book.orderDate[order] = orderDate;
  book.orderShipDate[order] = shipDate;
  book.orderAppointment[order] = appointment;
  book.orderOpen[order] = open;
  return changed;
}

/** Products of an order's items. */
export function* productsOf(book: Book, order: number): Generator<number> {
  for (let item = book.firstItem[order]!; item >= 0; item = book.nextItem[item]!)
    yield book.itemProduct[item]!;
}
