import type { Engine } from '../../availability/engine.ts';
import { isOpenOrder } from '../../availability/order-answer.ts';
import { formatIsoDate } from '../../contract/units.ts';
import { NO_DATE } from '../../ledger/facts.ts';

/** What a list of orders shows of one. */
export interface ListedOrder {
  readonly num_pedido: string;
  /** Earliest open ship date, `yyyy-mm-dd`. */
  readonly expedicao: string | null;
}

/** Some open orders for a page that shows how a list looks: those that ship first, undated ones last. */
export function exampleOrders({ book }: Engine, most: number): readonly ListedOrder[] {
  const open: number[] = [];
  for (let order = 0; order < book.orders.size; order++) if (isOpenOrder(book, order)) open.push(order);
  const due = (order: number): number =>
    book.orderShipDate[order] === NO_DATE ? Number.MAX_SAFE_INTEGER : book.orderShipDate[order]!;
  return open
    .sort((a, b) => due(a) - due(b) || (book.orders.code(a) < book.orders.code(b) ? -1 : 1))
    .slice(0, most)
    .map((order) => ({
      num_pedido: book.orders.code(order),
      expedicao: book.orderShipDate[order] === NO_DATE ? null : formatIsoDate(book.orderShipDate[order]!),
    }));
}
