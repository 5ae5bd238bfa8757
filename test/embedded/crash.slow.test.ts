import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isConnectionLost } from '../../src/postgres/database-errors.ts';
import type { EmbeddedEvent } from '../../src/postgres/embedded/server.ts';
import { chooseServerUser } from '../../src/postgres/embedded/server-user.ts';
import { bornAt } from '../../src/processes/process-identity.ts';
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

  it('may be killed at any moment of the start', async () => {
    const folder = await bench.readyFolder();
    for (const delay of [250, 300, 350, 400, 500]) {
      const program = bench.startProgram(folder);
      await new Promise((resolve) => setTimeout(resolve, delay));
      await program.kill();
    }
    const next = await bench.open(folder);
    expect((await next.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await next.close();
    expect(serverPid(folder)).toBeNull();
  });

  it.each(['another program', 'a zombie'])(
    'whose server left its pid to %s can be started again',
    async (kind) => {
      const folder = await bench.readyFolder();
      const { living, zombie, end } = await strangers();
      const pid = kind === 'a zombie' ? zombie : living;
      await writeFile(
        join(folder, 'pg', 'postmaster.pid'),
        `${pid}\n${join(folder, 'pg')}\n1\n5432\n/tmp\n\n`,
      );
      const next = await bench.open(folder);
      expect(next.embedded?.startedHere).toBe(true);
      await next.close();
      end();
    },
  );

  /** Processes of the server's own user: it would take their pids for its predecessor's. */
  async function strangers(): Promise<{ living: number; zombie: number; end(): void }> {
    const user = await chooseServerUser();
    const identity = user === null ? {} : { uid: user.uid, gid: user.gid };
    // The shell becomes a sleep that never asks after the child it inherited.
    const child = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], { ...identity, cwd: '/' });
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    const zombie = Number(said.toString('utf8'));
    await eventually(() => bornAt(zombie) === null);
    expect(() => process.kill(zombie, 0)).not.toThrow();
    return { living: child.pid!, zombie, end: () => child.kill() };
  }
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

  it('is restarted once when several programs share it', async () => {
    const folder = await bench.readyFolder();
    const programs = await Promise.all([bench.program(folder), bench.program(folder)]);
    process.kill(serverPid(folder)!, 'SIGKILL');
    const pids = new Set<number | null>();
    for (const program of programs) {
      // The first query may still meet the connection that broke.
      const rows = await eventually(async () => await program.ask<unknown[]>('retry', 'SELECT 1 AS one'));
      expect(rows).toEqual([{ one: 1 }]);
      pids.add(serverPid(folder));
    }
    const [again] = pids;
    expect([...pids]).toEqual([expect.any(Number)]);
    await programs[0].close();
    expect(serverPid(folder)).toBe(again);
    await programs[1].close();
    expect(serverPid(folder)).toBeNull();
  });
});
