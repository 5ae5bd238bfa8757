/** What comes and who waits for it, over a real database. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ProductOrdersAnswer, ReceiptsAnswer } from '../../src/contract/stock-wire.ts';
import { startOver } from '../support/start-over.ts';
import { addLine, addReceipt, ask, move, openTestServer, type TestServer } from './support.ts';

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

async function receipts(query: Record<string, string> = {}): Promise<ReceiptsAnswer> {
  const answer = await ask(test.server, { url: '/api/entradas', query });
  expect(answer.status, answer.text).toBe(200);
  return answer.body as unknown as ReceiptsAnswer;
}

/**
 * A has 10 in stock and 30 wanted by now and 25 later: 20 come on the 5th, 7 never came. B is wanted on the 9th and comes
 * today; C comes beyond the horizon.
 */
async function threeProducts(): Promise<void> {
  const { pool } = test.database;
  const line = (order: string, product: string, quantity: string, date: string, price = '2') =>
    addLine(pool, { order, product, quantity, date, price, name: `Produto ${product}` });
  await move(pool, 'A', '10');
  await line('P1', 'A', '10', '2026-03-02');
  await line('P2', 'A', '8', '2026-03-03');
  await line('P3', 'A', '12', '2026-03-04');
  await line('P4', 'A', '6', '2026-03-04');
  await line('P5', 'A', '19', '2026-03-20');
  await addReceipt(pool, 'A', '7', '2026-02-20', 'OP 1');
  await addReceipt(pool, 'A', '15', '2026-03-05', 'OP 2');
  await addReceipt(pool, 'A', '5', '2026-03-05', 'OP 3');
  await line('P6', 'B', '3.5', '2026-03-09', '10');
  await addReceipt(pool, 'B', '4', '2026-03-02');
  await addReceipt(pool, 'C', '100', '2026-06-01');
}

describe('receipts', () => {
  it('come by day, each with the orders it serves, those standing still, and what is missing', async () => {
    await threeProducts();
    const { entradas, total } = await receipts();
    expect(total).toBe(4);
    expect(entradas.map(({ cod_produto, data, quando }) => [cod_produto, data, quando])).toEqual([
      ['A', '2026-02-20', 'ATRASADA'],
      ['B', '2026-03-02', 'HOJE'],
      ['A', '2026-03-05', 'PREVISTA'],
      ['C', '2026-06-01', 'ALEM_DO_HORIZONTE'],
    ]);
    // P2 and P3 wait for the 5th and use it up: P4 finds none.
    expect(entradas[2]).toEqual({
      cod_produto: 'A',
      nome_produto: 'Produto A',
      data: '2026-03-05',
      quando: 'PREVISTA',
      qtd: 20,
      documentos: [
        { documento: 'OP 2', qtd: 15 },
        { documento: 'OP 3', qtd: 5 },
      ],
      documentos_omitidos: 0,
      pedidos_a_espera: 2,
      valor_a_espera: 40,
      qtd_atendida: 20,
      pedidos_parados: 2,
      valor_parado: 40,
      suficiente: false,
      pedidos_sem_saldo: 1,
      falta_qtd: 6,
    });
    // Nobody due has to wait for what comes today.
    expect(entradas[1]).toMatchObject({
      pedidos_a_espera: 1,
      valor_a_espera: 35,
      pedidos_parados: 0,
      suficiente: true,
      falta_qtd: 0,
    });
    expect(entradas[3]).toMatchObject({
      pedidos_a_espera: null,
      valor_a_espera: null,
      suficiente: null,
      falta_qtd: null,
    });
  });

  it('that are late tell the orders they would free if they came today', async () => {
    await threeProducts();
    const [late] = (await receipts({ quando: 'ATRASADA' })).entradas;
    // 7 more do not reach P2 (8); P4 (6) gets its day.
    expect(late).toMatchObject({
      pedidos_a_espera: 1,
      valor_a_espera: 12,
      qtd_atendida: 6,
      suficiente: true,
    });
    await addReceipt(test.database.pool, 'A', '1', '2026-02-21');
    const { entradas, totais } = await receipts({ quando: 'ATRASADA' });
    expect(entradas.map((one) => one.valor_a_espera)).toEqual([12, 0]);
    // Together they free P2: what each frees alone does not add up.
    expect(totais.ATRASADA).toEqual({ entradas: 2, valor_a_espera: 16, insuficientes: 0 });
  });

  it('are sorted, filtered and paged', async () => {
    await threeProducts();
    const codes = async (query: Record<string, string>) =>
      (await receipts(query)).entradas.map(({ cod_produto, data }) => `${cod_produto} ${data.slice(5)}`);
    expect(await codes({ ordenar: 'valor_a_espera', sentido: 'desc' })).toEqual([
      'A 03-05',
      'B 03-02',
      'A 02-20',
      'C 06-01',
    ]);
    expect(await codes({ suficiente: '0' })).toEqual(['A 03-05']);
    expect(await codes({ texto: 'produto b' })).toEqual(['B 03-02']);
    expect(await codes({ cod_produto: 'A', data_de: '2026-03-01' })).toEqual(['A 03-05']);
    expect(await codes({ quando: 'hoje,prevista', data_ate: '2026-03-02' })).toEqual(['B 03-02']);
    const first = await receipts({ limite: '3' });
    expect(first.proximo).not.toBeNull();
    const rest = await receipts({ cursor: first.proximo! });
    expect(rest).toMatchObject({ posicao: 3, total: 4, proximo: null });
    expect(rest.entradas.map(({ cod_produto }) => cod_produto)).toEqual(['C']);
    expect(await receipts({ posicao: '1', limite: '1' })).toMatchObject({ posicao: 1, total: 4 });
    expect((await ask(test.server, '/api/entradas?quando=ONTEM')).status).toBe(400);
  });

  it('follow a commit of another client, and what it does to the documents', async () => {
    await threeProducts();
    await receipts();
    const { pool } = test.database;
    await pool.query(`UPDATE programacao_producao SET documento = 'OP 22' WHERE documento = 'OP 2'`);
    await move(pool, 'A', '100');
    const [receipt] = (await receipts({ quando: 'PREVISTA' })).entradas;
    expect(receipt).toMatchObject({ pedidos_a_espera: 0, valor_a_espera: 0, suficiente: true });
    expect(receipt!.documentos[0]).toEqual({ documento: 'OP 22', qtd: 15 });
    await pool.query(`DELETE FROM programacao_producao WHERE cod_produto = 'A'`);
    expect((await receipts()).entradas.map(({ cod_produto }) => cod_produto)).toEqual(['B', 'C']);
  });

  it('tell what whole orders use of them where orders go whole, and nothing of late ones then', async () => {
    await threeProducts();
    const { pool } = test.database;
    await pool.query(`UPDATE ruptura.configuracao SET valor = 'completa' WHERE chave = 'politica'`);
    try {
      // P2 lacks D, of which nothing is there: it takes nothing of A, and P4 gets the 5th in its place.
      await addLine(pool, { order: 'P2', product: 'D', quantity: '1', date: '2026-03-03' });
      const { entradas, totais } = await receipts({ cod_produto: 'A' });
      expect(entradas[0]).toMatchObject({ pedidos_a_espera: null, suficiente: null });
      expect(totais.ATRASADA.valor_a_espera).toBeNull();
      expect(entradas[1]).toMatchObject({
        pedidos_a_espera: 2,
        valor_a_espera: 36,
        pedidos_sem_saldo: 0,
        falta_qtd: 0,
      });
    } finally {
      await pool.query(`UPDATE ruptura.configuracao SET valor = 'por_item' WHERE chave = 'politica'`);
    }
  });

  it('are not sent twice to who holds them, and none are there in an empty book', async () => {
    const answer = await ask(test.server, '/api/entradas');
    expect(answer.body).toMatchObject({ entradas: [], total: 0, proximo: null });
    const again = { url: '/api/entradas', headers: { 'if-none-match': String(answer.headers['etag']) } };
    expect((await ask(test.server, again)).status).toBe(304);
  });
});

describe('the orders with a product', () => {
  const orders = async (code: string, query: Record<string, string> = {}): Promise<ProductOrdersAnswer> => {
    const answer = await ask(test.server, { url: `/api/estoque/${code}/pedidos`, query });
    expect(answer.status, answer.text).toBe(200);
    return answer.body as unknown as ProductOrdersAnswer;
  };

  it('stand with those short of this very product first, most value first, each with its promised date', async () => {
    await threeProducts();
    const { pool } = test.database;
    // Short of another product: not of this one.
    await move(pool, 'B', '10');
    await addLine(pool, { order: 'P6', product: 'NADA', quantity: '5', date: '2026-03-09' });
    const other = await orders('B');
    expect(other).toMatchObject({ total: 1, em_falta: 0, valor_em_falta: 0 });
    expect(other.pedidos[0]).toMatchObject({ num_pedido: 'P6', ruptura_qtd: 0, promessa: '2026-03-09' });
    const { pedidos, total, em_falta: short, valor_em_falta: value } = await orders('A');
    expect([total, short, value]).toEqual([5, 5, 110]);
    expect(pedidos.map(({ num_pedido }) => num_pedido)).toEqual(['P5', 'P3', 'P1', 'P2', 'P4']);
    expect(pedidos[1]).toEqual({
      num_pedido: 'P3',
      cliente: null,
      expedicao: '2026-03-04',
      qtd_saldo: 12,
      ruptura_qtd: 12,
      valor_total: 24,
      promessa: '2026-03-05',
    });
    expect((await orders('A', { posicao: '3', limite: '1' })).pedidos[0]!.num_pedido).toBe('P2');
  });

  it('are none of a product that nobody wants or knows', async () => {
    expect(await orders('NADA')).toMatchObject({ pedidos: [], total: 0, em_falta: 0 });
  });
});
