import { beforeAll, describe, expect, it } from 'vitest';
import type { PromisePolicy } from '../../src/contract/codes.ts';
import { type NaiveBook, type NaiveOrder, naiveBook, naiveOrder } from '../oracle/naive-book.ts';
import type { NaiveProjection } from '../oracle/naive-projection.ts';
import { BOOK_DATE, BOOK_NAMES, readBook, readExpected } from './read-book.ts';

interface ExpectedProduct {
  readonly cod_produto: string;
  readonly estoque_atual: number;
  readonly estoque_final: readonly number[];
  readonly menor_estoque_7d: number;
  readonly dia_ruptura: string | null;
  readonly status_ruptura: string;
}

interface ExpectedPromise {
  readonly data: string | null;
  readonly situacao: string;
  /** Promised date by product. */
  readonly itens: Readonly<Record<string, string | null>>;
  readonly mais_cedo: string;
  readonly espera_dias: number | null;
  readonly atraso_dias: number | null;
}

interface ExpectedOrder {
  readonly num_pedido: string;
  readonly pedido_ok: boolean;
  readonly percentual_disponibilidade: number;
  readonly data_segura_total: string | null;
  readonly criticidade: string | null;
  readonly itens: readonly ExpectedItem[];
  readonly promessa_por_item: ExpectedPromise;
  readonly promessa_completa: ExpectedPromise;
}

interface ExpectedItem {
  readonly cod_produto: string;
  readonly qtd_saldo: number;
  readonly estoque_min_d7: number;
  readonly em_ruptura: boolean;
  readonly ruptura_qtd: number;
  readonly data_disponivel: string | null;
  readonly data_segura: string | null;
}

function productAnswer(product: NaiveProjection): ExpectedProduct {
  return {
    cod_produto: product.cod_produto,
    estoque_atual: Number(product.estoque_atual),
    estoque_final: product.projecao.map((day) => Number(day.estoque_final)),
    menor_estoque_7d: Number(product.menor_estoque_7d),
    dia_ruptura: product.dia_ruptura,
    status_ruptura: product.status_ruptura,
  };
}

/** Items by code, as the records list them in the order of the lines and the answer splits them in two lists. */
function byCode<T extends { readonly cod_produto: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => (a.cod_produto < b.cod_produto ? -1 : 1));
}

function itemAnswers(order: NaiveOrder): ExpectedItem[] {
  return byCode([...order.itens, ...order.itens_disponiveis]).map((item) => ({
    cod_produto: item.cod_produto,
    qtd_saldo: Number(item.qtd_saldo),
    estoque_min_d7: Number(item.estoque_min_d7),
    em_ruptura: item.em_ruptura,
    ruptura_qtd: Number(item.ruptura_qtd),
    data_disponivel: item.data_disponivel,
    data_segura: item.data_segura,
  }));
}

function promiseAnswer(order: NaiveOrder): ExpectedPromise {
  const { data, situacao, mais_cedo, espera_dias, atraso_dias } = order.promessa;
  const items = [...order.itens, ...order.itens_disponiveis];
  const itens = Object.fromEntries(items.map(({ cod_produto, promessa }) => [cod_produto, promessa]));
  return { data, situacao, itens, mais_cedo, espera_dias, atraso_dias };
}

function orderAnswer(byItem: NaiveOrder, complete: NaiveOrder): ExpectedOrder {
  return {
    num_pedido: byItem.num_pedido,
    pedido_ok: byItem.pedido_ok,
    percentual_disponibilidade: Number(byItem.percentual_disponibilidade),
    data_segura_total: byItem.data_segura_total,
    criticidade: byItem.resumo.criticidade,
    itens: itemAnswers(byItem),
    promessa_por_item: promiseAnswer(byItem),
    promessa_completa: promiseAnswer(complete),
  };
}

describe.each(BOOK_NAMES)('the oracle on %s', (name) => {
  const answers = new Map<PromisePolicy, NaiveBook>();
  const orders = readExpected<ExpectedOrder>(name, 'pedidos');
  const products = readExpected<ExpectedProduct>(name, 'projecao');

  beforeAll(() => {
    const tables = readBook(name);
    for (const policy of ['por_item', 'completa'] as const) {
      answers.set(policy, naiveBook(tables, BOOK_DATE, policy, []));
    }
  });

  it('projects every product as expected', () => {
    const book = answers.get('por_item')!;
    expect(products.length).toBeGreaterThan(0);
    for (const expected of products) {
      expect(productAnswer(book.products.get(expected.cod_produto)!)).toEqual(expected);
    }
  });

  it('answers every order as expected under both policies', () => {
    const byItem = answers.get('por_item')!.orders;
    const complete = answers.get('completa')!.orders;
    expect(orders.length).toBeGreaterThan(0);
    for (const expected of orders) {
      const answer = orderAnswer(byItem.get(expected.num_pedido)!, complete.get(expected.num_pedido)!);
      expect(answer).toEqual({ ...expected, itens: byCode(expected.itens) });
    }
  });

  it('knows exactly the orders that are expected', () => {
    const expected = new Set(orders.map((order) => order.num_pedido));
    expect(new Set(answers.get('por_item')!.orders.keys())).toEqual(expected);
  });

  it('answers one order asked alone as in the whole book', () => {
    const one = orders.at(-1)!.num_pedido;
    const alone = naiveOrder(readBook(name), BOOK_DATE, one, 'completa', []);
    expect(alone).toEqual(answers.get('completa')!.orders.get(one));
  });
});
