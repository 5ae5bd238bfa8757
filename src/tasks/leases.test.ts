/** Owners on a real database; the instants are injected, or moved in the table, so that nothing waits. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/postgres.ts';
import { Leases } from './leases.ts';

const DURATION = 60_000;
let database: TestDatabase;
let problems: unknown[] = [];
let now = 0;
const opened: Leases[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});

afterEach(async () => {
  for (const leases of opened.splice(0)) await leases.close();
  await database.pool.query('TRUNCATE ruptura.posse');
  problems = [];
  now = 0;
});

afterAll(async () => {
  await database.close();
});

/** A process of its own, as far as the table knows. */
function process(pool: Pick<TestDatabase['pool'], 'query'> = database.pool): Leases {
  const onProblem = (error: unknown): void => void problems.push(error);
  const leases = new Leases(pool, { duration: DURATION, clock: () => now, onProblem });
  opened.push(leases);
  return leases;
}

async function rows(): Promise<readonly { chave: string; dono: string; left: number }[]> {
  const found = await database.pool.query(
    `SELECT chave, dono, extract(epoch FROM ate - clock_timestamp())::float8 AS left FROM ruptura.posse ORDER BY 1`,
  );
  return found.rows;
}

/** As if so long had passed for the database since every lease was taken. */
async function pass(milliseconds: number): Promise<void> {
  await database.pool.query('UPDATE ruptura.posse SET ate = ate - make_interval(secs => $1)', [
    milliseconds / 1000,
  ]);
}

describe('a piece of work', () => {
  it('is one process’ alone, until it is let go of', async () => {
    const [first, second] = [process(), process()];
    const lease = await first.take('coleta', 'a');
    expect(lease).toMatchObject({ kind: 'coleta', key: 'a' });
    expect(await second.take('coleta', 'a')).toBeNull();
    expect(await first.take('coleta', 'a')).toBeNull();
    expect(await second.take('coleta', 'b')).not.toBeNull();
    expect(await second.take('importacao', 'a')).not.toBeNull();
    await lease!.release();
    expect(lease!.lost.aborted).toBe(false);
    expect(await second.take('coleta', 'a')).not.toBeNull();
  });

  it('asked for by many at the same moment goes to one of them', async () => {
    const many = Array.from({ length: 12 }, () => process());
    const taken = await Promise.all(
      many.flatMap((leases) => [leases.take('coleta', 'a'), leases.take('coleta', 'a')]),
    );
    expect(taken.filter((lease) => lease !== null)).toHaveLength(1);
    expect(await rows()).toHaveLength(1);
  });

  it('names its owner by machine and process, and nobody can guess the rest', async () => {
    const [first, second] = [process(), process()];
    await first.take('coleta', 'a');
    expect((await rows())[0]!.dono).toBe(first.owner);
    expect(first.owner).toMatch(new RegExp(`^[^:]+:${globalThis.process.pid}:.*:[\\w-]{16}$`));
    expect(second.owner).not.toBe(first.owner);
  });

  it('of an owner that was killed is taken when its time is over, not before', async () => {
    const [killed, next] = [process(), process()];
    await killed.take('coleta', 'a');
    await pass(DURATION - 5000);
    expect(await next.take('coleta', 'a')).toBeNull();
    await pass(5000);
    expect(await next.take('coleta', 'a')).not.toBeNull();
    expect((await rows())[0]!.dono).toBe(next.owner);
  });

  it('of an owner that was killed on this machine is taken at once', async () => {
    const [killed, next] = [process(), process()];
    await killed.take('coleta', 'a');
    await killed.take('coleta', 'b');
    const gone = killed.owner.replace(/^([^:]+):(\d+):[^:]+/, '$1:$2:another-birth');
    await database.pool.query('UPDATE ruptura.posse SET dono = $1', [gone]);
    expect(await next.take('coleta', 'a')).not.toBeNull();
    expect((await rows()).map((row) => row.dono)).toEqual([next.owner]);
  });

  it('is let go of with everything else when its owner closes', async () => {
    const owner = process();
    await owner.take('coleta', 'a');
    await owner.take('coleta', 'b');
    await owner.close();
    expect(await rows()).toEqual([]);
  });
});

describe('an owner that lives', () => {
  it('keeps its work however long it takes', async () => {
    const [owner, other] = [process(), process()];
    const lease = await owner.take('coleta', 'a');
    for (let third = 0; third < 6; third++) {
      now += DURATION / 3;
      await pass(DURATION / 3);
      await owner.renew();
    }
    expect((await rows())[0]!.left).toBeGreaterThan(DURATION / 1000 - 5);
    expect(await other.take('coleta', 'a')).toBeNull();
    expect(lease!.lost.aborted).toBe(false);
  });

  it('renews by itself', async () => {
    const leases = new Leases(database.pool, { duration: 300, onProblem: (error) => problems.push(error) });
    opened.push(leases);
    await leases.take('coleta', 'a');
    await database.pool.query(`UPDATE ruptura.posse SET ate = 'epoch'`);
    await expect.poll(async () => (await rows())[0]!.left, { timeout: 20_000 }).toBeGreaterThan(-60);
  });
});

describe('an owner that was stopped and goes on', () => {
  it('hears that another has its work, and leaves it alone from then on', async () => {
    const [stopped, next] = [process(), process()];
    const lease = await stopped.take('coleta', 'a');
    await stopped.take('coleta', 'b');
    await pass(DURATION);
    await next.take('coleta', 'a');
    await stopped.renew();
    expect(lease!.lost.aborted).toBe(true);
    await lease!.release();
    const owners = (await rows()).map((row) => row.dono);
    expect(owners).toEqual([next.owner, stopped.owner]);
  });

  it('counts as lost what it could not renew in time, and may take it again', async () => {
    const owner = process();
    const lease = await owner.take('coleta', 'a');
    now += DURATION;
    await owner.renew();
    expect(lease!.lost.aborted).toBe(true);
    const again = await owner.take('coleta', 'a');
    expect(again!.lost.aborted).toBe(false);
  });
});

describe('a database that cannot be asked', () => {
  it('costs no lease before its time is over, and every lease after', async () => {
    const isDown = { value: false };
    const query = (async (...args: Parameters<TestDatabase['pool']['query']>) => {
      if (isDown.value) throw new Error('Connection terminated');
      return await database.pool.query(...args);
    }) as unknown as TestDatabase['pool']['query'];
    const owner = process({ query });
    const lease = await owner.take('coleta', 'a');
    isDown.value = true;
    now += DURATION - 1;
    await owner.renew();
    expect(lease!.lost.aborted).toBe(false);
    expect(problems).toHaveLength(1);
    now += 1;
    await owner.renew();
    expect(lease!.lost.aborted).toBe(true);
  });

  it('that hangs does not hide that the time is over', async () => {
    let hang: () => Promise<void> = async () => undefined;
    const query = (async (...args: Parameters<TestDatabase['pool']['query']>) => {
      await hang();
      return await database.pool.query(...args);
    }) as unknown as TestDatabase['pool']['query'];
    const owner = process({ query });
    const lease = await owner.take('coleta', 'a');
    let answer = (): void => undefined;
    hang = () => new Promise((resolve) => (answer = resolve));
    const first = owner.renew();
    now += DURATION;
    const second = owner.renew();
    expect(lease!.lost.aborted).toBe(true);
    answer();
    await Promise.all([first, second]);
  });
});
