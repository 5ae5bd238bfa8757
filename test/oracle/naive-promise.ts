/** The whole book ranked and promised, recomputed from nothing. */
import {
  HORIZON_DAYS,
  type PieceSource,
  type PromisePolicy,
  type PromiseSituation,
  type RankingKey,
} from '../../src/contract/codes.ts';
import { type EpochDay, formatIsoDate } from '../../src/contract/units.ts';
import type { BookTables } from './book-tables.ts';
import { sum } from './exact.ts';
import { groupBy } from './group.ts';
import {
  beyondExact,
  compareBig,
  compareCodes,
  dayOf,
  naivePieces,
  naiveReceipts,
  naiveStock,
  type OpenLine,
  openLines,
  type Piece,
  undatedFirst,
  undatedLast,
} from './naive-pieces.ts';
import { atp, balances } from './naive-projection.ts';

export interface NaivePromise {
  readonly data: string | null;
  readonly situacao: PromiseSituation;
  readonly no_prazo: boolean;
  readonly mais_cedo: string;
  readonly espera_dias: number | null;
  readonly atraso_dias: number | null;
}

/** A piece with the day it is promised on (0 = today), or null. */
export interface PromisedPiece {
  readonly piece: Piece;
  readonly day: number | null;
}

export interface NaivePromises {
  /** Every piece of the book in rank order. */
  readonly pieces: readonly PromisedPiece[];
  /** Orders with open lines. */
  readonly orders: ReadonlyMap<string, NaivePromise>;
}

/** What ranking asks of an order; an order without open lines has none of it. */
interface OrderFacts {
  readonly data_pedido: EpochDay | null;
  readonly agendamento: EpochDay | null;
  readonly valor: bigint;
}

/** Promise of every piece and every order. `horizon` is 29 days but for restated cases of other systems. */
export function naivePromises(
  tables: BookTables,
  today: string,
  policy: PromisePolicy,
  ranking: readonly RankingKey[],
  horizon: number = HORIZON_DAYS,
): NaivePromises {
  const lines = openLines(tables);
  const ranked = rankPieces(naivePieces(tables), lines, ranking);
  const supply = new Supply(tables, dayOf(today), horizon);
  const give = policy === 'por_item' ? promiseByItem : promiseComplete;
  const pieces = give(ranked, supply);
  return { pieces, orders: orderPromises(pieces, lines, supply) };
}

/** Pieces in rank order: the given keys first, then the default ones. */
function rankPieces(
  pieces: readonly Piece[],
  lines: readonly OpenLine[],
  ranking: readonly RankingKey[],
): Piece[] {
  const orders = factsByOrder(lines);
  const factsOf = (piece: Piece): OrderFacts => orders.get(piece.num_pedido) ?? NO_FACTS;
  return [...pieces].sort((a, b) => {
    for (const key of ranking) {
      const order = compareByKey(key, a, b, factsOf(a), factsOf(b));
      if (order !== 0) return order;
    }
    return compareByDefault(a, b, factsOf(a), factsOf(b));
  });
}

const NO_FACTS: OrderFacts = { data_pedido: null, agendamento: null, valor: 0n };

function factsByOrder(lines: readonly OpenLine[]): Map<string, OrderFacts> {
  const orders = new Map<string, OrderFacts>();
  for (const [order, own] of groupBy(lines, (line) => line.num_pedido)) {
    orders.set(order, {
      data_pedido: earliest(own.map((line) => line.data_pedido)),
      agendamento: earliest(own.map((line) => line.agendamento)),
      valor: sum(own.map((line) => line.valor)),
    });
  }
  return orders;
}

/** The earliest of the dates that are given, or null. */
export function earliest(dates: readonly (EpochDay | null)[]): EpochDay | null {
  const given = dates.filter((date) => date !== null);
  return given.length === 0 ? null : Math.min(...given);
}

function latest(dates: readonly (EpochDay | null)[]): EpochDay | null {
  const given = dates.filter((date) => date !== null);
  return given.length === 0 ? null : Math.max(...given);
}

function compareByKey(key: RankingKey, a: Piece, b: Piece, ofA: OrderFacts, ofB: OrderFacts): number {
  switch (key) {
    case 'agendamento':
      return undatedLast(ofA.agendamento, ofB.agendamento);
    case 'data_pedido':
      return undatedFirst(ofA.data_pedido, ofB.data_pedido);
    case 'expedicao':
      return undatedLast(a.expedicao, b.expedicao);
    case 'valor':
      return compareBig(ofB.valor, ofA.valor);
  }
}

function compareByDefault(a: Piece, b: Piece, ofA: OrderFacts, ofB: OrderFacts): number {
  return (
    rankClass(a) - rankClass(b) ||
    undatedLast(a.expedicao, b.expedicao) ||
    undatedFirst(ofA.data_pedido, ofB.data_pedido) ||
    compareCodes(a.num_pedido, b.num_pedido) ||
    compareCodes(a.cod_produto, b.cod_produto) ||
    compareBig(a.qtd, b.qtd)
  );
}

const CLASS_OF_SOURCE: Record<PieceSource, number> = { SEPARACAO: 0, PRE_SEPARACAO: 1, CARTEIRA: 2 };

function rankClass(piece: Piece): number {
  if (piece.origem === 'CARTEIRA' && piece.expedicao === null) return 3;
  return CLASS_OF_SOURCE[piece.origem];
}

/** What is left to give out: per product the balance of each day, requirements given so far taken off. */
class Supply {
  readonly today: EpochDay;
  readonly horizon: number;
  readonly #tables: BookTables;
  readonly #left = new Map<string, bigint[]>();
  /** Nothing is given of a product whose sums are beyond exact numbers, when orders are promised whole. */
  readonly isBeyondExact: (cod_produto: string) => boolean;

  constructor(tables: BookTables, today: EpochDay, horizon: number) {
    this.#tables = tables;
    this.isBeyondExact = once(beyondExact(tables));
    this.today = today;
    this.horizon = horizon;
  }

  #of(cod_produto: string): bigint[] {
    const known = this.#left.get(cod_produto);
    if (known !== undefined) return known;
    const facts = {
      estoque: naiveStock(this.#tables, cod_produto),
      pieces: [],
      receipts: naiveReceipts(this.#tables, cod_produto),
    };
    const left = balances(facts, this.today, this.horizon).map((day) => day.estoque_final);
    this.#left.set(cod_produto, left);
    return left;
  }

  canGive(cod_produto: string, qtd: bigint, day: number): boolean {
    return atp(this.#of(cod_produto), day) >= qtd;
  }

  take(cod_produto: string, qtd: bigint, day: number): void {
    const left = this.#of(cod_produto);
    for (let d = day; d < this.horizon; d++) left[d] = left[d]! - qtd;
  }

  /** Day a piece is due for the promise: overdue and undated on D0. */
  dueDay(piece: Piece): number {
    return piece.expedicao === null ? 0 : Math.max(0, piece.expedicao - this.today);
  }
}

function promiseByItem(ranked: readonly Piece[], supply: Supply): PromisedPiece[] {
  return ranked.map((piece) => {
    for (let day = supply.dueDay(piece); day < supply.horizon; day++) {
      if (!supply.canGive(piece.cod_produto, piece.qtd, day)) continue;
      supply.take(piece.cod_produto, piece.qtd, day);
      return { piece, day };
    }
    return { piece, day: null };
  });
}

function promiseComplete(ranked: readonly Piece[], supply: Supply): PromisedPiece[] {
  const dayOfOrder = new Map<string, number | null>();
  for (const [order, own] of groupBy(ranked, (piece) => piece.num_pedido)) {
    dayOfOrder.set(order, promiseWholeOrder(own, supply));
  }
  return ranked.map((piece) => ({ piece, day: dayOfOrder.get(piece.num_pedido) ?? null }));
}

function promiseWholeOrder(pieces: readonly Piece[], supply: Supply): number | null {
  const byProduct = [...groupBy(pieces, (piece) => piece.cod_produto)];
  const needs = byProduct.map(([product, own]) => ({ product, qtd: sum(own.map((piece) => piece.qtd)) }));
  if (needs.some((need) => supply.isBeyondExact(need.product))) return null;
  const earliestDay = Math.max(...pieces.map((piece) => supply.dueDay(piece)));
  for (let day = earliestDay; day < supply.horizon; day++) {
    if (!needs.every((need) => supply.canGive(need.product, need.qtd, day))) continue;
    for (const need of needs) supply.take(need.product, need.qtd, day);
    return day;
  }
  return null;
}

function orderPromises(
  pieces: readonly PromisedPiece[],
  lines: readonly OpenLine[],
  supply: Supply,
): Map<string, NaivePromise> {
  const byOrder = groupBy(pieces, (promised) => promised.piece.num_pedido);
  const listed = new Set(lines.map((line) => line.num_pedido));
  return new Map([...listed].map((order) => [order, orderPromise(byOrder.get(order)!, supply)]));
}

function orderPromise(own: readonly PromisedPiece[], supply: Supply): NaivePromise {
  const days = own.map((promised) => promised.day);
  const day = days.includes(null) ? null : latest(days);
  const situacao = situationOf(own, day, supply);
  const wanted = latest(own.map((promised) => promised.piece.expedicao));
  const earliestDay = Math.max(supply.today, wanted ?? supply.today);
  return {
    data: day === null ? null : formatIsoDate(supply.today + day),
    situacao,
    no_prazo: situacao === 'NO_PRAZO',
    mais_cedo: formatIsoDate(earliestDay),
    espera_dias: day === null ? null : supply.today + day - earliestDay,
    atraso_dias: day === null ? null : Math.max(0, supply.today + day - (wanted ?? supply.today + day)),
  };
}

function situationOf(own: readonly PromisedPiece[], day: number | null, supply: Supply): PromiseSituation {
  if (own.some((promised) => supply.dueDay(promised.piece) >= supply.horizon)) return 'FORA_DO_HORIZONTE';
  if (day === null) return 'SEM_DATA';
  const wanted = latest(own.map((promised) => promised.piece.expedicao));
  return wanted === null || supply.today + day <= wanted ? 'NO_PRAZO' : 'ATRASADO';
}

/** A question asked once for each text. */
function once(ask: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    const answer = known.get(text) ?? ask(text);
    known.set(text, answer);
    return answer;
  };
}
