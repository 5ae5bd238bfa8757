import { readFile, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { isConnectionLost } from '../../src/postgres/database-errors.ts';
import type { EmbeddedEvent } from '../../src/postgres/embedded/server.ts';
import { withFolderLock } from '../../src/processes/folder-lock.ts';
import { Bench, eventually, failureOf, placeOf, serverPid } from './support.ts';

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

  it('stays down after a fault that only a person can mend, which is told once and is every answer from then on', async () => {
    const folder = await bench.readyFolder();
    const events: EmbeddedEvent[] = [];
    const database = await bench.open(folder, { onEvent: (event) => events.push(event) });
    const version = join(placeOf(folder).cluster, 'PG_VERSION');
    const right = await readFile(version, 'utf8');
    await writeFile(version, '9\n');
    process.kill(database.embedded!.pid(), 'SIGKILL');
    await eventually(() => events.length > 1);
    const fault = { code: 'BANCO_VERSAO_DIFERENTE' };
    const refused = await failureOf(database.connect());
    expect(refused).toMatchObject(fault);
    await writeFile(version, right);
    await database.close();
    expect(events).toMatchObject([{ kind: 'lost' }, { kind: 'given-up', error: fault }]);
    const again = await bench.open(folder);
    expect(again.embedded?.startedHere).toBe(true);
    await again.close();
  });

  it('is tried again while the fault may pass, which is told once', async () => {
    const folder = await bench.readyFolder();
    const events: EmbeddedEvent['kind'][] = [];
    const intruder = createServer();
    await eventually(() => listens(intruder, 0));
    const { port } = intruder.address() as AddressInfo;
    intruder.close();
    const database = await bench.open(folder, { port, onEvent: (event) => events.push(event.kind) });
    const place = placeOf(folder);
    // Nobody starts a server while the folder is locked.
    await withFolderLock(place.lock, async () => {
      process.kill(database.embedded!.pid(), 'SIGKILL');
      await eventually(() => serverPid(folder) === null);
      await eventually(() => listens(intruder, port));
    });
    const attempts = new Set<number>();
    await eventually(async () => {
      const { mtimeMs } = await stat(place.startLog).catch(() => ({ mtimeMs: 0 }));
      return events.includes('failed') && attempts.add(mtimeMs).size > 2;
    }, 30_000);
    intruder.close();
    await eventually(() => events.includes('restored'), 30_000);
    expect(events).toEqual(['lost', 'failed', 'restored']);
    await database.close();
  }, 90_000);

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

function listens(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
}
