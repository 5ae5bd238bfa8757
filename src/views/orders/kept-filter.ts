import type { Engine } from '../../availability/engine.ts';
import type { OrderBookAnswer } from '../../contract/order-wire.ts';
import { formatIsoDate } from '../../contract/units.ts';
import { type OrderColumns, OrderSum } from './order-book-columns.ts';
import { type OrderFacts, type OrderFilter, orderPredicate } from './order-book-filter.ts';
import { OrderFigures } from './order-figures.ts';
import { isSnoozed } from './order-notes.ts';

/** Today and the days after it that are told of one by one. */
const TOLD_DAYS = 14;

const IN = 1;
/** In, and put off until a later day. */
const SNOOZED = 2;

/**
 * The orders of one filter and what they come to, kept in step with the book.
 *
 * In: orders, before they are looked at again (`leave`: the columns say still what they were) and after (`enter`). Out:
 * which of a sorted list the filter lets through, and its figures. An order that does neither costs nothing.
 */
export class KeptFilter {
  readonly filter: OrderFilter;
  readonly #figures = new OrderFigures();
  readonly #days = Array.from({ length: TOLD_DAYS }, () => new OrderSum());
  /** By order: 0 is out. */
  #standing: Uint8Array;
  snoozed = 0;
  #count = 0;

  /** @param orders all open orders */
  constructor(engine: Engine, facts: OrderFacts, filter: OrderFilter, orders: Iterable<number>) {
    this.filter = filter;
    this.#standing = new Uint8Array(facts.columns.header.length);
    this.enter(engine, facts, orders);
  }

  leave(columns: OrderColumns, orders: Iterable<number>): void {
    for (const order of orders) {
      const standing = this.#standing[order];
      if (standing === undefined || standing === 0) continue;
      if (standing === SNOOZED) this.snoozed--;
      this.#count--;
      this.#standing[order] = 0;
      this.#figures.remove(columns, order);
      this.#days[columns.promised[order]!]?.remove(columns, order);
    }
  }

  /** @param orders open ones, none of which is in */
  enter(engine: Engine, facts: OrderFacts, orders: Iterable<number>): void {
    const { columns, noted } = facts;
    this.#makeRoom(columns.header.length);
    const isIn = orderPredicate(engine, facts, this.filter);
    for (const order of orders) {
      if (!isIn(order)) continue;
      const isPutOff = noted.size > 0 && isSnoozed(noted.get(order), engine.book.today);
      if (isPutOff) this.snoozed++;
      this.#count++;
      this.#standing[order] = isPutOff ? SNOOZED : IN;
      this.#figures.add(columns, order);
      this.#days[columns.promised[order]!]?.add(columns, order);
    }
  }

  #makeRoom(orders: number): void {
    if (orders <= this.#standing.length) return;
    const larger = new Uint8Array(orders);
    larger.set(this.#standing);
    this.#standing = larger;
  }

  /** Those of a list of all orders that are in, in its order, put off or not. */
  matching(sorted: Int32Array): Int32Array {
    return this.#those(sorted, this.#count, SNOOZED);
  }

  /** Those of a list of all orders that are in and shown. */
  listed(sorted: Int32Array): Int32Array {
    if (this.filter.snoozed !== 'ocultar') return this.matching(sorted);
    return this.#those(sorted, this.#count - this.snoozed, IN);
  }

  #those(sorted: Int32Array, count: number, most: number): Int32Array {
    if (count === sorted.length) return sorted;
    const those = new Int32Array(count);
    let at = 0;
    for (let i = 0; i < sorted.length; i++) {
      const order = sorted[i]!;
      const standing = this.#standing[order]!;
      if (standing !== 0 && standing <= most) those[at++] = order;
    }
    return those;
  }

  totals(): OrderBookAnswer['totais'] {
    return this.#figures.answer();
  }

  promisedByDay({ book }: Engine): OrderBookAnswer['promessas_por_dia'] {
    return this.#days.map((sum, day) => ({ data: formatIsoDate(book.today + day), ...sum.answer() }));
  }
}
