import { describe, expect, it } from 'vitest';
import type { PromisePolicy } from '../../src/contract/codes.ts';
import { formatIsoDate } from '../../src/contract/units.ts';
import {
  type BookTables,
  EMPTY_BOOK,
  type LineRow,
  type MovementRow,
  type ReceiptRow,
} from '../oracle/book-tables.ts';
import { dayOf } from '../oracle/naive-pieces.ts';
import { naiveProjection } from '../oracle/naive-projection.ts';
import { naivePromises } from '../oracle/naive-promise.ts';
import { BOOK_DATE, readCases } from './read-book.ts';

interface ProjectionCase {
  readonly id: string;
  readonly tipo: 'projecao';
  readonly origem: string;
  readonly estoque: number;
  readonly movimentos: readonly (readonly [day: number, quantity: number])[];
  readonly esperado: { readonly estoque_final: readonly number[]; readonly atp?: readonly number[] };
}

interface PromiseCase {
  readonly id: string;
  readonly tipo: 'promessa';
  readonly origem: string;
  readonly horizonte: number;
  readonly politica: PromisePolicy;
  readonly itens: Record<string, { stock: number; receipts: [day: number, quantity: number][] }>;
  readonly pedidos: readonly {
    readonly num_pedido: string;
    readonly ordem: number;
    readonly linhas: readonly { cod_produto: string; qtd: number; dia: number }[];
  }[];
  readonly esperado: Record<string, number | null>;
}

const CASES = readCases<ProjectionCase | PromiseCase>();

function date(day: number): string {
  return formatIsoDate(dayOf(BOOK_DATE) + day);
}

function movement(cod_produto: string, quantity: number): MovementRow[] {
  if (quantity === 0) return [];
  const nothing = { tipo: null, local: null, documento: null, chave_externa: null };
  const qtd_movimentacao = String(quantity);
  return [{ id: 1, cod_produto, data_movimentacao: date(-1), qtd_movimentacao, ...nothing, ativo: true }];
}

function receipt(cod_produto: string, day: number, quantity: number): ReceiptRow {
  return {
    id: 1,
    cod_produto,
    data_programacao: date(day),
    qtd_programada: String(quantity),
    documento: null,
  };
}

function line(num_pedido: string, cod_produto: string, day: number, quantity: number, rank = 0): LineRow {
  return {
    id: 1,
    num_pedido,
    cod_produto,
    nome_produto: null,
    qtd_produto_pedido: null,
    qtd_saldo_produto_pedido: String(quantity),
    preco_produto_pedido: null,
    expedicao: date(day),
    agendamento: null,
    data_pedido: date(rank - 1000),
    cliente: null,
    cidade: null,
    uf: null,
    vendedor: null,
    separacao_lote_id: null,
    ativo: true,
  };
}

function projectionBook(one: ProjectionCase): BookTables {
  return {
    ...EMPTY_BOOK,
    movimentacao_estoque: movement('I', one.estoque),
    carteira_principal: one.movimentos.filter(([, q]) => q < 0).map(([day, q]) => line('P', 'I', day, -q)),
    programacao_producao: one.movimentos.filter(([, q]) => q > 0).map(([day, q]) => receipt('I', day, q)),
  };
}

function promiseBook(one: PromiseCase): BookTables {
  const items = Object.entries(one.itens);
  return {
    ...EMPTY_BOOK,
    movimentacao_estoque: items.flatMap(([product, item]) => movement(product, item.stock)),
    programacao_producao: items.flatMap(([product, item]) =>
      item.receipts.map(([day, quantity]) => receipt(product, day, quantity)),
    ),
    carteira_principal: one.pedidos.flatMap((order) =>
      order.linhas.map((own) => line(order.num_pedido, own.cod_produto, own.dia, own.qtd, order.ordem)),
    ),
  };
}

/** Promised day by `num_pedido.line index`; the rank of a case is its orders' dates, put first. */
function promisedDays(one: PromiseCase): Record<string, number | null> {
  const tables = promiseBook(one);
  const promises = naivePromises(tables, BOOK_DATE, one.politica, ['data_pedido'], one.horizonte + 1);
  const days = one.pedidos.flatMap((order) =>
    order.linhas.map((own, index): [string, number | null] => {
      const found = promises.pieces.find(
        ({ piece }) => piece.num_pedido === order.num_pedido && piece.cod_produto === own.cod_produto,
      );
      return [`${order.num_pedido}.${index}`, found!.day];
    }),
  );
  return Object.fromEntries(days);
}

describe('cases of other systems', () => {
  const projections = CASES.filter((one) => one.tipo === 'projecao');
  const promises = CASES.filter((one) => one.tipo === 'promessa');

  it('are all of a known kind', () => {
    expect(projections.length).toBeGreaterThan(0);
    expect(promises.length).toBeGreaterThan(0);
    expect(projections.length + promises.length).toBe(CASES.length);
  });

  it.each(projections)('projects $id like $origem', (one) => {
    const { projecao } = naiveProjection(projectionBook(one), BOOK_DATE, 'I');
    const days = projecao.slice(0, one.esperado.estoque_final.length);
    expect(days.map((day) => day.estoque_final)).toEqual(one.esperado.estoque_final.map(String));
    if (one.esperado.atp !== undefined) {
      expect(days.map((day) => day.atp)).toEqual(one.esperado.atp.map(String));
    }
  });

  it.each(promises)('promises $id like $origem', (one) => {
    expect(promisedDays(one)).toEqual(one.esperado);
  });
});
