/** Clients of a run that read slowly, or not at all: nothing piles up for them, and they have everything in the end. */
import type { IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FastifyInstance, fastify } from 'fastify';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EventStreamOptions } from '../../src/http/event-stream.ts';
import { giveContext } from '../../src/http/request-context.ts';
import { runRoutes } from '../../src/http/routes/runs.ts';
import type { TypedServer } from '../../src/http/typed-server.ts';
import {
  addSmallOrders,
  eventParser,
  expectWhole,
  type ListeningServer,
  loadOrders,
  openListening,
  openStream,
  ordersOf,
  type ReceivedEvent,
  readStream,
  startRun,
  statusAfterLast,
  streamPath,
} from './support.ts';

/** What the server's stream buffer holds before it asks to wait, and one piece of an event above it. */
const MOST_WAITING = 192 * 1024;
let test: ListeningServer;
let server: FastifyInstance;
let url: string;
let served: Socket[];

beforeEach(async () => {
  test = await openListening();
});

afterEach(async () => {
  for (const socket of served) socket.destroy();
  await server.close();
  await test.close();
});

/** The routes of runs on a server of their own, whose ends of the connections the test sees. */
async function serve(options: EventStreamOptions = {}): Promise<void> {
  served = [];
  server = fastify({ logger: false });
  giveContext(server);
  runRoutes(server as unknown as TypedServer, test, options);
  server.server.on('connection', (socket: Socket) => served.push(socket));
  await server.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
}

/** 2,000 orders of a distributor: some 10 MB of answers, more than lies between a server and a client. */
async function demoOrders(): Promise<string[]> {
  await loadOrders(test.database, 2000);
  const { rows } = await test.database.pool.query<{ num_pedido: string }>(
    'SELECT DISTINCT num_pedido FROM carteira_principal WHERE qtd_saldo_produto_pedido > 0',
  );
  return rows.map((row) => row.num_pedido);
}

/** Takes 1,000 bytes ten times a second; the most that waited for it in the server meanwhile. */
async function readSlowly(
  response: IncomingMessage,
  take: (chunk: Buffer) => void,
  duration: number,
): Promise<number> {
  let waiting = 0;
  for (const end = performance.now() + duration; performance.now() < end; await sleep(100)) {
    const chunk = response.read(Math.min(1000, response.readableLength || 1000)) as Buffer | null;
    if (chunk !== null) take(chunk);
    waiting = Math.max(waiting, served[0]!.writableLength);
  }
  return waiting;
}

it('a client that reads 10 kB a second is neither cut nor waited for, and nothing piles up for it', async () => {
  const codes = await demoOrders();
  await serve();
  const session = await startRun(test.url, { pedidos: codes });
  const path = streamPath(session);
  const response = await openStream(url + path, 0);
  response.pause();
  const events: ReceivedEvent[] = [];
  const take = eventParser((event) => events.push(event));
  const [waiting, others] = await Promise.all([readSlowly(response, take, 5000), readStream(test.url, path)]);
  expectWhole(others, codes);
  expect(events.length).toBeLessThan(others.length / 4);
  expect(waiting).toBeGreaterThan(0);
  expect(waiting).toBeLessThan(MOST_WAITING);
  // Ten megabytes at that rate take a quarter of an hour: the rest is read as fast as it comes, on the same connection.
  for await (const chunk of response as AsyncIterable<Buffer>) take(chunk);
  expectWhole(events, codes);
}, 60_000);

it('a client that stops reading is cut after the limit, and gets the rest when it comes back', async () => {
  const codes = await demoOrders();
  await serve({ patienceMs: 700 });
  const path = streamPath(await startRun(test.url, { pedidos: codes }));
  const response = await openStream(url + path, 0);
  response.pause();
  const events: ReceivedEvent[] = [];
  const take = eventParser((event) => events.push(event));
  const from = performance.now();
  while (served[0]!.writableLength === 0) await sleep(5);
  while (!served[0]!.destroyed) await sleep(5);
  expect(performance.now() - from).toBeGreaterThan(690);
  // What was under way before the cut still arrives.
  const rest = (async () => {
    for await (const chunk of response as AsyncIterable<Buffer>) take(chunk);
  })();
  await rest.catch(() => undefined);
  expect(ordersOf(events).length).toBeLessThan(codes.length);
  events.push(...(await readStream(url, path, { after: events.length })));
  expectWhole(events, codes);
  expect(await statusAfterLast(url, path, events)).toBe(204);
}, 60_000);

it('a thousand clients that wait for a run are told that it lives, cost little, and all get everything', async () => {
  const codes = await addSmallOrders(test.database.pool, 40);
  await serve({ heartbeatMs: 250 });
  await test.ruptura.fresh();
  const { guard } = test.analysis.workers;
  await guard.close();
  const path = streamPath(await startRun(test.url, { pedidos: codes }));
  const before = process.memoryUsage().rss;
  const clients: { readonly events: ReceivedEvent[]; text: string; ended: boolean }[] = [];
  while (clients.length < 1000) {
    const responses = await Promise.all(Array.from({ length: 50 }, () => openStream(url + path, 0)));
    for (const response of responses) {
      const client = { events: [] as ReceivedEvent[], text: '', ended: false };
      const take = eventParser((event) => client.events.push(event));
      response.on('data', (chunk: Buffer) => {
        client.text += chunk.toString();
        take(chunk);
      });
      response.on('close', () => {
        client.ended = true;
      });
      clients.push(client);
    }
  }
  await expect
    .poll(() => clients.every(({ text }) => text.includes(':\n\n')), { timeout: 10_000 })
    .toBe(true);
  expect(clients.some(({ ended }) => ended)).toBe(false);
  // Both ends of a thousand connections.
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  guard.open();
  await expect.poll(() => clients.every(({ ended }) => ended), { timeout: 20_000 }).toBe(true);
  for (const { events } of clients) expectWhole(events, codes);
}, 60_000);
