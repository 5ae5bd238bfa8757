import { OPEN_DRAFT_STATUSES, OPEN_LOT_STATUSES } from '../src/contract/codes.ts';
import { type BenchBook, ColumnBuilder, type Columns, UNDATED } from './book.ts';

/** What a piece is; also its rank class. */
export const ALLOCATION = 0;
export const DRAFT = 1;
export const REMAINDER = 2;

/**
 * What every contestant starts from: items and pieces of section 2 of the rules. Deriving them from the tables is part
 * of loading, which is not timed, for us and for every peer alike.
 */
export interface Workload {
  readonly today: number;
  readonly products: readonly string[];
  readonly orders: readonly string[];
  /** On-hand stock of each product, thousandths. */
  readonly stock: Float64Array;
  /** Open lines of one order and product taken together; `value` is in 10^-7 R$. */
  readonly items: Columns<'order' | 'product' | 'quantity' | 'value'>;
  /** `date` is the real date or UNDATED; `day` the horizon day (overdue: 0), UNDATED where there is none. */
  readonly pieces: Columns<'order' | 'product' | 'kind' | 'date' | 'day' | 'quantity'>;
  /** Receipts within the horizon; late ones did not come. */
  readonly receipts: Columns<'product' | 'day' | 'quantity'>;
  /** Earliest order date of the open lines of an order; UNDATED where it has none. */
  readonly orderDate: Float64Array;
  /** Rows of the order book the work is counted in. */
  readonly lines: number;
}

const LAST_DAY = 28;

/** A row that asks for a quantity. */
export interface Requirement {
  readonly kind: number;
  readonly quantity: number;
  readonly date: number;
  /** Ten-thousandths of R$; 0 for commitments. */
  readonly price: number;
}

interface Pending {
  readonly orderRows: Map<number, Requirement[]>[];
  readonly orderDate: Float64Array;
}

/** Derives items, pieces, stock and receipts from the tables, by the letter of section 2. */
export function deriveWorkload(book: BenchBook): Workload {
  const pending: Pending = {
    orderRows: book.orders.map(() => new Map()),
    orderDate: new Float64Array(book.orders.length).fill(UNDATED),
  };
  collectAllocations(book, pending);
  collectDrafts(book, pending);
  collectLines(book, pending);
  const items = new ColumnBuilder('order', 'product', 'quantity', 'value');
  const pieces = new ColumnBuilder('order', 'product', 'kind', 'date', 'day', 'quantity');
  pending.orderRows.forEach((byProduct, order) => {
    for (const [product, rows] of byProduct) {
      addItem(items, order, product, rows);
      for (const { kind, date, quantity } of piecesOf(rows)) {
        pieces.add({ order, product, kind, date, day: horizonDay(date, book.today), quantity });
      }
    }
  });
  return {
    today: book.today,
    products: book.products,
    orders: book.orders,
    stock: sumStock(book),
    items: items.build(),
    pieces: pieces.build(),
    receipts: comingReceipts(book),
    orderDate: pending.orderDate,
    lines: book.lines.count,
  };
}

function horizonDay(date: number, today: number): number {
  if (date === UNDATED) return UNDATED;
  return Math.max(0, date - today);
}

function normalised(status: string): string {
  return status.trim().toUpperCase();
}

function collect(pending: Pending, order: number, product: number, row: Requirement): void {
  const byProduct = pending.orderRows[order]!;
  const rows = byProduct.get(product);
  if (rows === undefined) byProduct.set(product, [row]);
  else rows.push(row);
}

function collectAllocations(book: BenchBook, pending: Pending): void {
  const { allocations, headers } = book;
  const open = new Uint8Array(book.lots.length).fill(1);
  const lotDate = new Float64Array(book.lots.length).fill(UNDATED);
  for (let row = 0; row < headers.count; row++) {
    const lot = headers.lot[row]!;
    const status = normalised(book.statuses[headers.status[row]!]!);
    open[lot] = status === '' || OPEN_LOT_STATUSES.includes(status) ? 1 : 0;
    lotDate[lot] = headers.date[row]!;
  }
  for (let row = 0; row < allocations.count; row++) {
    const lot = allocations.lot[row]!;
    const quantity = allocations.quantity[row]!;
    if (open[lot] === 0 || quantity <= 0) continue;
    const own = allocations.date[row]!;
    const date = own === UNDATED ? lotDate[lot]! : own;
    collect(pending, allocations.order[row]!, allocations.product[row]!, {
      kind: ALLOCATION,
      quantity,
      date,
      price: 0,
    });
  }
}

function collectDrafts(book: BenchBook, pending: Pending): void {
  const { drafts } = book;
  for (let row = 0; row < drafts.count; row++) {
    const quantity = drafts.quantity[row]!;
    if (quantity <= 0 || !OPEN_DRAFT_STATUSES.includes(normalised(book.statuses[drafts.status[row]!]!)))
      continue;
    collect(pending, drafts.order[row]!, drafts.product[row]!, {
      kind: DRAFT,
      quantity,
      date: drafts.date[row]!,
      price: 0,
    });
  }
}

function collectLines(book: BenchBook, pending: Pending): void {
  const { lines } = book;
  for (let row = 0; row < lines.count; row++) {
    const quantity = lines.quantity[row]!;
    if (lines.active[row] === 0 || quantity <= 0) continue;
    const order = lines.order[row]!;
    pending.orderDate[order] = Math.min(pending.orderDate[order]!, lines.orderDate[row]!);
    collect(pending, order, lines.product[row]!, {
      kind: REMAINDER,
      quantity,
      date: lines.date[row]!,
      price: lines.price[row]!,
    });
  }
}

function addItem(
  items: ColumnBuilder<'order' | 'product' | 'quantity' | 'value'>,
  order: number,
  product: number,
  rows: readonly Requirement[],
): void {
  let quantity = 0;
  let value = 0;
  for (const row of rows) {
    if (row.kind !== REMAINDER) continue;
    quantity += row.quantity;
    value += row.quantity * row.price;
  }
  if (quantity === 0) return;
  if (!Number.isSafeInteger(value)) throw new RangeError('The value of one item passes 2^53.');
  items.add({ order, product, quantity, value });
}

/** Commitments in full, and what they leave of each line, earliest line first. */
export function piecesOf(rows: readonly Requirement[]): Requirement[] {
  const pieces = rows.filter((row) => row.kind !== REMAINDER);
  let committed = pieces.reduce((sum, piece) => sum + piece.quantity, 0);
  const lines = rows.filter((row) => row.kind === REMAINDER);
  lines.sort((a, b) => a.date - b.date || a.quantity - b.quantity);
  for (const line of lines) {
    const taken = Math.min(committed, line.quantity);
    committed -= taken;
    if (taken < line.quantity) pieces.push({ ...line, quantity: line.quantity - taken });
  }
  return pieces;
}

function sumStock(book: BenchBook): Float64Array {
  const stock = new Float64Array(book.products.length);
  const { movements } = book;
  for (let row = 0; row < movements.count; row++) {
    if (movements.active[row] === 1) stock[movements.product[row]!]! += movements.quantity[row]!;
  }
  return stock;
}

function comingReceipts(book: BenchBook): Columns<'product' | 'day' | 'quantity'> {
  const { receipts } = book;
  const coming = new ColumnBuilder('product', 'day', 'quantity');
  for (let row = 0; row < receipts.count; row++) {
    const day = receipts.date[row]! - book.today;
    if (day < 0 || day > LAST_DAY) continue;
    coming.add({ product: receipts.product[row]!, day, quantity: receipts.quantity[row]! });
  }
  return coming.build();
}

/** Item of each piece, as a position in `items`; UNDATED where the order has no open line of the product. */
export function pieceItems(work: Workload): Float64Array {
  const { items, pieces } = work;
  const keys = work.products.length;
  const byPair = new Map<number, number>();
  for (let item = 0; item < items.count; item++) {
    byPair.set(items.order[item]! * keys + items.product[item]!, item);
  }
  return pieces.order.map((order, piece) => byPair.get(order * keys + pieces.product[piece]!) ?? UNDATED);
}
