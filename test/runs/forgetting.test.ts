/** Runs are forgotten when nobody has read them for long enough, and never under the eyes of a reader. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openAnalysis } from '../../src/app/analysis.ts';
import { resolveSettings } from '../../src/settings/process-settings.ts';
import { eventually } from '../embedded/support.ts';
import { follow } from '../live/support.ts';
import {
  addSmallOrders,
  expectWhole,
  followHere,
  getJson,
  type ListeningServer,
  openListening,
  readStream,
  startRun,
  streamPath,
} from './support.ts';

const WORKER = '/api/ruptura/worker';
/** Minutes that a run is kept; it is looked for what to forget twice as often. */
const KEPT = 0.025;
const KEPT_MS = KEPT * 60_000;
let test: ListeningServer;
let codes: string[];
let session: string;

beforeEach(async () => {
  await open(KEPT);
});

/** A server that keeps runs for so many minutes, with one run that is done and was read. */
async function open(kept: number): Promise<void> {
  test = await openListening({ SESSAO_TTL_MIN: kept, BATCH_SIZE: 5 });
  codes = await addSmallOrders(test.database.pool, 100);
  session = await startRun(test.url, { pedidos: codes });
  await readStream(test.url, streamPath(session));
}

/** From here on the process that ran it knows of no reader: the end of a stream reaches it a moment later. */
async function passedBy(): Promise<void> {
  for (let times = 0; times < 3; times++) {
    await sleep(150);
    await test.analysis.runs.sweep();
  }
}

afterEach(async () => {
  await test.close();
});

async function isStored(): Promise<boolean> {
  const { rowCount } = await test.database.pool.query(
    'SELECT FROM ruptura.sessao_analise WHERE session_id = $1',
    [session],
  );
  return rowCount === 1;
}

it('spares a run as long as somebody polls it, and takes it soon after', async () => {
  const page = `${WORKER}/buscar-resultados/${session}?desde=0`;
  for (const end = performance.now() + 2.5 * KEPT_MS; performance.now() < end; await sleep(KEPT_MS / 6)) {
    expect((await getJson(test.url, page)).status).toBe(200);
  }
  await eventually(async () => !(await isStored()), 20 * KEPT_MS);
  expect((await getJson(test.url, page)).status).toBe(404);
  expect((await getJson(test.url, streamPath(session))).status).toBe(404);
});

it('spares a run whose stream is open, however long its client takes', async () => {
  const run = await test.analysis.runs.find(session, null);
  let waited = false;
  const events = await followHere(test.analysis, run, 0, async () => {
    if (waited) return;
    waited = true;
    await sleep(2.5 * KEPT_MS);
    expect(await isStored()).toBe(true);
  });
  expectWhole(events, codes);
  expect(waited).toBe(true);
});

it('spares a run whose orders a page follows live, and takes it when the page has gone', async () => {
  const page = await follow(`${test.url}/api/ao-vivo?sessao=${session}`);
  await sleep(2.5 * KEPT_MS);
  expect(await isStored()).toBe(true);
  page.close();
  await eventually(async () => !(await isStored()), 20 * KEPT_MS);
});

it('keeps a run for the reader who finds it in the database a moment before its time is over', async () => {
  await test.close();
  await open(1);
  await passedBy();
  const next = await openAnalysis(
    test.ruptura,
    { ...resolveSettings({}).values, SESSAO_TTL_MIN: 1 },
    { onProblem: (error) => test.problems.push(error) },
  );
  try {
    await test.database.pool.query(
      `UPDATE ruptura.sessao_analise SET expira_em = clock_timestamp() + interval '1 s'`,
    );
    const run = await next.runs.find(session, null);
    await sleep(1100);
    await test.analysis.runs.sweep();
    expect(await isStored()).toBe(true);
    expectWhole(await followHere(next, run, 0), codes);
  } finally {
    await next.close();
  }
});

it('knows a run no more from when it begins to be deleted', async () => {
  await test.close();
  await open(1);
  await passedBy();
  const client = await test.database.connect();
  await client.query(`UPDATE ruptura.sessao_analise SET expira_em = clock_timestamp() - interval '1 s'`);
  await client.query('BEGIN');
  await client.query('SELECT FROM ruptura.sessao_analise FOR UPDATE');
  const sweeping = test.analysis.runs.sweep();
  await eventually(async () => {
    const { rowCount } = await test.database.pool.query(
      `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'DELETE FROM ruptura.sessao_analise%'`,
    );
    return rowCount === 1;
  });
  const asked = getJson(test.url, streamPath(session));
  await sleep(100);
  await client.query('COMMIT');
  await client.end();
  await sweeping;
  expect(await asked).toMatchObject({ status: 404, body: { codigo: 'SESSAO_NAO_ENCONTRADA' } });
  expect(await isStored()).toBe(false);
});
