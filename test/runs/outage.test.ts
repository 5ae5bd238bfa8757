/** A database that stops in the middle of runs and comes back: nobody loses anything, nobody has to do anything. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import type { Analysis } from '../../src/app/analysis.ts';
import { openServices } from '../../src/app/open-services.ts';
import type { Ruptura } from '../../src/engine/ruptura.ts';
import { buildServer } from '../../src/http/server.ts';
import type { Database } from '../../src/postgres/database.ts';
import { migrate } from '../../src/postgres/migrate.ts';
import { Bench, serverPid } from '../embedded/support.ts';
import { move, TODAY } from '../http/support.ts';
import { testSettings } from '../http/test-settings.ts';
import { follow, listen } from '../live/support.ts';
import {
  addSmallOrders,
  eventParser,
  expectWhole,
  getJson,
  openStream,
  type ReceivedEvent,
  startRun,
  streamPath,
} from './support.ts';

/** Retries of a batch alone, without waiting for the database, are over long before an outage is. */
const RETRY = { retries: 3, backoffMs: 5 };
const bench = new Bench();
let folder: string;
let port: number;
let postgres: Database;
let ruptura: Ruptura;
let analysis: Analysis;
let problems: unknown[];
let url: string;
let close: () => Promise<void>;

beforeEach(async () => {
  folder = await bench.readyFolder();
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  port = (probe.address() as AddressInfo).port;
  probe.close();
  postgres = await bench.open(folder, { port });
  await migrate(postgres.pool);
});

afterEach(async () => {
  await close();
  await bench.closeAll();
});

afterAll(async () => {
  await bench.cleanUp();
});

/** A server on that database as on one of somebody else's: it cannot start it. */
async function serve(): Promise<void> {
  problems = [];
  const services = await openServices(testSettings(postgres.url, TODAY, { BATCH_SIZE: 5 }), {
    applicationName: 'test',
    onProblem: (_work, error) => problems.push(error),
    retry: RETRY,
  });
  ({ ruptura, analysis } = services);
  const server = await buildServer(services, { log: null });
  url = await listen(server);
  close = async () => {
    await server.close();
    await services.close();
  };
}

async function stop(): Promise<void> {
  await postgres.close();
  expect(serverPid(folder)).toBeNull();
}

async function start(): Promise<void> {
  postgres = await bench.open(folder, { port });
}

/** Waits until the server has asked the database in vain. */
async function notReached(): Promise<void> {
  await expect.poll(async () => (await getJson(url, '/api/ruptura/worker/resultado/S1')).status).toBe(503);
}

/** A client of a run that stays connected. */
async function connectTo(path: string): Promise<{ events: ReceivedEvent[]; ended: Promise<unknown> }> {
  const response = await openStream(url + path, 0);
  const events: ReceivedEvent[] = [];
  const take = eventParser((event) => events.push(event));
  response.on('data', take);
  return { events, ended: once(response, 'end') };
}

it('a run waits for it, streams stay open, and no order becomes an error', async () => {
  const codes = await addSmallOrders(postgres.pool, 4000);
  await serve();
  const path = streamPath(await startRun(url, { todos: true }));
  const client = await connectTo(path);
  while (client.events.length < 20) await sleep(1);
  await stop();
  const before = client.events.length;
  const failed = problems.length;
  // Tried again and again, and waited out each time.
  await expect.poll(() => problems.length - failed).toBeGreaterThan(5);
  expect(client.events.length).toBeLessThan(before + 50);
  expect((await getJson(url, '/api/ruptura/worker/resultado/S1')).status).toBe(503);
  await start();
  await client.ended;
  expectWhole(client.events, codes);
  expect(client.events.at(-1)!.data).toMatchObject({ erros: 0, ok: codes.length });
  expect(problems.length).toBeGreaterThan(0);
  const { rows } = await postgres.pool.query('SELECT max(tentativas) AS n FROM ruptura.sessao_lote');
  expect(rows).toEqual([{ n: 1 }]);
}, 60_000);

it('does not hold up the end of the server', async () => {
  const codes = await addSmallOrders(postgres.pool, 400);
  await serve();
  await ruptura.fresh();
  const { guard } = analysis.workers;
  await guard.close();
  await startRun(url, { pedidos: codes });
  await stop();
  guard.open();
  await notReached();
  const from = performance.now();
  await analysis.close();
  // Batches under way would be given three seconds.
  expect(performance.now() - from).toBeLessThan(2500);
  await start();
  const { rows } = await postgres.pool.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM ruptura.sessao_lote WHERE evento IS NULL',
  );
  expect(rows[0]!.n).toBeGreaterThan(0);
}, 60_000);

it('watchers of the live book are told what was committed before the server was connected again', async () => {
  await addSmallOrders(postgres.pool, 200);
  await serve();
  const list = await follow(`${url}/api/ao-vivo?pedidos=S1,S2`);
  const all = await follow(`${url}/api/ao-vivo?todos=1`);
  const isTold = (stock: number) => (): boolean =>
    JSON.stringify(list.answersOf('S1')).includes(`"estoque_atual":${stock}`);
  await stop();
  await notReached();
  await start();
  await move(postgres.pool, 'M1', '7');
  await list.until(isTold(107), 'answer after the outage');
  await all.until((events) => events.some((event) => event.tudo === true), 'tudo');
  await move(postgres.pool, 'M1', '1');
  await list.until(isTold(108), 'answer to a later commit');
  await all.until(() => all.answersOf('S1').length > 0, 'answer to a later commit');
  const late = await follow(`${url}/api/ao-vivo?pedidos=S1`, { 'last-event-id': list.lastId });
  expect([list.ended, all.ended, late.ended]).toEqual([false, false, false]);
  for (const client of [list, all, late]) client.close();
}, 60_000);
