import type { Engine } from '../availability/engine.ts';
import { isOpenOrder, orderAnswer, orderFault, promiseAnswer } from '../availability/order-answer.ts';
import type { PromisePolicy } from '../contract/codes.ts';
import { RupturaError } from '../contract/errors.ts';
import { formatInstant } from '../contract/instants.ts';
import type { Thousandths } from '../contract/units.ts';
import type { OrderAnswer, ProjectionAnswer, PromiseAnswer } from '../contract/wire.ts';
import { projectionAnswer } from '../projection/projection-answer.ts';

/** Answers as people and programs receive them, from an engine that is fresh. */

/** An instant as answers show it: with the offset of the time zone in force. */
export function instantText(engine: Engine, now: Date): string {
  return formatInstant(now, engine.book.rules.timeZone);
}

/** Projection of a product; with a quantity, the days it is available and safe. */
export function answerProjection(
  engine: Engine,
  productCode: string,
  quantity: Thousandths | null,
  now: Date,
): ProjectionAnswer {
  return projectionAnswer(engine.book, productCode, quantity, instantText(engine, now));
}

/**
 * Result of one order.
 * @throws RupturaError PEDIDO_NAO_ENCONTRADO when it does not exist or has no open quantity; QUANTIDADES_GRANDES_DEMAIS
 */
export function answerOrder(
  engine: Engine,
  orderCode: string,
  policy: PromisePolicy,
  now: Date,
): OrderAnswer {
  const order = engine.book.orders.find(orderCode);
  if (!isOpenOrder(engine.book, order)) {
    throw new RupturaError('PEDIDO_NAO_ENCONTRADO', { num_pedido: orderCode });
  }
  const fault = orderFault(engine.book, order);
  if (fault !== null) throw fault;
  return orderAnswer(engine, order, policy, instantText(engine, now));
}

/** Codes of all orders with an open quantity, in byte order. */
export function openOrderCodes(engine: Engine): string[] {
  const { book } = engine;
  return Array.from(book.orders.sorted())
    .filter((order) => isOpenOrder(book, order))
    .map((order) => book.orders.code(order));
}

/**
 * Promise of one open order.
 * @throws RupturaError QUANTIDADES_GRANDES_DEMAIS
 */
export function answerPromise(engine: Engine, orderCode: string, policy: PromisePolicy): PromiseAnswer {
  const order = engine.book.orders.find(orderCode);
  const fault = orderFault(engine.book, order);
  if (fault !== null) throw fault;
  return promiseAnswer(engine, order, policy);
}
