/**
 * The engine against the oracle: on random books, and after every few events of random histories with several clients,
 * rollbacks and commits out of order. Incremental = from scratch = oracle, to the last thousandth.
 */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Engine, EngineKeeper } from '../../src/availability/engine.ts';
import { OrderTexts } from '../../src/availability/order-text.ts';
import { PROMISE_POLICIES, type PromisePolicy } from '../../src/contract/codes.ts';
import { RupturaError } from '../../src/contract/errors.ts';
import { LiveBook } from '../../src/ledger/live-book.ts';
import { answerOrder, answerProjection, answerPromise, openOrderCodes } from '../../src/views/answers.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import type { BookTables } from './book-tables.ts';
import { comparableOrder, comparableProjection, settleHuge, wireOrder, wireProjection } from './compare.ts';
import { type Committed, HistoryRun } from './history-run.ts';
import { naiveBook } from './naive-book.ts';
import { beyondExact, compareCodes, naivePieces } from './naive-pieces.ts';
import { naiveProjection } from './naive-projection.ts';
import { bookArbitrary, MAGNITUDES, ORDERS, PRODUCTS } from './random-book.ts';
import { historyArbitrary, rulesArbitrary, type Step } from './random-history.ts';
import { check, TIME_LIMIT } from './seed.ts';

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

/** A book kept fresh by the change log, with the engine on top of it, as a process has it. */
class LiveEngine {
  readonly #keeper = new EngineKeeper();
  readonly #book = new LiveBook(() => database.connect(), null, this.#keeper);

  async fresh(): Promise<Engine> {
    await this.#book.fresh();
    return this.#keeper.engine;
  }

  close(): Promise<void> {
    return this.#book.close();
  }
}

async function withLiveEngine(use: (live: LiveEngine) => Promise<void>): Promise<void> {
  const live = new LiveEngine();
  try {
    await use(live);
  } finally {
    await live.close();
  }
}

/** Every answer of an engine that the oracle has one for; orders that are not found are named with their error. */
function engineAnswers(engine: Engine, policy: PromisePolicy): Map<string, unknown> {
  // As runs make them: what the orders of one state of the book share is made once.
  const texts = new OrderTexts();
  const products = PRODUCTS.map((code): [string, unknown] => [
    `product ${code}`,
    projectionOrError(engine, code),
  ]);
  const orders = ORDERS.map((code): [string, unknown] => [
    `order ${code}`,
    orderOrError(engine, code, policy, texts),
  ]);
  return new Map<string, unknown>([['open orders', openOrderCodes(engine)], ...products, ...orders]);
}

function errorCode(error: unknown): string {
  if (error instanceof RupturaError) return error.code;
  throw error;
}

function projectionOrError(engine: Engine, code: string): unknown {
  try {
    return comparableProjection(answerProjection(engine, code, null, NOW));
  } catch (error) {
    return errorCode(error);
  }
}

function orderOrError(engine: Engine, code: string, policy: PromisePolicy, texts: OrderTexts): unknown {
  try {
    const answer = answerOrder(engine, code, policy, NOW);
    expect(answerPromise(engine, code, policy)).toEqual(answer.promessa);
    const text = texts.text(engine, engine.book.orders.find(code), policy, answer.calculado_em);
    expect(text).toEqual({ json: JSON.stringify(answer), isOk: answer.pedido_ok });
    return comparableOrder(answer);
  } catch (error) {
    return errorCode(error);
  }
}

/** Orders with a piece of a product whose sums are beyond exact numbers. */
function ordersBeyondExact(tables: BookTables): ReadonlySet<string> {
  const isBeyond = beyondExact(tables);
  const pieces = naivePieces(tables).filter((piece) => isBeyond(piece.cod_produto));
  return new Set(pieces.map((piece) => piece.num_pedido));
}

function oracleAnswers(committed: Committed, policy: PromisePolicy): Map<string, unknown> {
  const { tables, today, ranking } = committed;
  const book = naiveBook(tables, today, policy, ranking);
  const isBeyond = beyondExact(tables);
  const products = PRODUCTS.map((code): [string, unknown] => [
    `product ${code}`,
    isBeyond(code)
      ? 'QUANTIDADES_GRANDES_DEMAIS'
      : wireProjection(book.products.get(code) ?? naiveProjection(tables, today, code)),
  ]);
  const beyond = ordersBeyondExact(tables);
  const orders = ORDERS.map((code): [string, unknown] => {
    const order = book.orders.get(code);
    if (order === undefined) return [`order ${code}`, 'PEDIDO_NAO_ENCONTRADO'];
    return [`order ${code}`, beyond.has(code) ? 'QUANTIDADES_GRANDES_DEMAIS' : wireOrder(order)];
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
  expect(engine.book.rules).toMatchObject({ policy: committed.policy, ranking: committed.ranking });
  for (const policy of PROMISE_POLICIES) {
    expectSame(engineAnswers(engine, policy), oracleAnswers(committed, policy), `${who}, ${policy}`);
  }
}

/** Everything an engine answers, as it goes out: order of the items and `versao` included. */
function rawAnswers(engine: Engine): unknown[] {
  const products = PRODUCTS.map((code) => answerOr(() => answerProjection(engine, code, null, NOW)));
  const orders = openOrderCodes(engine).flatMap((code) =>
    PROMISE_POLICIES.map((policy) => answerOr(() => answerOrder(engine, code, policy, NOW))),
  );
  return [...products, ...orders];
}

function answerOr(answer: () => object): object {
  try {
    return answer();
  } catch (error) {
    return { error: errorCode(error) };
  }
}

function withoutVersion(answers: readonly unknown[]): unknown[] {
  return answers.map((answer) => ({ ...(answer as object), versao: null }));
}

/** `versao` never falls, and two states with the same one on the same day give the same answers. */
class VersionWatch {
  #last: { version: number; today: number; answers: unknown[] } | null = null;

  expectLawful(engine: Engine): void {
    const { version, today } = engine.book;
    const answers = withoutVersion(rawAnswers(engine));
    if (this.#last !== null) {
      expect(version).toBeGreaterThanOrEqual(this.#last.version);
      if (version === this.#last.version && today === this.#last.today) {
        expect(answers).toEqual(this.#last.answers);
      }
    }
    this.#last = { version, today, answers };
  }
}

async function playAndCheck(run: HistoryRun, live: LiveEngine, history: readonly Step[]): Promise<void> {
  const watch = new VersionWatch();
  const expectRight = async (when: string): Promise<Engine> => {
    const engine = await live.fresh();
    expectOracle(engine, run.committed, `kept fresh, ${when}`);
    watch.expectLawful(engine);
    return engine;
  };
  await expectRight('first load');
  for (const [index, step] of history.entries()) {
    await run.play(step);
    if (step.kind === 'check' && !run.blocked) await expectRight(`after step ${index}`);
  }
  await run.finish();
  const engine = await expectRight('at the end');
  await withLiveEngine(async (scratch) => expectEqualEngines(engine, await scratch.fresh()));
}

function expectEqualEngines(fresh: Engine, scratch: Engine): void {
  expect(rawAnswers(fresh)).toEqual(rawAnswers(scratch));
}

describe.each(MAGNITUDES)('with %s quantities the engine', (magnitude) => {
  it(
    'loaded from the database answers like the oracle',
    async () => {
      const property = fc.asyncProperty(bookArbitrary(magnitude), rulesArbitrary, async (book, rules) => {
        const run = await HistoryRun.begin(clients, book);
        await run.play(rules);
        await withLiveEngine(async (live) => expectOracle(await live.fresh(), run.committed, 'loaded'));
      });
      await check(property, 12);
    },
    TIME_LIMIT,
  );

  it(
    'kept fresh through a history answers like one loaded from scratch, and like the oracle',
    async () => {
      const property = fc.asyncProperty(
        bookArbitrary(magnitude),
        historyArbitrary(magnitude, 60),
        async (book, history) => {
          const run = await HistoryRun.begin(clients, book);
          try {
            await withLiveEngine((live) => playAndCheck(run, live, history));
          } finally {
            await run.finish();
          }
        },
      );
      await check(property, 8);
    },
    TIME_LIMIT,
  );
});
