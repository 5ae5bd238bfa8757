/** Files over HTTP: checked first, stored all or nothing, followed live, and nothing left behind. */
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ImportAnswer } from '../../src/contract/import-wire.ts';
import { ask, openTestServer, type TestServer } from '../http/support.ts';
import { startOver } from '../support/start-over.ts';

let test: TestServer;
let leftBefore: string[];

async function temporaryFolders(): Promise<string[]> {
  const own = new RegExp(`^ruptura-import-.*-${process.pid}-`);
  return (await readdir(tmpdir())).filter((name) => own.test(name));
}

beforeAll(async () => {
  leftBefore = await temporaryFolders();
  test = await openTestServer();
});

beforeEach(async () => {
  await startOver(test.database.pool);
});

afterAll(async () => {
  await test.close();
  expect((await temporaryFolders()).filter((name) => !leftBefore.includes(name))).toEqual([]);
});

async function upload(
  content: string,
  query: Record<string, string> = {},
  type = 'text/csv; charset=utf-8',
): Promise<{ status: number; body: ImportAnswer }> {
  const answer = await ask(test.server, {
    method: 'POST',
    url: '/api/importacao',
    query: { arquivo: 'estoque.csv', ...query },
    headers: { 'content-type': type },
    payload: content,
  });
  return { status: answer.status, body: answer.body as unknown as ImportAnswer };
}

/** Events of the stream of an import, up to its end. */
async function events(id: string, headers: Record<string, string> = {}): Promise<ImportAnswer[]> {
  const { payload } = await test.server.inject({ url: `/api/importacao/${id}/stream`, headers });
  return [...payload.matchAll(/^data: (.*)$/gm)].map((match) => JSON.parse(match[1]!) as ImportAnswer);
}

async function store(id: string, body: object = {}): Promise<ImportAnswer> {
  const answer = await ask(test.server, {
    method: 'POST',
    url: `/api/importacao/${id}/gravar`,
    payload: body,
  });
  expect(answer.status, answer.text).toBe(202);
  return (await events(id)).at(-1)!;
}

async function movements(): Promise<number> {
  const { rows } = await test.database.pool.query<{ n: number }>(
    'SELECT count(*)::int AS n FROM movimentacao_estoque',
  );
  return rows[0]!.n;
}

const GOOD = 'cod_produto;data;qtd\nA;01/03/2026;1.234,5\nB;02/03/2026;7\n';
const BAD = 'cod_produto;data;qtd\nA;31/02/2026;1,5\nB;02/03/2026;7\n';

describe('an import over HTTP', () => {
  it('is checked and previewed first, and stored when asked', async () => {
    const { status, body } = await upload(GOOD);
    expect(status).toBe(202);
    const checked = (await events(body.id)).at(-1)!;
    expect(checked).toMatchObject({
      success: true,
      estado: 'CONFERIDA',
      completo: true,
      progresso: 100,
      arquivos: ['estoque.csv'],
      relatorio: {
        linhas_rejeitadas: 0,
        arquivos: [{ tabela: 'movimentacao_estoque', lidas: 2, inseridas: 2, separador: ';' }],
      },
    });
    expect(checked.relatorio!.arquivos[0]!.amostra[0]).toMatchObject({
      cod_produto: 'A',
      qtd_movimentacao: '1234.5',
    });
    expect(await movements()).toBe(0);
    expect(await store(body.id)).toMatchObject({
      estado: 'GRAVADA',
      relatorio: { arquivos: [{ inseridas: 2 }] },
    });
    expect(await movements()).toBe(2);
    const stock = await ask(test.server, '/api/estoque/A/atual');
    expect(stock.body['estoque']).toBe(1234.5);
  });

  it('names every bad row in the language of the caller, and stores nothing', async () => {
    const { body } = await upload(BAD);
    const checked = (await events(body.id, { 'accept-language': 'en' })).at(-1)!;
    expect(checked.relatorio!.erros).toMatchObject([
      {
        arquivo: 'estoque.csv',
        linha: 2,
        coluna: 'data_movimentacao',
        valor: '31/02/2026',
        error: 'no such date in the calendar',
      },
    ]);
    const refused = await store(body.id);
    expect(refused).toMatchObject({ success: false, estado: 'FALHOU', codigo: 'IMPORTACAO_RECUSADA' });
    expect(refused.error).toContain('use ignorar_invalidas');
    expect(refused.relatorio!.erros).toHaveLength(1);
    expect(await movements()).toBe(0);
    expect(await store(body.id, { ignorar_invalidas: true })).toMatchObject({ estado: 'GRAVADA' });
    expect(await movements()).toBe(1);
  });

  it('takes several files as one, all or nothing', async () => {
    const { body } = await upload(GOOD);
    const order = 'num_pedido,cod_produto,saldo\nP1,A,5\n';
    await upload(order, { arquivo: 'carteira.csv', id: body.id });
    const checked = (await events(body.id)).at(-1)!;
    expect(checked.arquivos).toEqual(['estoque.csv', 'carteira.csv']);
    expect(checked.relatorio!.arquivos).toHaveLength(2);
    await store(body.id);
    expect(await movements()).toBe(2);
    expect((await ask(test.server, '/api/carteira')).body['totais']).toMatchObject({ pedidos: 1 });
  });

  it('refuses what was imported before, unless asked to do it again', async () => {
    const first = await upload(GOOD);
    await events(first.body.id);
    await store(first.body.id);
    const second = await upload(GOOD);
    const refused = (await events(second.body.id)).at(-1)!;
    expect(refused).toMatchObject({ codigo: 'IMPORTACAO_REPETIDA' });
    expect(refused.error).toContain('use de_novo');
    expect(await store(second.body.id, { de_novo: true })).toMatchObject({ estado: 'GRAVADA' });
    expect(await movements()).toBe(4);
  });

  it('cannot be stored twice, and is gone when cancelled', async () => {
    const { body } = await upload(GOOD);
    await events(body.id);
    await store(body.id);
    const again = await ask(test.server, {
      method: 'POST',
      url: `/api/importacao/${body.id}/gravar`,
      payload: {},
    });
    expect(again).toMatchObject({ status: 409, body: { codigo: 'IMPORTACAO_EM_ANDAMENTO' } });
    const url = `/api/importacao/${body.id}`;
    expect((await ask(test.server, { method: 'DELETE', url })).status).toBe(200);
    expect(await ask(test.server, url)).toMatchObject({
      status: 404,
      body: { codigo: 'IMPORTACAO_NAO_ENCONTRADA' },
    });
  });

  it('has nothing more to tell a stream that has everything', async () => {
    const { body } = await upload(GOOD);
    const { payload } = await test.server.inject(`/api/importacao/${body.id}/stream`);
    const last = [...payload.matchAll(/^id: (\d+)$/gm)].at(-1)![1]!;
    const { statusCode } = await test.server.inject({
      url: `/api/importacao/${body.id}/stream`,
      headers: { 'last-event-id': last },
    });
    expect(statusCode).toBe(204);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json',
  ])('is refused as %s, which other pages could send or which is no file', async (type) => {
    const { status, body } = await upload(GOOD, {}, type);
    expect(status).toBe(415);
    expect(body.codigo).toBe('TIPO_DE_ARQUIVO_DESCONHECIDO');
  });
});
