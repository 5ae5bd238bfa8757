/** The order book as a list: filtered, sorted, paged, summed, and right after every change. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ORDER_SORTS } from '../../src/contract/order-choices.ts';
import type { OrderBookAnswer } from '../../src/contract/order-wire.ts';
import { orderQuery } from '../../src/http/order-query.ts';
import { answerOrder } from '../../src/views/answers.ts';
import { OrderBook } from '../../src/views/orders/order-book.ts';
import { ask, move, openTestServer, type TestServer } from '../http/support.ts';
import { SEED } from '../oracle/seed.ts';
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

interface NewLine {
  readonly order: string;
  readonly product?: string;
  readonly quantity?: number;
  readonly date?: string | null;
  readonly price?: number;
  readonly customer?: string | null;
  readonly city?: string;
  readonly state?: string;
}

async function add(line: NewLine): Promise<void> {
  await test.database.pool.query(
    `INSERT INTO carteira_principal
       (num_pedido, cod_produto, qtd_saldo_produto_pedido, expedicao, preco_produto_pedido, cliente, cidade, uf)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      line.order,
      line.product ?? 'A',
      line.quantity ?? 1,
      line.date === undefined ? '2026-03-05' : line.date,
      line.price ?? 10,
      line.customer ?? null,
      line.city ?? null,
      line.state ?? null,
    ],
  );
}

async function list(query: Record<string, string> = {}): Promise<OrderBookAnswer> {
  const answer = await ask(test.server, { url: '/api/carteira', query });
  expect(answer.status, answer.text).toBe(200);
  return answer.body as unknown as OrderBookAnswer;
}

async function codes(query: Record<string, string> = {}): Promise<string[]> {
  return (await list(query)).pedidos.map((row) => row.num_pedido);
}

async function fewOrders(): Promise<void> {
  await move(test.database.pool, 'A', '10');
  await move(test.database.pool, 'B', '0.5');
  await add({ order: 'P1', customer: 'Açougue São João', city: 'Goiânia', state: 'GO', quantity: 4 });
  await add({
    order: 'P2',
    product: 'B',
    customer: 'Mercado Central',
    state: 'SP',
    quantity: 2,
    date: '2026-03-03',
  });
  await add({ order: 'P3', customer: 'Central do Pão', state: 'sp', date: null, price: 2.5 });
  await add({ order: 'P3', product: 'B', quantity: 1, date: null, price: 100 });
  await add({ order: 'P4', date: '2026-04-20', quantity: 1 });
}

describe('the order book', () => {
  it('shows of an order what its own analysis says', async () => {
    await fewOrders();
    const { pedidos } = await list();
    expect(pedidos.map((row) => row.num_pedido)).toEqual(['P2', 'P1', 'P4', 'P3']);
    const engine = await test.ruptura.fresh();
    for (const row of pedidos) {
      const answer = answerOrder(engine, row.num_pedido, 'por_item', new Date());
      const { resumo, promessa, pedido_ok, veredito, data_segura_total } = answer;
      expect(promessa).toMatchObject(row.promessa);
      expect(row).toMatchObject({
        pedido_ok,
        veredito,
        data_segura_total,
        total_itens: resumo.total_itens,
        qtd_itens_ruptura: resumo.qtd_itens_ruptura,
        valor_total_pedido: resumo.valor_total_pedido,
        valor_com_ruptura: resumo.valor_com_ruptura,
        criticidade: resumo.criticidade,
        percentual_disponibilidade: resumo.percentual_disponibilidade,
        data_disponibilidade_total: resumo.data_disponibilidade_total,
      });
    }
    expect(pedidos[1]).toMatchObject({
      cliente: 'Açougue São João',
      cidade: 'Goiânia',
      uf: 'GO',
      vendedor: null,
    });
  });

  it.each([
    ['texto', 'acougue GOIANIA', ['P1']],
    ['texto', 'p3', ['P3']],
    ['cliente', 'central', ['P2', 'P3']],
    ['uf', 'SP', ['P2', 'P3']],
    ['uf', 'SP,go', ['P2', 'P1', 'P3']],
    ['expedicao_de', '2026-03-04', ['P1', 'P4']],
    ['expedicao_ate', '2026-03-05', ['P2', 'P1']],
    ['criticidade', 'ok', ['P1', 'P4']],
    ['criticidade', 'ALTA,CRITICA', ['P2', 'P3']],
    ['situacao', 'FORA_DO_HORIZONTE', ['P4']],
    ['situacao', 'sem_data', ['P2', 'P3']],
    ['cod_produto', 'B', ['P2', 'P3']],
    ['cod_produto', 'none', []],
    ['cod_produto', 'none,B', ['P2', 'P3']],
    ['cod_produto', 'A,B', ['P2', 'P1', 'P4', 'P3']],
    ['pedido_ok', '1', ['P1', 'P4']],
    ['pedido_ok', '0', ['P2', 'P3']],
    ['situacao', 'SEM_DATA,FORA_DO_HORIZONTE', ['P2', 'P4', 'P3']],
  ])('filters by %s = %s', async (name, value, expected) => {
    await fewOrders();
    expect(await codes({ [name]: value })).toEqual(expected);
  });

  it('sums up what the filter lets through, on all pages', async () => {
    await fewOrders();
    const { totais, pedidos } = await list({ uf: 'SP', limite: '1' });
    expect(pedidos).toHaveLength(1);
    expect(totais).toEqual({
      pedidos: 2,
      pedidos_ok: 0,
      percentual_ok: 0,
      valor_total: 122.5,
      valor_com_ruptura: 120,
      percentual_valor_com_ruptura: 97.96,
      podem_sair_hoje: { pedidos: 0, valor: 0, valor_de_itens: 2.5 },
      avaliaveis: 2,
      no_prazo: 0,
      percentual_no_prazo: 0,
      por_criticidade: { CRITICA: 0, ALTA: 2, MEDIA: 0, BAIXA: 0, OK: 0 },
      por_situacao: { NO_PRAZO: 0, ATRASADO: 0, SEM_DATA: 2, FORA_DO_HORIZONTE: 0 },
      valor_por_situacao: { NO_PRAZO: 0, ATRASADO: 0, SEM_DATA: 122.5, FORA_DO_HORIZONTE: 0 },
    });
    expect((await list()).totais).toMatchObject({
      pedidos: 4,
      pedidos_ok: 2,
      percentual_ok: 50,
      avaliaveis: 3,
      no_prazo: 1,
      percentual_no_prazo: 33.33,
    });
  });

  it('sums values beyond what a double can hold exactly', async () => {
    for (let n = 0; n < 3; n++) {
      await add({ order: `P${n}`, quantity: 999_999_999_999, price: 99_999.99 });
    }
    const { totais } = await list();
    expect(totais.valor_total).toBe(Number(3n * 999_999_999_999n * 9_999_999n) / 100);
  });

  it('names the parameter that is wrong', async () => {
    const wrong: [Record<string, string>, string, string][] = [
      [{ expedicao_de: '2026-02-30' }, 'expedicao_de', 'DATA_INVALIDA'],
      [{ criticidade: 'PESSIMA' }, 'criticidade', 'VALOR_FORA_DA_LISTA'],
      [{ ordenar: 'cor' }, 'ordenar', 'VALOR_FORA_DA_LISTA'],
      [{ limite: '1001' }, 'limite', 'INTEIRO_FORA_DA_FAIXA'],
      [{ posicao: '-1' }, 'posicao', 'INTEIRO_FORA_DA_FAIXA'],
      [{ posicao: '1', cursor: 'xyz' }, 'posicao', 'POSICAO_COM_CURSOR'],
      [{ pedido_ok: 'sim' }, 'pedido_ok', 'VALOR_FORA_DA_LISTA'],
      [{ cursor: 'xyz' }, 'cursor', 'CURSOR_INVALIDO'],
    ];
    for (const [query, caminho, problema] of wrong) {
      const { status, body } = await ask(test.server, { url: '/api/carteira', query });
      expect(status).toBe(400);
      expect(body).toMatchObject({ detalhes: { problemas: [{ local: 'consulta', caminho, problema }] } });
    }
  });

  it('of a cursor belongs to its own sorting', async () => {
    await fewOrders();
    const { proximo } = await list({ limite: '1', ordenar: 'cliente' });
    const answer = await ask(test.server, {
      url: '/api/carteira',
      query: { cursor: proximo!, ordenar: 'uf' },
    });
    expect(answer.status).toBe(400);
  });

  it('is the same page for page as in one, in every order and both directions, while it changes', async () => {
    const names = ['Ana', 'Bia', 'ana', null];
    for (let n = 0; n < 24; n++) {
      await add({
        order: `P${n}`,
        customer: names[n % 4]!,
        state: 'SP',
        quantity: 1 + (n % 3),
        date: `2026-03-0${1 + (n % 5)}`,
      });
    }
    await move(test.database.pool, 'A', '20');
    for (const ordenar of ORDER_SORTS) {
      for (const sentido of ['asc', 'desc']) {
        const whole = await codes({ ordenar, sentido });
        expect(new Set(whole).size).toBe(24);
        const paged: string[] = [];
        for (let cursor = ''; ; ) {
          const page = await list({ ordenar, sentido, limite: '5', ...(cursor === '' ? {} : { cursor }) });
          paged.push(...page.pedidos.map((row) => row.num_pedido));
          if (page.proximo === null) break;
          cursor = page.proximo;
        }
        expect(paged).toEqual(whole);
      }
    }
  });

  it('skips nothing and repeats nothing when the last order of a page is gone at the next', async () => {
    for (const order of ['P1', 'P2', 'P3', 'P4']) await add({ order });
    const first = await list({ limite: '2' });
    await test.database.pool.query(`DELETE FROM carteira_principal WHERE num_pedido = 'P2'`);
    await add({ order: 'P0' });
    const second = await list({ limite: '9', cursor: first.proximo! });
    expect(second.pedidos.map((row) => row.num_pedido)).toEqual(['P3', 'P4']);
    expect(second.totais.pedidos).toBe(4);
  });

  it('is shown from any row on, in both directions, as far as it goes', async () => {
    for (let n = 0; n < 12; n++) await add({ order: `P${10 + n}`, date: `2026-03-0${3 + (n % 4)}` });
    for (const sentido of ['asc', 'desc']) {
      const whole = await codes({ sentido });
      for (const posicao of [0, 1, 7, 11]) {
        const window = await list({ sentido, posicao: String(posicao), limite: '4' });
        expect(window.pedidos.map((row) => row.num_pedido)).toEqual(whole.slice(posicao, posicao + 4));
        expect(window).toMatchObject({ posicao, total: 12 });
        expect(window.proximo === null).toBe(posicao >= 8);
        if (window.proximo === null) continue;
        const next = await list({ sentido, cursor: window.proximo, limite: '99' });
        expect(next.posicao).toBe(posicao + 4);
        expect(next.pedidos.map((row) => row.num_pedido)).toEqual(whole.slice(posicao + 4));
      }
      expect(await list({ sentido, posicao: '12' })).toMatchObject({ pedidos: [], total: 12, proximo: null });
      expect(await list({ sentido, posicao: '5000' })).toMatchObject({
        pedidos: [],
        total: 12,
        proximo: null,
      });
    }
  });

  it('tells only what it comes to where no rows are asked for', async () => {
    await fewOrders();
    const { totais } = await list();
    expect(await list({ limite: '0' })).toMatchObject({ pedidos: [], total: 4, totais, proximo: null });
  });

  it('counts every severity and situation as its filter finds them', async () => {
    await fewOrders();
    const { totais } = await list();
    for (const [criticidade, count] of Object.entries(totais.por_criticidade)) {
      expect(await codes({ criticidade })).toHaveLength(count);
    }
    for (const [situacao, count] of Object.entries(totais.por_situacao)) {
      expect(await codes({ situacao })).toHaveLength(count);
    }
    expect(await codes({ pedido_ok: '1' })).toHaveLength(totais.pedidos_ok);
    expect(await codes({ pedido_ok: '0' })).toHaveLength(totais.pedidos - totais.pedidos_ok);
  });

  it('names the lots that hold something of an order, once each, as long as they count', async () => {
    await fewOrders();
    const lots = async (): Promise<string[]> => (await list({ texto: 'P1' })).pedidos[0]!.lotes;
    expect(await lots()).toEqual([]);
    await test.database.pool.query(
      `INSERT INTO separacao (separacao_lote_id, num_pedido, cod_produto, qtd_saldo)
       VALUES ('L2', 'P1', 'A', 1), ('L1', 'P1', 'A', 1), ('L2', 'P1', 'A', 1), ('L3', 'P2', 'B', 1)`,
    );
    expect(await lots()).toEqual(['L1', 'L2']);
    await test.database.pool.query(
      `INSERT INTO pedido (separacao_lote_id, status) VALUES ('L1', 'EMBARCADO')`,
    );
    expect(await lots()).toEqual(['L2']);
  });

  it('answers 304 to who has it already, and 200 after a change', async () => {
    await add({ order: 'P1' });
    const first = await ask(test.server, '/api/carteira');
    const headers = { 'if-none-match': String(first.headers['etag']) };
    expect((await ask(test.server, { url: '/api/carteira', headers })).status).toBe(304);
    await add({ order: 'P2' });
    expect((await ask(test.server, { url: '/api/carteira', headers })).status).toBe(200);
  });
});

/** Questions that look at everything of an order that may change. */
const QUESTIONS = [
  {},
  { promessa: 'hoje', ordenar: 'valor_com_ruptura' },
  { promessa: 'vencidos', ordenar: 'veredito', sentido: 'desc' },
  { nota: 'com', ordenar: 'responsavel' },
  { adiados: 'ocultar', ordenar: 'promessa' },
  { adiados: 'somente' },
  { lote: 'L1', ordenar: 'lotes' },
  { sem: 'lote,responsavel', ordenar: 'cliente', sentido: 'desc' },
  { cod_produto: 'A' },
  { cliente: 'cliente 1' },
  { situacao: 'ATRASADO,SEM_DATA', agrupar: 'produto' },
  { agrupar: 'lote' },
  { agrupar: 'responsavel', ordenar_grupos: 'nome' },
  { agrupar: 'promessa' },
];

describe('a list kept in step', () => {
  it(`equals one made anew after any history of changes (seed ${SEED})`, async () => {
    const order = fc.integer({ min: 0, max: 9 }).map((n) => `P${n}`);
    const product = fc.constantFrom('A', 'B', 'C');
    const change: fc.Arbitrary<{ readonly text: string; readonly values: unknown[] }> = fc.oneof(
      fc
        .tuple(order, product, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
        .map(([code, item, quantity, day]) => ({
          text: `INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido, expedicao, preco_produto_pedido, cliente)
            VALUES ($1, $2, $3, $4, $5, $6)`,
          values: [code, item, quantity, `2026-03-0${day}`, day, `Cliente ${quantity}`],
        })),
      order.map((code) => ({ text: 'DELETE FROM carteira_principal WHERE num_pedido = $1', values: [code] })),
      fc.tuple(product, fc.integer({ min: 1, max: 30 })).map(([code, quantity]) => ({
        text: `INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao) VALUES ($1, '2026-03-01', $2)`,
        values: [code, quantity],
      })),
      fc.tuple(order, product, fc.constantFrom('L1', 'L2')).map(([code, item, lot]) => ({
        text: 'INSERT INTO separacao (separacao_lote_id, num_pedido, cod_produto, qtd_saldo) VALUES ($1, $2, $3, 1)',
        values: [lot, code, item],
      })),
      fc.tuple(fc.constantFrom('L1', 'L2'), fc.constantFrom('ABERTO', 'EMBARCADO')).map(([lot, status]) => ({
        text: `INSERT INTO pedido (separacao_lote_id, status) VALUES ($1, $2)
          ON CONFLICT (separacao_lote_id) DO UPDATE SET status = EXCLUDED.status`,
        values: [lot, status],
      })),
      fc
        .tuple(order, fc.constantFrom('Ana', 'Rui', null), fc.constantFrom('2026-03-02', '2026-03-09', null))
        .map(([code, owner, until]) => ({
          text: `INSERT INTO anotacao_pedido (num_pedido, nota, responsavel, adiado_ate) VALUES ($1, 'x', $2, $3)
            ON CONFLICT (num_pedido) DO UPDATE SET responsavel = EXCLUDED.responsavel, adiado_ate = EXCLUDED.adiado_ate`,
          values: [code, owner, until],
        })),
      order.map((code) => ({ text: 'DELETE FROM anotacao_pedido WHERE num_pedido = $1', values: [code] })),
      fc.constantFrom('por_item', 'por_item', 'completa').map((policy) => ({
        text: `UPDATE ruptura.configuracao SET valor = $1 WHERE chave = 'politica'`,
        values: [policy],
      })),
    );
    const kept = new OrderBook(test.ruptura);
    const now = new Date();
    const answersOf = (book: OrderBook, engine: Awaited<ReturnType<typeof test.ruptura.fresh>>) =>
      QUESTIONS.map((query) => book.page(engine, orderQuery(query), now));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        for (const { text, values } of changes) await test.database.pool.query(text, values);
        const engine = await test.ruptura.fresh();
        expect(answersOf(kept, engine)).toEqual(
          answersOf(new OrderBook({ listen: () => () => undefined }), engine),
        );
      }),
      { seed: SEED, numRuns: 100 },
    );
  });
});
