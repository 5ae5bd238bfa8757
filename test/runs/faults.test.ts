/** Runs whose workers die, that are cancelled, and written beside. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { move } from '../http/support.ts';
import { startOver } from '../support/start-over.ts';
import {
  atWork,
  expectOnce,
  getJson,
  holdWorkers,
  type ListeningServer,
  loadOpenOrders,
  openListening,
  openStream,
  post,
  readStream,
  resultsOf,
  startRun,
  streamPath,
} from './support.ts';

const WORKER = '/api/ruptura/worker';
let test: ListeningServer;

beforeAll(async () => {
  test = await openListening({ BATCH_SIZE: 5 });
});

beforeEach(async () => {
  await startOver(test.database.pool);
  test.problems.length = 0;
});

afterAll(async () => {
  await test.close();
});

describe('a worker that dies in the middle of a batch', () => {
  it('takes nothing with it: every order comes once', async () => {
    const codes = await loadOpenOrders(test, 1500);
    const session = await startRun(test.url, { pedidos: codes });
    const received = readStream(test.url, streamPath(session));
    for (let kill = 0; kill < 3; kill++) {
      const letGo = holdWorkers(test);
      await atWork(test.url, session);
      await test.analysis.workers.endWorker(kill % 2);
      await letGo();
    }
    const events = await received;
    expectOnce(events, codes);
    expect(events.at(-1)!.data).toMatchObject({ erros: 0 });
    expect(test.problems.length).toBeGreaterThan(0);
  });
});

describe('cancelling', () => {
  it('drops what waits, and the stream says so', async () => {
    const codes = await loadOpenOrders(test, 1500);
    const session = await startRun(test.url, { pedidos: codes });
    const received = readStream(test.url, streamPath(session));
    await atWork(test.url, session);
    const answer = await fetch(`${test.url}${WORKER}/sessao/${session}`, { method: 'DELETE' });
    expect(await answer.json()).toMatchObject({ success: true, cancelado: true });
    const events = await received;
    const done = resultsOf(events).length;
    expect(done).toBeLessThan(codes.length);
    expect(events.at(-1)!.data).toMatchObject({ completo: true, cancelado: true, total: done });
    const status = await getJson(test.url, `${WORKER}/status/${session}`);
    expect(status.body).toMatchObject({ completo: true, cancelado: true, processados: done });
  });
});

describe('a commit during a run', () => {
  it('is in every batch delivered after it', async () => {
    const codes = await loadOpenOrders(test, 1500);
    const session = await startRun(test.url, { pedidos: codes });
    const response = await openStream(test.url + streamPath(session), 0);
    response.destroy();
    await move(test.database.pool, 'codigo-novo', '1');
    const { version } = (await test.ruptura.fresh()).book;
    const events = await readStream(test.url, streamPath(session));
    for (const result of resultsOf(events)) expect(Number(result['versao'])).toBeGreaterThanOrEqual(version);
    expectOnce(events, codes);
  });

  it('comes between batches without a torn answer, whatever is written', async () => {
    const codes = await loadOpenOrders(test, 800);
    const session = await startRun(test.url, { pedidos: codes });
    const received = readStream(test.url, streamPath(session));
    for (let write = 0; write < 60; write++) await move(test.database.pool, `novo-${write}`, '1');
    expectOnce(await received, codes);
    const page = await post(test.url, '/api/ruptura/analisar-lote-async', { pedidos: codes });
    expect(page.body).toMatchObject({ total: codes.length, erros: 0 });
  });
});
