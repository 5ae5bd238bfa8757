/** No date: larger than every date, so that "undated last" needs no special case. */
export const NO_DATE = 0x3fffffff;

/** What a fact is; also its rank class in the promise. */
export const ALLOCATION = 0;
export const DRAFT = 1;
export const LINE = 2;

/**
 * Rows of allocations, drafts and open order lines as read, before they become items and pieces: one row an index.
 * `order` and `product` are numbers of the book's code indexes; quantities are thousandths and prices
 * ten-thousandths; dates are epoch days or NO_DATE; texts are numbers of the book's text tables.
 */
export interface Facts {
  count: number;
  kind: Uint8Array;
  order: Int32Array;
  product: Int32Array;
  quantity: Float64Array;
  /** Day the requirement falls on. */
  date: Int32Array;
  /** Picking lot of an allocation or draft (text number). */
  lot: Int32Array;
  // Lines only:
  id: Float64Array;
  price: Float64Array;
  orderDate: Int32Array;
  appointment: Int32Array;
  productName: Int32Array;
  header: Int32Array;
}

export function createFacts(capacity: number): Facts {
  return {
    count: 0,
    kind: new Uint8Array(capacity),
    order: new Int32Array(capacity),
    product: new Int32Array(capacity),
    quantity: new Float64Array(capacity),
    date: new Int32Array(capacity),
    lot: new Int32Array(capacity),
    id: new Float64Array(capacity),
    price: new Float64Array(capacity),
    orderDate: new Int32Array(capacity),
    appointment: new Int32Array(capacity),
    productName: new Int32Array(capacity),
    header: new Int32Array(capacity),
  };
}

/** Index of a new, zeroed row. */
export function addFact(facts: Facts, kind: number, order: number, product: number): number {
  const row = facts.count++;
  if (row >= facts.kind.length) growFacts(facts, facts.count);
  facts.kind[row] = kind;
  facts.order[row] = order;
  facts.product[row] = product;
  return row;
}

function growFacts(facts: Facts, length: number): void {
  facts.kind = larger(facts.kind, length);
  facts.order = larger(facts.order, length);
  facts.product = larger(facts.product, length);
  facts.quantity = larger(facts.quantity, length);
  facts.date = larger(facts.date, length);
  facts.lot = larger(facts.lot, length);
  facts.id = larger(facts.id, length);
  facts.price = larger(facts.price, length);
  facts.orderDate = larger(facts.orderDate, length);
  facts.appointment = larger(facts.appointment, length);
  facts.productName = larger(facts.productName, length);
  facts.header = larger(facts.header, length);
}

function larger<T extends Uint8Array | Int32Array | Float64Array>(column: T, length: number): T {
  const copy = new (column.constructor as new (length: number) => T)(Math.max(length, column.length * 2));
  copy.set(column);
  return copy;
}

/**
 * Rows in the order in which they become pieces: by rank of their order, product, kind (allocations, drafts, lines),
 * then date (undated last) and quantity (smaller first), which is also the order in which commitments are taken off
 * an order's lines.
 * @param orderRank position of each order; rows of one order end up together, orders ascending by it
 * @param ranks one more than the highest position
 */
export function sortFacts(facts: Facts, orderRank: Int32Array, ranks: number): Int32Array {
  const starts = new Int32Array(ranks + 1);
  for (let row = 0; row < facts.count; row++) starts[orderRank[facts.order[row]!]! + 1]!++;
  for (let rank = 0; rank < ranks; rank++) starts[rank + 1]! += starts[rank]!;
  const next = starts.slice();
  const rows = new Int32Array(facts.count);
  for (let row = 0; row < facts.count; row++) rows[next[orderRank[facts.order[row]!]!]!++] = row;
  for (let rank = 0; rank < ranks; rank++) sortWithinOrder(facts, rows, starts[rank]!, starts[rank + 1]!);
  return rows;
}

/** End of the run of rows that belong to the pair of row `from`. */
export function pairEnd(facts: Facts, rows: Int32Array, from: number): number {
  const order = facts.order[rows[from]!]!;
  const product = facts.product[rows[from]!]!;
  let to = from + 1;
  while (to < rows.length && facts.order[rows[to]!] === order && facts.product[rows[to]!] === product) to++;
  return to;
}

const INSERTION_LIMIT = 24;

function sortWithinOrder(facts: Facts, rows: Int32Array, from: number, to: number): void {
  if (to - from > INSERTION_LIMIT) {
    const part = Array.from(rows.subarray(from, to)).sort((a, b) => compareFacts(facts, a, b));
    rows.set(part, from);
    return;
  }
  for (let i = from + 1; i < to; i++) {
    const row = rows[i]!;
    let j = i - 1;
    while (j >= from && compareFacts(facts, rows[j]!, row) > 0) {
      rows[j + 1] = rows[j]!;
      j--;
    }
    rows[j + 1] = row;
  }
}

function compareFacts(facts: Facts, a: number, b: number): number {
  const byProduct = facts.product[a]! - facts.product[b]!;
  if (byProduct !== 0) return byProduct;
  const byKind = facts.kind[a]! - facts.kind[b]!;
  if (byKind !== 0) return byKind;
  const byDate = facts.date[a]! - facts.date[b]!;
  if (byDate !== 0) return byDate;
  const byQuantity = facts.quantity[a]! - facts.quantity[b]!;
  return byQuantity !== 0 ? byQuantity : facts.id[a]! - facts.id[b]!;
}
