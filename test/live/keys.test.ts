/** The live stream that tells only whose answers changed: small, for any number of pages of a large book. */
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LiveKeys } from '../../src/contract/live-wire.ts';
import { addLine, ask, move, openTestServer, type TestServer } from '../http/support.ts';
import { follow, type LiveClient, listen } from './support.ts';

let test: TestServer;
let address: string;
let writer: pg.Client;
let clients: LiveClient[];

beforeEach(async () => {
  await open();
});

afterEach(async () => {
  await shut();
});

async function open(today?: null): Promise<void> {
  test = await openTestServer(today === null ? { today } : {});
  address = await listen(test.server);
  writer = await test.database.connect();
  clients = [];
}

async function shut(): Promise<void> {
  for (const client of clients) client.close();
  await writer.end();
  await test.close();
}

async function watch(query = 'todos=1', headers: Record<string, string> = {}): Promise<LiveClient> {
  const client = await follow(`${address}/api/ao-vivo?${query}&detalhe=chaves`, headers);
  clients.push(client);
  return client;
}

function keysOf(client: LiveClient): readonly LiveKeys[] {
  return client.events as unknown as readonly LiveKeys[];
}

/** Every code told, the first event left out. */
function ordersTold(client: LiveClient): string[] {
  return [...new Set(keysOf(client).flatMap((event, index) => (index === 0 ? [] : event.pedidos)))].sort();
}

/** Waits until a client was told of an order. */
async function untilTold(client: LiveClient, order: string): Promise<void> {
  await client.until(() => keysOf(client).some((event) => event.pedidos.includes(order)), `key of ${order}`);
}

/** Three orders of A, one of B. */
async function smallBook(): Promise<void> {
  await move(writer, 'A', '10');
  await move(writer, 'B', '10');
  for (const order of ['P1', 'P2', 'P3']) {
    await addLine(writer, { order, product: 'A', quantity: '5', date: '2026-03-03' });
  }
  await addLine(writer, { order: 'P4', product: 'B', quantity: '5', date: '2026-03-03' });
}

/** So many orders of product A, each of one line. */
async function sharedBook(orders: number): Promise<void> {
  await writer.query(
    `INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido, expedicao)
     SELECT 'P' || n, 'A', 1, date '2026-03-04' FROM generate_series(1, $1::int) AS n`,
    [orders],
  );
}

describe('a commit by another SQL client', () => {
  it('is told as the orders and products it touched, without answers', async () => {
    await smallBook();
    const client = await watch();
    const before = (await test.ruptura.fresh()).book.version;
    expect(Object.keys(keysOf(client)[0]!).sort()).toEqual(
      ['data_base', 'id', 'pedidos', 'produtos', 'timestamp', 'versao'].sort(),
    );
    expect(keysOf(client)[0]).toMatchObject({
      versao: before,
      data_base: '2026-03-02',
      pedidos: [],
      produtos: [],
    });
    await move(writer, 'A', '-8');
    await client.until((events) => events.length > 1, 'keys');
    const event = keysOf(client)[1]!;
    expect([...event.pedidos].sort()).toEqual(['P1', 'P2', 'P3']);
    expect(event.produtos).toEqual(['A']);
    expect(event.tudo).toBeUndefined();
    expect(event.versao).toBe((await test.ruptura.fresh()).book.version);
    expect(JSON.stringify(event)).not.toContain('resultados');
  });

  it('names orders that are new and orders that are gone', async () => {
    await smallBook();
    const client = await watch();
    await addLine(writer, { order: 'P5', product: 'C', quantity: '1', date: null });
    await untilTold(client, 'P5');
    await writer.query("DELETE FROM carteira_principal WHERE num_pedido = 'P4'");
    await untilTold(client, 'P4');
    expect(ordersTold(client)).toEqual(['P4', 'P5']);
  });

  it('in a burst becomes few events that name each code', async () => {
    await smallBook();
    const client = await watch();
    const began = performance.now();
    for (let i = 0; i < 40; i++) await move(writer, i % 2 === 0 ? 'A' : 'B', '1');
    const { book } = await test.ruptura.fresh();
    await client.until((events) => events.at(-1)!.versao === book.version, 'last version');
    expect(ordersTold(client)).toEqual(['P1', 'P2', 'P3', 'P4']);
    expect(client.events.length).toBeLessThanOrEqual(12 + (performance.now() - began) / 50);
  });

  it('reaches a list and the orders of a run with their own keys alone', async () => {
    await smallBook();
    const list = await watch('pedidos=P1&produtos=B');
    const answer = await ask(test.server, {
      method: 'POST',
      url: '/api/ruptura/worker/processar',
      payload: { pedidos: ['P4'] },
    });
    const run = await watch(`sessao=${String(answer.body['session_id'])}`);
    await move(writer, 'A', '-8');
    await move(writer, 'B', '-8');
    await untilTold(run, 'P4');
    await list.until(() => keysOf(list).some((event) => event.produtos.includes('B')), 'product B');
    expect(ordersTold(list)).toEqual(['P1']);
    expect(ordersTold(run)).toEqual(['P4']);
  });

  it('is told to clients of answers and of keys at once, each in their own way', async () => {
    await smallBook();
    const answers = await follow(`${address}/api/ao-vivo?todos=1`);
    clients.push(answers);
    const keys = await watch();
    await move(writer, 'B', '1');
    await untilTold(keys, 'P4');
    await answers.until(() => answers.answersOf('P4').length === 1, 'answer of P4');
    await move(writer, 'B', '-1');
    await answers.until(() => answers.answersOf('P4').length === 2, 'the change back');
  });

  it('that touches more than 2,000 codes says to ask again, and names those written themselves', async () => {
    await sharedBook(2100);
    const client = await watch();
    await move(writer, 'A', '-1');
    await client.until((events) => events.some((event) => event.tudo === true), 'tudo');
    await sleep(30);
    const few = await watch();
    await writer.query("UPDATE carteira_principal SET qtd_saldo_produto_pedido = 2 WHERE num_pedido = 'P7'");
    await untilTold(few, 'P7');
    await few.until((events) => events.some((event) => event.tudo === true), 'tudo');
    expect(keysOf(few).every((event) => event.pedidos.length + event.produtos.length <= 2000)).toBe(true);
  });

  it('that touches 1,900 codes names them all', async () => {
    await sharedBook(1900);
    const client = await watch();
    await move(writer, 'A', '-1');
    await client.until((events) => events.length > 1, 'keys');
    expect(keysOf(client)[1]!.pedidos).toHaveLength(1900);
    expect(keysOf(client)[1]!.tudo).toBeUndefined();
  });
});

describe('a client that comes back', () => {
  it('is told the keys of what it missed, also when nobody watched', async () => {
    await smallBook();
    const first = await watch();
    first.close();
    await sleep(50);
    await move(writer, 'B', '-8');
    const second = await watch('todos=1', { 'last-event-id': first.lastId });
    expect(keysOf(second)[0]).toMatchObject({ pedidos: ['P4'], produtos: ['B'] });
    second.close();
    const third = await watch('todos=1', { 'last-event-id': second.lastId });
    expect(keysOf(third)[0]).toMatchObject({ pedidos: [], produtos: [] });
    expect(keysOf(third)[0]!.tudo).toBeUndefined();
  });

  it('with the version of the answers it holds is told what changed after it', async () => {
    await smallBook();
    const { book } = await test.ruptura.fresh();
    const version = book.version;
    await move(writer, 'B', '-8');
    const client = await watch(`todos=1&desde=${version}`);
    expect(keysOf(client)[0]).toMatchObject({ pedidos: ['P4'], produtos: ['B'] });
  });

  it('with a position that says nothing here is told to ask again, a list too', async () => {
    await smallBook();
    const all = await watch('todos=1', { 'last-event-id': 'AAAAAAAA.7' });
    expect(keysOf(all)[0]!.tudo).toBe(true);
    const list = await watch('pedidos=P1', { 'last-event-id': 'AAAAAAAA.7' });
    expect(keysOf(list)[0]!.tudo).toBe(true);
  });
});

it('midnight is told as tudo with the new business date, to lists too', async () => {
  await shut();
  await open(null);
  await writer.query("CREATE TABLE ruptura.relogio AS SELECT date '2026-03-02' AS dia");
  await writer.query(
    'CREATE OR REPLACE FUNCTION ruptura.hoje() RETURNS date LANGUAGE sql STABLE AS $$ SELECT dia FROM ruptura.relogio $$',
  );
  await smallBook();
  const all = await watch();
  const list = await watch('pedidos=P1');
  await writer.query("UPDATE ruptura.relogio SET dia = '2026-03-03'");
  for (const client of [all, list]) {
    await client.until((events) => events.at(-1)!.tudo === true, 'next day');
    expect(keysOf(client).at(-1)!.data_base).toBe('2026-03-03');
  }
  const late = await watch('todos=1', { 'last-event-id': all.events[0]!.id });
  expect(keysOf(late)[0]!.tudo).toBe(true);
});

it('under the policy completa an order is named whose promise moved though it shares no product', async () => {
  await writer.query("UPDATE ruptura.configuracao SET valor = 'completa' WHERE chave = 'politica'");
  // P1 takes B only together with A; while A is missing the B it does not take is free for P2.
  await move(writer, 'B', '10');
  await addLine(writer, { order: 'P1', product: 'A', quantity: '5', date: '2026-03-03' });
  await addLine(writer, { order: 'P1', product: 'B', quantity: '10', date: '2026-03-03' });
  await addLine(writer, { order: 'P2', product: 'B', quantity: '5', date: '2026-03-04' });
  const client = await watch();
  await move(writer, 'A', '5');
  await untilTold(client, 'P2');
  expect(ordersTold(client)).toEqual(['P1', 'P2']);
});

it('an unknown detalhe is refused in JSON, with those there are', async () => {
  const answer = await ask(test.server, '/api/ao-vivo?todos=1&detalhe=tudo');
  expect(answer.status).toBe(400);
  expect(JSON.stringify(answer.body)).toContain('completo, chaves');
});

it('the reference describes the event of keys', async () => {
  const { body } = await ask(test.server, '/docs/openapi.json');
  const text = JSON.stringify((body['paths'] as Record<string, unknown>)['/api/ao-vivo']);
  expect(text).toContain('text/event-stream');
  expect(text).toContain('data_base');
});
