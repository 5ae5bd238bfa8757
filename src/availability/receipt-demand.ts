import { HORIZON_DAYS } from '../contract/codes.ts';
import type { EpochDay } from '../contract/units.ts';
import { type Book, itemValue } from '../ledger/book.ts';
import type { Engine } from './engine.ts';
import { dueUnscheduledToday, NO_DAY, supplyToPromise, takeFrom } from './promise-by-item.ts';
import { ordersByFirstPiece } from './promise-complete.ts';

/**
 * Who waits for a receipt.
 *
 * Stock is given out in the order of the ranked promise (section 5 of the rules). When a demand's turn comes, `left(d)`
 * is what may still be promised from day d on, and `left(−1)` the same of the stock on hand, without today's receipts.
 * A demand of quantity q is **served by the receipt of day r** when r is the first day with left(r) ≥ q: whatever lies
 * before is not enough for it, with that receipt it is. Such a day always has a receipt, since nothing else raises
 * what is left; and as each demand has at most one such day, no demand waits for two receipts. A demand due before r
 * **stands still** until then; one due later merely relies on it.
 *
 * A receipt of day r is **enough** when every demand due by r is served by r. What is **missing** is the least quantity
 * that, come with it, would serve on that day all those that are not, with no promise of another demand moved.
 *
 * A receipt dated before today did not come. It would **free** the orders whose demands of this product all get the day
 * they are due (today, where that has passed), some of which wait now, if it came today and everything were promised
 * again. Under `completa` one product does not tell that of an order, so there it is not told.
 */
export interface ReceiptDemand {
  readonly date: EpochDay;
  /** Thousandths. */
  readonly quantity: number;
  /** What it serves or, of a late one, would free; null beyond the horizon and where one product cannot tell. */
  readonly served: ReceiptService | null;
}

/** Quantities in thousandths, values in 10^-7 R$. */
export interface ReceiptService {
  /** Open orders with a demand that it serves, and the share of their items' value that those demands are. */
  readonly orders: number;
  readonly value: bigint;
  readonly quantity: number;
  /** Those of them that are due before it comes. */
  readonly stoppedOrders: number;
  readonly stoppedValue: bigint;
  /** Open orders due by its day that are not served then, and what is missing for them. */
  readonly unservedOrders: number;
  readonly missing: number;
}

/** The receipts of a product by day, and what all late ones together would free (10^-7 R$). */
export interface ProductReceipts {
  readonly receipts: readonly ReceiptDemand[];
  readonly lateValue: bigint;
}

/**
 * What is given out at one turn: a piece or, under `completa`, all that an order wants of the product. Columns, since
 * a product may have tens of thousands of them.
 */
interface Claims {
  readonly count: number;
  readonly item: Int32Array;
  readonly quantity: Float64Array;
  /** Horizon day it is due, overdue and undated ones on 0; 29 or more beyond the horizon. */
  readonly due: Int32Array;
  /** The piece; NO_PIECE where it is all of the item. */
  readonly piece: Int32Array;
  /** Promised day under `completa`; under `por_item` it follows from what is left. */
  readonly given: Int8Array | null;
}

/** How claims fare on a supply. */
interface Fate {
  /** First day with enough left for it: −1 is the stock on hand, NEVER none. */
  readonly from: Int8Array;
  /** Promised day, NO_DAY without one. */
  readonly day: Int8Array;
  /** Those due before there is enough for them: few. */
  readonly lacking: readonly number[];
}

const NO_PIECE = -1;
const NEVER = HORIZON_DAYS;
/** A supply row: stock on hand, then the 29 days. */
const SUPPLY = HORIZON_DAYS + 1;

/**
 * The receipts of a product, by day, with who waits for each.
 * @param turns place of each order under `completa` (`orderTurns`); null under `por_item`
 */
export function productReceipts(engine: Engine, product: number, turns: Int32Array | null): ProductReceipts {
  const { book } = engine;
  const { data, start, length } = book.productReceipts;
  const slots = data.subarray(start[product]!, start[product]! + length[product]!);
  if (slots.length === 0) return { receipts: [], lateValue: 0n };
  const claims = turns === null ? claimsByPiece(book, product) : claimsByOrder(engine, product, turns);
  const supply = supplyOf(book, product);
  const fate = giveOut(claims, supply);
  const coming = comingServices(book, claims, fate, supply);
  const isTold = turns === null;
  const late = (quantity: number): ReceiptService => lateService(book, claims, fate, supply, quantity);
  let lateQuantity = 0;
  const receipts = Array.from(slots, (slot): ReceiptDemand => {
    const date = book.receiptDate[slot]!;
    const quantity = book.receiptQuantity[slot]!;
    const day = date - book.today;
    if (day >= 0) return { date, quantity, served: day < HORIZON_DAYS ? coming(day) : null };
    lateQuantity += quantity;
    return { date, quantity, served: isTold ? late(quantity) : null };
  });
  const lateValue = isTold && lateQuantity > 0 ? late(lateQuantity).value : 0n;
  return { receipts, lateValue };
}

/** Place of each order in the turns of `completa`. */
export function orderTurns({ book, ranking }: Engine): Int32Array {
  const turns = new Int32Array(book.orders.size);
  for (const [turn, order] of ordersByFirstPiece(book, ranking).entries()) turns[order] = turn;
  return turns;
}

function emptyClaims(count: number, given: Int8Array | null): Claims {
  return {
    count,
    item: new Int32Array(count),
    quantity: new Float64Array(count),
    due: new Int32Array(count),
    piece: new Int32Array(count),
    given,
  };
}

/** The pieces of a product, which lie in rank order. */
function claimsByPiece(book: Book, product: number): Claims {
  const { data, start, length } = book.productPieces;
  const claims = emptyClaims(length[product]!, null);
  for (let at = 0; at < claims.count; at++) {
    const piece = data[start[product]! + at]!;
    claims.item[at] = book.pieceItem[piece]!;
    claims.quantity[at] = book.pieceQuantity[piece]!;
    claims.due[at] = dueUnscheduledToday(book.pieceDate[piece]!, book.today);
    claims.piece[at] = book.nextPiece[book.firstPiece[book.pieceItem[piece]!]!]! < 0 ? NO_PIECE : piece;
  }
  return claims;
}

/** What each order wants of a product, in the turns of the orders. */
function claimsByOrder(engine: Engine, product: number, turns: Int32Array): Claims {
  const { book } = engine;
  const { data, start, length } = book.productPieces;
  const items = new Set<number>();
  for (let i = start[product]!; i < start[product]! + length[product]!; i++)
    items.add(book.pieceItem[data[i]!]!);
  const inTurn = [...items].sort((a, b) => turns[book.itemOrder[a]!]! - turns[book.itemOrder[b]!]!);
  const claims = emptyClaims(inTurn.length, new Int8Array(inTurn.length));
  const days = engine.whole().day;
  for (const [at, item] of inTurn.entries()) {
    claims.item[at] = item;
    claims.piece[at] = NO_PIECE;
    claims.given![at] = days[book.itemOrder[item]!]!;
    for (let piece = book.firstPiece[item]!; piece >= 0; piece = book.nextPiece[piece]!) {
      claims.quantity[at]! += book.pieceQuantity[piece]!;
      const due = dueUnscheduledToday(book.pieceDate[piece]!, book.today);
      claims.due[at] = Math.max(claims.due[at]!, due);
    }
  }
  return claims;
}

/** Stock on hand, and stock + receipts by each day, before any demand. */
function supplyOf(book: Book, product: number): Float64Array {
  const supply = new Float64Array(SUPPLY);
  supplyToPromise(book, product, supply, 1);
  supply[0] = book.stock[product]!;
  return supply;
}

/** Gives a supply out, turn by turn. */
function giveOut(claims: Claims, supply: Float64Array): Fate {
  const { count, quantity, due, given } = claims;
  const left = supply.slice();
  const from = new Int8Array(count);
  const day = new Int8Array(count);
  const lacking: number[] = [];
  for (let at = 0; at < count; at++) {
    let first = 0;
    while (first < SUPPLY && left[first]! < quantity[at]!) first++;
    from[at] = first - 1;
    if (due[at]! < first - 1) lacking.push(at);
    const promised = given === null ? Math.max(due[at]!, first - 1) : given[at]!;
    day[at] = promised < HORIZON_DAYS ? promised : NO_DAY;
    if (day[at] === NO_DAY) continue;
    takeFrom(left, 1, day[at]!, quantity[at]!);
    // What leaves on any day leaves no more than that of the stock on hand.
    if (left[0]! > left[1]!) left[0] = left[1]!;
  }
  return { from, day, lacking };
}

/** Sums of the orders that receipts of a day serve, or leave unserved. */
class ServiceSum {
  quantity = 0;
  value = 0n;
  readonly #book: Book;
  readonly #claims: Claims;
  #orders = 0;
  /** Items of several pieces: an order has one item of a product, and is counted once. */
  #items: Set<number> | null = null;

  constructor(book: Book, claims: Claims) {
    this.#book = book;
    this.#claims = claims;
  }

  get orders(): number {
    return this.#orders;
  }

  add(at: number): void {
    const item = this.#claims.item[at]!;
    this.quantity += this.#claims.quantity[at]!;
    // Of an order without open lines only the stock it takes is of interest.
    if (this.#book.orderOpen[this.#book.itemOrder[item]!] !== 1) return;
    const piece = this.#claims.piece[at]!;
    this.value += claimValue(this.#book, item, piece);
    if (piece !== NO_PIECE) {
      this.#items ??= new Set();
      if (this.#items.has(item)) return;
      this.#items.add(item);
    }
    this.#orders++;
  }
}

/**
 * Value of a claim: all of its item, or the share of its quantity in the item's pieces. Shares are cut so that those of
 * an item add up to its value.
 */
function claimValue(book: Book, item: number, piece: number): bigint {
  const value = itemValue(book, item);
  if (piece === NO_PIECE) return value;
  let [before, total] = [0, 0];
  for (let one = book.firstPiece[item]!; one >= 0; one = book.nextPiece[one]!) {
    if (one === piece) before = total;
    total += book.pieceQuantity[one]!;
  }
  const after = before + book.pieceQuantity[piece]!;
  return (value * BigInt(after)) / BigInt(total) - (value * BigInt(before)) / BigInt(total);
}

/** Tells of each day of the horizon what its receipts serve. */
function comingServices(
  book: Book,
  claims: Claims,
  fate: Fate,
  supply: Float64Array,
): (day: number) => ReceiptService {
  const served = new Map<number, ServiceSum>();
  const stopped = new Map<number, ServiceSum>();
  for (let at = 0; at < claims.count; at++) {
    const from = fate.from[at]!;
    if (from < 0 || from >= NEVER || fate.day[at] === NO_DAY) continue;
    sumOf(served, from, book, claims).add(at);
    if (claims.due[at]! < from) sumOf(stopped, from, book, claims).add(at);
  }
  const balance = fate.lacking.length === 0 ? supply : balanceLeft(claims, fate, supply);
  return (day) => {
    const all = served.get(day);
    const some = stopped.get(day);
    return {
      orders: all?.orders ?? 0,
      value: all?.value ?? 0n,
      quantity: all?.quantity ?? 0,
      stoppedOrders: some?.orders ?? 0,
      stoppedValue: some?.value ?? 0n,
      ...unserved(book, claims, fate, balance, day),
    };
  };
}

function sumOf(sums: Map<number, ServiceSum>, day: number, book: Book, claims: Claims): ServiceSum {
  let sum = sums.get(day);
  if (sum === undefined) {
    sum = new ServiceSum(book, claims);
    sums.set(day, sum);
  }
  return sum;
}

/** What is left at the end of each day when all promises are kept. */
function balanceLeft(claims: Claims, fate: Fate, supply: Float64Array): Float64Array {
  const balance = supply.slice(1);
  for (let at = 0; at < claims.count; at++) {
    if (fate.day[at] === NO_DAY) continue;
    for (let day = fate.day[at]!; day < HORIZON_DAYS; day++) balance[day]! -= claims.quantity[at]!;
  }
  return balance;
}

/** Orders due by a day that find too little by then, and how much more would have to come on it. */
function unserved(
  book: Book,
  claims: Claims,
  fate: Fate,
  balance: Float64Array,
  day: number,
): Pick<ReceiptService, 'unservedOrders' | 'missing'> {
  // Served on `day`, a demand takes from then on what it now takes from its own day on, or never.
  const late = fate.lacking.filter((at) => claims.due[at]! <= day && fate.from[at]! > day);
  if (late.length === 0) return { unservedOrders: 0, missing: 0 };
  const sum = new ServiceSum(book, claims);
  const more = new Float64Array(HORIZON_DAYS);
  for (const at of late) {
    sum.add(at);
    const until = fate.day[at] === NO_DAY ? HORIZON_DAYS : fate.day[at]!;
    for (let k = day; k < until; k++) more[k]! += claims.quantity[at]!;
  }
  let missing = 0;
  for (let k = day; k < HORIZON_DAYS; k++) missing = Math.max(missing, more[k]! - balance[k]!);
  return { unservedOrders: sum.orders, missing };
}

/** What a late receipt would do if it came today. */
function lateService(
  book: Book,
  claims: Claims,
  now: Fate,
  supply: Float64Array,
  quantity: number,
): ReceiptService {
  const more = supply.map((left) => left + quantity);
  const then = giveOut(claims, more);
  const waiting = new Set<number>();
  for (let at = 0; at < claims.count; at++) if (waits(claims, then, at)) waiting.add(claims.item[at]!);
  const sum = new ServiceSum(book, claims);
  for (let at = 0; at < claims.count; at++) {
    if (waits(claims, now, at) && !waiting.has(claims.item[at]!)) sum.add(at);
  }
  return {
    orders: sum.orders,
    value: sum.value,
    quantity: sum.quantity,
    stoppedOrders: sum.orders,
    stoppedValue: sum.value,
    ...unserved(book, claims, then, balanceLeft(claims, then, more), 0),
  };
}

/** Due within the horizon, and promised later than that or never. */
function waits(claims: Claims, fate: Fate, at: number): boolean {
  const due = claims.due[at]!;
  return due < HORIZON_DAYS && (fate.day[at] === NO_DAY || fate.day[at]! > due);
}
