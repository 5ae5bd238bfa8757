/** The live stream that tells only whose answers changed: small, for any number of pages of a large book. */
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LiveKeys } from '../../src/contract/live-wire.ts';
import { ask, move } from '../http/support.ts';
import { type LiveBench, type LiveClient, openLiveBench, smallBook } from './support.ts';

let bench: LiveBench;
let writer: pg.Client;

beforeAll(async () => {
  bench = await openLiveBench();
  ({ writer } = bench);
});

beforeEach(async () => await bench.startOver());
afterAll(async () => await bench.close());

function watch(query = 'todos=1'): Promise<LiveClient> {
  return bench.watch(`${query}&detalhe=chaves`);
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

describe('a commit by another SQL client', () => {
  it('is told as the orders and products it touched, without answers', async () => {
    await smallBook(writer);
    const client = await watch();
    const before = (await bench.test.ruptura.fresh()).book.version;
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
    expect(event.versao).toBe((await bench.test.ruptura.fresh()).book.version);
    expect(JSON.stringify(event)).not.toContain('resultados');
  });

  it('reaches a list and the orders of a run with their own keys alone', async () => {
    await smallBook(writer);
    const list = await watch('pedidos=P1&produtos=B');
    const answer = await ask(bench.test.server, {
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
});

describe('a note', () => {
  const note = (order: string, text: string): Promise<unknown> =>
    writer.query(
      `INSERT INTO anotacao_pedido (num_pedido, nota) VALUES ($1, $2)
       ON CONFLICT (num_pedido) DO UPDATE SET nota = EXCLUDED.nota`,
      [order, text],
    );

  it('is told as its order, gone or not, and moves the version; no answer is another', async () => {
    await smallBook(writer);
    const keys = await watch();
    const answers = await bench.watch('todos=1');
    const before = (await bench.test.ruptura.fresh()).book.version;
    await note('P1', 'liga');
    await untilTold(keys, 'P1');
    await note('P-gone', 'saiu');
    await untilTold(keys, 'P-gone');
    expect(keysOf(keys).flatMap((event) => event.produtos)).toEqual([]);
    expect((await bench.test.ruptura.fresh()).book.version).toBe(before + 2);
    // What watchers of answers are told next is of a change of an answer.
    await move(writer, 'A', '-8');
    await answers.until((events) => events.length > 1, 'answers');
    expect(answers.events[1]!.resultados!.map((one) => one['num_pedido'])).toContain('P1');
    expect(answers.events).toHaveLength(2);
  });

  it('is told to who comes back and has missed it', async () => {
    await smallBook(writer);
    const stays = await watch();
    const leaves = await watch();
    leaves.close();
    await note('P2', 'liga');
    await untilTold(stays, 'P2');
    const back = await bench.watch('todos=1&detalhe=chaves', { 'last-event-id': leaves.lastId });
    expect(keysOf(back)[0]!.pedidos).toEqual(['P2']);
  });

  it('of very many orders at once is told as everything, without a new book', async () => {
    await smallBook(writer);
    const client = await watch();
    const book = (await bench.test.ruptura.fresh()).book;
    await writer.query(
      `INSERT INTO anotacao_pedido (num_pedido, responsavel) SELECT 'N' || n, 'Ana' FROM generate_series(1, 21000) n`,
    );
    await client.until(() => keysOf(client).some((event) => event.tudo === true), 'everything');
    const now = (await bench.test.ruptura.fresh()).book;
    expect(now).toBe(book);
    expect(now.notes.size).toBe(21_000);
  });
});

it('an unknown detalhe is refused in JSON, with those there are', async () => {
  const answer = await ask(bench.test.server, '/api/ao-vivo?todos=1&detalhe=tudo');
  expect(answer.status).toBe(400);
  expect(JSON.stringify(answer.body)).toContain('completo, chaves');
});

it('the reference describes the event of keys', async () => {
  const { body } = await ask(bench.test.server, '/docs/openapi.json');
  const text = JSON.stringify((body['paths'] as Record<string, unknown>)['/api/ao-vivo']);
  expect(text).toContain('text/event-stream');
  expect(text).toContain('data_base');
});
