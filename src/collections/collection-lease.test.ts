/** Servers on one real database; the instant is injected, so that nothing waits for a lease to end. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts';
import { Leases } from '../tasks/leases.ts';
import { holdCollection, takeCollection } from './collection-lease.ts';

const ID = '20260302-120000-abcd';
let database: TestDatabase;
let now = 0;
let problems: unknown[] = [];
const opened: Leases[] = [];
const keeping = { onProblem: (error: unknown) => void problems.push(error) };

beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  for (const leases of opened.splice(0)) await leases.close();
  await database.pool.query('TRUNCATE ruptura.posse');
  now = 0;
  problems = [];
});
afterAll(() => database.close());

type Pool = Pick<TestDatabase['pool'], 'query'>;

function server(pool: Pool = database.pool): Leases {
  const leases = new Leases(pool, { duration: 60_000, clock: () => now, ...keeping });
  opened.push(leases);
  return leases;
}

/** A run that does what it is told, and says what that was. */
function runOf() {
  const told: string[] = [];
  let end: () => void = () => undefined;
  const done = new Promise<never>((_, reject) => {
    end = () => reject(new Error('over'));
  });
  done.catch(() => undefined);
  let pausada = false;
  return {
    told,
    end: () => end(),
    done,
    snapshot: () => ({ pausada }) as never,
    pause: () => {
      pausada = true;
      told.push('pause');
    },
    resume: () => {
      pausada = false;
      told.push('resume');
    },
    cancel: (how: string) => void told.push(how),
  };
}

/** The lease of a collection was not renewed in time, as far as its server knows. */
async function beLate(leases: Leases): Promise<void> {
  now += 120_000;
  await leases.renew();
}

describe('a collection that a server runs', () => {
  it('is refused to every other server, which says who has it, and is free when its run is over', async () => {
    const [first, second] = [server(), server()];
    const run = runOf();
    const held = holdCollection(first, await takeCollection(first, ID), run, keeping);
    await expect(takeCollection(second, ID)).rejects.toMatchObject({
      code: 'COLETA_EM_OUTRO_SERVIDOR',
      params: { coleta: ID, servidor: expect.stringMatching(new RegExp(`:${process.pid}$`)) },
    });
    run.end();
    await held;
    expect(await takeCollection(second, ID)).toMatchObject({ key: ID });
    expect([run.told, problems]).toEqual([[], []]);
  });

  it('is taken over when its server is gone', async () => {
    await takeCollection(server(), ID);
    await database.pool.query("UPDATE ruptura.posse SET ate = ate - interval '1 hour'");
    expect(await takeCollection(server(), ID)).toMatchObject({ key: ID });
  });

  it('begins nothing new while nobody knows whose it is, and goes on when it is its server’s again', async () => {
    const first = server();
    const run = runOf();
    const held = holdCollection(first, await takeCollection(first, ID), run, keeping);
    await beLate(first);
    await expect.poll(() => run.told).toEqual(['pause', 'resume']);
    await expect(takeCollection(server(), ID)).rejects.toMatchObject({ code: 'COLETA_EM_OUTRO_SERVIDOR' });
    // Somebody has paused it: it stays so.
    run.pause();
    await beLate(first);
    await expect.poll(() => run.told).toEqual(['pause', 'resume', 'pause', 'pause']);
    run.end();
    await held;
  });

  it('stops at once when another server has it', async () => {
    const [first, second] = [server(), server()];
    const run = runOf();
    const held = holdCollection(first, await takeCollection(first, ID), run, keeping);
    await database.pool.query("UPDATE ruptura.posse SET ate = ate - interval '1 hour'");
    await takeCollection(second, ID);
    await first.renew();
    await held;
    expect(run.told).toEqual(['pause', 'now']);
    await expect(takeCollection(first, ID)).rejects.toMatchObject({ code: 'COLETA_EM_OUTRO_SERVIDOR' });
  });

  it('finishes what runs when the database is silent for too long', async () => {
    let isDown = false;
    const pool = {
      query: (...args: Parameters<Pool['query']>) =>
        isDown
          ? Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))
          : database.pool.query(...args),
    } as Pool;
    const first = server(pool);
    const run = runOf();
    const lease = await takeCollection(first, ID);
    const held = holdCollection(first, lease, run, { ...keeping, longestDoubt: 50 });
    isDown = true;
    await beLate(first);
    await held;
    expect(run.told).toEqual(['pause', 'finish']);
    expect(problems.length).toBeGreaterThan(0);
    isDown = false;
  });
});
