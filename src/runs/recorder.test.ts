/** What is recorded when the database refuses, hesitates or is somebody else's: on a real one, made to do so by triggers. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import {
  eventsOf,
  Gate,
  type HandMadeOptions,
  type HandMadeProcess,
  makeProcess,
  orders,
  REQUEST,
} from '../../test/runs/hand-made.ts';
import { expectWhole, resultsOf } from '../../test/runs/support.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts';

let database: TestDatabase;
let made: HandMadeProcess;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 8 });
});

afterEach(async () => {
  await made.runs.close();
  await database.pool.query(`
    DROP TRIGGER IF EXISTS recusa ON ruptura.sessao_lote;
    TRUNCATE ruptura.posse, ruptura.sessao_analise CASCADE`);
});

afterAll(async () => {
  await database.close();
});

async function open(options: HandMadeOptions = {}): Promise<void> {
  made = makeProcess(database, { queueWorkers: 2, ...options });
  await made.runs.open();
}

/** The database refuses what is recorded of a run named `recusada`, where a condition holds. */
async function refuse(condition: string): Promise<void> {
  await database.pool.query(`
    CREATE OR REPLACE FUNCTION recusar() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '23514'; END $$;
    CREATE TRIGGER recusa BEFORE UPDATE ON ruptura.sessao_lote FOR EACH ROW
    WHEN (new.session_id = 'recusada-1' AND ${condition}) EXECUTE FUNCTION recusar()`);
}

it('a batch that the database will never take is reported as errors; its run and all others complete', async () => {
  await open();
  await refuse(`new.estado = 'PRONTO' AND new.lote = 1`);
  const refused = await made.runs.start(orders(10), { ...REQUEST, id: 'recusada-1' });
  const others = await Promise.all([1, 2, 3].map(() => made.runs.start(orders(10), REQUEST)));
  for (const run of others) {
    const events = await eventsOf(made.runs, run);
    expectWhole(events, orders(10));
    expect(events.at(-1)!.data).toMatchObject({ erros: 0 });
  }
  const events = await eventsOf(made.runs, refused);
  expectWhole(events, orders(10));
  expect(events.at(-1)!.data).toMatchObject({ ok: 8, erros: 2 });
  const failed = resultsOf(events).filter((result) => result['success'] === false);
  expect(failed.map((result) => result['num_pedido'])).toEqual(['P2', 'P3']);
});

it('a run of which nothing can be recorded ends, and breaks off its streams; all others complete', async () => {
  await open();
  await refuse(`new.estado <> 'CANCELADO'`);
  const refused = await made.runs.start(orders(10), { ...REQUEST, id: 'recusada-1' });
  const broken = expect(eventsOf(made.runs, refused)).rejects.toThrow('refused');
  const other = await made.runs.start(orders(10), REQUEST);
  expectWhole(await eventsOf(made.runs, other), orders(10));
  await broken;
  await expect
    .poll(async () => (await made.runs.find('recusada-1', null)).finishedAt, { timeout: 20_000 })
    .not.toBeNull();
  await made.runs.look();
  expect(await made.runs.figures()).toEqual({ open: 0, waiting: 0, running: 0 });
});

it('a run whose row somebody holds waits alone', async () => {
  await open();
  const gate = new Gate();
  made.workers.before = () => gate.passed;
  const client = await database.connect();
  const slow = await made.runs.start(orders(40), { ...REQUEST, id: 'presa-por-outro' });
  await client.query('BEGIN');
  await client.query(`SELECT FROM ruptura.sessao_analise WHERE session_id = 'presa-por-outro' FOR UPDATE`);
  const other = await made.runs.start(orders(40), REQUEST);
  gate.open();
  expectWhole(await eventsOf(made.runs, other), orders(40));
  expect(slow.events).toEqual([]);
  await client.query('COMMIT');
  await client.end();
  expectWhole(await eventsOf(made.runs, slow), orders(40));
  expect(made.problems).toEqual([]);
});

it('an outage is waited out: nothing is missing, nothing comes twice, and no order becomes an error', async () => {
  let isAway = false;
  await open({
    beforeQuery: () => {
      if (isAway) throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
    },
  });
  const gate = new Gate();
  made.workers.before = ({ codes }) => (codes[0] === 'P0' ? undefined : gate.passed);
  const run = await made.runs.start(orders(40), REQUEST);
  const following = eventsOf(made.runs, run);
  await expect.poll(() => run.events.length).toBe(1);
  isAway = true;
  gate.open();
  await expect.poll(() => made.problems.length).toBeGreaterThan(0);
  expect(run.events).toHaveLength(1);
  isAway = false;
  const events = await following;
  expectWhole(events, orders(40));
  expect(events.at(-1)!.data).toMatchObject({ erros: 0 });
});

it('an outage longer than the patience breaks off the streams; when it is over the run is gone on with', async () => {
  let isAway = false;
  await open({
    timeout: 500,
    beforeQuery: () => {
      if (isAway) throw Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
    },
  });
  const gate = new Gate();
  made.workers.before = ({ codes }) => (codes[0] === 'P0' ? undefined : gate.passed);
  const run = await made.runs.start(orders(10), REQUEST);
  const broken = expect(eventsOf(made.runs, run)).rejects.toThrow('away');
  await expect.poll(() => run.events.length).toBe(1);
  isAway = true;
  gate.open();
  await broken;
  expect(run.events).toHaveLength(1);
  isAway = false;
  await made.runs.look();
  const again = await made.runs.find(run.id, null);
  expect(again).not.toBe(run);
  const events = await eventsOf(made.runs, again);
  expectWhole(events, orders(10));
});
