import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Asked, FakeAnswer, FakeBrowser } from '../../../test/support/fake-browser.ts';
import { Api } from './api.ts';
import { type RunListener, runAnalysis } from './run.ts';

let browser: FakeBrowser;
let said: string[];
let stop: AbortController;
beforeEach(() => {
  browser = new FakeBrowser();
  said = [];
  stop = new AbortController();
});
afterEach(() => {
  stop.abort();
  browser.close();
});

const listener: RunListener = {
  accepted: () => said.push('accepted'),
  way: (way) => said.push(`way ${way}`),
  results: (results) => said.push(`results ${results.map(({ num_pedido }) => num_pedido).join()}`),
  progress: (percent) => said.push(`progress ${percent}`),
  worker: (id) => said.push(`worker ${id}`),
  failed: (error) => said.push(`failed ${error.message}`),
};
const results = (...orders: string[]) => orders.map((num_pedido) => ({ success: true, num_pedido }));
const asked = (): string[] =>
  browser.asked.map(({ method, path }) => `${method} ${path.slice('http://r/api/ruptura/worker/'.length)}`);
const NO = new FakeAnswer(503, { error: 'Fora do ar.' });

/** Analyses orders; answers are given by the part of the path that names what is asked for. */
async function begun(orders: string[], answers: Readonly<Record<string, (asked: Asked) => unknown>> = {}) {
  const all: Readonly<Record<string, (asked: Asked) => unknown>> = {
    processar: () => ({ session_id: 's1' }),
    'worker/status': () => ({ processados: 0, workers: [] }),
    ...answers,
  };
  browser.answers = (one) => Object.entries(all).find(([part]) => one.path.includes(part))?.[1](one) ?? {};
  let isOver = false;
  const run = runAnalysis(new Api('http://r/', 'pt-BR'), orders, listener, stop.signal).then(() => {
    isOver = true;
  });
  await browser.pass(0);
  return { run, isOver: () => isOver };
}

describe('an analysis by stream', () => {
  it('tells results, workers and progress, and the server forgets it at its end', async () => {
    const { run } = await begun(['A', 'B']);
    browser.source.open();
    browser.source.tell({ worker_id: 1, resultados: results('A'), progresso: 50 });
    browser.source.tell({ worker_id: 1, worker_livre: true, resultados: results('B'), progresso: 100 });
    browser.source.tell({ completo: true });
    await run;
    expect(browser.source.url).toBe('http://r/api/ruptura/worker/stream/s1');
    expect(said).toEqual([
      'accepted',
      'way stream',
      'worker 1',
      'results A',
      'progress 50',
      'worker 1',
      'results B',
      'progress 100',
      'results ',
    ]);
    expect(asked()).toEqual(['POST processar', 'POST limpar-cache']);
  });

  it('goes on after a cut, and is given up after two in a row', async () => {
    const { isOver } = await begun(['A'], { 'buscar-resultados': () => new Promise(() => undefined) });
    browser.source.tell({ progresso: 1 });
    browser.source.cut();
    browser.source.tell({ progresso: 2 });
    browser.source.cut();
    expect([browser.source.readyState, said.includes('way polling')]).toEqual([0, false]);
    browser.source.cut();
    await browser.pass(0);
    expect([browser.source.readyState, said.at(-1), isOver()]).toEqual([2, 'way polling', false]);
  });

  it('is asked about when it says nothing, and given up where the server has told more than arrived', async () => {
    let done = 0;
    await begun(['A', 'B'], {
      'worker/status': () => ({ processados: done, workers: [{}] }),
      'buscar-resultados': () => new Promise(() => undefined),
    });
    browser.source.open();
    await browser.pass(20_000);
    expect(browser.source.readyState).toBe(1);
    done = 1;
    await browser.pass(10_000);
    expect([browser.source.readyState, said.includes('way polling')]).toEqual([2, true]);
  });

  it('ends without a word when the page switches it off', async () => {
    const { run } = await begun(['A']);
    stop.abort();
    await run;
    expect([browser.source.readyState, said]).toEqual([2, ['accepted']]);
    expect(asked()).toEqual(['POST processar', 'POST limpar-cache']);
  });
});

describe('an analysis whose stream is refused', () => {
  it('asks for results every two seconds, from where it was, until there is nothing more', async () => {
    const answers = [
      { resultados: results('A'), proximo: 3, progresso: 50 },
      { resultados: results('B'), proximo: 5, completo: true },
    ];
    const { run } = await begun(['A', 'B'], {
      'worker/status': () => ({ processados: 0, workers: [{}, {}] }),
      'buscar-resultados': () => answers.shift(),
    });
    browser.source.refuse();
    await browser.pass(2000);
    await run;
    expect(said.filter((one) => !one.startsWith('worker'))).toEqual([
      'accepted',
      'way polling',
      'results A',
      'progress 50',
      'results B',
    ]);
    expect(asked().filter((one) => one.includes('buscar'))).toEqual([
      'GET buscar-resultados/s1?desde=0',
      'GET buscar-resultados/s1?desde=3',
    ]);
  });

  it('asks for each order where nobody tells results either', async () => {
    const { run } = await begun(['A', 'B'], {
      'buscar-resultados': () => NO,
      'worker/status': () => NO,
      'worker/resultado/': ({ path }) => results(path.slice(-1))[0],
    });
    browser.source.refuse();
    await browser.pass(6000);
    await run;
    expect(said.slice(1)).toEqual([
      'way polling',
      'way single',
      'results A',
      'progress 50',
      'results B',
      'progress 100',
    ]);
  });
});

describe('an analysis that nobody takes', () => {
  it('goes order by order, and says that one is not there', async () => {
    const { run } = await begun(['A', 'B'], {
      processar: () => NO,
      'worker/resultado/': ({ path }) =>
        path.endsWith('A') ? new FakeAnswer(404, { error: 'Não há.' }) : results('B')[0],
    });
    await run;
    expect(said).toEqual([
      'failed Fora do ar.',
      'way single',
      'results A',
      'progress 50',
      'results B',
      'progress 100',
    ]);
  });

  it('is given up after three orders in a row without an answer', async () => {
    const { run } = await begun(['A', 'B', 'C', 'D'], { processar: () => NO, 'worker/resultado/': () => NO });
    await run;
    expect(said).toEqual(['failed Fora do ar.', 'way single', 'failed Fora do ar.']);
    expect(asked().filter((one) => one.includes('resultado/'))).toHaveLength(3);
  });

  it('is taken without the codes that no order can have, which are answered so', async () => {
    const { run } = await begun(['x', 'A'], {
      processar: ({ body }) =>
        (body as { pedidos: string[] }).pedidos.includes('x')
          ? new FakeAnswer(400, {
              error: 'Longo demais.',
              detalhes: { problemas: [{ caminho: '/pedidos/0' }] },
            })
          : { session_id: 's2' },
    });
    browser.source.tell({ resultados: results('A'), completo: true });
    await run;
    expect(said).toEqual(['results x', 'accepted', 'way stream', 'results A']);
    expect(browser.asked[1]?.body).toEqual({ pedidos: ['A'] });
  });
});
