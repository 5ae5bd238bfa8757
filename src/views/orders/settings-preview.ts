import { type Engine, promiseOf } from '../../availability/engine.ts';
import { isOpenOrder, orderFault } from '../../availability/order-answer.ts';
import { underOtherRules } from '../../availability/other-rules.ts';
import type { AnswerRules } from '../../contract/rules.ts';
import type { MovedOrders, SettingsPreview } from '../../contract/settings-wire.ts';
import { type EpochDay, formatIsoDate } from '../../contract/units.ts';
import { ValueSum } from '../value-sum.ts';
import type { OrderColumns } from './order-book-columns.ts';

/** Orders told by name, those with most value first. */
const MOST_EXAMPLES = 20;

interface Moved {
  readonly order: number;
  /** Epoch days; null is no date. */
  readonly from: EpochDay | null;
  readonly to: EpochDay | null;
}

/**
 * What other rules would do to the promises of all open orders, from a second pass of promises over the same book:
 * nothing is written, nothing in force is touched.
 * @param today the business date under these rules
 */
export function previewRules(
  engine: Engine,
  columns: OrderColumns,
  rules: AnswerRules,
  today: EpochDay,
): SettingsPreview {
  const other = underOtherRules(engine, rules, today);
  const { book } = engine;
  const moved: Moved[] = [];
  let count = 0;
  for (let order = 0; order < book.orders.size; order++) {
    if (!isOpenOrder(book, order) || orderFault(book, order) !== null) continue;
    count++;
    const before = promiseOf(engine, order, book.rules.policy).day;
    const after = promiseOf(other, order, rules.policy).day;
    const from = before === null ? null : book.today + before;
    const to = after === null ? null : today + after;
    if (from !== to) moved.push({ order, from, to });
  }
  const told = (some: readonly Moved[]): MovedOrders => ({
    pedidos: some.length,
    valor: worthOf(columns, some),
  });
  return {
    pedidos: count,
    mais_cedo: told(moved.filter(({ from, to }) => from !== null && to !== null && to < from)),
    mais_tarde: told(moved.filter(({ from, to }) => from !== null && to !== null && to > from)),
    ganham_data: told(moved.filter(({ from }) => from === null)),
    perdem_data: told(moved.filter(({ to }) => to === null)),
    exemplos: dearest(columns, moved).map(({ order, from, to }) => ({
      num_pedido: book.orders.code(order),
      valor: worthOf(columns, [{ order }]),
      de: from === null ? null : formatIsoDate(from),
      para: to === null ? null : formatIsoDate(to),
    })),
    data_hoje: formatIsoDate(today),
    versao: book.version,
  };
}

function worthOf(columns: OrderColumns, some: readonly Pick<Moved, 'order'>[]): number {
  const sum = new ValueSum();
  for (const { order } of some) sum.add(columns.valueHigh[order]!, columns.valueLow[order]!);
  return sum.money();
}

function dearest(columns: OrderColumns, moved: readonly Moved[]): Moved[] {
  const { valueHigh: high, valueLow: low } = columns;
  return moved
    .toSorted((a, b) => high[b.order]! - high[a.order]! || low[b.order]! - low[a.order]! || a.order - b.order)
    .slice(0, MOST_EXAMPLES);
}
