/** Lists as files say what the lists say, in the form each reader expects. */
import { parse as parseCsv } from 'csv-parse/sync';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addLine, addReceipt, ask, move, openTestServer, type TestServer } from '../http/support.ts';
import { startOver } from '../support/start-over.ts';
import { readTable, sheetXmlOf } from './read-table.ts';

let test: TestServer;

beforeAll(async () => {
  test = await openTestServer();
});

beforeEach(async () => {
  await startOver(test.database.pool);
  const { pool } = test.database;
  await move(pool, 'A', '1234.5');
  await addLine(pool, { order: 'P1', product: 'A', quantity: '10.5', date: '2026-03-04', name: '=1+1; "x"' });
  await addLine(pool, { order: 'P2', product: 'B', quantity: '3', date: '2026-03-05', price: '0.5' });
  await addReceipt(pool, 'B', '1', '2026-03-01');
});

afterAll(async () => {
  await test.close();
});

/** The address of a list under the names of its fields, as programs ask for it. */
function named(url: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}titulos=campos`;
}

async function lines(url: string): Promise<string[]> {
  const answer = await ask(test.server, named(url));
  expect(answer.status, answer.text).toBe(200);
  expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="[a-z]+-2026-03-02\.csv"$/);
  return answer.text
    .replace(/^\ufeff/, '')
    .trimEnd()
    .split('\r\n');
}

async function cells(url: string): Promise<string[][]> {
  const { statusCode, headers, rawPayload } = await test.server.inject(named(url));
  expect(statusCode).toBe(200);
  expect(headers['content-type']).toContain('spreadsheetml');
  return await readTable(rawPayload, 'list.xlsx');
}

describe('exports', () => {
  it('of the order book follow its filter and order, in Brazilian or ISO form', async () => {
    const brazilian = await lines('/api/exportar/carteira?ordenar=num_pedido&sentido=desc');
    expect(brazilian[0]).toMatch(/^num_pedido;cliente;cidade;uf;expedicao;valor_total_pedido;/);
    expect(brazilian.slice(1).map((line) => line.split(';')[0])).toEqual(['P2', 'P1']);
    expect(brazilian[1]).toContain(';05/03/2026;');
    expect(brazilian[1]).toContain(';1,5;');
    const iso = await lines('/api/exportar/carteira?formato=csv-iso&cod_produto=B');
    expect(iso).toHaveLength(2);
    expect(iso[1]).toContain(',2026-03-05,');
    expect(iso[1]).toContain(',1.5,');
  });

  it('of products, of one product and of bad data say what the routes say', async () => {
    const stockouts = await lines('/api/exportar/rupturas');
    expect(stockouts.slice(1).map((line) => line.split(';').slice(0, 4))).toEqual([
      ['B', '', 'CRÍTICO', '05/03/2026'],
    ]);
    const map = await lines('/api/exportar/mapa?formato=csv-iso&status=ok');
    expect(map[0]).toContain(',2026-03-02,2026-03-03,');
    expect(map[1]).toContain(',1234.5,1224,0,0,10.5,1234.5,1234.5,1224,');
    const projection = await lines('/api/exportar/projecao/A');
    expect(projection).toHaveLength(30);
    expect(projection[3]).toBe('A;04/03/2026;1234,5;10,5;0;1224;1224');
    const bad = await lines('/api/exportar/inconsistencias?tipo=ENTRADA_ATRASADA');
    expect(bad[1]).toBe('ENTRADA_ATRASADA;;B;;;01/03/2026;1;;1;');
  });

  it('as a workbook hold numbers as numbers, dates as dates and texts as texts, whatever they look like', async () => {
    const orders = await cells('/api/exportar/carteira?formato=xlsx&ordenar=num_pedido');
    const { pedidos } = (await ask(test.server, '/api/carteira?ordenar=num_pedido')).body as {
      pedidos: Record<string, unknown>[];
    };
    const at = (name: string): number => orders[0]!.indexOf(name);
    expect(orders.slice(1).map((row) => row[at('num_pedido')])).toEqual(['P1', 'P2']);
    for (const name of ['expedicao', 'total_itens', 'valor_total_pedido', 'percentual_disponibilidade']) {
      expect(orders.slice(1).map((row) => row[at(name)])).toEqual(pedidos.map((row) => String(row[name])));
    }
    const map = await cells('/api/exportar/mapa?formato=xlsx&texto=a');
    expect(map).toHaveLength(2);
    expect(map[1]!.slice(0, 2)).toEqual(['A', '=1+1; "x"']);
    expect(map[1]!.slice(-29)).toEqual(['1234.5', '1234.5', ...new Array<string>(27).fill('1224')]);
    expect(map[0]!.at(-29)).toBe('2026-03-02');
  });

  it.each([
    '/api/exportar/carteira',
    '/api/exportar/itens',
    '/api/exportar/rupturas',
    '/api/exportar/entradas',
    '/api/exportar/mapa',
    '/api/exportar/projecao/A',
    '/api/exportar/cardex/A',
    '/api/exportar/movimentacoes/A',
    '/api/exportar/inconsistencias',
  ])('of %s say the same in every form', async (url) => {
    const workbook = await cells(`${url}?formato=xlsx`);
    const text = await lines(`${url}?formato=csv-iso`);
    expect(workbook).toHaveLength(text.length);
    expect(workbook.length).toBeGreaterThan(1);
    const plain = parseCsv(text.join('\r\n')) as string[][];
    // Texts that a spreadsheet could take for formulas are protected in CSV.
    const unprotected = plain.map((row) => row.map((cell) => cell.replace(/^'(?==)/, '')));
    expect(workbook.map((row) => row.map((cell) => cell.toLowerCase()))).toEqual(
      unprotected.map((row) => row.map((cell) => cell.toLowerCase())),
    );
  });

  it('of the heat map and the stockouts follow status and text as the lists do', async () => {
    expect((await lines('/api/exportar/mapa?texto=a')).slice(1).map((line) => line.split(';')[0])).toEqual([
      'A',
    ]);
    expect(await lines('/api/exportar/mapa?texto=nada')).toHaveLength(1);
    expect(await lines('/api/exportar/rupturas?texto=b')).toHaveLength(2);
    expect(await lines('/api/exportar/rupturas?status=ok')).toHaveLength(2);
  });

  it('of products have the columns of the screen in their order, of receipts who waits for them', async () => {
    const columns =
      'colunas=valor_aguardando,cod_produto&ordenar=valor_aguardando&sentido=desc&status=critico,ok';
    const products = await lines(`/api/exportar/rupturas?${columns}`);
    expect(products).toEqual(['valor_aguardando;cod_produto', '1,5;B', '0;A']);
    expect((await ask(test.server, '/api/exportar/rupturas?colunas=nada')).status).toBe(400);
    await addReceipt(test.database.pool, 'B', '2', '2026-03-06', 'OP 7');
    const receipts = await lines('/api/exportar/entradas?quando=prevista&formato=csv-iso');
    expect(receipts.slice(1)).toEqual(['2026-03-06,PREVISTA,B,,2,OP 7,0,0,0,0,0,false,1,1']);
  });

  it('of one product have every document of every day, and every movement with its balance', async () => {
    const { pool } = test.database;
    await move(pool, 'A', '-4.25', '2026-03-02');
    await addLine(pool, { order: 'SEM', product: 'A', quantity: '1', date: null });
    await addReceipt(pool, 'A', '7', '2026-03-10', 'OP-1');
    await pool.query(
      `INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido, expedicao)
       SELECT 'N' || lpad(n::text, 4, '0'), 'A', 0.5, '2026-03-06' FROM generate_series(1, 700) n`,
    );
    const cardex = await lines('/api/exportar/cardex/A');
    expect(cardex[0]).toBe(
      'cod_produto;data;tipo;origem;num_pedido;separacao_lote_id;documento;qtd;data_documento',
    );
    expect(cardex).toContain('A;04/03/2026;SAIDA;CARTEIRA;P1;;;10,5;04/03/2026');
    expect(cardex).toContain('A;10/03/2026;ENTRADA;;;;OP-1;7;10/03/2026');
    expect(cardex).toContain('A;;SEM_DATA;CARTEIRA;SEM;;;1;');
    expect(cardex.filter((line) => line.startsWith('A;06/03/2026;SAIDA'))).toHaveLength(700);
    expect((await lines('/api/exportar/cardex/B'))[1]).toBe('B;;ENTRADA_ATRASADA;;;;;1;01/03/2026');
    expect((await lines('/api/exportar/movimentacoes/A')).slice(1)).toEqual([
      'A;02/03/2026;;-4,25;1230,25;;;',
      'A;01/03/2026;;1234,5;1234,5;;;',
    ]);
  });

  it('of 20,000 orders are of one state, though the book changes while they are taken', async () => {
    await test.database.pool.query(
      `INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido, expedicao, preco_produto_pedido)
       SELECT 'N' || lpad(n::text, 6, '0'), 'C' || n % 500, 1, '2026-03-06', 1 FROM generate_series(1, 20000) n`,
    );
    // It begins only when somebody waits for it.
    const taken = test.server
      .inject(named('/api/exportar/carteira?formato=csv-iso&texto=n0'))
      .then(({ payload }) => payload);
    await test.database.pool.query(
      `UPDATE carteira_principal SET preco_produto_pedido = 2 WHERE num_pedido ~ '^N'`,
    );
    await test.ruptura.fresh();
    const [head, ...rows] = (await taken).trimEnd().split('\r\n');
    const at = head!.split(',').indexOf('valor_total_pedido');
    expect(rows).toHaveLength(20_000);
    expect(new Set(rows.map((line) => line.split(',')[at])).size).toBe(1);
  });

  it('for people have the columns of the screen in its order, under their headings, in the language asked for', async () => {
    const asked =
      '/api/exportar/carteira?ordenar=num_pedido&colunas=uf,num_pedido,disponibilidade,situacao,itens';
    const csv = async (url: string): Promise<string[]> =>
      (await ask(test.server, url)).text
        .replace(/^\ufeff/, '')
        .trimEnd()
        .split('\r\n');
    expect(await csv(asked)).toEqual([
      'UF;Pedido;Disponibilidade;% disponível;Situação;Itens em falta;Itens',
      ';P1;Estoque OK;100;no prazo;0;1',
      ';P2;Disp. 0% | Total Não Disp.;0;sem data;1;1',
    ]);
    const english = await csv(`${asked}&formato=csv-iso&idioma=en`);
    expect(english[0]).toBe('State,Order,Availability,% available,Status,Items short,Items');
    expect(english[2]).toBe(',P2,0% avail. | No full date,0,no date,1,1');
    const { status, body } = await ask(test.server, '/api/exportar/carteira?colunas=preco');
    expect([status, body['codigo']]).toEqual([400, 'REQUISICAO_INVALIDA']);
  });

  it('for people say in a workbook what they are of, and add up what can be added', async () => {
    const { rawPayload } = await test.server.inject(
      '/api/exportar/carteira?formato=xlsx&ordenar=num_pedido&colunas=num_pedido,valor_total_pedido,expedicao&expedicao_de=2026-03-01&expedicao_ate=2026-03-31',
    );
    const rows = await readTable(rawPayload, 'list.xlsx');
    expect(rows.map(([first]) => first)).toEqual([
      'Carteira de pedidos',
      'Expedição: 01/03/2026 a 31/03/2026',
      expect.stringMatching(/^Dados de \d\d\/\d\d\/\d{4}, \d\d:\d\d · hoje: 02\/03\/2026$/),
      'Pedido',
      'P1',
      'P2',
      'Total',
    ]);
    const sheet = await sheetXmlOf(rawPayload);
    // Money, exact sums that follow the reader's filter, headings that stay and filter.
    expect(sheet).toContain('<c r="B5" s="5"><v>105</v></c>');
    expect(sheet).toContain('<c r="B7" s="11"><f>SUBTOTAL(109,B5:B6)</f><v>106.5</v></c>');
    expect(sheet).toContain('<autoFilter ref="A4:C6"/>');
    expect(sheet).toContain('ySplit="4"');
  });

  it('by order and item tell what is missing, until when, and who holds it', async () => {
    const { pool } = test.database;
    await addLine(pool, { order: 'P3', product: 'A', quantity: '1230', date: '2026-03-04' });
    const [head, ...rows] = await lines('/api/exportar/itens?ordenar=num_pedido&formato=csv-iso');
    const at = (name: string): number => head!.split(',').indexOf(name);
    const short = rows.find((row) => row.startsWith('P3,'))!.split(',');
    expect(rows).toHaveLength(3);
    expect([short[at('cod_produto')], short[at('ruptura_qtd')], short[at('motivo')]]).toEqual([
      'A',
      '6',
      'DISPUTADO',
    ]);
    const people = (await ask(test.server, '/api/exportar/itens?ordenar=num_pedido')).text;
    expect(people).toMatch(/^\ufeffPedido;Cliente;/);
    expect(people).toContain('P1 (10,5)');
    expect(people).not.toContain('DISPUTADO');
  });

  it('in a form nobody knows are refused', async () => {
    const { status, body } = await ask(test.server, '/api/exportar/carteira?formato=pdf');
    expect(status).toBe(400);
    expect(body).toMatchObject({ codigo: 'REQUISICAO_INVALIDA' });
  });
});

describe('the settings in force', () => {
  it('name where each comes from, and change with the database', async () => {
    const first = await ask(test.server, '/api/configuracao');
    expect(first.body).toMatchObject({
      respostas: { RUPTURA_TZ: 'America/Sao_Paulo', politica: 'por_item', classificacao: [] },
      data_hoje: '2026-03-02',
      data_fixa: true,
      processo: expect.arrayContaining([
        expect.objectContaining({
          nome: 'PROJECAO_VALIDADE_MIN',
          valor: '15',
          origem: 'PADRAO',
          unidade: 'min',
        }),
      ]),
    });
    await test.database.pool.query(
      `UPDATE ruptura.configuracao SET valor = 'agendamento,valor' WHERE chave = 'classificacao'`,
    );
    const second = await ask(test.server, '/api/configuracao');
    expect(second.body).toMatchObject({ respostas: { classificacao: ['agendamento', 'valor'] } });
  });
});
