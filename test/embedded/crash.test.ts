import { afterAll, describe, expect, it } from 'vitest';
import { isConnectionLost } from '../../src/postgres/database-errors.ts';
import type { EmbeddedEvent } from '../../src/postgres/embedded/server.ts';
import { Bench, eventually, serverPid } from './support.ts';

const bench = new Bench();
afterAll(async () => await bench.cleanUp());

async function write(folder: string, rows: number): Promise<void> {
  const program = await bench.program(folder);
  await program.ask('query', `CREATE TABLE fato AS SELECT generate_series(1, ${rows}) AS n`);
  await program.kill();
}

describe('a killed program', () => {
  it('leaves its server to the next one, with everything that was acknowledged', async () => {
    const folder = await bench.readyFolder();
    await write(folder, 100);
    const left = serverPid(folder);
    expect(left).not.toBeNull();
    const next = await bench.open(folder);
    expect(next.embedded?.startedHere).toBe(false);
    expect(next.embedded?.pid()).toBe(left);
    expect((await next.pool.query('SELECT count(*)::int AS n FROM fato')).rows).toEqual([{ n: 100 }]);
    await next.close();
    expect(serverPid(folder)).toBeNull();
  });

  it('together with its server loses nothing acknowledged', async () => {
    const folder = await bench.readyFolder();
    await write(folder, 100);
    process.kill(serverPid(folder)!, 'SIGKILL');
    await eventually(() => serverPid(folder) === null);
    const next = await bench.open(folder);
    expect(next.embedded?.startedHere).toBe(true);
    expect((await next.pool.query('SELECT count(*)::int AS n FROM fato')).rows).toEqual([{ n: 100 }]);
    await next.close();
  });
});

describe('a server killed under a running program', () => {
  it('comes back at the same address, with everything that was acknowledged', async () => {
    const folder = await bench.readyFolder();
    const events: EmbeddedEvent['kind'][] = [];
    const database = await bench.open(folder, { onEvent: (event) => events.push(event.kind) });
    const listener = await database.connect();
    await database.pool.query('CREATE TABLE fato AS SELECT 7 AS n');
    const before = database.embedded!.pid();
    process.kill(before, 'SIGKILL');
    await expect(lastAnswer(async () => await listener.query('SELECT pg_sleep(10)'))).resolves.toBe(true);
    await eventually(() => events.includes('restored'));
    expect(events).toEqual(['lost', 'restored']);
    expect(database.embedded!.pid()).not.toBe(before);
    expect(await eventually(async () => await count(database.pool))).toBe(1);
    await database.close();
    expect(serverPid(folder)).toBeNull();
  });

  /** True when the query failed as a lost connection. */
  async function lastAnswer(query: () => Promise<unknown>): Promise<boolean> {
    try {
      await query();
      return false;
    } catch (error) {
      return isConnectionLost(error);
    }
  }

  async function count(pool: {
    query(sql: string): Promise<{ rowCount: number | null }>;
  }): Promise<number | null> {
    return await pool.query('SELECT n FROM fato').then(
      (result) => result.rowCount,
      () => null,
    );
  }
});
