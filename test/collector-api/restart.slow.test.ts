import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from '../../src/collector/net/find-browser.ts';
import { type Portal, startPortal } from '../portal/start.ts';
import { storageState } from '../portal/storage-state.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import {
  begun,
  type CollectorBench,
  call,
  details,
  filesOf,
  followed,
  listOf,
  openCollectorBench,
  sendSession,
  startedProcesses,
  until,
} from './support.ts';

const SLOW = { purchases: 8, scenes: ['plain'], filesPerPurchase: 3, pageMs: 400 } as const;
const SERVER = fileURLToPath(new URL('./server-main.ts', import.meta.url));
const WORKER = 'worker-main';

type Server = Pick<CollectorBench, 'url'>;

/** Whether the collection brought everything, each purchase in one result row. */
async function mustBeWhole(server: Server, id: string, portal: Portal): Promise<void> {
  const end = await details(server, id);
  expect(end.coleta).toMatchObject({ estado: 'completed', com_sucesso: 8, total: 8 });
  for (const purchase of portal.purchases) {
    const { body } = await filesOf(server, id, purchase);
    const wanted = portal.expectedFiles(purchase).map(({ sha256 }) => sha256);
    expect([purchase, body.arquivos.map(({ sha256 }) => sha256).sort()]).toEqual([purchase, wanted.sort()]);
  }
  const { body } = await call<string>(server, `/api/coletas/${id}/resultado`);
  const rows = body.trim().split('\r\n').slice(1);
  expect(rows.map((row) => row.split(';')[1])).toEqual(portal.purchases.map(() => 'COMPLETED'));
}

/** Workers and browsers of collections that are still there. */
async function leftOver(): Promise<number> {
  return (await startedProcesses(WORKER)).length + (await startedProcesses('--remote-debugging')).length;
}

describe('a server that is stopped in the middle of a collection', () => {
  let bench: CollectorBench;

  beforeAll(async () => {
    bench = await openCollectorBench(SLOW);
  });
  afterAll(async () => {
    await bench?.close();
  });

  it('ends it cleanly, leaves no process, and goes on with it after the next start', async () => {
    const modo = findBrowser() === null ? 'http' : 'browser';
    // However slow the machine is, not all is done when the server is stopped.
    const last = bench.portal.purchases.at(-1)!;
    bench.portal.setFault(last, { on: 'page', kind: 'slow', ms: 60_000 });
    const id = await begun(bench, listOf(bench.portal.purchases), { workers: '2', modo });
    await until(bench, id, ({ coleta }) => coleta.prontos >= 1, 60_000);
    expect(await leftOver()).toBeGreaterThan(0);
    await bench.restart();
    bench.portal.setFault(last, null);
    expect(await leftOver()).toBe(0);
    const rests = await details(bench, id);
    expect(rests.coleta).toMatchObject({ estado: 'interrupted', pode_retomar: true });
    expect(rests.coleta.prontos).toBeGreaterThanOrEqual(1);
    expect(rests.coleta.prontos).toBeLessThan(8);
    expect(rests.resumo!.total.pedidos).toBe(rests.coleta.prontos);
    const { events } = await followed(bench, id);
    expect(events.map(({ completo }) => completo)).toEqual([true]);
    await call(bench, `/api/coletas/${id}/retomar`, { method: 'POST' });
    await until(bench, id, ({ coleta }) => coleta.fim !== null, 60_000);
    await mustBeWhole(bench, id, bench.portal);
  }, 150_000);
});

describe('a server that is killed in the middle of a collection', () => {
  let portal: Portal;
  let database: TestDatabase;
  let dataFolder: string;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    portal = await startPortal(SLOW);
    database = await createTestDatabase();
    dataFolder = await mkdtemp(join(tmpdir(), 'ruptura-coletas-killed-'));
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await database?.close();
    await portal?.close();
    await rm(dataFolder, { recursive: true, force: true });
  });

  const start = async (): Promise<Server & { readonly child: ChildProcess }> => {
    const child = fork(SERVER, [database.url, dataFolder, portal.base], {
      execArgv: ['--import', import.meta.resolve('tsx')],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    children.push(child);
    const [{ address }] = (await once(child, 'message')) as [{ address: { port: number } }];
    return { child, url: `http://127.0.0.1:${address.port}` };
  };

  it('leaves no worker behind, shows it as interrupted and loses nothing of it', async () => {
    const first = await start();
    await sendSession(first, JSON.stringify(await storageState(portal.base)));
    const id = await begun(first, listOf(portal.purchases), { workers: '2' });
    const before = await until(first, id, ({ coleta }) => coleta.prontos >= 2, 60_000);
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    await expect.poll(leftOver, { timeout: 15_000 }).toBe(0);

    const second = await start();
    const rests = await details(second, id);
    expect(rests.coleta).toMatchObject({ estado: 'interrupted', pode_retomar: true, fim: null });
    expect(rests.coleta.prontos).toBeGreaterThanOrEqual(before.coleta.prontos);
    expect(rests.andamento).toBeNull();
    await call(second, `/api/coletas/${id}/retomar`, { method: 'POST' });
    await until(second, id, ({ coleta }) => coleta.fim !== null, 60_000);
    await mustBeWhole(second, id, portal);
  }, 150_000);
});
