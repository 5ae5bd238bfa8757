import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts';
import { SmallBook } from '../../test/support/small-book.ts';
import { projectionAnswer } from '../projection/projection-answer.ts';
import { Leases } from '../tasks/leases.ts';
import { Election, isStillElected } from './election.ts';
import { deleteSaved, saveProjections } from './saved-projections.ts';

let database: TestDatabase;
let now: number;
const made: Leases[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});

beforeEach(async () => {
  now = 0;
  await database.pool.query('TRUNCATE ruptura.posse, estoque_projecao_cache');
});

// Also of those that were stopped: their timers go on.
afterEach(async () => {
  await Promise.all(made.splice(0).map((leases) => leases.close()));
});

afterAll(async () => await database.close());

function candidate(): { readonly election: Election; readonly leases: Leases } {
  const onProblem = (error: unknown): never => {
    throw error;
  };
  const leases = new Leases(database.pool, { onProblem, duration: 60_000, clock: () => now });
  made.push(leases);
  return { leases, election: new Election(leases) };
}

/** As if whoever is elected had been stopped for longer than its lease. */
async function expire(): Promise<void> {
  await database.pool.query(`UPDATE ruptura.posse SET ate = 'epoch'`);
}

async function elected(owner: string): Promise<boolean> {
  const client = await database.pool.connect();
  try {
    return await isStillElected(client, owner);
  } finally {
    client.release();
  }
}

/** Saves a projection as an owner; whether it was written. */
async function save(owner: string): Promise<boolean> {
  const book = new SmallBook();
  book.move('A', 1);
  const answer = projectionAnswer((await book.fresh()).book, 'A', null, '');
  const client = await database.pool.connect();
  try {
    return await saveProjections(client, [{ answer, milliseconds: 1 }], 0, owner);
  } finally {
    client.release();
  }
}

async function rows(): Promise<number> {
  return (await database.pool.query('SELECT FROM estoque_projecao_cache')).rowCount!;
}

it('elects one of many, and the next when that one resigns', async () => {
  const [first, second] = [candidate().election, candidate().election];
  expect(first.standing).toBe('waiting');
  expect([await first.stand(), await second.stand()]).toEqual([true, false]);
  expect([first.standing, second.standing]).toEqual(['elected', 'elsewhere']);
  expect(await first.stand()).toBe(false);
  await first.resign();
  expect(first.standing).toBe('waiting');
  expect(await second.stand()).toBe(true);
  await second.resign();
});

it('elects another when the elected one is not heard of for longer than its lease, and that one learns of it', async () => {
  const stopped = candidate();
  const { election: next } = candidate();
  await stopped.election.stand();
  await expire();
  expect(await next.stand()).toBe(true);
  await stopped.leases.renew();
  expect(stopped.election.standing).toBe('waiting');
  expect(await stopped.election.stand()).toBe(false);
  expect(stopped.election.standing).toBe('elsewhere');
  await next.resign();
});

it('does not count as elected from the moment that a renewal comes too late, whatever the database says', async () => {
  const late = candidate();
  await late.election.stand();
  now = 60_000;
  await late.leases.renew();
  expect(late.election.standing).toBe('waiting');
});

it('lets only the elected one write, even one that does not know yet', async () => {
  const { election: stopped } = candidate();
  const { election: next } = candidate();
  await stopped.stand();
  expect([await elected(stopped.owner), await save(stopped.owner), await rows()]).toEqual([true, true, 1]);
  await expire();
  expect([await elected(stopped.owner), await save(stopped.owner)]).toEqual([false, false]);
  await next.stand();
  expect([stopped.standing, await save(stopped.owner)]).toEqual(['elected', false]);
  const client = await database.pool.connect();
  await deleteSaved(client, ['A'], stopped.owner);
  expect(await rows()).toBe(1);
  await deleteSaved(client, ['A'], next.owner);
  client.release();
  expect(await rows()).toBe(0);
  await next.resign();
});

it('keeps whoever would take over waiting until a statement of the elected one has ended', async () => {
  const { election: working } = candidate();
  const { election: next } = candidate();
  await working.stand();
  const client = await database.pool.connect();
  await client.query('BEGIN');
  expect(await isStillElected(client, working.owner)).toBe(true);
  let taken = false;
  const takeover = (async () => {
    await database.pool.query(`UPDATE ruptura.posse SET ate = 'epoch'`);
    taken = await next.stand();
  })();
  await expect
    .poll(async () => {
      const { rows: waiting } = await client.query(
        `SELECT FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'`,
      );
      return waiting.length;
    })
    .toBeGreaterThan(0);
  expect(taken).toBe(false);
  await client.query('COMMIT');
  client.release();
  await takeover;
  expect(taken).toBe(true);
  await next.resign();
});
