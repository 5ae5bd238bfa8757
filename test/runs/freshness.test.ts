/**
 * While somebody commits without pause, every result of a run is right for its version and never older than what was
 * committed before it was asked for: whenever it was computed, however late it is delivered.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRandom, type Random } from '../../bench/random.ts';
import { addLine, move } from '../http/support.ts';
import { SEED } from '../oracle/seed.ts';
import {
  addSmallOrders,
  expectWhole,
  followHere,
  getJson,
  type Json,
  type ListeningServer,
  openListening,
  type ReceivedEvent,
  readStream,
  resultsOf,
  startRun,
  streamPath,
} from './support.ts';

const ORDERS = 600;
const PRODUCTS = 100;
const WORKER = '/api/ruptura/worker';
let test: ListeningServer;
let codes: string[];
let writer: Writer;

beforeEach(async () => {
  test = await openListening({ BATCH_SIZE: 5 });
  codes = await addSmallOrders(test.database.pool, ORDERS);
  const first = (await test.ruptura.fresh()).book.version;
  writer = new Writer(await test.database.connect(), first, createRandom(SEED));
});

afterEach(async () => {
  await writer.stop();
  await test.close();
});

/** Moves random stock, one commit after the other, and remembers what each version of the book must say. */
class Writer {
  readonly #client: pg.Client;
  readonly #first: number;
  readonly #random: Random;
  readonly #stock: number[][] = [Array.from({ length: PRODUCTS }, () => 100)];
  #going: Promise<void> | null = null;
  #stopped = false;

  constructor(client: pg.Client, first: number, random: Random) {
    this.#client = client;
    this.#first = first;
    this.#random = random;
  }

  /** Version of the last commit acknowledged. */
  get version(): number {
    return this.#first + this.#stock.length - 1;
  }

  async commit(): Promise<void> {
    const product = this.#random.below(PRODUCTS);
    const quantity = this.#random.between(1, 60) * (this.#random.chance(0.5) ? 1 : -1);
    await move(this.#client, `M${product}`, String(quantity));
    const stock = [...this.#stock.at(-1)!];
    stock[product]! += quantity;
    this.#stock.push(stock);
  }

  start(): void {
    this.#going = (async () => {
      while (!this.#stopped) {
        await this.commit();
        await sleep(this.#random.below(8));
      }
    })();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#going;
    await this.#client.end();
  }

  /** Of results all delivered after a version was asked for: each is no older, and says what its version says. */
  check(results: readonly Json[], oldest: number): void {
    for (const result of results) {
      expect(result['versao']).toBeGreaterThanOrEqual(oldest);
      const items = [...(result['itens'] as Json[]), ...(result['itens_disponiveis'] as Json[])];
      const product = Number(String(result['num_pedido']).slice(1)) % PRODUCTS;
      const stock = this.#stock[Number(result['versao']) - this.#first]![product]!;
      expect(items).toMatchObject([{ cod_produto: `M${product}`, estoque_atual: stock }]);
      expect(result['pedido_ok']).toBe(stock >= ORDERS / PRODUCTS);
    }
  }
}

describe(`a run under commits without pause (SEED=${SEED})`, () => {
  it('gives a client that comes back again and again nothing older than its coming', async () => {
    const random = createRandom(SEED + 1);
    const path = streamPath(await startRun(test.url, { todos: true }));
    writer.start();
    const events: ReceivedEvent[] = [];
    for (let isComplete = false, round = 0; !isComplete; round++) {
      const oldest = writer.version;
      const mostBytes = round < 12 ? 1 + random.below(60_000) : Number.POSITIVE_INFINITY;
      const more = await readStream(test.url, path, { after: events.length, mostBytes });
      // What was received may be of a commit whose acknowledgement is still on its way to the writer.
      await sleep(5);
      writer.check(resultsOf(more), oldest);
      events.push(...more);
      isComplete = events.at(-1)?.data['completo'] === true;
    }
    expectWhole(events, codes);
  }, 180_000);

  it('gives a client that comes when all is done everything as it is then', async () => {
    const path = streamPath(await startRun(test.url, { todos: true }));
    const early = await readStream(test.url, path);
    expect(resultsOf(early).every((result) => result['pedido_ok'] === true)).toBe(true);
    writer.start();
    await sleep(150);
    for (let round = 0; round < 3; round++) {
      const oldest = writer.version;
      const late = await readStream(test.url, path);
      await sleep(5);
      writer.check(resultsOf(late), oldest);
      expectWhole(late, codes);
    }
    const oldest = writer.version;
    const polled = await getJson(test.url, `${path.replace('stream', 'buscar-resultados')}?desde=0`);
    await sleep(5);
    writer.check(polled.body['resultados'] as Json[], oldest);
    expect(polled.body['resultados']).toHaveLength(codes.length);
  }, 180_000);
});

it(`a commit made on seeing an event is in all that come after it (SEED=${SEED})`, async () => {
  const session = await startRun(test.url, { todos: true });
  // Computed long before the commits below.
  await readStream(test.url, streamPath(session));
  const run = await test.analysis.runs.find(session, null);
  let seen = 0;
  let oldest = writer.version;
  let rounds = 0;
  const events = await followHere(test.analysis, run, 0, async (all) => {
    writer.check(resultsOf(all.slice(seen)), oldest);
    seen = all.length;
    rounds++;
    await writer.commit();
    oldest = writer.version;
  });
  expectWhole(events, codes);
  expect(rounds).toBeGreaterThan(2);
}, 180_000);

async function busyWorkers(session: string): Promise<number> {
  const { body } = await getJson(test.url, `${WORKER}/status/${session}`);
  return (body['workers'] as Json[]).filter((worker) => worker['estado'] === 'OCUPADO').length;
}

it('an order that appears while the workers are kept waiting is not called unknown', async () => {
  const add = (order: string): Promise<void> =>
    addLine(test.database.pool, { order, product: 'M1', quantity: '1', date: null });
  // The book grows once, with room to spare: the next order needs no more, and the workers are handed nothing new.
  await add('novo-0');
  await test.ruptura.fresh();
  const asked = ['novo-1', ...codes.slice(0, 4)];
  await readStream(test.url, streamPath(await startRun(test.url, { pedidos: asked.slice(1) })));
  const { guard } = test.analysis.workers;
  await guard.close();
  const session = await startRun(test.url, { pedidos: asked });
  await expect.poll(async () => await busyWorkers(session), { timeout: 30_000 }).toBeGreaterThan(0);
  await add('novo-1');
  // The book changes behind the same gate, which opens when that is done.
  await test.ruptura.fresh();
  const events = await readStream(test.url, streamPath(session));
  expect(resultsOf(events)[0]).toMatchObject({ success: true, num_pedido: 'novo-1' });
  expect(events.at(-1)!.data).toMatchObject({ ok: asked.length, erros: 0 });
  const now = await getJson(test.url, `${WORKER}/resultado/novo-1`);
  expect(now.body['versao']).toBe(resultsOf(events)[0]!['versao']);
});
