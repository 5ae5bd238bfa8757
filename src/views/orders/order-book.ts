import type { Engine } from '../../availability/engine.ts';
import { dayText, promiseStanding } from '../../availability/order-answer.ts';
import { dateText, lotsOf } from '../../availability/order-row.ts';
import { InvalidRequest } from '../../contract/invalid-request.ts';
import type { Grouping, GroupSort, OrderSort } from '../../contract/order-choices.ts';
import type { OrderBookAnswer, OrderGroups, OrderRow } from '../../contract/order-wire.ts';
import { verdictAnswer } from '../../contract/verdict.ts';
import type { Ruptura } from '../../engine/ruptura.ts';
import { Bounded } from '../../keeping/bounded.ts';
import { inexactProduct } from '../../ledger/book.ts';
import { instantText } from '../answers.ts';
import { parseCursor } from '../cursor.ts';
import { moneyOf } from '../value-sum.ts';
import { KeptFilter } from './kept-filter.ts';
import { SEVERITIES } from './order-book-columns.ts';
import { type OrderFilter, withoutPromisedDay } from './order-book-filter.ts';
import { OrderGroupList, OVERLAPPING } from './order-book-groups.ts';
import { type ListPlace, OrderList, TEXT_SORTS } from './order-book-list.ts';
import { noteAnswer } from './order-notes.ts';

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
  /** Groups in the place of rows: the page is one of groups then. */
  readonly groups: { readonly by: Grouping; readonly sort: GroupSort } | null;
}

/** Filters kept in step with the book: a page asks for some four. */
const MOST_FILTERS = 24;
/** Lists and groups kept of one state of the book, of each. */
const MOST_KEPT = 8;
const LONGEST_KEY = 1000;

/** The order book as people page through it. */
export class OrderBook {
  /** The open orders in any order, for others that look through them. */
  readonly list: OrderList;
  readonly #filters = new Bounded<string, KeptFilter>(MOST_FILTERS);
  readonly #listed = new Bounded<string, Int32Array>(MOST_KEPT);
  readonly #groups = new Bounded<string, OrderGroupList>(MOST_KEPT);

  constructor(ruptura: Pick<Ruptura, 'listen'>) {
    this.list = new OrderList(ruptura, {
      leaving: (columns, orders) => {
        for (const filter of this.#filters.values()) filter.leave(columns, orders);
      },
      entering: (engine, facts, orders) => {
        for (const filter of this.#filters.values()) filter.enter(engine, facts, orders);
        this.#forgetState();
      },
      restarted: () => {
        this.#filters.clear();
        this.#forgetState();
      },
    });
  }

  #forgetState(): void {
    this.#listed.clear();
    this.#groups.clear();
  }

  /**
   * One page. A cursor names the last order shown and how it stood then, so a page begins after that place in the book
   * of now: what moved up meanwhile is on an earlier page, nothing else is skipped and nothing is shown twice.
   * @throws InvalidRequest CURSOR_INVALIDO
   */
  page(engine: Engine, query: OrderQuery, now: Date): OrderBookAnswer {
    const { sort, descending, filter, groups } = query;
    const kept = this.#keptFilter(engine, filter);
    const orders = this.#listOf(engine, kept, sort);
    const shown = groups === null ? this.#pageOf(engine, orders, query) : NO_PAGE;
    const last = shown.orders.at(-1);
    const totals = kept.totals();
    return {
      pedidos: shown.orders.map((order) => this.row(engine, order)),
      posicao: shown.first,
      total: orders.length,
      adiados: kept.snoozed,
      adiados_ocultos: totals.pedidos - orders.length,
      totais: totals,
      promessas_por_dia: this.#keptFilter(engine, withoutPromisedDay(filter)).promisedByDay(engine),
      ...(groups === null ? {} : { grupos: this.#groupsOf(engine, query, groups) }),
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
    const orders = this.#listOf(engine, this.#keptFilter(engine, filter), sort);
    return descending ? orders.toReversed() : orders.slice();
  }

  /** Codes of the orders that a filter lets through, in byte order. */
  codes(engine: Engine, filter: OrderFilter): string[] {
    const orders = this.#listOf(engine, this.#keptFilter(engine, filter), 'num_pedido');
    return Array.from(orders, (order) => engine.book.orders.code(order));
  }

  #keptFilter(engine: Engine, filter: OrderFilter): KeptFilter {
    // Sorted first: that is what brings the filters kept so far in step.
    const all = this.list.sorted(engine, 'num_pedido');
    return kept(
      this.#filters,
      JSON.stringify(filter),
      () => new KeptFilter(engine, this.list.facts(engine), filter, all),
    );
  }

  /** Orders of a filter as they are listed: sorted, without those that are to be hidden. */
  #listOf(engine: Engine, filter: KeptFilter, sort: OrderSort): Int32Array {
    const sorted = this.list.sorted(engine, sort);
    return kept(this.#listed, JSON.stringify([sort, filter.filter]), () => filter.listed(sorted));
  }

  #groupsOf(
    engine: Engine,
    { filter, limit, position }: OrderQuery,
    { by, sort }: NonNullable<OrderQuery['groups']>,
  ): OrderGroups {
    const all = this.list.sorted(engine, 'num_pedido');
    const matching = this.#keptFilter(engine, filter);
    const list = kept(this.#groups, JSON.stringify([by, sort, filter]), () => {
      const facts = this.list.facts(engine);
      return new OrderGroupList(engine, facts, matching.matching(all), { by, sort, filter });
    });
    return {
      por: by,
      itens: list.page(position, position + limit),
      posicao: position,
      total: list.length,
      sobrepostos: OVERLAPPING.has(by),
    };
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
    const { columns, headers, noted } = this.list.facts(engine);
    const { cliente, cidade, uf, vendedor } = headers.get(columns.header[order]!);
    const note = noted.get(order);
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
      ...(note === undefined ? {} : { anotacao: noteAnswer(engine, note) }),
    };
  }
}

/** No rows: groups are shown in their place. */
const NO_PAGE = { orders: [] as number[], first: 0, more: false };

/** What is kept under a key, made now unless it is. */
function kept<Value extends object>(store: Bounded<string, Value>, key: string, make: () => Value): Value {
  const known = store.get(key);
  if (known !== undefined) return known;
  const made = make();
  store.set(key, made);
  return made;
}

function writeCursor(sort: OrderSort, descending: boolean, { key, code }: ListPlace): string {
  const short = typeof key === 'string' ? key.slice(0, LONGEST_KEY) : key;
  return Buffer.from(JSON.stringify([sort, descending, short, code])).toString('base64url');
}

function readCursor(cursor: string, sort: OrderSort, descending: boolean): ListPlace {
  const [asked, direction, key, code] = parseCursor(cursor) ?? [];
  const isText = TEXT_SORTS.has(sort);
  const isKey = isText ? typeof key === 'string' : Number.isFinite(key);
  if (asked !== sort || direction !== descending || !isKey || typeof code !== 'string') {
    throw new InvalidRequest({ place: 'consulta', path: 'cursor', code: 'CURSOR_INVALIDO' });
  }
  return { key: key as number | string, code };
}
