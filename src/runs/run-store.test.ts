/** What the database takes of a run: only from the process that has it, and each batch once. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts';
import { type Batch, Run, splitBatches } from './run.ts';
import { createRun, finishRun, loadRun, recordBatches, takeOverRuns, unfinishedRuns } from './run-store.ts';

const ID = 'uma-sessao';
const TTL = 60;
let database: TestDatabase;
let run: Run;

beforeAll(async () => {
  database = await createTestDatabase();
});

beforeEach(async () => {
  run = new Run({
    id: ID,
    owner: null,
    language: 'pt-BR',
    detail: 'completo',
    startedAt: Date.now(),
    batches: splitBatches(['A', 'B'], 1, 'job'),
    finishedAt: null,
    isCancelled: false,
    executor: 'stopped',
  });
  await database.pool.query('TRUNCATE ruptura.sessao_analise CASCADE');
  await createRun(database.pool, run, 'job', 1);
});

afterAll(async () => {
  await database.close();
});

function done(number: number): Batch {
  const batch = run.batches[number]!;
  run.begin(batch, 0, 1, Date.now());
  run.settle(batch, { state: 'done', finishedAt: Date.now(), ok: 1, short: 0, errors: 0 });
  return batch;
}

async function takenOver(): Promise<void> {
  await database.pool.query(`UPDATE ruptura.sessao_analise SET executor = 'next'`);
}

it('gives each batch one number, however often it is recorded', async () => {
  const first = { run, batch: done(0) };
  expect(await recordBatches(database.pool, [first])).toEqual([1]);
  expect(await recordBatches(database.pool, [first, { run, batch: done(1) }])).toEqual([null, 2]);
  expect((await loadRun(database.pool, ID, TTL))?.batches.map(({ event }) => event)).toEqual([1, 2]);
});

it('takes no batch and no end from a process that the run was taken from', async () => {
  await takenOver();
  expect(await recordBatches(database.pool, [{ run, batch: done(0) }])).toEqual([null]);
  expect(await finishRun(database.pool, run, Date.now(), TTL)).toBe(false);
  const stored = await loadRun(database.pool, ID, TTL);
  expect(stored).toMatchObject({ executor: 'next', finishedAt: null });
  expect(stored?.batches.map(({ state }) => state)).toEqual(['waiting', 'waiting']);
});

it('ends once, and keeps the first end', async () => {
  const at = run.startedAt + 5000;
  expect(await finishRun(database.pool, run, at, TTL)).toBe(true);
  expect(await finishRun(database.pool, run, at + 1, TTL)).toBe(false);
  expect(await loadRun(database.pool, ID, TTL)).toMatchObject({ finishedAt: at });
});

it('makes over a run when the life of its process is over, and not before', async () => {
  const livesFor = `INSERT INTO ruptura.posse (tipo, chave, dono, ate)
    VALUES ('processo', 'stopped', 'stopped', clock_timestamp() + make_interval(secs => $1))
    ON CONFLICT (tipo, chave) DO UPDATE SET ate = excluded.ate`;
  await database.pool.query(livesFor, [60]);
  await takeOverRuns(database.pool, 'next');
  expect(await unfinishedRuns(database.pool, 'next')).toEqual([]);
  await database.pool.query(livesFor, [-1]);
  await takeOverRuns(database.pool, 'next');
  expect(await unfinishedRuns(database.pool, 'next')).toEqual([ID]);
});
