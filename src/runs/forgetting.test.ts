/** Runs are forgotten when nobody has read them for long enough, and never under the eyes of a reader. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { eventually } from '../../test/embedded/support.ts';
import {
  eventsOf,
  Gate,
  type HandMadeProcess,
  makeProcess,
  orders,
  REQUEST,
} from '../../test/runs/hand-made.ts';
import { eventParser, expectWhole, type ReceivedEvent } from '../../test/runs/support.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts';
import { eventParts } from '../contract/event-frames.ts';
import type { Run } from './run.ts';

let database: TestDatabase;
let made: HandMadeProcess;
let run: Run;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 8 });
});

beforeEach(async () => {
  made = makeProcess(database);
  await made.runs.open();
  run = await made.runs.start(orders(10), REQUEST);
  await eventsOf(made.runs, run);
  await passedBy();
});

afterEach(async () => {
  await made.runs.close();
  await database.pool.query('TRUNCATE ruptura.posse, ruptura.sessao_analise CASCADE');
});

afterAll(async () => {
  await database.close();
});

/** The process knows of no reading any more that is younger than its last sweep. */
async function passedBy(): Promise<void> {
  const { lastRead } = run;
  await eventually(async () => Date.now() > lastRead);
  await made.runs.sweep();
}

/** As if nobody had read any run for longer than it is kept. */
async function expire(): Promise<void> {
  await database.pool.query(
    `UPDATE ruptura.sessao_analise SET expira_em = clock_timestamp() - interval '1 s'`,
  );
}

async function isStored(): Promise<boolean> {
  return (await database.pool.query('SELECT FROM ruptura.sessao_analise')).rowCount === 1;
}

it('spares a run as long as somebody polls it, and takes it when nobody does', async () => {
  for (let poll = 0; poll < 4; poll++) {
    const found = await made.runs.find(run.id, null);
    expect((await made.runs.resultsAfter(found, 0)).isComplete).toBe(true);
    await expire();
    await made.runs.sweep();
    expect(await isStored()).toBe(true);
  }
  await passedBy();
  await expire();
  await made.runs.sweep();
  expect(await isStored()).toBe(false);
  await expect(made.runs.find(run.id, null)).rejects.toMatchObject({ code: 'SESSAO_NAO_ENCONTRADA' });
});

it('spares a run whose stream is open, however long its client takes', async () => {
  const gate = new Gate();
  const events: ReceivedEvent[] = [];
  const parser = eventParser((event) => events.push(event));
  const send = async (bytes: Uint8Array): Promise<boolean> => {
    parser(Buffer.from(bytes));
    await gate.passed;
    return true;
  };
  const gone = new AbortController().signal;
  const following = made.runs.follow(run, 0, { gone, send }, eventParts);
  await expect.poll(() => events.length).toBeGreaterThan(0);
  for (let sweeps = 0; sweeps < 3; sweeps++) {
    await expire();
    await passedBy();
    expect(await isStored()).toBe(true);
  }
  gate.open();
  await following;
  expectWhole(events, orders(10));
  await passedBy();
  await expire();
  await made.runs.sweep();
  expect(await isStored()).toBe(false);
});

it('keeps a run for the reader who finds it in the database a moment before its time is over', async () => {
  const next = makeProcess(database);
  await next.runs.open();
  try {
    await database.pool.query(
      `UPDATE ruptura.sessao_analise SET expira_em = clock_timestamp() + interval '30 s'`,
    );
    const found = await next.runs.find(run.id, null);
    const { rows } = await database.pool.query<{ left: number }>(
      'SELECT extract(epoch FROM expira_em - clock_timestamp())::float8 AS left FROM ruptura.sessao_analise',
    );
    expect(rows[0]!.left).toBeGreaterThan(3000);
    await made.runs.sweep();
    expectWhole(await eventsOf(next.runs, found), orders(10));
  } finally {
    await next.runs.close();
  }
});

it('does not bring back a run whose time is over', async () => {
  const next = makeProcess(database);
  await next.runs.open();
  await expire();
  await expect(next.runs.find(run.id, null)).rejects.toMatchObject({ code: 'SESSAO_NAO_ENCONTRADA' });
  await next.runs.close();
});

it('knows a run no more from when it begins to be deleted', async () => {
  const client = await database.connect();
  await expire();
  await client.query('BEGIN');
  await client.query('SELECT FROM ruptura.sessao_analise FOR UPDATE');
  const sweeping = made.runs.sweep();
  const waiting = async (beginning: string): Promise<boolean> => {
    const { rowCount } = await database.pool.query(
      `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND ltrim(query, E' \\n') LIKE $1`,
      [beginning],
    );
    return rowCount === 1;
  };
  await eventually(() => waiting('DELETE FROM ruptura.sessao_analise%'));
  const asked = expect(made.runs.find(run.id, null)).rejects.toMatchObject({ code: 'SESSAO_NAO_ENCONTRADA' });
  await client.query('COMMIT');
  await client.end();
  await sweeping;
  await asked;
  expect(await isStored()).toBe(false);
});
