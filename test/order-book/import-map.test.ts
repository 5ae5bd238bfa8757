/** A person says what a file is where its names do not: shown as found, told, checked again without another upload. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ImportAnswer } from '../../src/contract/import-wire.ts';
import { ask, openTestServer, type TestServer } from '../http/support.ts';
import { startOver } from '../support/start-over.ts';
import { done, request, settled, upload } from './import-client.ts';

let test: TestServer;

beforeAll(async () => {
  test = await openTestServer();
});

beforeEach(async () => {
  await startOver(test.database.pool);
});

afterAll(async () => {
  await test.close();
});

async function checked(arquivo: string, content: string | Buffer): Promise<ImportAnswer> {
  return await settled(test, (await upload(test, arquivo, content)).id);
}

async function lines(): Promise<unknown[]> {
  const { rows } = await test.database.pool.query(
    `SELECT num_pedido, cod_produto, qtd_saldo_produto_pedido::float8 AS qtd, cliente, cidade
     FROM carteira_principal ORDER BY id`,
  );
  return rows;
}

const UNKNOWN = 'Doc;Mercadoria;Falta;Quem;Obs\nP1;A;1.234,5;Ana;urgente\nP2;B;2;Bia;\n';
const MAP = [
  {
    numero: 1,
    tabela: 'carteira_principal',
    colunas: [
      { posicao: 0, coluna: 'num_pedido' },
      { posicao: 1, coluna: 'cod_produto' },
      { posicao: 2, coluna: 'qtd_saldo_produto_pedido' },
      { posicao: 3, coluna: 'cliente' },
      { posicao: 4, coluna: null },
    ],
  },
];

describe('a file that nothing is known about', () => {
  it('is shown as it was found, with what is wrong about it', async () => {
    const found = await checked('dados.csv', UNKNOWN);
    expect(found).toMatchObject({ success: false, estado: 'FALHOU', codigo: 'CABECALHO_DESCONHECIDO' });
    expect(found.recebidos).toEqual([{ numero: 1, arquivo: 'dados.csv', bytes: UNKNOWN.length }]);
    expect(found.exame).toMatchObject([
      {
        numero: 1,
        arquivo: 'dados.csv',
        folha: null,
        folhas: [],
        formato: 'csv',
        codificacao: 'utf-8',
        separador: ';',
        tabela: null,
        como: null,
        amostra: [
          ['P1', 'A', '1.234,5', 'Ana', 'urgente'],
          ['P2', 'B', '2', 'Bia', ''],
        ],
        ignorado: false,
        codigo: 'CABECALHO_DESCONHECIDO',
      },
    ]);
    expect(found.exame[0]!.titulos.map(({ titulo }) => titulo)).toEqual([
      'Doc',
      'Mercadoria',
      'Falta',
      'Quem',
      'Obs',
    ]);
  });

  it('is checked again with what a person says about it, and stored so', async () => {
    const { id } = await checked('dados.csv', UNKNOWN);
    const mapped = await done(test, id, 'conferir', { mapa: MAP });
    expect(mapped).toMatchObject({ success: true, estado: 'CONFERIDA', mapa: MAP });
    expect(mapped.exame[0]).toMatchObject({
      tabela: 'carteira_principal',
      como: 'INFORMADA',
      faltando: [],
      codigo: null,
    });
    expect(mapped.exame[0]!.titulos.map(({ coluna, como }) => [coluna, como])).toEqual([
      ['num_pedido', 'INFORMADA'],
      ['cod_produto', 'INFORMADA'],
      ['qtd_saldo_produto_pedido', 'INFORMADA'],
      ['cliente', 'INFORMADA'],
      [null, 'IGNORADA'],
    ]);
    expect(mapped.relatorio!.arquivos[0]).toMatchObject({
      numero: 1,
      avisos: [{ codigo: 'SEM_PRECO' }],
      lidas: 2,
      inseridas: 2,
    });
    expect(await lines()).toEqual([]);
    expect(await done(test, id, 'gravar')).toMatchObject({ estado: 'GRAVADA' });
    expect(await lines()).toEqual([
      { num_pedido: 'P1', cod_produto: 'A', qtd: 1234.5, cliente: 'Ana', cidade: null },
      { num_pedido: 'P2', cod_produto: 'B', qtd: 2, cliente: 'Bia', cidade: null },
    ]);
  });
});

describe('a map', () => {
  it.each([
    ['a file there is not', [{ numero: 9 }], 422, 'IMPORTACAO_MAPA_ARQUIVO'],
    ['a table there is not', [{ numero: 1, tabela: 'clientes' }], 400, 'REQUISICAO_INVALIDA'],
    [
      'a column the table has not',
      [{ numero: 1, tabela: 'pedido', colunas: [{ posicao: 0, coluna: 'cliente' }] }],
      400,
      'REQUISICAO_INVALIDA',
    ],
    [
      'a place before the first',
      [{ numero: 1, colunas: [{ posicao: -1, coluna: null }] }],
      400,
      'REQUISICAO_INVALIDA',
    ],
  ])('of %s is refused at once', async (_what, mapa, status, codigo) => {
    const { id } = await checked('dados.csv', UNKNOWN);
    expect(await request(test, id, 'conferir', { mapa })).toMatchObject({ status, body: { codigo } });
  });

  it('can be chosen from the tables and columns there are', async () => {
    const { body } = await ask(test.server, '/api/importacao/tabelas');
    const tables = body['tabelas'] as {
      tabela: string;
      colunas: { coluna: string; obrigatoria: boolean }[];
    }[];
    expect(tables.map(({ tabela }) => tabela)).toHaveLength(6);
    const orders = tables.find(({ tabela }) => tabela === 'carteira_principal')!;
    expect(orders.colunas.filter(({ obrigatoria }) => obrigatoria).map(({ coluna }) => coluna)).toEqual([
      'num_pedido',
      'cod_produto',
      'qtd_saldo_produto_pedido',
    ]);
  });
});

describe('files of one name', () => {
  it('are told apart in everything that is said about them', async () => {
    const { id } = await checked('estoque.csv', 'cod_produto;data;qtd\nA;31/02/2026;5\n');
    await upload(test, 'C:\\pasta\\estoque.csv', 'cod_produto;data;qtd\nB;30/02/2026;5\n', { id });
    const { recebidos, relatorio } = await settled(test, id);
    expect(recebidos.map(({ numero, arquivo }) => [numero, arquivo])).toEqual([
      [1, 'estoque.csv'],
      [2, 'estoque (2).csv'],
    ]);
    expect(relatorio!.erros.map(({ arquivo, valor }) => [arquivo, valor])).toEqual([
      ['estoque.csv', '31/02/2026'],
      ['estoque (2).csv', '30/02/2026'],
    ]);
    expect(relatorio!.arquivos.map(({ numero }) => numero)).toEqual([1, 2]);
    const without = await done(test, id, 'conferir', { mapa: [{ numero: 1, ignorar: true }] });
    expect(without.exame.map(({ numero, ignorado }) => [numero, ignorado])).toEqual([
      [1, true],
      [2, false],
    ]);
    expect(without.relatorio!.ignorados).toMatchObject([{ arquivo: 'estoque.csv' }]);
  });
});
