/** The text of an answer that runs send is the answer, to the last byte, whatever was made before it. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Engine } from '../../src/availability/engine.ts';
import { orderAnswer } from '../../src/availability/order-answer.ts';
import { OrderTexts } from '../../src/availability/order-text.ts';
import { openOrderCodes } from '../../src/views/answers.ts';
import { addLine, move } from '../http/support.ts';
import { startOver } from '../support/start-over.ts';
import { type ListeningServer, loadOrders, openListening } from './support.ts';

const AT = '2026-03-02T08:00:00-03:00';
let test: ListeningServer;
let texts: OrderTexts;

beforeAll(async () => {
  test = await openListening();
});

beforeEach(async () => {
  await startOver(test.database.pool);
  texts = new OrderTexts();
});

afterAll(async () => {
  await test.close();
});

function expectSame(engine: Engine): number {
  const codes = openOrderCodes(engine);
  for (const code of codes) {
    const order = engine.book.orders.find(code);
    for (const policy of ['por_item', 'completa'] as const) {
      const { json, isOk } = texts.text(engine, order, policy, AT);
      const answer = orderAnswer(engine, order, policy, AT);
      expect(json).toBe(JSON.stringify(answer));
      expect(isOk).toBe(answer.pedido_ok);
    }
  }
  return codes.length;
}

it('of every order of a generated book, before and after commits', async () => {
  await loadOrders(test.database, 400);
  expect(expectSame(await test.ruptura.fresh())).toBeGreaterThan(300);
  await test.database.pool.query(
    `UPDATE carteira_principal SET qtd_saldo_produto_pedido = qtd_saldo_produto_pedido * 3, expedicao = expedicao - 2
     WHERE id % 3 = 0`,
  );
  expectSame(await test.ruptura.fresh());
});

it('where one product is held by many: the first holders see those after them', async () => {
  const { pool } = test.database;
  await move(pool, 'A', '3');
  for (let order = 1; order <= 9; order++) {
    await addLine(pool, { order: `P${order}`, product: 'A', quantity: '2', date: `2026-03-0${order}` });
    if (order < 3)
      await addLine(pool, { order: `P${order}`, product: 'A', quantity: '1', date: '2026-03-07' });
  }
  const engine = await test.ruptura.fresh();
  expectSame(engine);
  expectSame(engine);
  engine.book.today += 1;
  expectSame(engine);
});

it('with names that look like the place of a list', async () => {
  const name = 'x","ocupado_por":[],"y\\"ocupado_por":[]';
  await addLine(test.database.pool, {
    order: '"ocupado_por":[]',
    product: 'A',
    quantity: '2',
    date: null,
    name,
  });
  await addLine(test.database.pool, { order: 'P2', product: 'A', quantity: '2', date: null });
  expect(expectSame(await test.ruptura.fresh())).toBe(2);
});
