import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeAnswer, FakeBrowser } from '../../../../../test/support/fake-browser.ts';
import type { OrderRow } from '../../../../contract/order-wire.ts';
import { AnalysisRun } from './analysis-run.ts';

let browser: FakeBrowser;
let run: AnalysisRun;
let shown: string[];

const START = '/api/ruptura/worker/processar';
const FORGET = '/api/ruptura/worker/limpar-cache';
/** What was asked for, apart from what the server does by itself. */
const asked = (): string[] => browser.asked.map(({ method, path }) => `${method} ${path}`);
const results = (...orders: string[]) =>
  orders.map((num_pedido) => ({ num_pedido, success: !num_pedido.startsWith('bad') }));

beforeEach(() => {
  browser = new FakeBrowser();
  shown = [];
  let runs = 0;
  browser.answers = ({ path }) => (path === START ? { session_id: `s/${++runs}`, total_pedidos: 40 } : {});
  run = new AnalysisRun((rows: readonly OrderRow[]) =>
    shown.push(rows.map(({ num_pedido }) => num_pedido).join()),
  );
});
afterEach(() => {
  run.close();
  browser.close();
});

describe('the analysis that a page begins', () => {
  it('asks for the orders of its filter, in short, and follows the run', async () => {
    const begun = run.start({ texto: 'mercado' });
    expect(run.state.value.phase).toBe('starting');
    await begun;
    expect(browser.asked[0]).toMatchObject({
      method: 'POST',
      path: START,
      body: { todos: true, filtro: { texto: 'mercado' }, detalhe: 'resumo' },
    });
    expect(run.state.value).toMatchObject({ phase: 'running', total: 40, done: 0 });
    expect(browser.source.url).toBe('/api/ruptura/worker/stream/s%2F1');
  });

  it('shows results ten times a second, however many come, and how fast each worker is', async () => {
    await run.start({});
    await browser.pass(1900);
    browser.source.tell({ worker_id: 1, resultados: results('A', 'B'), progresso: 5 });
    browser.source.tell({ worker_id: 0, resultados: results('C', 'bad'), progresso: 10 });
    browser.source.tell({ worker_id: 1, resultados: results('D'), worker_livre: true, progresso: 12.5 });
    expect([shown, run.state.value.done]).toEqual([[], 0]);
    await browser.pass(100);
    // One that could not be analysed counts, and changes no row.
    expect(shown).toEqual(['A,B,C,D']);
    expect(run.state.value).toMatchObject({
      progress: 12.5,
      done: 5,
      rate: 3,
      workers: [
        { id: 0, isFree: false, rate: 1 },
        { id: 1, isFree: true, rate: 2 },
      ],
    });
  });

  it('shows the last results with its end, and lets the server forget the run', async () => {
    await run.start({});
    browser.source.tell({ worker_id: 0, resultados: results('A'), progresso: 50 });
    browser.source.tell({ completo: true, progresso: 100, erros: 2, duracao_ms: 321 });
    expect(shown).toEqual(['A']);
    expect(run.state.value).toMatchObject({ phase: 'done', done: 1, errors: 2, tookMs: 321 });
    expect(browser.source.readyState).toBe(2);
    await browser.pass(0);
    expect(asked()).toEqual([`POST ${START}`, `POST ${FORGET}`]);
    expect(browser.asked[1]?.body).toEqual({ session_id: 's/1' });
  });

  it('says that it was cancelled elsewhere', async () => {
    await run.start({});
    browser.source.tell({ completo: true, cancelado: true, progresso: 20 });
    expect(run.state.value.phase).toBe('cancelled');
  });

  it('is cancelled by the person, with what was analysed shown', async () => {
    await run.start({});
    browser.source.tell({ worker_id: 0, resultados: results('A'), progresso: 50 });
    run.cancel();
    expect([run.state.value.phase, shown, browser.source.readyState]).toEqual(['cancelled', ['A'], 2]);
    await browser.pass(0);
    expect(asked()).toEqual([`POST ${START}`, 'DELETE /api/ruptura/worker/sessao/s%2F1', `POST ${FORGET}`]);
    run.cancel();
    await browser.pass(0);
    expect(browser.asked).toHaveLength(3);
  });

  it('is cancelled when the page goes', async () => {
    await run.start({});
    browser.window.dispatchEvent(new Event('pagehide'));
    await browser.pass(0);
    expect(asked()).toContain('DELETE /api/ruptura/worker/sessao/s%2F1');
  });

  it('says why it could not begin', async () => {
    browser.answers = () =>
      new FakeAnswer(503, { success: false, error: 'O banco está fora do ar.', codigo: 'X' });
    await run.start({});
    expect(run.state.value).toMatchObject({ phase: 'failed', reason: 'O banco está fora do ar.' });
    expect(browser.sources).toEqual([]);
  });

  it('lets go of one that was begun when another was asked for meanwhile', async () => {
    const [first, second] = [run.start({}), run.start({})];
    await Promise.all([first, second]);
    await browser.pass(0);
    expect(browser.sources.map(({ url }) => url)).toEqual(['/api/ruptura/worker/stream/s%2F2']);
    expect(asked()).toContain('DELETE /api/ruptura/worker/sessao/s%2F1');
    expect(run.state.value.phase).toBe('running');
  });

  it('goes on where it was when the connection is cut', async () => {
    await run.start({});
    browser.source.tell({ worker_id: 0, resultados: results('A'), progresso: 10 });
    browser.source.cut();
    browser.source.tell({ worker_id: 0, resultados: results('B'), progresso: 20 });
    await browser.pass(100);
    expect([run.state.value.done, run.state.value.phase, shown]).toEqual([2, 'running', ['A,B']]);
  });

  it('counts nobody twice where the stream begins anew after an outage', async () => {
    await run.start({});
    browser.source.tell({ worker_id: 0, resultados: results('A', 'B'), progresso: 10 });
    browser.answers = () => new FakeAnswer(503);
    browser.source.refuse();
    await browser.pass(1000);
    expect(browser.sources).toHaveLength(2);
    browser.source.tell({ worker_id: 0, resultados: results('A', 'B', 'C'), progresso: 15 });
    await browser.pass(100);
    expect([run.state.value.done, run.state.value.phase]).toEqual([3, 'running']);
  });

  it('stops at once where the server knows no such run, and in the end where nothing answers', async () => {
    await run.start({});
    const known = browser.answers;
    browser.answers = (one) => (one.path.includes('/stream/') ? new FakeAnswer(404) : known(one));
    browser.source.refuse();
    await browser.pass(0);
    expect(run.state.value).toMatchObject({
      phase: 'failed',
      reason: 'a conexão com o servidor se perdeu',
    });
    await run.start({});
    browser.answers = () => new FakeAnswer(503);
    for (let refusals = 0; refusals < 5; refusals++) {
      expect(run.state.value.phase).toBe('running');
      browser.source.refuse();
      await browser.pass(20_000);
    }
    expect(run.state.value.phase).toBe('failed');
  });
});
