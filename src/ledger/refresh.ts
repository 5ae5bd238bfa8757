import type { ClientBase } from 'pg';
import { OPEN_DRAFT_STATUSES, OPEN_LOT_STATUSES } from '../contract/codes.ts';
import type { OrderNote } from '../contract/order-note.ts';
import {
  addVolume,
  type Book,
  type BookChange,
  findItem,
  growOrders,
  growProducts,
  productsOf,
  summariseOrder,
} from './book.ts';
import type { ByteKeys } from './byte-keys.ts';
import type { Mark } from './change-log.ts';
import { FactDecoder, type RowSource } from './fact-rows.ts';
import { createFacts, type Facts, LINE, NO_DATE, pairEnd, sortFacts } from './facts.ts';
import { fillItem, newItem } from './fill-item.ts';
import { setStock } from './load-book.ts';
import { applyNotes, readNotes } from './order-notes.ts';
import { addReceipt, clearReceipts } from './receipts.ts';
import { append } from './segments.ts';
import {
  LEDGER_TABLES,
  OF_PAIRS,
  OF_PRODUCTS,
  SELECT_LINES,
  SELECT_PAIRS_OF_LOTS,
  SELECT_STOCK,
  selectAllocations,
  selectDrafts,
  selectReceipts,
} from './statements.ts';

const NOTES = LEDGER_TABLES.notes;

/** What must be read again, gathered from marks. */
export interface StaleParts {
  /** Everything: a table as a whole was marked, or more than is worth reading in parts. */
  everything: boolean;
  readonly stock: Set<string>;
  readonly receipts: Set<string>;
  /** Products whose lines, allocations and drafts must all be read. */
  readonly products: Set<string>;
  /** Orders by product. */
  readonly pairs: Map<string, Set<string>>;
  readonly lots: Set<string>;
  /** Orders whose notes must be read; null: all notes. */
  notes: Set<string> | null;
}

/** Rows as read for a set of stale parts, in one snapshot. */
export interface FreshRows {
  readonly pairs: readonly (readonly [product: string, order: string])[];
  readonly stock: readonly Row[];
  readonly receipts: readonly Row[];
  readonly lines: readonly Row[];
  readonly allocations: readonly Row[];
  readonly drafts: readonly Row[];
  readonly notes: ReadonlyMap<string, OrderNote>;
}

type Row = readonly (string | null)[];

/** Consolidates marks; the same pair marked ten times is read once. */
export function staleParts(marks: readonly Mark[]): StaleParts {
  const parts: StaleParts = {
    everything: false,
    stock: new Set(),
    receipts: new Set(),
    products: new Set(),
    pairs: new Map(),
    lots: new Set(),
    notes: new Set(),
  };
  for (const mark of marks) gather(parts, mark);
  return parts;
}

function gather(parts: StaleParts, mark: Mark): void {
  const { tabela, cod_produto: product, num_pedido: order, separacao_lote_id: lot } = mark;
  if (tabela === NOTES) gatherNote(parts, order);
  else if (product === null && lot === null) parts.everything = true;
  else if (tabela === 'movimentacao_estoque' && product !== null) parts.stock.add(product);
  else if (tabela === 'programacao_producao' && product !== null) parts.receipts.add(product);
  else if (product === null) parts.lots.add(lot!);
  else if (order === null) parts.products.add(product);
  else addPair(parts.pairs, product, order);
}

function gatherNote(parts: StaleParts, order: string | null): void {
  if (order === null) parts.notes = null;
  else parts.notes?.add(order);
}

function addPair(pairs: Map<string, Set<string>>, product: string, order: string): void {
  const orders = pairs.get(product);
  if (orders === undefined) pairs.set(product, new Set([order]));
  else orders.add(order);
}

/** Tables to keep from being truncated while these parts are read; empty when none need a lock. */
export function tablesOf(parts: StaleParts): string {
  const tables: string[] = [];
  if (parts.notes === null || parts.notes.size > 0) tables.push(NOTES);
  if (parts.stock.size > 0) tables.push(LEDGER_TABLES.stock);
  if (parts.receipts.size > 0) tables.push(LEDGER_TABLES.receipts);
  if (parts.products.size + parts.pairs.size + parts.lots.size > 0) tables.push(LEDGER_TABLES.commitments);
  return tables.join(', ');
}

/** Reads the rows of stale parts; the client is inside a REPEATABLE READ transaction. */
export async function readParts(client: ClientBase, parts: StaleParts): Promise<FreshRows> {
  const pairs = await pairsOf(client, parts);
  const allocations = selectAllocations(OPEN_LOT_STATUSES);
  const drafts = selectDrafts(OPEN_DRAFT_STATUSES);
  const pairValues = [pairs.map((pair) => pair[0]), pairs.map((pair) => pair[1])];
  const products = [...parts.products];
  const both = async (select: string): Promise<Row[]> => [
    ...(pairs.length === 0 ? [] : await read(client, select + OF_PAIRS, pairValues)),
    ...(products.length === 0 ? [] : await read(client, select + OF_PRODUCTS, [products])),
  ];
  const one = (select: string, codes: Set<string>): Promise<Row[]> =>
    codes.size === 0 ? Promise.resolve([]) : read(client, select, [[...codes]]);
  return {
    pairs,
    stock: await one(SELECT_STOCK + OF_PRODUCTS, parts.stock),
    receipts: await one(selectReceipts(OF_PRODUCTS), parts.receipts),
    lines: await both(SELECT_LINES),
    allocations: await both(allocations),
    drafts: await both(drafts),
    notes: parts.notes?.size === 0 ? new Map() : await readNotes(client, parts.notes),
  };
}

/** Marked pairs and those of marked lots, without the ones a whole product covers. */
async function pairsOf(client: ClientBase, parts: StaleParts): Promise<[string, string][]> {
  const pairs = new Map([...parts.pairs].map(([product, orders]) => [product, new Set(orders)]));
  if (parts.lots.size > 0) {
    const rows = await read(client, SELECT_PAIRS_OF_LOTS, [[...parts.lots]]);
    for (const [product, order] of rows) addPair(pairs, product!, order!);
  }
  for (const product of parts.products) pairs.delete(product);
  return [...pairs].flatMap(([product, orders]) =>
    [...orders].map((order): [string, string] => [product, order]),
  );
}

async function read(client: ClientBase, text: string, values: unknown[]): Promise<Row[]> {
  const result = await client.query<(string | null)[]>({ text, values, rowMode: 'array', types: AS_TEXT });
  return result.rows;
}

/** Every field as the text the server sent. */
const AS_TEXT = { getTypeParser: () => (value: string) => value };

/** Puts fresh rows in the place of what the book held of the stale parts. */
export function applyParts(book: Book, parts: StaleParts, rows: FreshRows): BookChange {
  const change = {
    everything: false,
    products: new Set<number>(),
    orders: new Set<number>(),
    notedOrders: applyNotes(book.notes, parts.notes, rows.notes),
  };
  applyStock(book, parts, rows, change.products);
  applyReceipts(book, parts, rows, change.products);
  const removed = applyPairs(book, parts, rows, change.products, change.orders);
  for (const order of change.orders) {
    if (summariseOrder(book, order))
      for (const product of productsOf(book, order)) change.products.add(product);
  }
  for (const product of change.products) tidyProduct(book, product);
  book.pieces.free.push(...removed);
  for (const order of change.orders) if (book.firstItem[order] === -1) book.orders.release(order);
  return change;
}

function applyStock(book: Book, parts: StaleParts, rows: FreshRows, products: Set<number>): void {
  const stock = new Map([...parts.stock].map((code) => [code, 0]));
  for (const [code, quantity] of rows.stock) stock.set(code!, Number(quantity));
  for (const [code, quantity] of stock) {
    setStock(book, code, quantity);
    products.add(book.products.find(code));
  }
}

function applyReceipts(book: Book, parts: StaleParts, rows: FreshRows, products: Set<number>): void {
  for (const code of parts.receipts) {
    const product = book.products.intern(code);
    growProducts(book);
    clearReceipts(book, product);
    products.add(product);
  }
  const row = new TextRow();
  for (const fields of rows.receipts) {
    row.fields = fields;
    addReceipt(book, fields[0]!, row.day(1), row.scaled(2));
  }
}

/** Refills every stale pair. Returns the piece slots given up; they are still listed under their products. */
function applyPairs(
  book: Book,
  parts: StaleParts,
  rows: FreshRows,
  products: Set<number>,
  orders: Set<number>,
): number[] {
  const facts = decode(book, rows);
  growOrders(book);
  growProducts(book);
  const removed: number[] = [];
  for (const item of staleItems(book, parts, rows)) {
    products.add(book.itemProduct[item]!);
    orders.add(book.itemOrder[item]!);
    removeItem(book, item, removed);
  }
  const rank = new Int32Array(book.orders.size);
  const touched = new Set(facts.order.subarray(0, facts.count));
  let ranks = 0;
  for (const order of touched) {
    rank[order] = ranks++;
    if (book.firstItem[order] === -1 && !orders.has(order)) book.orderLabel[order] = Number.NaN;
  }
  const sorted = sortFacts(facts, rank, ranks);
  for (let from = 0; from < sorted.length; ) {
    const to = pairEnd(facts, sorted, from);
    const product = facts.product[sorted[from]!]!;
    const item = newItem(book, facts.order[sorted[from]!]!, product);
    fillItem(book, item, facts, sorted, from, to);
    for (let piece = book.firstPiece[item]!; piece >= 0; piece = book.nextPiece[piece]!) {
      append(book.productPieces, product, piece);
    }
    products.add(product);
    orders.add(book.itemOrder[item]!);
    from = to;
  }
  return removed;
}

function decode(book: Book, rows: FreshRows): Facts {
  const facts = createFacts(rows.lines.length + rows.allocations.length + rows.drafts.length + 1);
  const decoder = new FactDecoder(book, facts);
  const row = new TextRow();
  for (row.fields of rows.allocations) decoder.allocation(row);
  for (row.fields of rows.drafts) decoder.draft(row);
  for (row.fields of rows.lines) decoder.line(row);
  return facts;
}

function staleItems(book: Book, parts: StaleParts, rows: FreshRows): Set<number> {
  const items = new Set<number>();
  for (const [productCode, orderCode] of rows.pairs) {
    const product = book.products.find(productCode);
    const order = book.orders.find(orderCode);
    const item = product < 0 || order < 0 ? -1 : findItem(book, order, product);
    if (item >= 0) items.add(item);
  }
  for (const code of parts.products) {
    const product = book.products.find(code);
    if (product < 0) continue;
    const start = book.productPieces.start[product]!;
    const end = start + book.productPieces.length[product]!;
    for (let i = start; i < end; i++) items.add(book.pieceItem[book.productPieces.data[i]!]!);
  }
  return items;
}

function removeItem(book: Book, item: number, removed: number[]): void {
  for (let piece = book.firstPiece[item]!; piece >= 0; piece = book.nextPiece[piece]!) {
    book.pieceItem[piece] = -1;
    removed.push(piece);
  }
  const order = book.itemOrder[item]!;
  if (book.firstItem[order] === item) {
    book.firstItem[order] = book.nextItem[item]!;
  } else {
    let before = book.firstItem[order]!;
    while (book.nextItem[before] !== item) before = book.nextItem[before]!;
    book.nextItem[before] = book.nextItem[item]!;
  }
  book.firstPiece[item] = -1;
  book.items.free.push(item);
}

/** Drops given-up pieces from a product's list and adds up its volume anew. */
function tidyProduct(book: Book, product: number): void {
  const { data, start, length } = book.productPieces;
  const from = start[product]!;
  let kept = 0;
  book.volume[product] = 0;
  addVolume(book, product, book.stock[product]!);
  for (let i = from; i < from + length[product]!; i++) {
    const piece = data[i]!;
    const item = book.pieceItem[piece]!;
    if (item < 0) continue;
    data[from + kept++] = piece;
    // What is left of a line is in the item's quantity, as it was when the item was filled.
    if (book.pieceKind[piece] !== LINE) addVolume(book, product, book.pieceQuantity[piece]!);
    if (book.firstPiece[item] === piece) addVolume(book, product, book.itemQuantity[item]!);
  }
  length[product] = kept;
  const receipts = book.productReceipts;
  for (let i = 0; i < receipts.length[product]!; i++) {
    addVolume(book, product, book.receiptQuantity[receipts.data[receipts.start[product]! + i]!]!);
  }
}

/** A row whose fields are texts, read the way COPY's are. */
class TextRow implements RowSource {
  fields: readonly (string | null)[] = [];

  isNull(field: number): boolean {
    return this.fields[field] === null;
  }

  scaled(field: number): number {
    return Number((this.fields[field] ?? '0').replace('.', ''));
  }

  day(field: number): number {
    const text = this.fields[field];
    return text === null || text === undefined ? NO_DATE : Number(text);
  }

  text(field: number): string | null {
    return this.fields[field] ?? null;
  }

  key(keys: ByteKeys, from: number, to: number): number {
    const bytes = Buffer.from(JSON.stringify(this.fields.slice(from, to + 1)));
    return keys.find(bytes, 0, bytes.length);
  }
}
