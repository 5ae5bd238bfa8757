/**
 * The engine against the oracle: on random books, and after every few events of random histories with several clients,
 * rollbacks and commits out of order. Incremental = from scratch = oracle, to the last thousandth.
 */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOrder, answerProjection, answerPromise, openOrderCodes } from '../../src/app/answers.ts';
import { createEngine, type Engine, EngineKeeper } from '../../src/availability/engine.ts';
import { PROMISE_POLICIES, type PromisePolicy } from '../../src/contract/codes.ts';
import { RupturaError } from '../../src/contract/errors.ts';
import { LiveBook } from '../../src/ledger/live-book.ts';
import { loadBook } from '../../src/ledger/load-book.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { comparableOrder, comparableProjection, settleHuge, wireOrder, wireProjection } from './compare.ts';
import { type Committed, HistoryRun } from './history-run.ts';
import { naiveBook } from './naive-book.ts';
import { compareCodes, dayOf } from './naive-pieces.ts';
import { naiveProjection } from './naive-projection.ts';
import { bookArbitrary, MAGNITUDES, ORDERS, PRODUCTS } from './random-book.ts';
import { historyArbitrary } from './random-history.ts';
import { check } from './seed.ts';

const NOW = new Date('2026-03-02T12:00:00Z');

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

/** A book kept fresh by the change log, with the engine on top of it. */
class LiveEngine {
  readonly #keeper = new EngineKeeper();
  readonly book = new LiveBook(() => database.connect(), null, this.#keeper);

  async fresh(): Promise<Engine> {
    await this.book.fresh();
    return this.#keeper.engine;
  }
}

async function fromScratch(): Promise<Engine> {
  const client = clients.at(-1)!;
  const { rows } = await client.query<{ hoje: string }>('SELECT ruptura.hoje()::text AS hoje');
  return createEngine(await loadBook(client, dayOf(rows[0]!.hoje)));
}

/** Every answer of an engine that the oracle has one for; orders that are not found are named with their error. */
function engineAnswers(engine: Engine, policy: PromisePolicy): Map<string, unknown> {
  const products = PRODUCTS.map((code): [string, unknown] => [
    `product ${code}`,
    comparableProjection(answerProjection(engine, code, null, NOW)),
  ]);
  const orders = ORDERS.map((code): [string, unknown] => [
    `order ${code}`,
    orderOrError(engine, code, policy),
  ]);
  return new Map<string, unknown>([['open orders', openOrderCodes(engine)], ...products, ...orders]);
}

function orderOrError(engine: Engine, code: string, policy: PromisePolicy): unknown {
  try {
    const answer = comparableOrder(answerOrder(engine, code, policy, NOW));
    expect(answerPromise(engine, code, policy)).toEqual(answer.promessa);
    return answer;
  } catch (error) {
    if (error instanceof RupturaError) return error.code;
    throw error;
  }
}

function oracleAnswers(committed: Committed, policy: PromisePolicy): Map<string, unknown> {
  const { tables, today, ranking } = committed;
  const book = naiveBook(tables, today, policy, ranking);
  const products = PRODUCTS.map((code): [string, unknown] => [
    `product ${code}`,
    wireProjection(book.products.get(code) ?? naiveProjection(tables, today, code)),
  ]);
  const orders = ORDERS.map((code): [string, unknown] => {
    const order = book.orders.get(code);
    return [`order ${code}`, order === undefined ? 'PEDIDO_NAO_ENCONTRADO' : wireOrder(order)];
  });
  const open = [...book.orders.keys()].sort(compareCodes);
  return new Map<string, unknown>([['open orders', open], ...products, ...orders]);
}

/** Compares answer by answer; the first that differs is shown alone. */
function expectSame(
  actual: ReadonlyMap<string, unknown>,
  expected: ReadonlyMap<string, unknown>,
  who: string,
): void {
  for (const [name, exact] of expected) {
    const answer = settleHuge(exact, actual.get(name));
    if (isDeepStrictEqual(actual.get(name), answer)) continue;
    expect(actual.get(name), `${who}: ${name}`).toEqual(answer);
  }
  expect(actual.size).toBe(expected.size);
}

/** The engine under every policy, whichever is in force, against the oracle. */
function expectOracle(engine: Engine, committed: Committed, who: string): void {
  expect(engine.book.rules).toEqual({ policy: committed.policy, ranking: committed.ranking });
  for (const policy of PROMISE_POLICIES) {
    expectSame(engineAnswers(engine, policy), oracleAnswers(committed, policy), `${who}, ${policy}`);
  }
}

describe.each(MAGNITUDES)('with %s quantities the engine', (magnitude) => {
  it('loaded from the database answers like the oracle', async () => {
    const property = fc.asyncProperty(bookArbitrary(magnitude), async (book) => {
      const run = await HistoryRun.begin(clients, book);
      expectOracle(await fromScratch(), run.committed, 'loaded');
    });
    await check(property, 40);
  }, 120_000);

  it('kept fresh through a history answers like one loaded from scratch, and like the oracle', async () => {
    const property = fc.asyncProperty(
      bookArbitrary(magnitude),
      historyArbitrary(magnitude, 60),
      async (book, history) => {
        const run = await HistoryRun.begin(clients, book);
        const live = new LiveEngine();
        try {
          await playAndCheck(run, live, history);
        } finally {
          await run.finish();
          await live.book.close();
        }
      },
    );
    await check(property, 25);
  }, 120_000);
});

async function playAndCheck(
  run: HistoryRun,
  live: LiveEngine,
  history: readonly Parameters<HistoryRun['play']>[0][],
): Promise<void> {
  expectOracle(await live.fresh(), run.committed, 'first load');
  for (const [index, step] of history.entries()) {
    await run.play(step);
    const last = index === history.length - 1;
    if ((step.kind !== 'check' && !last) || run.blocked) continue;
    expectOracle(await live.fresh(), run.committed, `kept fresh, after step ${index}`);
    if (last) expectOracle(await fromScratch(), run.committed, `from scratch, after step ${index}`);
  }
}
