/** Who waits for each receipt, against the naive recomputation, on random books under both policies. */
import fc from 'fast-check';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/availability/engine.ts';
import {
  orderTurns,
  type ProductReceipts,
  productReceipts,
  type ReceiptService,
} from '../../src/availability/receipt-demand.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { type Committed, HistoryRun } from './history-run.ts';
import { withLoadedBook } from './loaded-book.ts';
import { beyondExact } from './naive-pieces.ts';
import { type NaiveReceipt, NaiveReceipts, type NaiveService } from './naive-receipts.ts';
import { bookArbitrary, PRODUCTS } from './random-book.ts';
import { rulesArbitrary } from './random-history.ts';
import { check, TIME_LIMIT } from './seed.ts';

let database: TestDatabase;
let clients: Client[];

beforeAll(async () => {
  database = await createTestDatabase();
  clients = await HistoryRun.clients(database.connect);
});

afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await database.close();
});

function receiptsOf(engine: Engine, code: string): ProductReceipts {
  const turns = engine.book.rules.policy === 'completa' ? orderTurns(engine) : null;
  const product = engine.book.products.find(code);
  return product < 0 ? { receipts: [], lateValue: 0n } : productReceipts(engine, product, turns);
}

function told(service: ReceiptService | null) {
  if (service === null) return null;
  const { orders, quantity, stoppedOrders, unservedOrders, missing } = service;
  return { orders, quantity, stoppedOrders, unservedOrders, missing };
}

function wanted(service: NaiveService | null) {
  return (
    service && {
      orders: service.orders.length,
      quantity: Number(service.quantity),
      stoppedOrders: service.stopped.length,
      unservedOrders: service.unserved.length,
      missing: Number(service.missing),
    }
  );
}

/** Shares are cut piece by piece, by at most 10^-7 R$ each. */
const CUTS = 100n;

function expectNear(value: bigint, exact: bigint, who: string): void {
  const off = value > exact ? value - exact : exact - value;
  expect(off <= CUTS, `${who}: ${value} is not ${exact}`).toBe(true);
}

function expectOracle(engine: Engine, { tables, today, policy, ranking }: Committed): void {
  const isBeyond = beyondExact(tables);
  const naive = new NaiveReceipts(tables, today, policy, ranking);
  for (const code of PRODUCTS) {
    if (isBeyond(code)) continue;
    const { receipts } = receiptsOf(engine, code);
    const expected = naive.of(code);
    const shape = ({ date, quantity, served }: NaiveReceipt) => ({
      date,
      quantity: Number(quantity),
      served: wanted(served),
    });
    expect(
      receipts.map(({ date, quantity, served }) => ({ date, quantity, served: told(served) })),
      `${code}, ${policy}`,
    ).toEqual(expected.map(shape));
    for (const [at, { served }] of receipts.entries())
      expectNear(served?.value ?? 0n, expected[at]!.served?.value ?? 0n, `${code}, receipt ${at}`);
  }
}

describe('what receipts serve', () => {
  it.each(['small', 'wide'] as const)(
    'is what the definitions say, with %s quantities',
    async (magnitude) => {
      const property = fc.asyncProperty(bookArbitrary(magnitude), rulesArbitrary, async (book, rules) => {
        const run = await HistoryRun.begin(clients, book);
        await run.play(rules);
        await withLoadedBook(database.connect, (engine) => expectOracle(engine, run.committed));
      });
      await check(property, 30);
    },
    TIME_LIMIT,
  );
});
