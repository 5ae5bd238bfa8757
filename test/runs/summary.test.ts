/** Runs of summaries: the row of the order book in place of the whole answer, with the same guarantees. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openAnalysis } from '../../src/app/analysis.ts';
import { resolveSettings } from '../../src/settings/process-settings.ts';
import { Leases } from '../../src/tasks/leases.ts';
import { ask, move } from '../http/support.ts';
import { startOver } from '../support/start-over.ts';
import {
  atWork,
  followHere,
  getJson,
  type Json,
  type ListeningServer,
  loadOrders,
  openListening,
  ordersOf,
  post,
  type ReceivedEvent,
  readStream,
  resultsOf,
  startRun,
  streamPath,
} from './support.ts';

const WORKER = '/api/ruptura/worker';
let test: ListeningServer;

beforeAll(async () => {
  test = await openListening({ BATCH_SIZE: 10 });
});

beforeEach(async () => {
  await startOver(test.database.pool);
});

afterAll(async () => {
  await test.close();
});

async function load(orders: number): Promise<string[]> {
  await loadOrders(test.database, orders);
  return [...(await listRows()).keys()].sort();
}

/** The rows of the order book, by order. */
async function listRows(): Promise<Map<string, Json>> {
  const rows = new Map<string, Json>();
  for (let cursor: string | null = ''; cursor !== null; ) {
    const { body } = await getJson(test.url, `/api/carteira?limite=500${cursor}`);
    for (const row of body['pedidos'] as Json[]) rows.set(String(row['num_pedido']), row);
    cursor = body['proximo'] === null ? null : `&cursor=${encodeURIComponent(String(body['proximo']))}`;
  }
  return rows;
}

async function expectRows(results: readonly Json[]): Promise<void> {
  const rows = await listRows();
  for (const { success, ...row } of results) {
    expect(success).toBe(true);
    expect(row).toEqual(rows.get(String(row['num_pedido'])));
  }
  expect(results).toHaveLength(rows.size);
}

function expectOnce(events: readonly ReceivedEvent[], codes: readonly string[]): void {
  expect(ordersOf(events).sort()).toEqual([...codes].sort());
  expect(events.map((event) => event.id)).toEqual(events.map((_, index) => index + 1));
  expect(events.at(-1)!.data).toMatchObject({ completo: true, total: codes.length });
}

describe('a run of summaries', () => {
  it('sends each order once, as its row of the order book, and much less than whole answers', async () => {
    const codes = await load(600);
    const session = await startRun(test.url, { pedidos: [...codes, codes[0]], detalhe: 'resumo' });
    const events = await readStream(test.url, streamPath(session));
    expectOnce(events, codes);
    await expectRows(resultsOf(events));
    expect(resultsOf(events).some((row) => (row['lotes'] as string[]).length > 0)).toBe(true);
    const whole = await readStream(test.url, streamPath(await startRun(test.url, { todos: true })));
    const bytes = (of: readonly ReceivedEvent[]): number => JSON.stringify(of).length;
    expect(bytes(events) * 4).toBeLessThan(bytes(whole));
    const counts = ({ data }: ReceivedEvent) => [data['ok'], data['em_ruptura'], data['erros']];
    expect(counts(events.at(-1)!)).toEqual(counts(whole.at(-1)!));
  });

  it('is polled the same', async () => {
    await load(100);
    const session = await startRun(test.url, { todos: true, detalhe: 'resumo' });
    await readStream(test.url, streamPath(session));
    const { body } = await getJson(test.url, `${WORKER}/buscar-resultados/${session}?desde=0`);
    expect(body['completo']).toBe(true);
    await expectRows(body['resultados'] as Json[]);
  });

  it('reports an order that is not there as an error in its place', async () => {
    const [code] = await load(5);
    const session = await startRun(test.url, { pedidos: ['nenhum', code], detalhe: 'resumo' });
    const events = await readStream(test.url, streamPath(session));
    expect(resultsOf(events)).toMatchObject([
      { success: false, num_pedido: 'nenhum', codigo: 'PEDIDO_NAO_ENCONTRADO' },
      { success: true, num_pedido: code },
    ]);
    expect(events.at(-1)!.data).toMatchObject({ total: 2, erros: 1 });
  });

  it('is calculated again for who comes after a commit', async () => {
    const codes = await load(120);
    const session = await startRun(test.url, { todos: true, detalhe: 'resumo' });
    const early = await readStream(test.url, streamPath(session));
    await test.database.pool.query(
      "UPDATE carteira_principal SET qtd_saldo_produto_pedido = qtd_saldo_produto_pedido * 7, cliente = 'Outro'",
    );
    const late = await readStream(test.url, streamPath(session));
    expectOnce(late, codes);
    await expectRows(resultsOf(late));
    expect(resultsOf(late)).not.toEqual(resultsOf(early));
  });

  it('survives a worker that dies, and names that appear meanwhile', async () => {
    const codes = await load(1000);
    const { guard } = test.analysis.workers;
    await guard.close();
    const session = await startRun(test.url, { pedidos: codes, detalhe: 'resumo' });
    const received = readStream(test.url, streamPath(session));
    await atWork(test.url, session);
    await test.analysis.workers.endWorker(0);
    guard.open();
    for (let write = 0; write < 20; write++) {
      await test.database.pool.query('UPDATE carteira_principal SET cliente = $1 WHERE num_pedido = $2', [
        `Cliente novo ${write}`,
        codes.at(-1 - write),
      ]);
    }
    expectOnce(await received, codes);
    await expectRows(resultsOf(await readStream(test.url, streamPath(session))));
  });

  it('under the policy completa shows the promise of whole orders', async () => {
    await load(200);
    await test.database.pool.query(
      "UPDATE ruptura.configuracao SET valor = 'completa' WHERE chave = 'politica'",
    );
    const session = await startRun(test.url, { todos: true, detalhe: 'resumo' });
    await expectRows(resultsOf(await readStream(test.url, streamPath(session))));
  });
});

describe('the events of any run', () => {
  it('say how far it is and how fast each worker is', async () => {
    const codes = await load(300);
    const events = await readStream(test.url, streamPath(await startRun(test.url, { todos: true })));
    let answered = 0;
    for (const { data } of events.slice(0, -1)) {
      answered += (data['resultados'] as unknown[] | undefined)?.length ?? 0;
      expect(data).toMatchObject({ processados: answered, total: codes.length });
      if (data['worker_livre'] === undefined) expect(data['pedidos_por_s']).toBeGreaterThan(0);
    }
    expect(answered).toBe(codes.length);
  });
});

it('an unknown detalhe is refused; without one answers are whole', async () => {
  const [code] = await load(5);
  const refused = await post(test.url, `${WORKER}/processar`, { pedidos: [code], detalhe: 'pouco' });
  expect(refused.status).toBe(400);
  expect(JSON.stringify(refused.body)).toContain('detalhe');
  await move(test.database.pool, 'X', '1');
  const session = await startRun(test.url, { pedidos: [code], detalhe: 'completo' });
  const [whole] = resultsOf(await readStream(test.url, streamPath(session)));
  const { body } = await ask(test.server, `${WORKER}/resultado/${encodeURIComponent(code!)}`);
  const { calculado_em: _at, explicacao: _told, ...expected } = body;
  expect(whole).toMatchObject(expected);
});

// The last one: it ends the process that all others of this file work with.
it('a run of summaries stays one when another process goes on with it', async () => {
  const codes = await load(1200);
  const session = await startRun(test.url, { pedidos: codes, detalhe: 'resumo' });
  const before = await readStream(test.url, streamPath(session), { most: 3 });
  await test.analysis.close();
  const onProblem = (error: unknown): void => void test.problems.push(error);
  const leases = new Leases(test.database.pool, { onProblem });
  const next = await openAnalysis(test.ruptura, resolveSettings({}).values, { leases, onProblem });
  try {
    const run = await next.runs.find(session, null);
    const after = await followHere(next, run, before.at(-1)!.id);
    expectOnce([...before, ...after], codes);
    await expectRows(resultsOf([...before, ...after]));
  } finally {
    await next.close();
  }
});
