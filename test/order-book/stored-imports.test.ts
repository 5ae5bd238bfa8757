/** What an import changes is told by its dry run; a great loss asks; what was stored is listed and taken back. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StoredImportAnswer, UndoAnswer } from '../../src/contract/import-wire.ts';
import { type Answer, ask, openTestServer, type TestServer } from '../http/support.ts';
import { startOver } from '../support/start-over.ts';
import { done, request, settled, upload } from './import-client.ts';

let test: TestServer;

beforeAll(async () => {
  test = await openTestServer();
});
beforeEach(async () => {
  await startOver(test.database.pool);
  await test.database.pool.query(
    `INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido, preco_produto_pedido)
     SELECT 'P' || n, 'A', 10, 2 FROM generate_series(1, 10) AS n`,
  );
});
afterAll(() => test.close());

const PART = 'num_pedido;cod_produto;qtd_saldo_produto_pedido;preco_produto_pedido\nP1;A;9;2\nQ;A;1;0,5\n';

const stored = async (): Promise<StoredImportAnswer[]> =>
  (await ask(test.server, '/api/importacao/gravadas')).body['gravadas'] as StoredImportAnswer[];

const undo = (number: number, payload?: object): Promise<Answer> =>
  ask(test.server, {
    method: payload === undefined ? 'GET' : 'POST',
    url: `/api/importacao/gravadas/${number}/desfazer`,
    ...(payload === undefined ? {} : { payload }),
  });

describe('what an import changes', () => {
  it('is told before, with the mode that is proposed, and the question is not passed over', async () => {
    const { id } = await upload(test, 'carteira.csv', PART);
    const checked = await settled(test, id);
    expect(checked).toMatchObject({ estado: 'CONFERIDA', modo: null });
    expect(checked.relatorio).toMatchObject({
      modo: 'atualizar',
      proposta: { modo: 'atualizar', existentes: 1, total: 2 },
      recusa: { codigo: 'IMPORTACAO_MODO_NAO_DITO' },
      desfazivel: true,
      diferencas: [
        {
          tabela: 'carteira_principal',
          unidade: 'pedidos',
          unidades: { antes: 10, depois: 11, entram: 1, saem: 0, mudam: 1 },
          linhas: { antes: 10, depois: 11, entram: 1, saem: 0, mudam: 1 },
          perda: 0,
          perde_muito: false,
          valor: { antes: 200, depois: 198.5 },
          rascunhos_sem_pedido: 0,
        },
      ],
    });
    expect(checked.relatorio?.proposta?.motivo).toBe('1 destes 2 pedidos já estão na carteira');
    const refused = await done(test, id, 'gravar');
    expect(refused).toMatchObject({ estado: 'FALHOU', codigo: 'IMPORTACAO_MODO_NAO_DITO' });
    expect(refused.error).toContain('modo: atualizar');
    const kept = await done(test, id, 'gravar', { modo: 'atualizar' });
    expect(kept).toMatchObject({ estado: 'GRAVADA', relatorio: { numero: 1, desfazivel: true } });
  });

  it('that is much needs a yes of its own, each time', async () => {
    const { id } = await upload(test, 'carteira.csv', PART, { substituir: '1' });
    const checked = await settled(test, id);
    expect(checked.relatorio).toMatchObject({
      modo: 'substituir',
      recusa: { codigo: 'IMPORTACAO_PERDE_MUITO' },
      diferencas: [{ perda: 90, perde_muito: true, linhas: { saem: 9, mudam: 1 } }],
    });
    expect(await done(test, id, 'gravar')).toMatchObject({ codigo: 'IMPORTACAO_PERDE_MUITO' });
    const kept = await done(test, id, 'gravar', { sim_substituir: true });
    expect(kept).toMatchObject({ estado: 'GRAVADA', relatorio: { diferencas: [{ perda: 90 }] } });
  });
});

describe('a stored import', () => {
  it('is listed, says what undoing it does, and is undone once', async () => {
    const { id } = await upload(test, 'carteira.csv', PART, { modo: 'substituir' });
    await settled(test, id);
    const { relatorio } = await done(test, id, 'gravar', { sim_substituir: true });
    const number = relatorio!.numero!;
    expect(await stored()).toMatchObject([
      {
        numero: number,
        modo: 'substituir',
        arquivos: [{ arquivo: 'carteira.csv', tabela: 'carteira_principal', inseridas: 2 }],
        desfeita_em: null,
        impedimento: null,
      },
    ]);
    const table = {
      tabela: 'carteira_principal',
      voltam: 10,
      saem: 2,
      alteradas: 0,
      ja_sairam: 0,
      ao_lado: 0,
    };
    const before = await undo(number);
    expect(before.body as unknown as UndoAnswer).toMatchObject({
      tabelas: [table],
      precisa_confirmar: false,
    });
    await test.database.pool.query(`UPDATE carteira_principal SET cliente = 'Z' WHERE num_pedido = 'P1'`);
    const asked = await undo(number, {});
    expect([asked.status, asked.body['codigo']]).toEqual([409, 'IMPORTACAO_ALTERADA_DEPOIS']);
    expect(asked.body['error']).toContain('confirmar');
    const answer = await undo(number, { confirmar: true });
    expect([answer.status, answer.body['tabelas']]).toEqual([200, [{ ...table, alteradas: 1 }]]);
    const book = await ask(test.server, '/api/carteira');
    expect(book.body['total']).toBe(10);
    expect((await stored())[0]).toMatchObject({
      impedimento: { codigo: 'IMPORTACAO_JA_DESFEITA' },
      guardada_ate: null,
    });
    expect((await undo(number, {})).status).toBe(409);
    expect((await undo(99)).status).toBe(404);
    expect((await request(test, id, 'gravar')).status).toBe(409);
  });
});

describe('columns that a person pointed out', () => {
  const FOREIGN = 'documento;mercadoria;quanto\n';
  const MAP = [
    {
      numero: 1,
      tabela: 'carteira_principal',
      colunas: [
        { posicao: 0, coluna: 'num_pedido' },
        { posicao: 1, coluna: 'cod_produto' },
        { posicao: 2, coluna: 'qtd_saldo_produto_pedido' },
      ],
    },
  ];

  it('are remembered for the next file like it, once it was stored, and said to be; until they are forgotten', async () => {
    const first = await upload(test, 'vendas 01-03.csv', `${FOREIGN}X1;A;1\n`);
    await settled(test, first.id);
    await done(test, first.id, 'conferir', { mapa: MAP });
    expect((await ask(test.server, '/api/importacao/mapas')).body['mapas']).toEqual([]);
    await done(test, first.id, 'gravar', { modo: 'acrescentar' });
    const { body } = await ask(test.server, '/api/importacao/mapas');
    expect(body['mapas']).toMatchObject([
      {
        origem: 'vendas',
        tabela: 'carteira_principal',
        usado_em: null,
        colunas: [{ titulo: 'documento' }, {}, {}],
      },
    ]);
    const next = await upload(test, 'vendas 02-03.csv', `${FOREIGN}X2;A;2\n`);
    const known = await settled(test, next.id);
    const [file] = known.exame;
    expect(file).toMatchObject({ tabela: 'carteira_principal', como: 'LEMBRADA', lembrado: { id: 1 } });
    expect(file?.titulos.map(({ como }) => como)).toEqual(['LEMBRADA', 'LEMBRADA', 'LEMBRADA']);
    expect(known.relatorio?.arquivos[0]?.avisos[0]?.texto).toMatch(
      /indicadas em \d\d\/\d\d\/\d{4} .*\(mapa 1\)/,
    );
    const without = await done(test, next.id, 'conferir', { mapa: [{ numero: 1, sem_lembranca: true }] });
    expect([without.estado, without.codigo]).toEqual(['FALHOU', 'CABECALHO_DESCONHECIDO']);
    const forgotten = { method: 'DELETE', url: '/api/importacao/mapas/1' } as const;
    expect((await ask(test.server, forgotten)).status).toBe(200);
    expect((await ask(test.server, forgotten)).body['codigo']).toBe('IMPORTACAO_MAPA_DESCONHECIDO');
    const after = await done(test, next.id, 'conferir', { mapa: [] });
    expect(after.codigo).toBe('CABECALHO_DESCONHECIDO');
  });
});

describe('a template', () => {
  it('is an empty file that is understood once it is filled in', async () => {
    const { payload, headers } = await test.server.inject(
      '/api/importacao/modelos/programacao_producao?formato=csv-br',
    );
    expect(headers['content-disposition']).toContain('modelo-programacao_producao.csv');
    const { id } = await upload(
      test,
      'modelo-programacao_producao.csv',
      `${payload}A;05/03/2026;1,5;OP 1\r\n`,
    );
    expect(await settled(test, id)).toMatchObject({
      estado: 'CONFERIDA',
      relatorio: {
        arquivos: [
          {
            amostra: [
              { cod_produto: 'A', data_programacao: '2026-03-05', qtd_programada: '1.5', documento: 'OP 1' },
            ],
          },
        ],
      },
    });
    expect((await test.server.inject('/api/importacao/modelos/outra')).statusCode).toBe(400);
  });
});
