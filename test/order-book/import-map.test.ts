/** A person says what a file is where its names do not: shown as found, told, checked again without another upload. */
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportAnswer } from '../../src/contract/import-wire.ts';
import { ask, openTestServer, type TestServer } from '../http/support.ts';
import { testFolder, textRow, workbookParts } from '../imports/files.ts';
import { done, request, settled, upload } from './import-client.ts';

let test: TestServer;

beforeEach(async () => {
  test = await openTestServer();
});

afterEach(async () => {
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
    expect(mapped.relatorio!.arquivos[0]).toMatchObject({ numero: 1, avisos: [], lidas: 2, inseridas: 2 });
    expect(await lines()).toEqual([]);
    expect(await done(test, id, 'gravar')).toMatchObject({ estado: 'GRAVADA' });
    expect(await lines()).toEqual([
      { num_pedido: 'P1', cod_produto: 'A', qtd: 1234.5, cliente: 'Ana', cidade: null },
      { num_pedido: 'P2', cod_produto: 'B', qtd: 2, cliente: 'Bia', cidade: null },
    ]);
  });

  it('is told what is still missing, with the column each heading may have been meant for', async () => {
    const { id } = await checked('dados.csv', 'Pedido;Cod Prodto;Saldo\nP1;A;1\n');
    const half = await done(test, id, 'conferir', { mapa: [{ numero: 1, tabela: 'carteira_principal' }] });
    expect(half).toMatchObject({ estado: 'FALHOU', codigo: 'CABECALHO_COLUNA_FALTANDO' });
    expect(half.exame[0]).toMatchObject({ faltando: ['cod_produto'], codigo: 'CABECALHO_COLUNA_FALTANDO' });
    expect(half.exame[0]!.titulos[1]).toMatchObject({ coluna: null, sugestao: 'cod_produto' });
    const colunas = [{ posicao: 1, coluna: 'cod_produto' }];
    const whole = await done(test, id, 'conferir', {
      mapa: [{ numero: 1, tabela: 'carteira_principal', colunas }],
    });
    expect(whole.estado).toBe('CONFERIDA');
    expect(whole.exame[0]!.titulos.map(({ como }) => como)).toEqual(['APELIDO', 'INFORMADA', 'APELIDO']);
  });
});

describe('a map', () => {
  it('decides between two headings of one column, and wins over a heading of the column’s own name', async () => {
    const twice = 'num_pedido;cod_produto;saldo;cliente;razao_social\nP1;A;1;001;Ana Ltda\n';
    const found = await checked('carteira_principal.csv', twice);
    const position = found.exame[0]!.titulos.findIndex(({ titulo }) => titulo === 'razao_social');
    const mapped = await done(test, found.id, 'conferir', {
      mapa: [{ numero: 1, colunas: [{ posicao: position, coluna: 'cliente' }] }],
    });
    expect(mapped.exame[0]).toMatchObject({ como: 'NOME', tabela: 'carteira_principal' });
    await done(test, found.id, 'gravar');
    expect(await lines()).toMatchObject([{ cliente: 'Ana Ltda' }]);
  });

  it('of one file leaves the others to their names, and can leave a file out', async () => {
    const { id } = await checked('dados.csv', UNKNOWN);
    await upload(test, 'estoque.csv', 'cod_produto;data;qtd\nA;01/03/2026;5\n', { id });
    const both = await settled(test, id);
    expect(both.exame.map(({ numero, tabela, codigo }) => [numero, tabela, codigo])).toEqual([
      [1, null, 'CABECALHO_DESCONHECIDO'],
      [2, 'movimentacao_estoque', null],
    ]);
    const without = await done(test, id, 'conferir', { mapa: [{ numero: 1, ignorar: true }] });
    expect(without).toMatchObject({ estado: 'CONFERIDA' });
    expect(without.exame[0]).toMatchObject({ ignorado: true, codigo: null });
    expect(without.relatorio!.ignorados).toMatchObject([{ arquivo: 'dados.csv' }]);
    const all = await done(test, id, 'conferir', { mapa: MAP });
    expect(all.relatorio!.arquivos.map(({ numero, inseridas }) => [numero, inseridas])).toEqual([
      [1, 2],
      [2, 1],
    ]);
  });

  it('speaks of one sheet of a workbook, also of one that was not looked at', async () => {
    const folder = await testFolder();
    const path = await folder.workbook(
      'x.xlsx',
      workbookParts([
        { name: 'Capa', data: textRow(1, 'Relatório', 'de', 'hoje') + textRow(2, 'a', 'b', 'c') },
        { name: 'Dados', data: textRow(1, 'Doc', 'SKU', 'Falta') + textRow(2, 'P1', 'A', '7') },
      ]),
    );
    const found = await checked('relatorio.xlsx', await readFile(path));
    await folder.remove();
    expect(found.exame).toMatchObject([{ folha: 'Capa', folhas: ['Capa', 'Dados'], tabela: null }]);
    const colunas = [
      { posicao: 0, coluna: 'num_pedido' },
      { posicao: 2, coluna: 'qtd_saldo_produto_pedido' },
    ];
    const mapped = await done(test, found.id, 'conferir', {
      mapa: [{ numero: 1, folha: 'Dados', tabela: 'carteira_principal', colunas }],
    });
    expect(mapped.estado, mapped.error ?? '').toBe('CONFERIDA');
    expect(mapped.exame).toMatchObject([{ folha: 'Dados', tabela: 'carteira_principal' }]);
    await done(test, found.id, 'gravar');
    expect(await lines()).toMatchObject([{ num_pedido: 'P1', cod_produto: 'A', qtd: 7 }]);
  });

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

  it.each([
    [{ colunas: [{ posicao: 40, coluna: null }] }, 'IMPORTACAO_MAPA_POSICAO'],
    [{ colunas: [{ posicao: 0, coluna: 'inexistente' }] }, 'CABECALHO_DESCONHECIDO'],
    [
      {
        tabela: 'carteira_principal',
        colunas: [
          { posicao: 0, coluna: 'num_pedido' },
          { posicao: 1, coluna: 'num_pedido' },
        ],
      },
      'CABECALHO_COLUNA_REPETIDA',
    ],
  ])('that the file does not fit (%j) is told by the dry run', async (said, codigo) => {
    const { id } = await checked('dados.csv', UNKNOWN);
    const answer = await done(test, id, 'conferir', { mapa: [{ numero: 1, ...said }] });
    expect(answer).toMatchObject({ success: false, estado: 'FALHOU', codigo });
    expect(answer.exame[0]).toMatchObject({ codigo });
  });

  it('of a column that the recognised table has not is told by name', async () => {
    const { id } = await checked('pedido.csv', 'separacao_lote_id;status\nL;ABERTO\n');
    const answer = await done(test, id, 'conferir', {
      mapa: [{ numero: 1, colunas: [{ posicao: 1, coluna: 'cliente' }] }],
    });
    expect(answer).toMatchObject({ codigo: 'IMPORTACAO_MAPA_COLUNA' });
    expect(answer.error).toContain('cliente');
  });

  it('of a sheet there is not is told with those there are', async () => {
    const folder = await testFolder();
    const parts = workbookParts([{ name: 'Plan1', data: textRow(1, 'a') }]);
    const content = await readFile(await folder.workbook('x.xlsx', parts));
    await folder.remove();
    const { id } = await checked('x.xlsx', content);
    const answer = await done(test, id, 'conferir', { mapa: [{ numero: 1, folha: 'Plan7' }] });
    expect(answer).toMatchObject({ codigo: 'IMPORTACAO_MAPA_FOLHA' });
    expect(answer.error).toContain('Plan1');
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
  });
});
