import type { Engine } from '../availability/engine.ts';
import type { OrderSort } from '../contract/order-wire.ts';
import type { Ruptura } from '../engine/ruptura.ts';
import type { Book } from '../ledger/book.ts';
import { compareCodes } from '../ledger/codes.ts';
import {
  createOrderColumns,
  fillOrder,
  grownOrderColumns,
  type OrderColumns,
  OrderHeaders,
} from './order-book-columns.ts';

/** Changed orders up to which a list is mended instead of being made anew. */
const MOST_MENDED = 5000;

/** Where an order stands in a sorted list: the value sorted by, then its code. */
export interface ListPlace {
  readonly key: number | string;
  readonly code: string;
}

/**
 * The open orders, sorted in any way, kept in step with the book.
 *
 * In: every change of the engine notes the orders whose answer may be another. Out: at the next question these are
 * looked at again and moved to their places in the lists asked for so far; everything else stays where it is. A book
 * loaded anew, another day, or a change that may move every promise starts over.
 */
export class OrderList {
  #book: Book | null = null;
  #columns: OrderColumns = createOrderColumns(0);
  #headers: OrderHeaders | null = null;
  readonly #changed = new Set<number>();
  #everything = true;
  readonly #sorted = new Map<OrderSort, Int32Array>();
  /** Grows with every change, so that what is derived from the lists can tell. */
  state = 0;

  constructor(ruptura: Pick<Ruptura, 'listen'>) {
    ruptura.listen((_engine, change) => {
      this.#everything ||= change.everything || change.mayMoveAnyPromise;
      if (this.#everything) return;
      for (const order of change.orders) this.#changed.add(order);
      this.#everything = this.#changed.size > MOST_MENDED;
    });
  }

  /** Everything the lists know of orders beyond the engine. Valid until the next `await`. */
  columns(engine: Engine): OrderColumns {
    this.#follow(engine);
    return this.#columns;
  }

  headers(engine: Engine): OrderHeaders {
    this.#follow(engine);
    return this.#headers!;
  }

  /** Numbers of all open orders in ascending order. Valid until the next `await`. */
  sorted(engine: Engine, sort: OrderSort): Int32Array {
    this.#follow(engine);
    let list = this.#sorted.get(sort);
    if (list === undefined) {
      list = this.#sortAll(engine, sort);
      this.#sorted.set(sort, list);
    }
    return list;
  }

  /** The place of an order in a list. */
  place(engine: Engine, sort: OrderSort, order: number): ListPlace {
    return { key: this.#keyOf(engine, sort, order), code: engine.book.orders.code(order) };
  }

  #follow(engine: Engine): void {
    const { book } = engine;
    const startsOver = this.#everything || book !== this.#book;
    if (!startsOver && this.#changed.size === 0) return;
    this.state++;
    if (startsOver) this.#startOver(engine);
    else this.#mend(engine);
    this.#everything = false;
    this.#changed.clear();
  }

  #startOver(engine: Engine): void {
    const { book } = engine;
    if (book !== this.#book) this.#headers = new OrderHeaders(book);
    this.#book = book;
    this.#sorted.clear();
    this.#makeRoom(book);
    for (let order = 0; order < book.orders.size; order++) {
      if (isOpen(book, order)) fillOrder(engine, this.#columns, order);
    }
  }

  #makeRoom({ orders }: Book): void {
    if (orders.size > this.#columns.header.length) {
      this.#columns = grownOrderColumns(this.#columns, orders.size);
    }
  }

  #mend(engine: Engine): void {
    const { book } = engine;
    this.#makeRoom(book);
    const moved = [...this.#changed].filter((order) => isOpen(book, order));
    for (const order of moved) fillOrder(engine, this.#columns, order);
    for (const [sort, list] of this.#sorted) {
      const rest = list.filter((order) => !this.#changed.has(order));
      this.#sorted.set(sort, this.#merged(engine, sort, rest, moved));
    }
  }

  #merged(engine: Engine, sort: OrderSort, rest: Int32Array, moved: readonly number[]): Int32Array {
    const added = moved.map((order) => ({ order, place: this.place(engine, sort, order) }));
    added.sort((a, b) => comparePlaces(a.place, b.place));
    const merged = new Int32Array(rest.length + added.length);
    let from = 0;
    let end = 0;
    for (const { order, place } of added) {
      const to = this.firstAfter(engine, sort, rest, place);
      merged.set(rest.subarray(from, to), end);
      end += to - from;
      merged[end++] = order;
      from = to;
    }
    merged.set(rest.subarray(from), end);
    return merged;
  }

  /** Position in an ascending list of the first order after a place. */
  firstAfter(engine: Engine, sort: OrderSort, list: Int32Array, place: ListPlace): number {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (comparePlaces(this.place(engine, sort, list[middle]!), place) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #sortAll(engine: Engine, sort: OrderSort): Int32Array {
    const { book } = engine;
    const open: number[] = [];
    for (let order = 0; order < book.orders.size; order++) if (isOpen(book, order)) open.push(order);
    const keys = this.#sortableKeys(engine, sort, open);
    const { orderLabel, orders } = book;
    return Int32Array.from(open).sort((a, b) => {
      const byKey = keys[a]! - keys[b]!;
      if (byKey !== 0) return byKey;
      const byLabel = orderLabel[a]! - orderLabel[b]!;
      return Number.isNaN(byLabel) ? compareCodes(orders.code(a), orders.code(b)) : byLabel;
    });
  }

  /** A number for every order that sorts as its key does: texts are ranked once each, not once an order. */
  #sortableKeys(engine: Engine, sort: OrderSort, open: readonly number[]): Float64Array {
    const keys = new Float64Array(engine.book.orders.size);
    if (sort === 'num_pedido') return keys;
    if (sort !== 'cliente' && sort !== 'uf') {
      for (const order of open) keys[order] = this.#keyOf(engine, sort, order) as number;
      return keys;
    }
    const texts = new Set(open.map((order) => this.#keyOf(engine, sort, order) as string));
    const ranks = new Map([...texts].sort(compareCodes).map((text, rank) => [text, rank]));
    for (const order of open) keys[order] = ranks.get(this.#keyOf(engine, sort, order) as string)!;
    return keys;
  }

  #keyOf({ book, analysis }: Engine, sort: OrderSort, order: number): number | string {
    const columns = this.#columns;
    switch (sort) {
      case 'num_pedido':
        return 0;
      case 'cliente':
        return this.#headers!.get(columns.header[order]!).foldedCustomer;
      case 'uf':
        return this.#headers!.get(columns.header[order]!).foldedState;
      case 'expedicao':
        return book.orderShipDate[order]!;
      case 'data_pedido':
        return book.orderDate[order]!;
      case 'valor_total_pedido':
        return wide(columns.valueHigh[order]!, columns.valueLow[order]!);
      case 'valor_com_ruptura':
        return wide(columns.shortHigh[order]!, columns.shortLow[order]!);
      case 'percentual_disponibilidade':
        return analysis.available[order]!;
      case 'criticidade':
        return columns.severity[order]!;
      case 'promessa':
        return columns.promised[order]!;
      case 'situacao':
        return columns.situation[order]!;
    }
  }
}

/** Near enough to sort by; equal values are sorted by code. */
function wide(high: number, low: number): number {
  return high * 2 ** 50 + low;
}

function isOpen(book: Book, order: number): boolean {
  return book.orderOpen[order] === 1 && book.orders.has(order);
}

function comparePlaces(a: ListPlace, b: ListPlace): number {
  if (typeof a.key === 'number' && typeof b.key === 'number') {
    return a.key === b.key ? compareCodes(a.code, b.code) : a.key - b.key;
  }
  return compareCodes(String(a.key), String(b.key)) || compareCodes(a.code, b.code);
}
