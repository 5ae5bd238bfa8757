import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Bench, serverPid } from './support.ts';

const bench = new Bench();
afterAll(async () => await bench.cleanUp());

describe('several programs on the same data', () => {
  it('share one server; the last one out stops it', async () => {
    const folder = await bench.readyFolder();
    const first = await bench.program(folder);
    const second = await bench.program(folder);
    const pid = serverPid(folder);
    expect((await second.opened).startedHere).toBe(false);
    expect((await second.opened).url).toBe((await first.opened).url);

    await first.close();
    expect(serverPid(folder)).toBe(pid);
    expect(await second.ask('query', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await second.ask('others')).toEqual([]);
    await second.close();
    expect(serverPid(folder)).toBeNull();
  });

  it('do not count one that was killed', async () => {
    const folder = await bench.readyFolder();
    const killed = await bench.program(folder);
    const other = await bench.program(folder);
    await killed.kill();
    await other.close();
    expect(serverPid(folder)).toBeNull();
  });

  it('may all make the first start at once', async () => {
    const folder = await bench.emptyFolder();
    const programs = Array.from({ length: 4 }, () => bench.startProgram(folder));
    const opened = await Promise.all(programs.map((program) => program.opened));
    expect(opened.filter((answer) => answer.startedHere)).toHaveLength(1);
    expect(new Set(opened.map((answer) => answer.url)).size).toBe(1);
    for (const program of programs) expect(await program.ask('others')).toHaveLength(3);
    await Promise.all(programs.map((program) => program.close()));
    expect(serverPid(folder)).toBeNull();
    expect(await readdir(join(folder, 'lock'))).toEqual([]);
    expect(await readdir(join(folder, 'processes'))).toEqual([]);
  });

  it('may leave and join at the same moment', async () => {
    const folder = await bench.readyFolder();
    const rounds = Array.from({ length: 12 }, async (_, n) => {
      await new Promise((resolve) => setTimeout(resolve, n * 15));
      const database = await bench.open(folder);
      expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
      await database.close();
    });
    await Promise.all(rounds);
    expect(serverPid(folder)).toBeNull();
  });

  it('outlive the interrupt key of the terminal that started the server', async () => {
    const folder = await bench.readyFolder();
    const first = await bench.program(folder, { group: true });
    const second = await bench.program(folder, { group: true });
    process.kill(-first.pid, 'SIGINT');
    await new Promise((resolve) => first.child.once('exit', resolve));
    expect(await second.ask('query', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await second.close();
    expect(serverPid(folder)).toBeNull();
  });
});
