/** Analyses of many orders over real sockets and a real database. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { move } from '../http/support.ts';
import {
  expectWhole,
  getJson,
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

const ORDERS = 2000;
const WORKER = '/api/ruptura/worker';
let test: ListeningServer;
let codes: string[];

beforeAll(async () => {
  test = await openListening();
  await loadOrders(test.database, ORDERS);
  const { rows } = await test.database.pool.query<{ num_pedido: string }>(
    'SELECT DISTINCT num_pedido FROM carteira_principal WHERE qtd_saldo_produto_pedido > 0 ORDER BY 1',
  );
  codes = rows.map((row) => row.num_pedido);
}, 120_000);

afterAll(async () => {
  await test.close();
});

describe('a run', () => {
  it('of all orders gives each result once and adds them up', async () => {
    const started = await post(test.url, `${WORKER}/processar`, { todos: true });
    expect(started).toMatchObject({
      status: 200,
      body: { success: true, total_pedidos: codes.length, lotes: Math.ceil(codes.length / 20) },
    });
    expect(new Set(started.body['jobs'] as string[]).size).toBe(started.body['lotes']);
    const session = String(started.body['session_id']);
    const events = await readStream(test.url, streamPath(session));
    expectWhole(events, codes);
    const ok = resultsOf(events).filter((result) => result['pedido_ok'] === true).length;
    const end = events.at(-1)!.data;
    expect(end).toMatchObject({ ok, em_ruptura: codes.length - ok, erros: 0 });
    expect(events.some((event) => event.data['worker_livre'] === true)).toBe(true);
    const status = await getJson(test.url, `${WORKER}/status/${session}`);
    expect(status.body).toMatchObject({ processados: codes.length, progresso: 100, completo: true, ok });
  });

  it('of a filter analyses the orders that the order book lists for it', async () => {
    const filtro = { criticidade: 'CRITICA,ALTA', expedicao_ate: '2026-04-15' };
    const query = new URLSearchParams({ ...filtro, limite: '1000' });
    const listed = (await getJson(test.url, `/api/carteira?${query}`)).body['pedidos'] as {
      num_pedido: string;
    }[];
    const started = await post(test.url, `${WORKER}/processar`, { todos: true, filtro });
    const events = await readStream(test.url, streamPath(String(started.body['session_id'])));
    expect(listed.length).toBeGreaterThan(0);
    expect(listed.length).toBeLessThan(codes.length);
    expectWhole(
      events,
      listed.map((order) => order.num_pedido),
    );
    const wrong = await post(test.url, `${WORKER}/processar`, {
      todos: true,
      filtro: { situacao: 'TALVEZ' },
    });
    expect(wrong).toMatchObject({ status: 400, body: { success: false } });
  });

  it('answers as the immediate answer does', async () => {
    const some = codes.slice(0, 60);
    const events = await readStream(test.url, streamPath(await startRun(test.url, { pedidos: some })));
    for (const result of resultsOf(events)) {
      const now = await getJson(test.url, `${WORKER}/resultado/${String(result['num_pedido'])}`);
      // Asked for alone it comes with its sentences.
      const { explicacao: _told, ...answer } = now.body;
      expect({ ...result, calculado_em: '' }).toEqual({ ...answer, calculado_em: '' });
    }
  });

  it('analyses duplicates once and reports an order that does not exist as an error', async () => {
    const asked = [codes[0]!, 'nao existe', ` ${codes[0]!} `, codes[1]!];
    const events = await readStream(test.url, streamPath(await startRun(test.url, { pedidos: asked })));
    expect(ordersOf(events)).toEqual([codes[0], 'nao existe', codes[1]]);
    expect(resultsOf(events)[1]).toEqual({
      success: false,
      num_pedido: 'nao existe',
      codigo: 'PEDIDO_NAO_ENCONTRADO',
      error: 'Pedido nao existe não encontrado ou sem quantidade em aberto.',
    });
    expect(events.at(-1)!.data).toMatchObject({ total: 3, erros: 1 });
  });

  it('of no orders is complete at once', async () => {
    const session = await startRun(test.url, { pedidos: [] });
    const events = await readStream(test.url, streamPath(session));
    expect(events.map((event) => event.data)).toEqual([
      expect.objectContaining({ completo: true, total: 0, ok: 0, em_ruptura: 0, erros: 0, progresso: 100 }),
    ]);
    const page = await getJson(test.url, `${WORKER}/buscar-resultados/${session}?desde=0`);
    expect(page.body).toMatchObject({ resultados: [], completo: true, progresso: 100 });
  });

  it('may be named, and the name is taken until the run is forgotten', async () => {
    const body = { pedidos: codes.slice(0, 3), session_id: 'minha-sessao_1' };
    expect(await startRun(test.url, body)).toBe('minha-sessao_1');
    const again = await post(test.url, `${WORKER}/processar`, body);
    expect(again).toMatchObject({ status: 409, body: { codigo: 'SESSAO_EM_USO' } });
    await readStream(test.url, streamPath('minha-sessao_1'));
    expect((await post(test.url, `${WORKER}/processar`, body)).status).toBe(409);
    await post(test.url, `${WORKER}/limpar-cache`, { session_id: 'minha-sessao_1' });
    expect((await getJson(test.url, `${WORKER}/status/minha-sessao_1`)).status).toBe(404);
    expect(await startRun(test.url, body)).toBe('minha-sessao_1');
  });

  it.each(['curto', 'com espaço aqui', 'x'.repeat(65)])('refuses the name %s', async (session_id) => {
    const answer = await post(test.url, `${WORKER}/processar`, { pedidos: [], session_id });
    expect(answer).toMatchObject({ status: 400, body: { codigo: 'REQUISICAO_INVALIDA' } });
  });

  it('answers under the other prefix and to polling clients too', async () => {
    const started = await post(test.url, '/carteira/api/ruptura/worker/iniciar-processamento', {
      pedidos: codes.slice(0, 25),
    });
    const session = String(started.body['session_id']);
    const events = await readStream(test.url, `/carteira/api/ruptura/worker/stream/${session}`);
    expectWhole(events, codes.slice(0, 25));
  });
});

describe('the stream', () => {
  it('gives a client that connects later everything, in order', async () => {
    const session = await startRun(test.url, { pedidos: codes });
    await expect
      .poll(async () => (await getJson(test.url, `${WORKER}/status/${session}`)).body['completo'], {
        timeout: 30_000,
      })
      .toBe(true);
    expectWhole(await readStream(test.url, streamPath(session)), codes);
  });

  it('goes on where a client that broke off ten times left', async () => {
    const session = await startRun(test.url, { pedidos: codes });
    const events: ReceivedEvent[] = [];
    for (let drop = 1; drop <= 10; drop++) {
      events.push(...(await readStream(test.url, streamPath(session), { after: events.length, most: 7 })));
      expect(events).toHaveLength(drop * 7);
    }
    events.push(...(await readStream(test.url, streamPath(session), { after: events.length })));
    expectWhole(events, codes);
  });

  it('is an empty answer for who has everything, and an error in JSON where there is no run', async () => {
    const session = await startRun(test.url, { pedidos: codes.slice(0, 40) });
    const events = await readStream(test.url, streamPath(session));
    const done = await fetch(test.url + streamPath(session), {
      headers: { 'last-event-id': String(events.at(-1)!.id) },
    });
    expect(done.status).toBe(204);
    const unknown = await getJson(test.url, streamPath('nao-existe-1'));
    expect(unknown).toMatchObject({ status: 404, body: { codigo: 'SESSAO_NAO_ENCONTRADA' } });
  });

  it('has the headers of an event stream', async () => {
    const session = await startRun(test.url, { pedidos: codes.slice(0, 1) });
    const { headers } = await fetch(test.url + streamPath(session));
    expect(headers.get('content-type')).toContain('text/event-stream');
    expect(headers.get('cache-control')).toBe('no-cache');
    expect(headers.get('x-accel-buffering')).toBe('no');
  });

  it('replays what a commit changed since as it is now', async () => {
    const session = await startRun(test.url, { pedidos: codes });
    const before = resultsOf(await readStream(test.url, streamPath(session)));
    const short = before.find((result) => result['pedido_ok'] === false)!;
    for (const item of short['itens'] as { cod_produto: string }[]) {
      await move(test.database.pool, item.cod_produto, '1000000');
    }
    const after = resultsOf(await readStream(test.url, streamPath(session)));
    const same = after.find((result) => result['num_pedido'] === short['num_pedido'])!;
    expect(same['pedido_ok']).toBe(true);
    const now = await getJson(test.url, `${WORKER}/resultado/${String(short['num_pedido'])}`);
    expect(after.every((result) => Number(result['versao']) === now.body['versao'])).toBe(true);
  });
});

describe('polling', () => {
  it('gives the results after a cursor until all are there', async () => {
    const session = await startRun(test.url, { pedidos: codes });
    const found: string[] = [];
    let cursor = 0;
    for (let complete = false; !complete; ) {
      const { body } = await getJson(test.url, `${WORKER}/buscar-resultados/${session}?desde=${cursor}`);
      for (const result of body['resultados'] as { num_pedido: string }[]) found.push(result.num_pedido);
      cursor = Number(body['proximo']);
      complete = body['completo'] === true;
    }
    expect(found.sort()).toEqual([...codes].sort());
  });
});

describe('a list answered at once', () => {
  it('has its results in the order asked, of one state, and totals', async () => {
    const asked = [...codes.slice(0, 150).reverse(), 'nao existe', codes[5]!];
    const { status, body } = await post(test.url, '/api/ruptura/analisar-lote-async', { pedidos: asked });
    expect(status).toBe(200);
    const results = body['resultados'] as { num_pedido: string; versao?: number }[];
    expect(results.map((result) => result.num_pedido)).toEqual([...new Set(asked)]);
    expect(body).toMatchObject({ total: 151, erros: 1 });
    expect(Number(body['ok']) + Number(body['em_ruptura'])).toBe(150);
    expect(new Set(results.flatMap((result) => result.versao ?? [])).size).toBe(1);
  });

  it('may be empty', async () => {
    const { body } = await post(test.url, '/api/ruptura/analisar-lote-async', { pedidos: [] });
    expect(body).toMatchObject({ success: true, total: 0, resultados: [] });
  });
});
