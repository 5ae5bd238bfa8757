/** A run is not forgotten while a page follows its orders; how it is forgotten otherwise is tested beside its code. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../embedded/support.ts';
import { follow } from '../live/support.ts';
import {
  addSmallOrders,
  getJson,
  type ListeningServer,
  openListening,
  readStream,
  startRun,
  streamPath,
} from './support.ts';

let test: ListeningServer;

beforeAll(async () => {
  test = await openListening({ BATCH_SIZE: 5 });
});

afterAll(async () => {
  await test.close();
});

it('spares a run whose orders a page follows live, and takes it when the page has gone', async () => {
  const session = await startRun(test.url, { pedidos: await addSmallOrders(test.database.pool, 20) });
  await readStream(test.url, streamPath(session));
  const status = async (): Promise<number> =>
    (await getJson(test.url, `/api/ruptura/worker/status/${session}`)).status;
  const sweepMuchLater = async (): Promise<void> => {
    await test.database.pool.query(`UPDATE ruptura.sessao_analise SET expira_em = 'epoch'`);
    await test.analysis.runs.sweep();
  };
  const page = await follow(`${test.url}/api/ao-vivo?sessao=${session}`);
  // What was read before the first sweep counts for that one; only the page speaks for the run in those after it.
  for (let sweeps = 0; sweeps < 3; sweeps++) await sweepMuchLater();
  const { rowCount } = await test.database.pool.query('SELECT FROM ruptura.sessao_analise');
  expect(rowCount).toBe(1);
  page.close();
  await eventually(async () => {
    await sweepMuchLater();
    return (await test.database.pool.query('SELECT FROM ruptura.sessao_analise')).rowCount === 0;
  });
  expect(await status()).toBe(404);
});
