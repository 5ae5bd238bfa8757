/** Pages for paper hold the whole list, say what it is of and when, and nothing that can be operated. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addLine, move, openTestServer, type TestServer } from '../http/support.ts';
import { startOver } from '../support/start-over.ts';

let test: TestServer;

beforeAll(async () => {
  test = await openTestServer();
});

beforeEach(async () => {
  await startOver(test.database.pool);
  const { pool } = test.database;
  await move(pool, 'A', '100');
  await addLine(pool, {
    order: 'P1',
    product: 'A',
    quantity: '10.5',
    date: '2026-03-04',
    name: '<b>Aço & cia</b>',
  });
  await addLine(pool, { order: 'P2', product: 'B', quantity: '3', date: '2026-03-05', price: '0.5' });
  await addLine(pool, { order: 'P3', product: 'A', quantity: '1', date: '2026-03-05' });
  await pool.query(
    `UPDATE carteira_principal SET uf = CASE num_pedido WHEN 'P2' THEN 'RJ' ELSE 'SP' END, cliente = 'Mercado ' || num_pedido`,
  );
});

afterAll(async () => {
  await test.close();
});

async function printed(url: string): Promise<string> {
  const { statusCode, headers, payload } = await test.server.inject(url);
  expect(statusCode, payload).toBe(200);
  expect(headers['content-type']).toBe('text/html; charset=utf-8');
  expect(headers['content-security-policy']).toContain("script-src 'self'");
  expect(payload).not.toMatch(/<style|<script>|\son\w+=|\sstyle=/);
  return payload;
}

/** Texts of the cells of the body of each table, by row. */
function rowsOf(html: string): string[][] {
  return [...html.matchAll(/<tbody>(.*?)<\/tbody>/gs)].flatMap(([, body]) =>
    [...body!.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row]) =>
      [...row!.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell]) =>
        cell!.replace(/<[^>]+>/g, '').replaceAll('\u00a0', ' '),
      ),
    ),
  );
}

async function allocate(lot: string, order: string, product: string, quantity: string): Promise<void> {
  await test.database.pool.query(
    `INSERT INTO separacao (separacao_lote_id, num_pedido, cod_produto, qtd_saldo, expedicao) VALUES ($1, $2, $3, $4, '2026-03-04')`,
    [lot, order, product, quantity],
  );
}

describe('a printed list', () => {
  it('has the rows and columns of its filter, what it is of above the headings, and sums once', async () => {
    const html = await printed(
      '/imprimir/carteira?uf=SP&colunas=num_pedido,cliente,valor_total_pedido,disponibilidade',
    );
    expect(rowsOf(html)).toEqual([
      ['P1', 'Mercado P1', 'R$ 105,00', 'Estoque OK'],
      ['P3', 'Mercado P3', 'R$ 10,00', 'Estoque OK'],
      ['Total', '', 'R$ 115,00', ''],
    ]);
    const head = /<thead>.*<\/thead>/s.exec(html)![0];
    expect(head).toContain('<strong>Carteira de pedidos</strong><span>UF: SP</span><span>Dados de ');
    expect(head).toContain('<th scope="col">Pedido</th><th scope="col">Cliente</th>');
    // Besides the bar, which is not printed, nothing can be operated.
    expect(html.replace(/<nav class="bar".*?<\/nav>/s, '')).not.toMatch(/<(a|button|input|select)\b/);
  });

  it('is in the language asked for, and shows texts of the data as texts', async () => {
    const html = await printed('/imprimir/itens?idioma=en&texto=p1');
    expect(html).toContain('<html lang="en">');
    expect(html).toContain('Search: p1');
    expect(html).toContain('&#60;b&#62;Aço &#38; cia&#60;/b&#62;');
  });

  it.each([
    ['/imprimir/rupturas', 'Produtos'],
    ['/imprimir/entradas', 'Entradas'],
    ['/imprimir/mapa', 'Mapa de rupturas'],
    ['/imprimir/inconsistencias', 'Dados com problema'],
  ])('is there for every list that has a file: %s', async (url, title) => {
    await test.database.pool.query(
      `INSERT INTO programacao_producao (cod_produto, data_programacao, qtd_programada) VALUES ('B', '2026-03-01', 1)`,
    );
    const html = await printed(url);
    expect(html).toContain(`<strong>${title}</strong>`);
    expect(rowsOf(html).length).toBeGreaterThan(0);
  });

  it('lies as its columns need, or as asked', async () => {
    expect(await printed('/imprimir/carteira?colunas=num_pedido,uf')).toContain('/imprimir/retrato.css');
    const wide = await printed('/imprimir/carteira');
    expect(wide).toContain('/imprimir/paisagem.css');
    expect(wide).toContain('href="/imprimir/carteira?papel=retrato"');
    expect(await printed('/imprimir/carteira?papel=retrato')).toContain('/imprimir/retrato.css');
  });

  it('of nothing, or of more than is printed at once, says so and offers the file', async () => {
    expect(await printed('/imprimir/carteira?uf=AC')).toContain('nenhuma linha passa por este filtro');
    await test.database.pool.query(
      `INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido)
       SELECT 'N' || n, 'A', 1 FROM generate_series(1, 5001) n`,
    );
    const html = await printed('/imprimir/carteira?texto=n');
    expect(html).toContain('A lista tem 5.001 linhas; imprimem-se até 5.000 de uma vez');
    expect(html).toContain('href="/api/exportar/carteira?texto=n&#38;formato=xlsx"');
    expect(rowsOf(html)).toEqual([]);
    expect(await printed('/imprimir/separacao?por=uf')).toContain('5.004 pedidos; imprimem-se até 5.000');
  });

  it('of orders that a person chose holds these', async () => {
    const html = await printed(
      '/imprimir/carteira?colunas=num_pedido&pedidos=P1,P2,NADA&ordenar=num_pedido&sentido=desc',
    );
    expect(rowsOf(html)).toEqual([['P2'], ['P1']]);
  });
});

describe('sheets for the warehouse', () => {
  it('by lot hold all that a lot holds, other orders in it included, each lot on a page of its own', async () => {
    await allocate('L1', 'P1', 'A', '4');
    await allocate('L1', 'P1', 'A', '2.5');
    await allocate('L1', 'P3', 'A', '1');
    await allocate('L2', 'P2', 'B', '3');
    const html = await printed('/imprimir/separacao?por=lote&texto=p1');
    expect(html.match(/<section class="sheet">/g)).toHaveLength(1);
    expect(html).toContain(
      '<strong>Lote L1</strong><span>2 pedidos · 2 itens · 7,5 no total</span><span>Busca: p1</span>',
    );
    expect(rowsOf(html).map((row) => [row[1], row[4], row[6]])).toEqual([
      ['P1', 'A', '6,5'],
      ['P3', 'A', '1'],
    ]);
    expect(html.match(/<td class="box"><i><\/i><\/td>/g)).toHaveLength(2);
    const all = await printed('/imprimir/separacao');
    expect([...all.matchAll(/<strong>(.*?)<\/strong>/g)].map(([, title]) => title)).toEqual([
      'Lote L1',
      'Lote L2',
    ]);
    expect([
      ...(await printed('/imprimir/separacao?lote=L2')).matchAll(/<strong>(.*?)<\/strong>/g),
    ]).toHaveLength(1);
  });

  it('by state hold the open quantities of the orders, with subtotals where they are asked for', async () => {
    const html = await printed('/imprimir/separacao?por=uf&subtotais=1&ordenar=num_pedido');
    expect([...html.matchAll(/<strong>(.*?)<\/strong>/g)].map(([, title]) => title)).toEqual([
      'UF RJ',
      'UF SP',
    ]);
    expect(rowsOf(html).map((row) => row.filter((cell) => cell !== ''))).toEqual([
      ['P2', 'Mercado P2', 'RJ', 'B', '3', 'Sem data prometida'],
      ['Total do pedido P2', '3'],
      ['P1', 'Mercado P1', 'SP', 'A', '&#60;b&#62;Aço &#38; cia&#60;/b&#62;', '10,5', '04/03/2026'],
      ['Total do pedido P1', '10,5'],
      ['P3', 'Mercado P3', 'SP', 'A', '1', '05/03/2026'],
      ['Total do pedido P3', '1'],
    ]);
    expect(await printed('/imprimir/separacao?por=dia')).toContain('<strong>Promessa 04/03/2026</strong>');
  });

  it('by lot of orders that are in none say so', async () => {
    expect(await printed('/imprimir/separacao')).toContain('nenhum pedido deste filtro está em um lote');
  });
});

describe('a printed order', () => {
  it('says what it is, when it leaves and why, and what each item waits for', async () => {
    const html = await printed('/imprimir/pedido?num_pedido=P2');
    expect(html).toContain('<strong>Pedido P2</strong>');
    expect(html).toContain('<dt>Disponibilidade</dt><dd>Disp. 0% | Total Não Disp.</dd>');
    expect(rowsOf(html)[0]!.slice(0, 4)).toEqual(['B', '', '3', '3']);
  });

  it('that is not there is an error as everywhere', async () => {
    const { statusCode, payload } = await test.server.inject('/imprimir/pedido?num_pedido=NADA');
    expect([statusCode, JSON.parse(payload).codigo]).toEqual([404, 'PEDIDO_NAO_ENCONTRADO']);
  });
});
