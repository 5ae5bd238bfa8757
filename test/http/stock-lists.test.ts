/** Lists of products, movements through the API, health, verification and the reference, over a real database. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ERRORS } from '../../src/contract/errors.ts';
import { verify } from '../../src/verification/verify.ts';
import { startOver } from '../support/start-over.ts';
import {
  type Answer,
  addLine,
  addReceipt,
  ask,
  dayOf,
  move,
  openTestServer,
  type TestServer,
  TODAY,
} from './support.ts';

let test: TestServer;

beforeAll(async () => {
  test = await openTestServer();
});

afterAll(async () => {
  await test.close();
});

beforeEach(async () => {
  await startOver(test.database.pool);
});

/** OK, ATENÇÃO by exactly 0, ATENÇÃO by a later stockout, CRÍTICO early and late, and one that recovers. */
async function sixProducts(): Promise<void> {
  const { pool } = test.database;
  for (const code of ['A-OK', 'B-ZERO', 'C-LATER', 'D-EARLY', 'E-DEEP', 'F-BACK'])
    await move(pool, code, '10');
  await addLine(pool, { order: 'P1', product: 'A-OK', quantity: '3', date: '2026-03-02' });
  await addLine(pool, { order: 'P1', product: 'B-ZERO', quantity: '10', date: '2026-03-03', name: 'Zero' });
  await addLine(pool, { order: 'P1', product: 'C-LATER', quantity: '12', date: '2026-03-20' });
  await addLine(pool, { order: 'P1', product: 'D-EARLY', quantity: '15', date: '2026-03-03', price: '2.5' });
  await addLine(pool, { order: 'P2', product: 'D-EARLY', quantity: '1.5', date: '2026-03-20', price: '4' });
  await addLine(pool, { order: 'P3', product: 'E-DEEP', quantity: '99', date: '2026-03-03' });
  await addLine(pool, { order: 'P3', product: 'F-BACK', quantity: '11', date: '2026-03-02' });
  await addReceipt(pool, 'F-BACK', '5', '2026-03-04');
}

const codesOf = ({ body }: Answer): string[] =>
  (body['produtos'] as { cod_produto: string }[]).map((product) => product.cod_produto);

describe('the products that run out', () => {
  it('come worst first, with the orders and the value that wait', async () => {
    await sixProducts();
    const answer = await ask(test.server, '/api/estoque/rupturas');
    expect(answer.status).toBe(200);
    expect(codesOf(answer)).toEqual(['E-DEEP', 'D-EARLY', 'F-BACK', 'C-LATER', 'B-ZERO']);
    expect((answer.body['produtos'] as unknown[])[1]).toEqual({
      cod_produto: 'D-EARLY',
      nome_produto: null,
      status_ruptura: 'CRÍTICO',
      dia_ruptura: '2026-03-03',
      estoque_atual: 10,
      menor_estoque: -6.5,
      menor_estoque_7d: -5,
      pedidos_aguardando: 2,
      valor_aguardando: 43.5,
      proxima_entrada: null,
      qtd_proxima_entrada: null,
    });
  });

  it('come in any order, equals the most urgent first, and what is missing last either way', async () => {
    await sixProducts();
    await addReceipt(test.database.pool, 'C-LATER', '1', '2026-06-01');
    await addReceipt(test.database.pool, 'D-EARLY', '9', '2026-02-27');
    const sorted = async (query: string): Promise<string> => {
      const answer = await ask(test.server, `/api/estoque/rupturas?status=critico,atencao,ok&${query}`);
      return codesOf(answer)
        .map((code) => code[0])
        .join('');
    };
    expect(await sorted('ordenar=valor_aguardando&sentido=desc')).toBe('ECFDBA');
    expect(await sorted('ordenar=valor_aguardando')).toBe('BADFCE');
    expect(await sorted('ordenar=proxima_entrada')).toBe('FCEDBA');
    expect(await sorted('ordenar=proxima_entrada&sentido=desc')).toBe('CFEDBA');
    expect(await sorted('ordenar=nome_produto&sentido=desc')).toBe('BEDFCA');
    expect(await sorted('ordenar=menor_estoque')).toBe('EDCFBA');
    expect(await sorted('ordenar=cod_produto&sentido=desc')).toBe('FEDCBA');
  });

  it('are those of the week, or those without a receipt, with the value of the filter', async () => {
    await sixProducts();
    await addReceipt(test.database.pool, 'E-DEEP', '500', '2026-05-01');
    const everything = 'status=critico,atencao,ok';
    const { body } = await ask(test.server, `/api/estoque/rupturas?${everything}&limite=0`);
    expect(body['totais']).toEqual({
      produtos: 6,
      valor_aguardando: 1263.5,
      em_falta: { produtos: 4, valor_aguardando: 1263.5 },
      esta_semana: { produtos: 3, valor_aguardando: 1143.5 },
      sem_entrada: { produtos: 2, valor_aguardando: 163.5 },
      por_status: {
        CRÍTICO: { produtos: 2, valor_aguardando: 1033.5 },
        ATENÇÃO: { produtos: 3, valor_aguardando: 230 },
        OK: { produtos: 1, valor_aguardando: 0 },
      },
    });
    const week = await ask(test.server, `/api/estoque/rupturas?${everything}&esta_semana=1`);
    expect(codesOf(week)).toEqual(['E-DEEP', 'D-EARLY', 'F-BACK']);
    const unfed = await ask(
      test.server,
      `/api/estoque/rupturas?${everything}&sem_entrada=1&ordenar=cod_produto`,
    );
    expect(codesOf(unfed)).toEqual(['C-LATER', 'D-EARLY']);
    expect(unfed.body).toMatchObject({ total: 2, totais: { valor_aguardando: 163.5 } });
    const both = await ask(test.server, `/api/estoque/rupturas?${everything}&sem_entrada=1&esta_semana=1`);
    expect(codesOf(both)).toEqual(['D-EARLY']);
  });

  it('are those of a status, with or without its accents', async () => {
    await sixProducts();
    for (const status of [encodeURIComponent('CRÍTICO'), 'critico']) {
      const answer = await ask(test.server, `/api/estoque/rupturas?status=${status}`);
      expect(codesOf(answer)).toEqual(['E-DEEP', 'D-EARLY']);
    }
    const both = await ask(test.server, '/api/estoque/rupturas?status=atencao,ok');
    expect(codesOf(both)).toEqual(['F-BACK', 'C-LATER', 'B-ZERO', 'A-OK']);
  });

  it('of the week run out by its last day', async () => {
    const { pool } = test.database;
    await addLine(pool, { order: 'P1', product: 'D7', quantity: '2', date: '2026-03-09' });
    await addLine(pool, { order: 'P1', product: 'D8', quantity: '2', date: '2026-03-10' });
    expect(codesOf(await ask(test.server, '/api/estoque/rupturas'))).toEqual(['D7', 'D8']);
    expect(codesOf(await ask(test.server, '/api/estoque/rupturas?esta_semana=1'))).toEqual(['D7']);
  });

  it('follow a commit of another client at once', async () => {
    await sixProducts();
    await ask(test.server, '/api/estoque/rupturas');
    await move(test.database.pool, 'E-DEEP', '1000');
    expect(codesOf(await ask(test.server, '/api/estoque/rupturas'))).not.toContain('E-DEEP');
  });
});

describe('the heat map', () => {
  it('shows every product once, page by page, the most urgent first', async () => {
    await sixProducts();
    const seen: string[] = [];
    let cursor: unknown = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${String(cursor)}`;
      const answer = await ask(test.server, `/api/estoque/mapa?limite=2${query}`);
      expect(answer.body['total']).toBe(6);
      seen.push(...codesOf(answer));
      cursor = answer.body['proximo'];
    } while (cursor !== null);
    expect(seen).toEqual(['E-DEEP', 'D-EARLY', 'F-BACK', 'C-LATER', 'B-ZERO', 'A-OK']);
  });

  it('has the balances of the projections', async () => {
    await sixProducts();
    const { body } = await ask(test.server, '/api/estoque/mapa');
    expect((body['dias'] as string[]).slice(0, 2)).toEqual(['2026-03-02', '2026-03-03']);
    for (const row of body['produtos'] as {
      cod_produto: string;
      saldos: number[];
      status_ruptura: string;
    }[]) {
      const projection = await ask(test.server, `/api/estoque/${row.cod_produto}/projecao`);
      const days = projection.body['projecao'] as { estoque_final: number }[];
      expect(row.saldos).toEqual(days.map((day) => day.estoque_final));
      expect(row.status_ruptura).toBe(projection.body['status_ruptura']);
    }
  });

  it('is not sent twice to who holds it', async () => {
    await sixProducts();
    const tag = String((await ask(test.server, '/api/estoque/mapa')).headers['etag']);
    const again = { url: '/api/estoque/mapa', headers: { 'if-none-match': tag } };
    expect((await ask(test.server, again)).status).toBe(304);
  });

  it('is empty over an empty book', async () => {
    const answer = await ask(test.server, '/api/estoque/mapa');
    expect(answer.body).toMatchObject({ produtos: [], total: 0, proximo: null });
  });
});

describe('movements through the API', () => {
  const send = (payload: unknown): Promise<Answer> =>
    ask(test.server, {
      method: 'POST',
      url: '/api/estoque/movimentacoes',
      headers: { 'content-type': 'application/json' },
      payload: JSON.stringify(payload),
    });
  const movement = { cod_produto: ' A ', data_movimentacao: '2026-03-02', qtd_movimentacao: 0.3 };

  it('are in the very next answer, one or many', async () => {
    const one = await send(movement);
    expect(one).toMatchObject({ status: 201, body: { success: true, gravadas: 1, ignoradas: 0 } });
    const many = await send([
      { ...movement, qtd_movimentacao: '999999999999.000' },
      { ...movement, qtd_movimentacao: '-999999999998.9', tipo: 'AJUSTE', local: 'CD', documento: 'NF 1' },
    ]);
    expect(many.body['gravadas']).toBe(2);
    const named = await send({ movimentacoes: [{ ...movement, qtd_movimentacao: '.1' }] });
    expect(named.body['gravadas']).toBe(1);
    expect((await ask(test.server, '/api/estoque/A/atual')).body['estoque']).toBe(0.5);
    const { rows } = await test.database.pool.query<{ id: string }>(
      'SELECT id FROM movimentacao_estoque ORDER BY id',
    );
    const ids = [one, many, named].flatMap(({ body }) =>
      (body['movimentacoes'] as { id: number }[]).map((row) => row.id),
    );
    expect(ids).toEqual(rows.map((row) => Number(row.id)));
  });

  it('with a key that is known change nothing and name the row that is there', async () => {
    const first = await send([
      { ...movement, chave_externa: 'k1' },
      { ...movement, chave_externa: 'k1', qtd_movimentacao: 7 },
    ]);
    expect(first.body).toMatchObject({ gravadas: 1, ignoradas: 1 });
    const id = (first.body['movimentacoes'] as { id: number }[])[0]!.id;
    const again = await send([
      { ...movement, chave_externa: ' k1 ' },
      { ...movement, chave_externa: 'k2' },
    ]);
    expect(again.status).toBe(201);
    expect(again.body['movimentacoes']).toEqual([
      { id, chave_externa: 'k1', gravada: false },
      { id: expect.any(Number), chave_externa: 'k2', gravada: true },
    ]);
    const third = await send({ ...movement, chave_externa: 'k1' });
    expect([third.status, third.body['ignoradas']]).toEqual([200, 1]);
    expect((await ask(test.server, '/api/estoque/A/atual')).body['estoque']).toBe(0.6);
  });

  it('with the same keys sent at the same time from many sides are stored once', async () => {
    const keys = Array.from({ length: 40 }, (_, n) => `c${n}`);
    const batch = (order: readonly string[]): unknown[] =>
      order.map((key) => ({ ...movement, qtd_movimentacao: 1, chave_externa: key }));
    const answers = await Promise.all(
      [keys, [...keys].reverse(), keys, [...keys].reverse()].map((order) => send(batch(order))),
    );
    expect(answers.map((answer) => [200, 201].includes(answer.status))).toEqual([true, true, true, true]);
    expect(answers.reduce((sum, answer) => sum + Number(answer.body['gravadas']), 0)).toBe(40);
    expect((await ask(test.server, '/api/estoque/A/atual')).body['estoque']).toBe(40);
  });

  it('of today are taken and of tomorrow refused, all of them', async () => {
    const refused = await send([movement, { ...movement, data_movimentacao: '2026-03-03' }]);
    expect(refused.status).toBe(400);
    expect((await ask(test.server, '/api/estoque/A/atual')).body['estoque']).toBe(0);
  });
});

describe('health', () => {
  it('says loudly that the business date is fixed, and how large the book is', async () => {
    await sixProducts();
    const { status, body } = await ask(test.server, '/saude');
    expect([status, body]).toEqual([
      200,
      {
        vivo: true,
        pronto: true,
        versao_programa: expect.stringMatching(/^\d+\.\d+\.\d+$/),
        data_hoje: TODAY,
        data_fixa: true,
        banco: { embutido: false, lugar: expect.stringMatching(/test_[0-9a-f]+$/), respondendo: true },
        servidores: { outros: 0, nao_compartilhado: ['FILA_DE_ANALISES', 'AVISOS', 'RESULTADOS_GUARDADOS'] },
        livro: { versao: expect.any(Number), produtos: 6, pedidos: 3, itens: 7 },
        no_ar_s: expect.any(Number),
        problema: null,
      },
    ]);
  });
});

describe('verification', () => {
  it('finds the server in agreement with a recalculation from the tables', async () => {
    await sixProducts();
    const served = async (): Promise<never> => (await ask(test.server, '/api/verificacao')).body as never;
    const result = await verify(() => test.database.connect(), dayOf(TODAY), served);
    expect(result.serverAgrees).toBe(true);
    expect(result.server).toMatchObject({ produtos: 6, pedidos: 3 });
  });
});

describe('the reference', () => {
  it('describes every route in both languages', async () => {
    const portuguese = await ask(test.server, '/docs/openapi.json');
    const english = await ask(test.server, {
      url: '/docs/openapi.json',
      headers: { 'accept-language': 'en' },
    });
    expect(portuguese.body['openapi']).toBe('3.1.0');
    type Paths = Record<string, Record<string, { summary: string; responses: Record<string, unknown> }>>;
    const paths = portuguese.body['paths'] as Paths;
    expect(Object.keys(paths).sort()).toEqual([
      '/api/anotacoes',
      '/api/anotacoes/{num_pedido}',
      '/api/ao-vivo',
      '/api/busca',
      '/api/carteira',
      '/api/coletas',
      '/api/coletas/agendas',
      '/api/coletas/agendas/{agenda}',
      '/api/coletas/lista',
      '/api/coletas/sessao',
      '/api/coletas/sessao/janela',
      '/api/coletas/{id}',
      '/api/coletas/{id}/coletar',
      '/api/coletas/{id}/continuar',
      '/api/coletas/{id}/pausar',
      '/api/coletas/{id}/pedidos/{po}/arquivos',
      '/api/coletas/{id}/pedidos/{po}/arquivos/{nome}',
      '/api/coletas/{id}/pedidos/{po}/tentar',
      '/api/coletas/{id}/pedidos/{po}/zip',
      '/api/coletas/{id}/resultado',
      '/api/coletas/{id}/retomar',
      '/api/coletas/{id}/stream',
      '/api/coletas/{id}/tentar',
      '/api/coletas/{id}/zip',
      '/api/configuracao',
      '/api/configuracao/previa',
      '/api/demo',
      '/api/demo/stream',
      '/api/entradas',
      '/api/estoque/cache/status',
      '/api/estoque/mapa',
      '/api/estoque/movimentacoes',
      '/api/estoque/rupturas',
      '/api/estoque/{cod_produto}/atual',
      '/api/estoque/{cod_produto}/cardex',
      '/api/estoque/{cod_produto}/pedidos',
      '/api/estoque/{cod_produto}/projecao',
      '/api/estoque/{cod_produto}/recalcular',
      '/api/exportar/cardex/{cod_produto}',
      '/api/exportar/carteira',
      '/api/exportar/entradas',
      '/api/exportar/inconsistencias',
      '/api/exportar/itens',
      '/api/exportar/mapa',
      '/api/exportar/movimentacoes/{cod_produto}',
      '/api/exportar/projecao/{cod_produto}',
      '/api/exportar/rupturas',
      '/api/importacao',
      '/api/importacao/gravadas',
      '/api/importacao/gravadas/{numero}/desfazer',
      '/api/importacao/mapas',
      '/api/importacao/mapas/{id}',
      '/api/importacao/modelos/{tabela}',
      '/api/importacao/tabelas',
      '/api/importacao/{id}',
      '/api/importacao/{id}/conferir',
      '/api/importacao/{id}/erros',
      '/api/importacao/{id}/erros/arquivo',
      '/api/importacao/{id}/gravar',
      '/api/importacao/{id}/rejeitadas',
      '/api/importacao/{id}/stream',
      '/api/inconsistencias',
      '/api/inconsistencias/aceitos',
      '/api/pedido/{num_pedido}/detalhes-completo',
      '/api/ruptura/analisar-lote-async',
      '/api/ruptura/worker/buscar-resultados/{session_id}',
      '/api/ruptura/worker/limpar-cache',
      '/api/ruptura/worker/processar',
      '/api/ruptura/worker/resultado/{num_pedido}',
      '/api/ruptura/worker/sessao/{session_id}',
      '/api/ruptura/worker/status/{session_id}',
      '/api/ruptura/worker/stream/{session_id}',
      '/api/verificacao',
      '/api/visoes',
      '/api/visoes/{id}',
      '/metrics',
      '/saude',
    ]);
    for (const [path, methods] of Object.entries(paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        const other = (english.body['paths'] as Paths)[path]![method]!;
        expect(operation.summary.length, path).toBeGreaterThan(10);
        expect(other.summary, path).not.toBe(operation.summary);
        expect(operation.responses, path).toHaveProperty('default');
      }
    }
  });

  it('is a page with every error, without style or script inside', async () => {
    const { text, headers } = await ask(test.server, '/docs');
    const english = await ask(test.server, { url: '/docs', headers: { 'accept-language': 'en' } });
    for (const [code, { status, retry, 'pt-BR': sentence, en }] of Object.entries(ERRORS)) {
      const head = `<tr><td><code>${code}</code></td><td>${status}</td>`;
      expect(text).toContain(`${head}<td>${retry ? 'sim' : 'não'}</td><td>${escaped(sentence)}</td></tr>`);
      expect(english.text).toContain(`${head}<td>${retry ? 'yes' : 'no'}</td><td>${escaped(en)}</td></tr>`);
    }
    expect(text).not.toMatch(/<script|<style|style=/);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    const href = /<link rel="stylesheet" href="([^"]+)">/.exec(text)?.[1] ?? '';
    expect((await ask(test.server, href)).headers['content-type']).toBe('text/css; charset=utf-8');
  });
});

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => {
    const names: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": '#39' };
    return `&${names[sign]};`;
  });
}
