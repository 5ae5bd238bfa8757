/** Runs of 20,000 orders: whoever connects late, or breaks off again and again, has everything in the end. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../bench/random.ts';
import { SEED } from '../oracle/seed.ts';
import {
  addSmallOrders,
  expectWhole,
  getJson,
  type ListeningServer,
  openListening,
  openStream,
  ordersOf,
  type ReceivedEvent,
  readStream,
  startRun,
  statusAfterLast,
  streamPath,
} from './support.ts';

const ORDERS = 20_000;
const BATCHES = ORDERS / 20;
/** A run that comes meanwhile is accepted and takes its turn in milliseconds; on a busy machine those last longer. */
const MOST_MEANWHILE = BATCHES / 4;
const WORKER = '/api/ruptura/worker';
const random = createRandom(SEED);
let test: ListeningServer;
let codes: string[];

beforeAll(async () => {
  test = await openListening();
  codes = await addSmallOrders(test.database.pool, ORDERS);
  await test.ruptura.fresh();
  // Threads start with the first work; the runs below shall meet workers that work.
  await readStream(test.url, streamPath(await startRun(test.url, { pedidos: codes.slice(0, 200) })));
});

afterAll(async () => {
  await test.close();
});

/** Breaks off ten times, after as many bytes as chance will have, and comes back each time with what it saw last. */
async function readInPieces(path: string): Promise<ReceivedEvent[]> {
  const events: ReceivedEvent[] = [];
  for (let drop = 0; drop < 10; drop++) {
    const mostBytes = 1 + random.below(900_000);
    events.push(...(await readStream(test.url, path, { after: events.length, mostBytes })));
    await sleep(random.below(20));
  }
  expect(ordersOf(events).length).toBeLessThan(ORDERS);
  events.push(...(await readStream(test.url, path, { after: events.length })));
  return events;
}

/** How many batches of other runs began after a run came and before its last batch ended; as many as there are while unknown. */
async function batchesMeanwhile(session: string): Promise<number> {
  const { rows } = await test.database.pool.query<{ ended: boolean; count: number }>(
    `SELECT bool_and(own.terminado_em IS NOT NULL) AS ended,
            (SELECT count(*)::int FROM ruptura.sessao_lote other
             WHERE other.session_id <> $1 AND other.iniciado_em > min(run.iniciada_em)
               AND other.iniciado_em < max(own.terminado_em)) AS count
     FROM ruptura.sessao_lote own JOIN ruptura.sessao_analise run USING (session_id)
     WHERE own.session_id = $1`,
    [session],
  );
  return rows[0]!.ended ? rows[0]!.count : BATCHES;
}

describe(`a run of 20,000 orders (SEED=${SEED})`, () => {
  it('comes whole to a client from the start, to one a second late and to one that breaks off ten times', async () => {
    const session = await startRun(test.url, { todos: true });
    const path = streamPath(session);
    const received = await Promise.all([
      readStream(test.url, path),
      sleep(1000).then(() => readStream(test.url, path)),
      readInPieces(path),
    ]);
    for (const events of received) {
      expectWhole(events, codes);
      expect(await statusAfterLast(test.url, path, events)).toBe(204);
    }
  }, 60_000);

  it('does not make a short run wait, nor an answer without a run', async () => {
    const long = streamPath(await startRun(test.url, { todos: true }));
    const stream = await openStream(test.url + long, 0);
    stream.destroy();
    const session = await startRun(test.url, { pedidos: codes.slice(0, 20) });
    const one = getJson(test.url, `${WORKER}/resultado/${codes[7]!}`);
    expectWhole(await readStream(test.url, streamPath(session)), codes.slice(0, 20));
    expect((await one).body).toMatchObject({ success: true, num_pedido: codes[7] });
    expectWhole(await readStream(test.url, long), codes);
    await expect.poll(() => batchesMeanwhile(session)).toBeLessThan(MOST_MEANWHILE);
  }, 60_000);
});
