import type { Engine } from '../availability/engine.ts';
import { dayText, promiseStanding } from '../availability/order-answer.ts';
import { dateText, lotsOf } from '../availability/order-row.ts';
import { InvalidRequest } from '../contract/invalid-request.ts';
import type { OrderBookAnswer, OrderRow, OrderSort, OrderTotals } from '../contract/order-wire.ts';
import { verdictAnswer } from '../contract/verdict.ts';
import type { Ruptura } from '../engine/ruptura.ts';
import { Bounded } from '../keeping/bounded.ts';
import { inexactProduct } from '../ledger/book.ts';
import { instantText } from './answers.ts';
import { parseCursor } from './cursor.ts';
import { moneyOf, SEVERITIES } from './order-book-columns.ts';
import { type OrderFilter, orderPredicate } from './order-book-filter.ts';
import { type ListPlace, OrderList } from './order-book-list.ts';
import { orderFigures } from './order-figures.ts';

export interface OrderQuery {
  readonly filter: OrderFilter;
  readonly sort: OrderSort;
  readonly descending: boolean;
  /** 0 asks for the totals only. */
  readonly limit: number;
  /** Cursor of an earlier page, or null. */
  readonly cursor: string | null;
  /** Row of the sorted, filtered list to begin with, from 0, where there is no cursor. */
  readonly position: number;
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
  /** The open orders in any order, for others that look through them. */
  readonly list: OrderList;
  readonly #selections = new Bounded<string, Selection>(MOST_SELECTIONS);
  #state = -1;

  constructor(ruptura: Pick<Ruptura, 'listen'>) {
    this.list = new OrderList(ruptura);
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
      posicao: shown.first,
      total: orders.length,
      totais: totals,
      proximo:
        shown.more && last !== undefined
          ? writeCursor(sort, descending, this.list.place(engine, sort, last))
          : null,
      versao: engine.book.version,
      calculado_em: instantText(engine, now),
    };
  }

  /** Numbers of all orders of a filter, sorted. */
  numbers(
    engine: Engine,
    { filter, sort, descending }: Pick<OrderQuery, 'filter' | 'sort' | 'descending'>,
  ): Int32Array {
    const { orders } = this.#select(engine, filter, sort);
    return descending ? orders.toReversed() : orders.slice();
  }

  /** Codes of the orders that a filter lets through, in byte order. */
  codes(engine: Engine, filter: OrderFilter): string[] {
    return Array.from(this.#select(engine, filter, 'num_pedido').orders, (order) =>
      engine.book.orders.code(order),
    );
  }

  #select(engine: Engine, filter: OrderFilter, sort: OrderSort): Selection {
    const sorted = this.list.sorted(engine, sort);
    if (this.#state !== this.list.state) {
      this.#selections.clear();
      this.#state = this.list.state;
    }
    const question = JSON.stringify([sort, filter]);
    const known = this.#selections.get(question);
    if (known !== undefined) return known;
    const columns = this.list.columns(engine);
    const orders = sorted.filter(orderPredicate(engine, columns, this.list.headers(engine), filter));
    const selection = { orders, totals: orderFigures(columns, orders) };
    this.#selections.set(question, selection);
    return selection;
  }

  /** The rows of a page, and the number of the first. */
  #pageOf(
    engine: Engine,
    orders: Int32Array,
    { sort, descending, limit, cursor, position }: OrderQuery,
  ): { readonly orders: number[]; readonly first: number; readonly more: boolean } {
    const place = cursor === null ? null : readCursor(cursor, sort, descending);
    const count = orders.length;
    if (!descending) {
      const first = place === null ? position : this.list.firstAfter(engine, sort, orders, place);
      const shown = Array.from(orders.subarray(first, first + limit));
      return { orders: shown, first, more: first + shown.length < count };
    }
    const to =
      place === null ? Math.max(count - position, 0) : this.#firstNotBefore(engine, sort, orders, place);
    const shown = Array.from(orders.subarray(Math.max(to - limit, 0), to)).reverse();
    const first = place === null ? position : count - to;
    return { orders: shown, first, more: to > limit };
  }

  /** Places are unique: the order at the place itself, where it is still there, is the one before `firstAfter`. */
  #firstNotBefore(engine: Engine, sort: OrderSort, orders: Int32Array, place: ListPlace): number {
    const after = this.list.firstAfter(engine, sort, orders, place);
    if (after === 0) return 0;
    const before = this.list.place(engine, sort, orders[after - 1]!);
    return before.code === place.code && before.key === place.key ? after - 1 : after;
  }

  /** One open order. */
  row(engine: Engine, order: number): OrderRow {
    const { book, analysis } = engine;
    const columns = this.list.columns(engine);
    const { cliente, cidade, uf, vendedor } = this.list.headers(engine).get(columns.header[order]!);
    const judged = {
      pedido_ok: analysis.shortCount[order] === 0,
      percentual_disponibilidade: analysis.available[order]! / 100,
      criticidade: SEVERITIES[columns.severity[order]!]!,
      promessa: promiseStanding(engine, order, book.rules.policy),
    };
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
      ...judged,
      data_disponibilidade_total: judged.promessa.data,
      data_segura_total: dayText(book, analysis.completeDay[order]!),
      veredito: verdictAnswer(judged),
      lotes: lotsOf(book, order),
      ...(inexactProduct(book, order) < 0 ? {} : { inexato: true }),
    };
  }
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
