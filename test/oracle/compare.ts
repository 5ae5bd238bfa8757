/** The oracle's answers as the wire writes them, to be compared with the engine's. */
import type { OrderAnswer, OrderItemAnswer, ProjectionAnswer } from '../../src/contract/wire.ts';
import type { NaiveItem, NaiveOrder } from './naive-book.ts';
import type { NaiveProjection } from './naive-projection.ts';

/** An order's answer without what only a running system knows. */
export type ComparableOrder = Omit<OrderAnswer, 'versao' | 'calculado_em'>;
/** A projection without that and without the name of the product, a label that the rules do not define. */
export type ComparableProjection = Omit<ProjectionAnswer, 'versao' | 'calculado_em' | 'nome_produto'>;

/** Items have no prescribed order on the wire. */
function byCode(items: readonly OrderItemAnswer[]): OrderItemAnswer[] {
  return [...items].sort((a, b) => Buffer.compare(Buffer.from(a.cod_produto), Buffer.from(b.cod_produto)));
}

export function comparableOrder(answer: OrderAnswer): ComparableOrder {
  const { versao: _versao, calculado_em: _instant, ...rest } = answer;
  return { ...rest, itens: byCode(rest.itens), itens_disponiveis: byCode(rest.itens_disponiveis) };
}

export function comparableProjection(answer: ProjectionAnswer): ComparableProjection {
  const { versao: _versao, calculado_em: _instant, nome_produto: _name, ...rest } = answer;
  return rest;
}

/** JSON number nearest to an exact decimal: what a correct program writes, however large the value. */
function number(exact: string): number {
  return Number(exact);
}

function wireItem(item: NaiveItem): OrderItemAnswer {
  const { em_ruptura: _short, ...rest } = item;
  return {
    ...rest,
    qtd_saldo: number(item.qtd_saldo),
    estoque_atual: number(item.estoque_atual),
    estoque_min_d7: number(item.estoque_min_d7),
    ruptura_qtd: number(item.ruptura_qtd),
    qtd_producao: item.qtd_producao === null ? null : number(item.qtd_producao),
    producoes: item.producoes.map((receipt) => ({ data: receipt.data, qtd: number(receipt.qtd) })),
    preco_unitario: number(item.preco_unitario),
    valor_total: number(item.valor_total),
    ocupado_por: item.ocupado_por.map((holder) => ({ ...holder, qtd: number(holder.qtd) })),
    ocupado_total: number(item.ocupado_total),
  };
}

export function wireOrder(order: NaiveOrder): ComparableOrder {
  const { cabecalho: _heading, resumo, promessa, ...rest } = order;
  const { fila, fila_total, fila_entrada } = promessa;
  return {
    ...rest,
    promessa: {
      ...promessa,
      fila: fila.map((holder) => ({ ...holder, qtd: number(holder.qtd) })),
      fila_total: number(fila_total),
      fila_entrada: fila_entrada === null ? null : { data: fila_entrada.data, qtd: number(fila_entrada.qtd) },
    },
    percentual_disponibilidade: number(order.percentual_disponibilidade),
    resumo: {
      ...resumo,
      percentual_ruptura: number(resumo.percentual_ruptura),
      percentual_disponibilidade: number(resumo.percentual_disponibilidade),
      percentual_itens_disponiveis: number(resumo.percentual_itens_disponiveis),
      valor_total_pedido: number(resumo.valor_total_pedido),
      valor_disponivel: number(resumo.valor_disponivel),
      valor_com_ruptura: number(resumo.valor_com_ruptura),
    },
    itens: byCode(order.itens.map(wireItem)),
    itens_disponiveis: byCode(order.itens_disponiveis.map(wireItem)),
  };
}

export function wireProjection(product: NaiveProjection): ComparableProjection {
  const { nome_produto: _name, ...rest } = product;
  return {
    ...rest,
    estoque_atual: number(product.estoque_atual),
    projecao: product.projecao.map((day) => ({
      data: day.data,
      estoque_inicial: number(day.estoque_inicial),
      saidas: number(day.saidas),
      entradas: number(day.entradas),
      estoque_final: number(day.estoque_final),
      atp: number(day.atp),
    })),
    menor_estoque_7d: number(product.menor_estoque_7d),
    producao_hoje: number(product.producao_hoje),
    sem_data: number(product.sem_data),
    entrada_atrasada: number(product.entrada_atrasada),
  };
}

/** From here on a JSON number cannot hold every cent. */
const HUGE = 2 ** 53 / 100;

/**
 * `expected` with every huge amount of money replaced by the actual one where they differ by rounding alone: beyond 2^53
 * cents the wire cannot be exact. Quantities, dates, reasons and everything decided by them must still be equal.
 */
export function settleHuge(expected: unknown, actual: unknown): unknown {
  if (typeof expected === 'number' && typeof actual === 'number') {
    const near = Math.abs(expected - actual) <= Math.abs(expected) * 2 ** -51;
    return Math.abs(expected) >= HUGE && near ? actual : expected;
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return expected.map((value, index) => settleHuge(value, actual[index]));
  }
  if (!isObject(expected) || !isObject(actual)) return expected;
  return Object.fromEntries(
    Object.entries(expected).map(([key, value]) => [key, settleHuge(value, actual[key])]),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
