import { roundedShare } from '../availability/analysis.ts';
import type { Engine } from '../availability/engine.ts';
import type { PromiseSituation, Severity } from '../contract/codes.ts';
import type { OrderBookAnswer, OrderRow, OrderSort, OrderTotals } from '../contract/order-wire.ts';
import { type EpochDay, formatIsoDate } from '../contract/units.ts';
import type { Book } from '../ledger/book.ts';
import { NO_DATE } from '../ledger/facts.ts';
import { instantText } from './answers.ts';
import { InvalidRequest } from './invalid-request.ts';
import type { Ruptura } from './open-ruptura.ts';
import { folded, moneyOf, NEVER, SEVERITIES, SITUATIONS, ValueSum } from './order-book-columns.ts';
import { type ListPlace, OrderList } from './order-book-list.ts';
import { parseCursor } from './urgency.ts';

/** Which open orders are asked for; null and empty lists let everything through. */
export interface OrderFilter {
  /** Every word stands somewhere in the order's number, customer, city, state or seller; accents and case forgiven. */
  readonly text: string | null;
  /** Part of the customer's name. */
  readonly customer: string | null;
  readonly states: readonly string[];
  /** Earliest ship date of the open lines, both days included; undated orders lie in no range. */
  readonly shipFrom: EpochDay | null;
  readonly shipTo: EpochDay | null;
  /** `OK` is an order without shortage. */
  readonly severities: readonly (Severity | 'OK')[];
  readonly situations: readonly PromiseSituation[];
  /** Code of a product the order has open lines of. */
  readonly product: string | null;
}

export interface OrderQuery {
  readonly filter: OrderFilter;
  readonly sort: OrderSort;
  readonly descending: boolean;
  readonly limit: number;
  /** Cursor of an earlier page, or null for the first. */
  readonly cursor: string | null;
}

/** Orders a filter lets through, sorted, and their totals. */
interface Selection {
  readonly orders: Int32Array;
  readonly totals: OrderTotals;
}

/** Selections kept of one state of the book. */
const MOST_SELECTIONS = 8;
const LONGEST_KEY = 1000;

/** The order book as people page through it. */
export class OrderBook {
  readonly #list: OrderList;
  readonly #selections = new Map<string, Selection>();
  #state = -1;

  constructor(ruptura: Pick<Ruptura, 'listen'>) {
    this.#list = new OrderList(ruptura);
  }

  /**
   * One page. A cursor names the last order shown and how it stood then, so a page begins after that place in the book
   * of now: what moved up meanwhile is on an earlier page, nothing else is skipped and nothing is shown twice.
   * @throws InvalidRequest CURSOR_INVALIDO
   */
  page(engine: Engine, query: OrderQuery, now: Date): OrderBookAnswer {
    const { orders, totals } = this.#select(engine, query.filter, query.sort);
    const shown = this.#pageOf(engine, orders, query);
    const last = shown.orders.at(-1);
    const { sort, descending } = query;
    return {
      pedidos: shown.orders.map((order) => this.row(engine, order)),
      totais: totals,
      proximo:
        shown.more && last !== undefined
          ? writeCursor(sort, descending, this.#list.place(engine, sort, last))
          : null,
      versao: engine.book.version,
      calculado_em: instantText(engine, now),
    };
  }

  /** All rows of a filter, sorted. */
  rows(engine: Engine, query: Pick<OrderQuery, 'filter' | 'sort' | 'descending'>): OrderRow[] {
    const orders = Array.from(this.#select(engine, query.filter, query.sort).orders);
    if (query.descending) orders.reverse();
    return orders.map((order) => this.row(engine, order));
  }

  /** Codes of the orders that a filter lets through, in byte order. */
  codes(engine: Engine, filter: OrderFilter): string[] {
    return Array.from(this.#select(engine, filter, 'num_pedido').orders, (order) =>
      engine.book.orders.code(order),
    );
  }

  #select(engine: Engine, filter: OrderFilter, sort: OrderSort): Selection {
    const sorted = this.#list.sorted(engine, sort);
    if (this.#state !== this.#list.state) {
      this.#selections.clear();
      this.#state = this.#list.state;
    }
    const question = JSON.stringify([sort, filter]);
    const known = this.#selections.get(question);
    if (known !== undefined) return known;
    const lets = this.#predicate(engine, filter);
    const orders = sorted.filter(lets);
    const selection = { orders, totals: this.#totals(engine, orders) };
    if (this.#selections.size >= MOST_SELECTIONS) this.#selections.clear();
    this.#selections.set(question, selection);
    return selection;
  }

  #predicate(engine: Engine, filter: OrderFilter): (order: number) => boolean {
    const { book } = engine;
    const columns = this.#list.columns(engine);
    const headers = this.#list.headers(engine);
    const tests: ((order: number) => boolean)[] = [];
    const { shipFrom, shipTo } = filter;
    if (shipFrom !== null || shipTo !== null) {
      const from = shipFrom ?? Number.NEGATIVE_INFINITY;
      const to = shipTo ?? NO_DATE - 1;
      tests.push((order) => book.orderShipDate[order]! >= from && book.orderShipDate[order]! <= to);
    }
    if (filter.severities.length > 0) {
      const wanted = SEVERITIES.map((one) => filter.severities.includes(one ?? 'OK'));
      tests.push((order) => wanted[columns.severity[order]!]!);
    }
    if (filter.situations.length > 0) {
      const wanted = SITUATIONS.map((one) => filter.situations.includes(one));
      tests.push((order) => wanted[columns.situation[order]!]!);
    }
    if (filter.product !== null) {
      const having = ordersWith(book, filter.product);
      tests.push((order) => having.has(order));
    }
    if (filter.states.length > 0) {
      const wanted = new Set(filter.states.map((state) => folded(state.trim())));
      tests.push((order) => wanted.has(headers.get(columns.header[order]!).foldedState));
    }
    if (filter.customer !== null) {
      const part = folded(filter.customer.trim());
      tests.push((order) => headers.get(columns.header[order]!).foldedCustomer.includes(part));
    }
    for (const word of folded(filter.text ?? '')
      .split(/\s+/)
      .filter(Boolean)) {
      tests.push(
        (order) =>
          headers.get(columns.header[order]!).foldedAll.includes(word) ||
          folded(book.orders.code(order)).includes(word),
      );
    }
    return (order) => tests.every((test) => test(order));
  }

  #totals(engine: Engine, orders: Int32Array): OrderTotals {
    const columns = this.#list.columns(engine);
    const value = new ValueSum();
    const short = new ValueSum();
    const onTimeCode = SITUATIONS.indexOf('NO_PRAZO');
    let onTime = 0;
    let ok = 0;
    for (const order of orders) {
      value.add(columns.valueHigh[order]!, columns.valueLow[order]!);
      short.add(columns.shortHigh[order]!, columns.shortLow[order]!);
      if (columns.situation[order] === onTimeCode) onTime++;
      if (engine.analysis.shortCount[order] === 0) ok++;
    }
    const share = orders.length === 0 ? 0 : roundedShare(onTime, orders.length) / 100;
    return {
      pedidos: orders.length,
      pedidos_ok: ok,
      valor_total: value.money(),
      valor_com_ruptura: short.money(),
      no_prazo: onTime,
      percentual_no_prazo: share,
    };
  }

  #pageOf(
    engine: Engine,
    orders: Int32Array,
    { sort, descending, limit, cursor }: OrderQuery,
  ): { readonly orders: number[]; readonly more: boolean } {
    const place = cursor === null ? null : readCursor(cursor, sort, descending);
    if (!descending) {
      const from = place === null ? 0 : this.#list.firstAfter(engine, sort, orders, place);
      const shown = Array.from(orders.subarray(from, from + limit));
      return { orders: shown, more: from + shown.length < orders.length };
    }
    const to = place === null ? orders.length : this.#firstNotBefore(engine, sort, orders, place);
    const shown = Array.from(orders.subarray(Math.max(to - limit, 0), to)).reverse();
    return { orders: shown, more: to > limit };
  }

  /** Places are unique: the order at the place itself, where it is still there, is the one before `firstAfter`. */
  #firstNotBefore(engine: Engine, sort: OrderSort, orders: Int32Array, place: ListPlace): number {
    const after = this.#list.firstAfter(engine, sort, orders, place);
    if (after === 0) return 0;
    const before = this.#list.place(engine, sort, orders[after - 1]!);
    return before.code === place.code && before.key === place.key ? after - 1 : after;
  }

  /** One open order. */
  row(engine: Engine, order: number): OrderRow {
    const { book, analysis } = engine;
    const columns = this.#list.columns(engine);
    const { cliente, cidade, uf, vendedor } = this.#list.headers(engine).get(columns.header[order]!);
    const promised = columns.promised[order]!;
    const situacao = SITUATIONS[columns.situation[order]!]!;
    const complete = analysis.completeDay[order]!;
    return {
      num_pedido: book.orders.code(order),
      cliente,
      cidade,
      uf,
      vendedor,
      data_pedido: dateText(book.orderDate[order]!),
      expedicao: dateText(book.orderShipDate[order]!),
      agendamento: dateText(book.orderAppointment[order]!),
      total_itens: analysis.itemCount[order]!,
      qtd_itens_ruptura: analysis.shortCount[order]!,
      valor_total_pedido: moneyOf(columns.valueHigh[order]!, columns.valueLow[order]!),
      valor_com_ruptura: moneyOf(columns.shortHigh[order]!, columns.shortLow[order]!),
      pedido_ok: analysis.shortCount[order] === 0,
      percentual_disponibilidade: analysis.available[order]! / 100,
      criticidade: SEVERITIES[columns.severity[order]!]!,
      data_disponibilidade_total: complete < 0 ? null : formatIsoDate(book.today + complete),
      promessa: {
        data: promised === NEVER ? null : formatIsoDate(book.today + promised),
        situacao,
        no_prazo: situacao === 'NO_PRAZO',
      },
    };
  }
}

const books = new WeakMap<object, OrderBook>();

/** The order book of a process: made once, then kept in step. */
export function orderBookOf(ruptura: Pick<Ruptura, 'listen'>): OrderBook {
  let book = books.get(ruptura);
  if (book === undefined) {
    book = new OrderBook(ruptura);
    books.set(ruptura, book);
  }
  return book;
}

function dateText(date: number): string | null {
  return date === NO_DATE ? null : formatIsoDate(date);
}

/** Orders with open lines of a product. */
function ordersWith(book: Book, code: string): ReadonlySet<number> {
  const product = book.products.find(code.trim());
  if (product < 0) return new Set();
  const { data, start, length } = book.productPieces;
  const found = new Set<number>();
  for (let i = start[product]!; i < start[product]! + length[product]!; i++) {
    const item = book.pieceItem[data[i]!]!;
    if (book.itemQuantity[item]! > 0) found.add(book.itemOrder[item]!);
  }
  return found;
}

function writeCursor(sort: OrderSort, descending: boolean, { key, code }: ListPlace): string {
  const short = typeof key === 'string' ? key.slice(0, LONGEST_KEY) : key;
  return Buffer.from(JSON.stringify([sort, descending, short, code])).toString('base64url');
}

function readCursor(cursor: string, sort: OrderSort, descending: boolean): ListPlace {
  const [asked, direction, key, code] = parseCursor(cursor) ?? [];
  const isText = sort === 'cliente' || sort === 'uf';
  const isKey = isText ? typeof key === 'string' : Number.isFinite(key);
  if (asked !== sort || direction !== descending || !isKey || typeof code !== 'string') {
    throw new InvalidRequest({ place: 'consulta', path: 'cursor', code: 'CURSOR_INVALIDO' });
  }
  return { key: key as number | string, code };
}
