import type { Engine } from '../../availability/engine.ts';
import { lotsOf } from '../../availability/order-row.ts';
import { NO_DAY } from '../../availability/promise-by-item.ts';
import type { OrderSort } from '../../contract/order-choices.ts';
import type { OrderNote } from '../../contract/order-note.ts';
import { parseIsoDate } from '../../contract/units.ts';
import type { Ruptura } from '../../engine/ruptura.ts';
import type { Book } from '../../ledger/book.ts';
import { compareCodes } from '../../ledger/codes.ts';
import { NO_DATE } from '../../ledger/facts.ts';
import { folded } from '../folded-text.ts';
import {
  createOrderColumns,
  fillOrder,
  grownOrderColumns,
  NEVER,
  type OrderColumns,
  type OrderHeader,
  OrderHeaders,
} from './order-book-columns.ts';
import type { OrderFacts } from './order-book-filter.ts';
import { notedOrders } from './order-notes.ts';

/** Changed orders up to which a list is mended instead of being made anew. */
const MOST_MENDED = 5000;

/** Where an order stands in a sorted list: the value sorted by, then its code. */
export interface ListPlace {
  readonly key: number | string;
  readonly code: string;
}

/** Told of what a list does; each call before any question is answered from the new state. */
export interface ListFollower {
  /** These orders are looked at again: the columns still say what they were. */
  leaving(columns: OrderColumns, orders: Iterable<number>): void;
  /** They have been: columns and engine say what those of them that are open are now. */
  entering(engine: Engine, facts: OrderFacts, orders: readonly number[]): void;
  /** Everything is another. */
  restarted(): void;
}

/** Lists kept sorted; the one asked for least recently is forgotten. */
const MOST_SORTS = 6;

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
  #facts: OrderFacts | null = null;
  readonly #changed = new Set<number>();
  #everything = true;
  #noted: Map<number, OrderNote> = new Map();
  readonly #changedNotes = new Set<string>();
  readonly #sorted = new Map<OrderSort, Int32Array>();
  /** Grows with every change, so that what is derived from the lists can tell. */
  state = 0;

  readonly #follower: ListFollower;

  constructor(ruptura: Pick<Ruptura, 'listen'>, follower: ListFollower) {
    this.#follower = follower;
    ruptura.listen((_engine, change) => {
      this.#everything ||= change.everything || change.mayMoveAnyPromise;
      if (this.#everything) return;
      for (const order of change.orders) this.#changed.add(order);
      for (const code of change.notedOrders) this.#changedNotes.add(code);
      this.#everything = this.#changed.size + this.#changedNotes.size > MOST_MENDED;
    });
  }

  /** Everything the lists know of orders beyond the engine. Valid until the next `await`. */
  facts(engine: Engine): OrderFacts {
    this.#follow(engine);
    return this.#facts!;
  }

  columns(engine: Engine): OrderColumns {
    return this.facts(engine).columns;
  }

  headers(engine: Engine): OrderHeaders {
    return this.facts(engine).headers;
  }

  /** Numbers of all open orders in ascending order. Valid until the next `await`. */
  sorted(engine: Engine, sort: OrderSort): Int32Array {
    this.#follow(engine);
    const list = this.#sorted.get(sort) ?? this.#sortAll(engine, sort);
    this.#sorted.delete(sort);
    this.#sorted.set(sort, list);
    if (this.#sorted.size > MOST_SORTS) this.#sorted.delete(this.#sorted.keys().next().value!);
    return list;
  }

  /** The place of an order in a list. */
  place(engine: Engine, sort: OrderSort, order: number): ListPlace {
    return { key: this.#keyOf(engine, sort, order), code: engine.book.orders.code(order) };
  }

  #follow(engine: Engine): void {
    const { book } = engine;
    const startsOver = this.#everything || book !== this.#book;
    if (!startsOver && this.#changed.size + this.#changedNotes.size === 0) return;
    this.state++;
    for (const code of this.#changedNotes) {
      const order = book.orders.find(code);
      if (order >= 0) this.#changed.add(order);
    }
    if (startsOver) this.#startOver(engine);
    else this.#mend(engine);
    this.#everything = false;
    this.#changed.clear();
    this.#changedNotes.clear();
  }

  #startOver(engine: Engine): void {
    const { book } = engine;
    const headers = book === this.#book ? this.#facts!.headers : new OrderHeaders(book);
    this.#book = book;
    this.#sorted.clear();
    this.#noted = notedOrders(book);
    this.#take(book, headers);
    for (let order = 0; order < book.orders.size; order++) {
      if (isOpen(book, order)) fillOrder(engine, this.#columns, order);
    }
    this.#follower.restarted();
  }

  /** Makes room for new orders. */
  #take(book: Book, headers: OrderHeaders): void {
    if (book.orders.size > this.#columns.header.length) {
      this.#columns = grownOrderColumns(this.#columns, book.orders.size);
    }
    this.#facts = { columns: this.#columns, headers, noted: this.#noted };
  }

  /** Notes of the changed orders: one may have come or gone with its order. */
  #findNotes({ orders, notes }: Book): void {
    for (const order of this.#changed) {
      const note = orders.has(order) ? notes.get(orders.code(order)) : undefined;
      if (note === undefined) this.#noted.delete(order);
      else this.#noted.set(order, note);
    }
  }

  #mend(engine: Engine): void {
    const { book } = engine;
    this.#follower.leaving(this.#columns, this.#changed);
    this.#take(book, this.#facts!.headers);
    this.#findNotes(book);
    const moved = [...this.#changed].filter((order) => isOpen(book, order));
    for (const order of moved) fillOrder(engine, this.#columns, order);
    const isChanged = new Uint8Array(book.orders.size);
    for (const order of this.#changed) isChanged[order] = 1;
    for (const [sort, list] of this.#sorted) {
      const rest = without(list, isChanged);
      this.#sorted.set(sort, this.#merged(engine, sort, rest, moved));
    }
    this.#follower.entering(engine, this.#facts!, moved);
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
    if (!TEXT_SORTS.has(sort)) {
      for (const order of open) keys[order] = this.#keyOf(engine, sort, order) as number;
      return keys;
    }
    const texts = new Set(open.map((order) => this.#keyOf(engine, sort, order) as string));
    const ranks = new Map([...texts].sort(compareCodes).map((text, rank) => [text, rank]));
    for (const order of open) keys[order] = ranks.get(this.#keyOf(engine, sort, order) as string)!;
    return keys;
  }

  #keyOf(engine: Engine, sort: OrderSort, order: number): number | string {
    return KEYS[sort](this.#facts!, order, engine);
  }
}

type Key = (facts: OrderFacts, order: number, engine: Engine) => number | string;

function headerOf({ columns, headers }: OrderFacts, order: number): OrderHeader {
  return headers.get(columns.header[order]!);
}

/** What each column is sorted by; equal keys are sorted by code. */
const KEYS: Readonly<Record<OrderSort, Key>> = {
  num_pedido: () => 0,
  cliente: (facts, order) => textKey(headerOf(facts, order).foldedCustomer),
  cidade: (facts, order) => textKey(headerOf(facts, order).foldedCity),
  uf: (facts, order) => textKey(headerOf(facts, order).foldedState),
  vendedor: (facts, order) => textKey(headerOf(facts, order).foldedSeller),
  expedicao: (_facts, order, { book }) => book.orderShipDate[order]!,
  agendamento: (_facts, order, { book }) => book.orderAppointment[order]!,
  data_pedido: (_facts, order, { book }) => book.orderDate[order]!,
  total_itens: (_facts, order, { analysis }) => analysis.itemCount[order]!,
  qtd_itens_ruptura: (_facts, order, { analysis }) => analysis.shortCount[order]!,
  valor_total_pedido: ({ columns }, order) => wide(columns.valueHigh[order]!, columns.valueLow[order]!),
  valor_com_ruptura: ({ columns }, order) => wide(columns.shortHigh[order]!, columns.shortLow[order]!),
  percentual_disponibilidade: (_facts, order, { analysis }) => analysis.available[order]!,
  criticidade: ({ columns }, order) => columns.severity[order]!,
  veredito: ({ columns }, order) => columns.verdict[order]!,
  data_segura_total: (_facts, order, { analysis }) => safeKey(analysis.completeDay[order]!),
  espera_dias: ({ columns }, order) => columns.wait[order]!,
  atraso_dias: ({ columns }, order) => columns.late[order]!,
  promessa: ({ columns }, order) => columns.promised[order]!,
  situacao: ({ columns }, order) => columns.situation[order]!,
  lotes: (_facts, order, { book }) => textKey(lotsOf(book, order)[0] ?? ''),
  responsavel: ({ noted }, order) => textKey(folded(noted.get(order)?.responsavel ?? '')),
  nota: ({ noted }, order) => textKey(folded(noted.get(order)?.nota ?? '')),
  adiado_ate: ({ noted }, order) => dayKey(noted.get(order)?.adiado_ate ?? null),
};

/** Columns sorted by a text. */
export const TEXT_SORTS: ReadonlySet<OrderSort> = new Set([
  'cliente',
  'cidade',
  'uf',
  'vendedor',
  'lotes',
  'responsavel',
  'nota',
]);

/** Sorts after every other text: what is empty comes last, as undated orders do. */
const LAST_TEXT = '\u{10ffff}';

function textKey(text: string): string {
  return text === '' ? LAST_TEXT : text;
}

/** A horizon day; none comes last. */
function safeKey(day: number): number {
  return day === NO_DAY ? NEVER : day;
}

function dayKey(text: string | null): number {
  return text === null ? NO_DATE : (parseIsoDate(text) ?? NO_DATE);
}

/** A list without the orders that are marked. */
function without(list: Int32Array, marks: Uint8Array): Int32Array {
  const rest = new Int32Array(list.length);
  let count = 0;
  for (let at = 0; at < list.length; at++) {
    const order = list[at]!;
    if (marks[order] === 0) rest[count++] = order;
  }
  return rest.subarray(0, count);
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
