/** Runs whose workers die again and again, hang for as long as they may, or are outnumbered. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createRandom } from '../../bench/random.ts';
import { SEED } from '../oracle/seed.ts';
import {
  addSmallOrders,
  expectOnce,
  expectWhole,
  getJson,
  holdWorkers,
  type ListeningServer,
  loadOpenOrders,
  openListening,
  readStream,
  resultsOf,
  startRun,
  streamPath,
} from './support.ts';

const WORKER = '/api/ruptura/worker';
let test: ListeningServer;

afterEach(async () => {
  await test.close();
});

async function openWith(
  orders: number,
  settings: Parameters<typeof openListening>[0] = {},
): Promise<string[]> {
  test = await openListening(settings);
  return await loadOpenOrders(test, orders);
}

describe(`workers that die again and again (SEED=${SEED})`, () => {
  it('lose nothing of a run of 6,000 orders', async () => {
    test = await openListening({ BATCH_SIZE: 5 });
    const codes = await addSmallOrders(test.database.pool, 6000);
    const random = createRandom(SEED);
    const session = await startRun(test.url, { pedidos: codes });
    const received = readStream(test.url, streamPath(session));
    const run = await test.analysis.runs.find(session, null);
    let kills = 0;
    // At least half a run between the first death and the last, wherever they strike; a batch that loses four workers
    // would rightly be given up.
    for (; kills < 10 && run.finishedAt === null; kills++) {
      await sleep(random.below(60));
      await test.analysis.workers.endWorker(random.below(2));
    }
    const events = await received;
    expectWhole(events, codes);
    expect(kills).toBeGreaterThan(2);
    expect(run.batches.filter((batch) => batch.state === 'failed')).toEqual([]);
  }, 60_000);
});

describe('a batch behind one that takes too long', () => {
  it('is asked again as if nothing had been: it has used up no attempt', async () => {
    const codes = (await openWith(100, { LOTE_TIMEOUT_S: 2, NUM_WORKERS: 1, BATCH_SIZE: 10 })).slice(0, 40);
    await readStream(test.url, streamPath(await startRun(test.url, { pedidos: codes })));
    const letGo = holdWorkers(test);
    const session = await startRun(test.url, { pedidos: codes });
    const received = readStream(test.url, streamPath(session));
    while (test.problems.length === 0) await sleep(5);
    await letGo();
    expectWhole(await received, codes);
    const run = await test.analysis.runs.find(session, null);
    expect(run.batches.map((batch) => batch.attempts).sort()).toEqual([1, 1, 1, 2]);
    expect(test.problems).toHaveLength(1);
  }, 60_000);
});

describe('a batch that never ends', () => {
  it('is tried again, then its orders are reported and the run completes', async () => {
    const codes = (await openWith(100, { LOTE_TIMEOUT_S: 1, NUM_WORKERS: 1 })).slice(0, 20);
    await readStream(test.url, streamPath(await startRun(test.url, { pedidos: codes })));
    const letGo = holdWorkers(test);
    const events = await readStream(test.url, streamPath(await startRun(test.url, { pedidos: codes })));
    await letGo();
    expectOnce(events, codes);
    expect(events.at(-1)!.data).toMatchObject({ ok: 0, em_ruptura: 0, erros: 20, progresso: 100 });
    expect(resultsOf(events)[0]).toMatchObject({ success: false, codigo: 'PEDIDO_NAO_ANALISADO' });
    const { rows } = await test.database.pool.query(
      'SELECT estado FROM ruptura.sessao_lote WHERE erros = 20',
    );
    expect(rows).toEqual([{ estado: 'FALHOU' }]);
  }, 60_000);
});

describe('many runs at once', () => {
  it('all advance together, and all get everything', async () => {
    const codes = await openWith(1000, { BATCH_SIZE: 5 });
    await test.ruptura.fresh();
    const letGo = holdWorkers(test);
    const lists = Array.from({ length: 64 }, (_, n) => codes.slice(5 * n, 5 * n + 100));
    const ids = await Promise.all(lists.map((pedidos) => startRun(test.url, { pedidos })));
    const runs = await Promise.all(ids.map((id) => test.analysis.runs.find(id, null)));
    let leastAtFirstEnd: number | null = null;
    const received = ids.map(async (id) => {
      const events = await readStream(test.url, streamPath(id));
      leastAtFirstEnd ??= Math.min(...runs.map((run) => run.progress));
      return events;
    });
    await letGo();
    const one = await getJson(test.url, `${WORKER}/resultado/${codes[0]!}`);
    expect(one).toMatchObject({ status: 200, body: { num_pedido: codes[0] } });
    expect(runs.some((run) => run.finishedAt !== null)).toBe(false);
    for (const [n, events] of (await Promise.all(received)).entries()) expectWhole(events, lists[n]!);
    // The first had four of its twenty batches in hand before the others came.
    expect(leastAtFirstEnd).toBeGreaterThanOrEqual(70);
  }, 60_000);

  it('are served in turn: a short one does not wait for the long ones', async () => {
    const codes = await openWith(1000);
    const long = await Promise.all(
      Array.from({ length: 63 }, () => startRun(test.url, { pedidos: codes.slice(0, 400) })),
    );
    const short = await startRun(test.url, { pedidos: codes.slice(0, 40) });
    await readStream(test.url, streamPath(short));
    const one = await getJson(test.url, `${WORKER}/resultado/${codes[0]!}`);
    expect(one.status).toBe(200);
    const statuses = await Promise.all(long.map((id) => getJson(test.url, `${WORKER}/status/${id}`)));
    expect(statuses.filter(({ body }) => body['completo'] === true).length).toBeLessThan(5);
    for (const id of long) expectOnce(await readStream(test.url, streamPath(id)), codes.slice(0, 400));
  }, 90_000);
});
