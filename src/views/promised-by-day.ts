import type { Engine } from '../availability/engine.ts';
import type { OrderBookAnswer } from '../contract/order-wire.ts';
import { formatIsoDate } from '../contract/units.ts';
import { type OrderColumns, OrderSum } from './order-book-columns.ts';

/** Today and the days after it. */
const SHOWN_DAYS = 14;

/** What some open orders are promised on each of the next days. */
export function promisedByDay(
  { book }: Engine,
  columns: OrderColumns,
  orders: Iterable<number>,
): OrderBookAnswer['promessas_por_dia'] {
  const days = Array.from({ length: SHOWN_DAYS }, () => new OrderSum());
  for (const order of orders) days[columns.promised[order]!]?.add(columns, order);
  return days.map((sum, day) => ({ data: formatIsoDate(book.today + day), ...sum.answer() }));
}
