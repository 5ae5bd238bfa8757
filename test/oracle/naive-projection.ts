/** The 29 balances of a product, straight from the equation. */
import { HORIZON_DAYS, type StockoutStatus, WEEK_END_DAY } from '../../src/contract/codes.ts';
import { type EpochDay, formatIsoDate } from '../../src/contract/units.ts';
import type { BookTables } from './book-tables.ts';
import { formatExact, smallest, sum } from './exact.ts';
import {
  dayOf,
  firstName,
  naivePieces,
  naiveReceipts,
  naiveStock,
  type OpenLine,
  openLines,
  type Piece,
  type Receipt,
} from './naive-pieces.ts';

/** Everything known of one product; quantities in thousandths. */
export interface ProductFacts {
  readonly lines: readonly OpenLine[];
  readonly estoque: bigint;
  readonly pieces: readonly Piece[];
  readonly receipts: readonly Receipt[];
}

export interface BalanceDay {
  readonly estoque_inicial: bigint;
  readonly saidas: bigint;
  readonly entradas: bigint;
  readonly estoque_final: bigint;
}

/** One day on the way out; quantities as exact decimal text. */
export interface NaiveDay {
  readonly data: string;
  readonly estoque_inicial: string;
  readonly saidas: string;
  readonly entradas: string;
  readonly estoque_final: string;
  readonly atp: string;
}

export interface NaiveProjection {
  readonly cod_produto: string;
  /** Name on the open line with the lowest id that has one. */
  readonly nome_produto: string | null;
  readonly estoque_atual: string;
  readonly projecao: readonly NaiveDay[];
  readonly menor_estoque_7d: string;
  readonly dia_ruptura: string | null;
  readonly status_ruptura: StockoutStatus;
  readonly producao_hoje: string;
  readonly sem_data: string;
  readonly entrada_atrasada: string;
}

export const WEEK = WEEK_END_DAY + 1;

/** Projection of one product; a product nobody knows has stock 0 and nothing else. */
export function naiveProjection(tables: BookTables, today: string, cod_produto: string): NaiveProjection {
  const pieces = naivePieces(tables).filter((piece) => piece.cod_produto === cod_produto);
  const facts = {
    lines: openLines(tables).filter((line) => line.cod_produto === cod_produto),
    estoque: naiveStock(tables, cod_produto),
    pieces,
    receipts: naiveReceipts(tables, cod_produto),
  };
  return projectionOf(facts, dayOf(today), cod_produto);
}

/** Projection of a product whose facts have been gathered. */
export function projectionOf(facts: ProductFacts, today: EpochDay, cod_produto: string): NaiveProjection {
  const days = balances(facts, today);
  const finals = days.map((day) => day.estoque_final);
  const first = finals.findIndex((balance) => balance < 0n);
  return {
    cod_produto,
    nome_produto: firstName(facts.lines),
    estoque_atual: quantity(facts.estoque),
    projecao: days.map((day, d) => wireDay(day, today + d, atp(finals, d))),
    menor_estoque_7d: quantity(smallest(finals.slice(0, WEEK))),
    dia_ruptura: first < 0 ? null : formatIsoDate(today + first),
    status_ruptura: statusOf(days),
    producao_hoje: quantity(days[0]!.entradas),
    sem_data: quantity(
      sum(facts.pieces.filter((piece) => piece.expedicao === null).map((piece) => piece.qtd)),
    ),
    entrada_atrasada: quantity(sum(facts.receipts.filter((one) => one.data < today).map((one) => one.qtd))),
  };
}

function quantity(thousandths: bigint): string {
  return formatExact(thousandths, 3);
}

/** Day of the horizon a piece falls on: overdue on D0; null = undated; may lie beyond the horizon. */
export function dueDay(piece: Piece, today: EpochDay): number | null {
  return piece.expedicao === null ? null : Math.max(0, piece.expedicao - today);
}

export function balances(
  facts: Omit<ProductFacts, 'lines'>,
  today: EpochDay,
  horizon: number = HORIZON_DAYS,
): BalanceDay[] {
  const days: BalanceDay[] = [];
  for (let d = 0; d < horizon; d++) {
    const estoque_inicial = d === 0 ? facts.estoque : days[d - 1]!.estoque_final;
    const due = facts.pieces.filter((piece) => dueDay(piece, today) === d);
    const saidas = sum(due.map((piece) => piece.qtd));
    const arriving = facts.receipts.filter((receipt) => receipt.data === today + d);
    const entradas = sum(arriving.map((receipt) => receipt.qtd));
    days.push({ estoque_inicial, saidas, entradas, estoque_final: estoque_inicial - saidas + entradas });
  }
  return days;
}

/** Available to promise on day d: the lowest balance from d to the end. */
export function atp(finals: readonly bigint[], d: number): bigint {
  return smallest(finals.slice(d));
}

function wireDay(day: BalanceDay, date: EpochDay, available: bigint): NaiveDay {
  return {
    data: formatIsoDate(date),
    estoque_inicial: quantity(day.estoque_inicial),
    saidas: quantity(day.saidas),
    entradas: quantity(day.entradas),
    estoque_final: quantity(day.estoque_final),
    atp: quantity(available),
  };
}

function statusOf(days: readonly BalanceDay[]): StockoutStatus {
  if (days[WEEK_END_DAY]!.estoque_final < 0n) return 'CRÍTICO';
  if (days.some((day) => day.estoque_final < 0n)) return 'ATENÇÃO';
  const emptied = days
    .slice(0, WEEK)
    .some(
      (day, d) => day.estoque_final === 0n && days.slice(0, d + 1).some((earlier) => earlier.saidas > 0n),
    );
  return emptied ? 'ATENÇÃO' : 'OK';
}
