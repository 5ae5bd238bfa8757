/** A thousand clients are all told; one that does not read costs no memory, is told the latest, or is cut and resumes. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fastify } from 'fastify';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { giveContext } from '../../src/http/request-context.ts';
import { liveRoutes } from '../../src/http/routes/live.ts';
import type { TypedServer } from '../../src/http/typed-server.ts';
import { addLine, move, openTestServer, type TestServer } from '../http/support.ts';
import { follow, type LiveClient, listen } from './support.ts';

let test: TestServer;
let address: string;
const sockets: Socket[] = [];

beforeEach(async () => {
  test = await openTestServer();
  address = await listen(test.server);
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await test.close();
});

/** Some 150 orders of one product: a change of it is an event of about 100 kB. */
async function wideBook(): Promise<void> {
  await move(test.database.pool, 'A', '10');
  await test.database.pool.query(`
    INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido, expedicao)
    SELECT 'P' || n, 'A', 1, date '2026-03-04' FROM generate_series(1, 150) AS n`);
}

/** A client that asks and then reads only when told to. */
async function askSilently(port: number, query: string, headers = ''): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.pause();
  socket.write(`GET /api/ao-vivo?${query} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${headers}\r\n`);
  return socket;
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}

it('a thousand clients receive every change, from one rendering of it', async () => {
  await addLine(test.database.pool, { order: 'P1', product: 'A', quantity: '5', date: '2026-03-03' });
  const clients: LiveClient[] = [];
  while (clients.length < 1000) {
    const query = clients.length % 2 === 0 ? 'todos=1' : 'pedidos=P1';
    clients.push(
      ...(await Promise.all(Array.from({ length: 50 }, () => follow(`${address}/api/ao-vivo?${query}`)))),
    );
  }
  for (let i = 1; i <= 10; i++) {
    await move(test.database.pool, 'A', '1');
    await sleep(20);
  }
  const { book } = await test.ruptura.fresh();
  await Promise.all(
    clients.map((client) => client.until((events) => events.at(-1)!.versao === book.version, 'last version')),
  );
  const last = clients.map((client) => JSON.stringify(client.events.at(-1)!.resultados));
  expect(new Set(last).size).toBe(1);
  expect(last[0]).toContain('"estoque_atual":10');
  for (const client of clients) {
    expect(client.ended).toBe(false);
    client.close();
  }
}, 60_000);

it('a thousand clients are all told while twenty among them read nothing, and nothing piles up for those', async () => {
  await wideBook();
  const served: Socket[] = [];
  test.server.server.on('connection', (socket: Socket) => served.push(socket));
  const silent: Socket[] = [];
  while (silent.length < 20) silent.push(await askSilently(portOf(address), 'todos=1'));
  const clients: LiveClient[] = [];
  while (clients.length < 980) {
    const more = Array.from({ length: 49 }, () => follow(`${address}/api/ao-vivo?pedidos=P1`));
    clients.push(...(await Promise.all(more)));
  }
  const waiting = (): number[] => served.map((socket) => socket.writableLength);
  const stuck = served.slice(0, silent.length);
  for (let i = 0; i < 1000 && stuck.some((socket) => socket.writableLength === 0); i++) {
    await move(test.database.pool, 'A', '1');
    await sleep(5);
  }
  const sizes: number[] = [];
  for (let i = 0; i < 10; i++) {
    await move(test.database.pool, 'A', '1');
    await sleep(20);
    sizes.push(Math.max(...waiting()));
  }
  const { book } = await test.ruptura.fresh();
  const isLast = (events: readonly { versao: number }[]): boolean => events.at(-1)!.versao === book.version;
  await Promise.all(clients.map((client) => client.until(isLast, 'last version')));
  // An event of 150 answers is some 100 kB; two of them are the most that one client is held.
  expect(Math.max(...sizes)).toBeLessThan(300 * 1024);
  expect(clients.filter((client) => client.ended)).toEqual([]);
  expect(stuck.filter((socket) => socket.destroyed)).toEqual([]);
  await Promise.all(silent.map((socket) => readsVersion(socket, book.version)));
  for (const client of clients) client.close();
}, 90_000);

/** A client that begins to read: it comes to a version in the end. */
async function readsVersion(socket: Socket, version: number): Promise<void> {
  let tail = '';
  let found = false;
  socket.setEncoding('utf8').on('data', (part: string) => {
    tail = (tail + part).slice(-part.length - 40);
    found ||= tail.includes(`{"versao":${version},`);
  });
  socket.resume();
  for (const late = AbortSignal.timeout(20_000); !found; await sleep(10)) {
    if (late.aborted) throw new Error(`version ${version} never came`);
  }
}

it('a client that stops reading has one event waiting at most, and then gets all that changed meanwhile', async () => {
  await wideBook();
  await test.database.pool.query(`
    INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido)
    SELECT 'Q' || n, 'Z' || n, 1 FROM generate_series(1, 100) AS n`);
  const served: Socket[] = [];
  test.server.server.on('connection', (socket: Socket) => served.push(socket));
  const silent = await askSilently(portOf(address), 'todos=1');
  const watcher = await follow(`${address}/api/ao-vivo?todos=1`);
  let changes = 0;
  let waiting = 0;
  const change = async (): Promise<void> => {
    changes++;
    await move(test.database.pool, 'A', '1');
    await sleep(15);
    waiting = Math.max(waiting, served[0]!.writableLength);
  };
  // The kernel takes some megabytes before anything waits in the process.
  while (waiting === 0 && changes < 1000) await change();
  expect(waiting).toBeGreaterThan(0);
  for (let i = 1; i <= 100; i++) {
    // Each of these changes once: a client that is not told of one of them never learns it.
    await test.database.pool.query(
      'UPDATE carteira_principal SET qtd_saldo_produto_pedido = 2 WHERE num_pedido = $1',
      [`Q${i}`],
    );
    await change();
  }
  const { book } = await test.ruptura.fresh();
  await watcher.until((events) => events.at(-1)!.versao === book.version, 'last version');
  const event = JSON.stringify(watcher.events.at(-1)).length;
  const told = watcher.events.length;
  expect(waiting).toBeLessThanOrEqual(2 * event);
  watcher.close();

  let text = '';
  silent.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  silent.resume();
  const late = AbortSignal.timeout(10_000);
  while (!text.slice(-2 * event).includes(`{"versao":${book.version},`) && !late.aborted) await sleep(10);
  expect(text).toContain(`{"versao":${book.version},`);
  expect(text.slice(text.lastIndexOf('data: {"versao"'))).toContain(`"estoque_atual":${10 + changes}`);
  for (let i = 1; i <= 100; i++) expect(text).toContain(`"num_pedido":"Q${i}","pedido_ok"`);
  expect(text.split('data: ').length).toBeLessThan(told);
}, 60_000);

it('a client that takes nothing for too long is cut, and resumes where it was', async () => {
  await wideBook();
  const server = fastify({ logger: false });
  giveContext(server);
  liveRoutes(server as unknown as TypedServer, test, { patienceMs: 300 });
  const url = await listen(server);
  const served: Socket[] = [];
  server.server.on('connection', (socket: Socket) => served.push(socket));
  try {
    const first = await follow(`${url}/api/ao-vivo?todos=1`);
    first.close();
    await askSilently(portOf(url), 'todos=1', `Last-Event-ID: ${first.lastId}\r\n`);
    for (const late = AbortSignal.timeout(60_000); served.at(-1)?.destroyed !== true && !late.aborted; ) {
      await move(test.database.pool, 'A', '1');
      await sleep(15);
    }
    expect(served.at(-1)!.destroyed).toBe(true);
    const again = await follow(`${url}/api/ao-vivo?todos=1`, { 'last-event-id': first.lastId });
    expect(again.events[0]!.resultados).toHaveLength(150);
    again.close();
  } finally {
    await server.close();
  }
}, 90_000);
