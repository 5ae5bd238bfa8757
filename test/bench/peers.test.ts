import { describe, expect, test } from 'vitest';
import { type AnalysisAnswers, checksum, firstDifference, onlyOrders } from '../../bench/answers.ts';
import {
  ANALYSIS_SIZES,
  type BenchBook,
  type BookOptions,
  generateBook,
  PROMISE_SIZES,
  scaledSizes,
} from '../../bench/book.ts';
import { expectedAnalysis, expectedPromise, readConformanceBook } from '../../bench/conformance-book.ts';
import { engineAnalysis, enginePromise } from '../../bench/engine.ts';
import { loadTables } from '../../bench/load-tables.ts';
import { analyseDuckDb, closeDuckDb, duckDbAnswers, loadDuckDb } from '../../bench/peer-duckdb.ts';
import { analyseObjects, loadObjects, type OrderAnswer, objectAnswers } from '../../bench/peer-objects.ts';
import {
  loadPromiseObjects,
  promiseObjectAnswers,
  promiseObjects,
} from '../../bench/peer-promise-objects.ts';
import { analyseByQueries } from '../../bench/peer-queries.ts';
import { analyseSql, loadSql, sqlAnswers } from '../../bench/peer-sql.ts';
import { deriveWorkload, type Workload } from '../../bench/workload.ts';
import type { Engine } from '../../src/availability/engine.ts';
import { PROMISE_POLICIES } from '../../src/contract/codes.ts';
import { hold } from '../../src/engine/ruptura.ts';
import { openDatabase } from '../../src/postgres/database.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

const SEED = Number(process.env['SEED'] ?? 7);
const FOLDERS = ['livro-1', 'livro-2', 'livro-3'].map((name) => `test/conformance/books/${name}`);
const GENERATED: readonly (readonly [string, BookOptions])[] = [
  ['analysis', { seed: SEED, sizes: scaledSizes(ANALYSIS_SIZES, 0.005) }],
  ['promise', { seed: SEED, sizes: scaledSizes(PROMISE_SIZES, 0.01) }],
  ['wide', { seed: SEED, sizes: scaledSizes(ANALYSIS_SIZES, 0.003), wide: true }],
  ['hot product', { seed: SEED, sizes: scaledSizes(PROMISE_SIZES, 0.01), hotProductLines: 460 }],
];

function objectsAnalysis(work: Workload): AnalysisAnswers {
  return objectAnswers(work, analyseObjects(loadObjects(work)));
}

async function duckDbAnalysis(work: Workload, wide: boolean): Promise<AnalysisAnswers> {
  const book = await loadDuckDb(work, wide);
  try {
    await analyseDuckDb(book);
    return await duckDbAnswers(book);
  } finally {
    closeDuckDb(book);
  }
}

async function sqlAnalysis(work: Workload, wide: boolean, parallel: boolean): Promise<AnalysisAnswers> {
  const own = await createTestDatabase({ migrated: false });
  const client = await own.connect();
  try {
    const book = await loadSql(client, work, { wide, parallel });
    await analyseSql(book);
    return await sqlAnswers(book);
  } finally {
    await client.end();
    await own.close();
  }
}

/** Answers to some orders, by queries. */
async function queriesAnalysis(
  database: TestDatabase,
  book: BenchBook,
  work: Workload,
  orders: ReadonlySet<number>,
): Promise<AnalysisAnswers> {
  const client = await database.connect();
  try {
    const answers: OrderAnswer[] = [];
    for (const order of orders) {
      const answer = await analyseByQueries({ client, today: book.today }, book.orders[order]!);
      if (answer !== null) answers.push(answer);
    }
    return objectAnswers(work, answers);
  } finally {
    await client.end();
  }
}

async function withEngine(book: BenchBook, use: (engine: Engine, url: TestDatabase) => Promise<void>) {
  const own = await createTestDatabase();
  const client = await own.connect();
  await loadTables(client, book);
  await client.end();
  const opened = await openDatabase({ databaseUrl: own.url, dataFolder: null, port: null });
  const ruptura = hold(opened, book.today);
  try {
    await use(await ruptura.fresh(), own);
  } finally {
    await ruptura.close();
    await own.close();
  }
}

describe.each(FOLDERS)('%s', (folder) => {
  const book = readConformanceBook(folder);
  const work = deriveWorkload(book);
  const expected = expectedAnalysis(folder, book);

  test('objects, DuckDB and PostgreSQL answer as the conformance file says', async () => {
    expect(firstDifference(expected, objectsAnalysis(work))).toBeNull();
    expect(firstDifference(expected, await duckDbAnalysis(work, false))).toBeNull();
    expect(firstDifference(expected, await sqlAnalysis(work, false, false))).toBeNull();
    expect(firstDifference(expected, await sqlAnalysis(work, false, true))).toBeNull();
  });

  test.each(PROMISE_POLICIES)('objects promise as the conformance file says under %s', (policy) => {
    const promises = promiseObjects(loadPromiseObjects(work), policy);
    const answers = promiseObjectAnswers(work, promises);
    expect(firstDifference(expectedPromise(folder, book, policy), answers)).toBeNull();
  });

  test('the engine and per-order queries answer so too, from the tables', async () => {
    await withEngine(book, async (engine, own) => {
      expect(firstDifference(expected, engineAnalysis(engine, book))).toBeNull();
      for (const policy of PROMISE_POLICIES) {
        const promise = expectedPromise(folder, book, policy);
        expect(firstDifference(promise, enginePromise(engine, book, policy))).toBeNull();
      }
      const sample = new Set(book.orders.map((_, order) => order).filter((order) => order % 9 === 0));
      const asked = onlyOrders(expected, sample);
      expect(firstDifference(asked, await queriesAnalysis(own, book, work, sample))).toBeNull();
    });
  });
});

describe.each(GENERATED)(`generated book for %s, seed ${SEED}`, (_, options) => {
  const wide = options.wide === true;
  const book = generateBook(options);
  const work = deriveWorkload(book);
  const answers = objectsAnalysis(work);

  test('is the same for the same seed and another for another', () => {
    expect(generateBook(options)).toEqual(book);
    expect(generateBook({ ...options, seed: options.seed + 1 })).not.toEqual(book);
  });

  test('has every kind of row the rules speak of', () => {
    expect(answers.ok).toContain(0);
    expect(answers.ok).toContain(1);
    expect(new Set(answers.severity).size).toBe(5);
    expect(book.lines.date.some((date) => date < book.today)).toBe(true);
    expect(book.lines.quantity.includes(0)).toBe(true);
    expect(book.lines.active.includes(0)).toBe(true);
    expect(answers.minimum.some((minimum) => minimum < 0)).toBe(true);
    for (const kind of [0, 1, 2]) expect(work.pieces.kind.includes(kind)).toBe(true);
    const largest = work.pieces.quantity.reduce((most, quantity) => Math.max(most, quantity), 0);
    expect(largest > 60_000 * 2).toBe(wide);
  });

  test('gets the same answers from every peer and from the engine', async () => {
    expect(firstDifference(answers, await duckDbAnalysis(work, wide))).toBeNull();
    expect(firstDifference(answers, await sqlAnalysis(work, wide, false))).toBeNull();
    await withEngine(book, async (engine, own) => {
      expect(engine.book.wide).toBe(wide);
      expect(firstDifference(answers, engineAnalysis(engine, book))).toBeNull();
      expect(checksum(engineAnalysis(engine, book))).toBe(checksum(answers));
      for (const policy of PROMISE_POLICIES) {
        const promises = promiseObjectAnswers(work, promiseObjects(loadPromiseObjects(work), policy));
        expect(firstDifference(promises, enginePromise(engine, book, policy))).toBeNull();
      }
      const sample = new Set([0, 1, 2, 3, 17, 101]);
      const asked = await queriesAnalysis(own, book, work, sample);
      expect(firstDifference(onlyOrders(answers, sample), asked)).toBeNull();
    });
  });
});

test('a changed answer changes the fingerprint and is named', () => {
  const work = deriveWorkload(readConformanceBook(FOLDERS[0]!));
  const answers = objectsAnalysis(work);
  const minimum = answers.minimum.slice();
  minimum[3]! += 1;
  const other = { ...answers, minimum };
  expect(checksum(other)).not.toBe(checksum(answers));
  expect(firstDifference(answers, other)).toMatch(/^minimum\[3\] \(order \d+, product \d+\)/);
});
