/** One box finds orders, products and customers: codes first, then words, accents and case forgiven, at once. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SearchAnswer } from '../../src/contract/search-wire.ts';
import { addReceipt, ask, move, openTestServer, type TestServer } from '../http/support.ts';
import { startOver } from '../support/start-over.ts';

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

async function found(q: string, limite?: string): Promise<SearchAnswer> {
  const query = { q, ...(limite === undefined ? {} : { limite }) };
  const answer = await ask(test.server, { url: '/api/busca', query });
  expect(answer.status, answer.text).toBe(200);
  return answer.body as unknown as SearchAnswer;
}

async function order(code: string, product: string, customer: string, date: string): Promise<void> {
  await test.database.pool.query(
    `INSERT INTO carteira_principal
       (num_pedido, cod_produto, nome_produto, qtd_saldo_produto_pedido, preco_produto_pedido, expedicao, cliente, cidade, uf)
     VALUES ($1, $2, $3, 2, 10, $4, $5, 'Goiânia', 'GO')`,
    [code, product, `Café ${product} torrado`, date, customer],
  );
}

const codesOf = ({ pedidos }: SearchAnswer): string[] => pedidos.itens.map((one) => one.num_pedido);

describe('a search', () => {
  it('finds codes that are the text first, then those that begin with it, then words anywhere', async () => {
    await order('77', 'A', 'Loja Um', '2026-03-09');
    await order('771', 'A', 'Loja Um', '2026-03-08');
    await order('770', 'A', 'Loja Um', '2026-03-08');
    await order('X77', 'A', 'Loja Um', '2026-03-07');
    await order('Y', 'A', 'Casa 77', '2026-03-03');
    expect(codesOf(await found('77'))).toEqual(['77', '770', '771', 'Y', 'X77']);
    expect(codesOf(await found(' 77 ', '2'))).toEqual(['77', '770']);
    expect((await found('77', '2')).pedidos.total).toBe(5);
  });

  it('forgives accents and case, and wants every word', async () => {
    await order('P1', 'ÇÃO-1', 'Açougue São João', '2026-03-05');
    await order('P2', 'B', 'Açougue Central', '2026-03-04');
    expect(codesOf(await found('acougue'))).toEqual(['P2', 'P1']);
    expect(codesOf(await found('JOAO açougue'))).toEqual(['P1']);
    expect(codesOf(await found('goiania p2'))).toEqual(['P2']);
    expect((await found('cao-1')).produtos.itens.map((one) => one.cod_produto)).toEqual(['ÇÃO-1']);
    expect(await found('nada disso')).toMatchObject({
      pedidos: { total: 0, itens: [] },
      produtos: { total: 0, itens: [] },
      clientes: { total: 0, itens: [] },
      lotes: { total: 0, itens: [] },
    });
  });

  it('forgives one letter and goes by the sound, after what is as it was typed', async () => {
    await order('P1', 'MUÇ-1', 'Mercearia Sanchez', '2026-03-05');
    await order('P2', 'B', 'Sanches & Cia', '2026-03-09');
    await order('P3', 'C', 'Santos', '2026-03-02');
    await test.database.pool.query(
      `UPDATE carteira_principal SET nome_produto = 'QUEIJO MUÇARELA' WHERE num_pedido = 'P1'`,
    );
    expect(codesOf(await found('sanches'))).toEqual(['P2', 'P1']);
    expect(codesOf(await found('sancehz mercearia'))).toEqual(['P1']);
    expect((await found('sanches')).clientes.itens.map((one) => one.cliente)).toEqual([
      'Sanches & Cia',
      'Mercearia Sanchez',
    ]);
    for (const text of ['mussarela', 'mozarela', 'mucarla', 'quiejo', 'muçare']) {
      expect([text, (await found(text)).produtos.itens.map((one) => one.cod_produto)]).toEqual([
        text,
        ['MUÇ-1'],
      ]);
    }
    // What fills the list leaves no room for what is only near.
    expect((await found('sanches', '1')).pedidos).toMatchObject({ total: 1, itens: [{ num_pedido: 'P2' }] });
  });

  it('forgives one character of a code where nothing else is found', async () => {
    await order('PED00221', 'A', 'Ana', '2026-03-05');
    await order('PED00231', 'A', 'Ana', '2026-03-05');
    expect(codesOf(await found('PED00221'))).toEqual(['PED00221']);
    expect(codesOf(await found('PDE00221'))).toEqual(['PED00221']);
    expect(codesOf(await found('PED00222'))).toEqual(['PED00221']);
    expect(codesOf(await found('PED0021'))).toEqual(['PED00221', 'PED00231']);
  });

  it('finds lots of open orders, with how many they hold', async () => {
    await order('P1', 'A', 'Ana', '2026-03-05');
    await order('P2', 'A', 'Bia', '2026-03-05');
    await test.database.pool.query(
      `INSERT INTO separacao (separacao_lote_id, num_pedido, cod_produto, qtd_saldo, expedicao) VALUES
         ('LOTE_20', 'P1', 'A', 1, '2026-03-05'), ('LOTE_20', 'P2', 'A', 1, '2026-03-05'),
         ('LOTE_2', 'P2', 'A', 1, '2026-03-05'), ('LOTE_20', 'GONE', 'A', 1, '2026-03-05')`,
    );
    const lots = async (q: string) =>
      (await found(q)).lotes.itens.map((one) => [one.separacao_lote_id, one.pedidos]);
    expect(await lots('lote_2')).toEqual([
      ['LOTE_2', 1],
      ['LOTE_20', 2],
    ]);
    expect(await lots('20')).toEqual([['LOTE_20', 2]]);
    expect(await lots('LOTTE_20')).toEqual([['LOTE_20', 2]]);
    expect((await found('lote_2')).lotes.itens[0]?.num_pedido).toBe('P2');
    await test.database.pool.query(
      `INSERT INTO pedido (separacao_lote_id, status) VALUES ('LOTE_20', 'FATURADO')`,
    );
    expect(await lots('lote_20')).toEqual([['LOTE_2', 1]]);
  });

  it('shows of each what a list of results shows', async () => {
    await move(test.database.pool, 'CAFE-1', '3');
    await order('P1', 'CAFE-1', 'Mercado Central', '2026-03-05');
    await order('P2', 'CAFE-1', 'Mercado Central', '2026-03-06');
    await addReceipt(test.database.pool, 'CAFE-2', '4', '2026-03-20');
    const { pedidos, produtos, clientes } = await found('mercado');
    expect(pedidos.itens[0]).toEqual({
      num_pedido: 'P1',
      cliente: 'Mercado Central',
      cidade: 'Goiânia',
      uf: 'GO',
      expedicao: '2026-03-05',
      pedido_ok: false,
      criticidade: 'ALTA',
      promessa: {
        data: '2026-03-05',
        situacao: 'NO_PRAZO',
        no_prazo: true,
        mais_cedo: '2026-03-05',
        espera_dias: 0,
        atraso_dias: 0,
      },
    });
    expect(produtos.total).toBe(0);
    expect(clientes).toEqual({
      total: 1,
      itens: [{ cliente: 'Mercado Central', pedidos: 2, valor_total: 40, valor_com_ruptura: 40 }],
    });
    expect((await found('torrado cafe')).produtos.itens).toEqual([
      {
        cod_produto: 'CAFE-1',
        nome_produto: 'Café CAFE-1 torrado',
        status_ruptura: 'CRÍTICO',
        dia_ruptura: '2026-03-06',
        estoque_atual: 3,
      },
    ]);
    expect((await found('cafe-2')).produtos.itens).toMatchObject([
      { nome_produto: null, status_ruptura: 'OK' },
    ]);
  });

  it('follows what changes: names, orders that go and codes that come in their place', async () => {
    await order('OLD', 'A', 'Ana', '2026-03-05');
    expect(codesOf(await found('ana'))).toEqual(['OLD']);
    await test.database.pool.query(`UPDATE carteira_principal SET nome_produto = 'Chá', cliente = 'Bia'`);
    expect((await found('ana')).clientes.total).toBe(0);
    expect((await found('cha')).produtos.total).toBe(1);
    await test.database.pool.query('DELETE FROM carteira_principal');
    await order('NEW', 'B', 'Bia', '2026-03-05');
    expect((await found('old')).pedidos.total).toBe(0);
    expect(codesOf(await found('new'))).toEqual(['NEW']);
    expect((await found('cha')).produtos.total).toBe(0);
  });

  it('refuses an empty text and more than ten of a kind', async () => {
    for (const [url, caminho, problema] of [
      ['/api/busca?q=%20', 'q', 'TEXTO_CURTO'],
      ['/api/busca?q=a&limite=11', 'limite', 'INTEIRO_FORA_DA_FAIXA'],
    ] as const) {
      const { status, body } = await ask(test.server, url);
      expect(status).toBe(400);
      expect(body).toMatchObject({ detalhes: { problemas: [{ caminho, problema }] } });
    }
    expect((await ask(test.server, '/api/busca')).status).toBe(400);
  });
});
