import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { chooseServerUser } from '../../src/postgres/embedded/server-user.ts';
import { bornAt } from '../../src/processes/process-identity.ts';
import { Bench, eventually, serverPid } from './support.ts';

const bench = new Bench();
afterAll(async () => await bench.cleanUp());

describe('a killed program', () => {
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

describe('a server killed under several programs', () => {
  it('is restarted once', async () => {
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
