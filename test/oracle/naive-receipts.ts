/** Who waits for each receipt, recomputed from nothing: every figure by its definition, over whole lists. */
import { HORIZON_DAYS, type PromisePolicy, type RankingKey } from '../../src/contract/codes.ts';
import type { EpochDay } from '../../src/contract/units.ts';
import type { BookTables } from './book-tables.ts';
import { smallest, sum } from './exact.ts';
import { groupBy } from './group.ts';
import { dayOf, naiveReceipts, naiveStock, openLines, type Piece } from './naive-pieces.ts';
import { naivePromises } from './naive-promise.ts';

/** Quantities in thousandths; `value` in 10^-7 R$, cut down for the share of each piece. */
export interface NaiveService {
  readonly orders: readonly string[];
  readonly quantity: bigint;
  readonly value: bigint;
  readonly stopped: readonly string[];
  readonly unserved: readonly string[];
  readonly missing: bigint;
}

export interface NaiveReceipt {
  readonly date: EpochDay;
  readonly quantity: bigint;
  readonly served: NaiveService | null;
}

/** What is given out at one turn, and the day it is promised. */
interface Claim {
  readonly order: string;
  readonly pieces: readonly Piece[];
  readonly quantity: bigint;
  readonly due: number;
  readonly day: number | null;
}

/** A claim with the first day on which its turn found enough left; −1 is the stock on hand, null none. */
interface Found extends Claim {
  readonly from: number | null;
}

const LAST = HORIZON_DAYS - 1;

export class NaiveReceipts {
  readonly tables: BookTables;
  readonly date: string;
  readonly policy: PromisePolicy;
  readonly ranking: readonly RankingKey[];
  readonly #today: EpochDay;

  constructor(tables: BookTables, date: string, policy: PromisePolicy, ranking: readonly RankingKey[]) {
    this.tables = tables;
    this.date = date;
    this.policy = policy;
    this.ranking = ranking;
    this.#today = dayOf(date);
  }

  of(product: string): NaiveReceipt[] {
    const days = [...groupBy(naiveReceipts(this.tables, product), ({ data }) => data)];
    return days
      .sort(([a], [b]) => a - b)
      .map(([date, same]) => {
        const quantity = sum(same.map(({ qtd }) => qtd));
        return { date, quantity, served: this.#served(product, date - this.#today, quantity) };
      });
  }

  #served(product: string, day: number, quantity: bigint): NaiveService | null {
    if (day > LAST) return null;
    if (day < 0) return this.policy === 'completa' ? null : this.#freed(product, quantity);
    const claims = this.#found(product);
    const served = claims.filter((claim) => claim.day !== null && claim.from === day);
    return this.#service(product, claims, { day, served, stopped: served.filter(({ due }) => due < day) });
  }

  #freed(product: string, quantity: bigint): NaiveService {
    const receipt = { id: 1e9, cod_produto: product, documento: null, data_programacao: this.date };
    const whole = `${quantity / 1000n}.${String(quantity % 1000n).padStart(3, '0')}`;
    const more: BookTables = {
      ...this.tables,
      programacao_producao: [...this.tables.programacao_producao, { ...receipt, qtd_programada: whole }],
    };
    const now = this.#found(product);
    const come = new NaiveReceipts(more, this.date, this.policy, this.ranking);
    const then = come.#found(product);
    const stillWaits = new Set(then.filter(waits).map(({ order }) => order));
    const freed = now.filter((claim) => waits(claim) && !stillWaits.has(claim.order));
    return come.#service(product, then, { day: 0, served: freed, stopped: freed });
  }

  #service(
    product: string,
    claims: readonly Found[],
    { day, served, stopped }: { day: number; served: readonly Found[]; stopped: readonly Found[] },
  ): NaiveService {
    const unserved = claims.filter(({ due, from }) => due <= day && (from === null || from > day));
    const listed = new Set(openLines(this.tables).map((line) => line.num_pedido));
    const names = (some: readonly Claim[]): string[] =>
      [...new Set(some.map(({ order }) => order))].filter((order) => listed.has(order)).sort();
    return {
      orders: names(served),
      quantity: sum(served.map(({ quantity }) => quantity)),
      value: sum(
        served.filter(({ order }) => listed.has(order)).map((claim) => this.#valueOf(product, claim)),
      ),
      stopped: names(stopped),
      unserved: names(unserved),
      missing: unserved.length === 0 ? 0n : this.#missing(product, day, claims, unserved),
    };
  }

  /** The deepest hole that would be there if the unserved were served on the day, and all others as promised. */
  #missing(product: string, day: number, claims: readonly Claim[], unserved: readonly Claim[]): bigint {
    const moved = claims.map((claim) => (unserved.includes(claim) ? { ...claim, day } : claim));
    const balances = daysFrom(day).map((k) => this.#balance(product, moved, k));
    const deepest = smallest(balances);
    return deepest < 0n ? -deepest : 0n;
  }

  /** Stock and receipts by a day, less what claims take by then; of day −1 the stock on hand alone. */
  #balance(product: string, claims: readonly Claim[], day: number): bigint {
    const received = naiveReceipts(this.tables, product).filter(
      ({ data }) => data >= this.#today && data - this.#today <= day,
    );
    const taken = claims.filter((claim) => claim.day !== null && claim.day <= day);
    return (
      naiveStock(this.tables, product) +
      sum(received.map(({ qtd }) => qtd)) -
      sum(taken.map(({ quantity }) => quantity))
    );
  }

  #found(product: string): Found[] {
    const claims = this.#claims(product);
    return claims.map((claim, turn) => {
      const before = claims.slice(0, turn);
      const balances = daysFrom(-1).map((day) => this.#balance(product, before, day));
      const from = daysFrom(-1).find((day) =>
        balances.slice(day + 1).every((left) => left >= claim.quantity),
      );
      return { ...claim, from: from ?? null };
    });
  }

  #claims(product: string): Claim[] {
    const { pieces } = naivePromises(this.tables, this.date, this.policy, this.ranking);
    const ofProduct = (piece: Piece): boolean => piece.cod_produto === product;
    if (this.policy === 'por_item') {
      return pieces
        .filter(({ piece }) => ofProduct(piece))
        .map(({ piece, day }) => this.#claim(piece.num_pedido, [piece], day));
    }
    return [...groupBy(pieces, ({ piece }) => piece.num_pedido)].flatMap(([order, own]) => {
      const wanted = own.map(({ piece }) => piece).filter(ofProduct);
      return wanted.length === 0 ? [] : [this.#claim(order, wanted, own[0]!.day)];
    });
  }

  #claim(order: string, pieces: readonly Piece[], day: number | null): Claim {
    const due = Math.max(0, ...pieces.map(({ expedicao }) => (expedicao ?? this.#today) - this.#today));
    return { order, pieces, day, due, quantity: sum(pieces.map(({ qtd }) => qtd)) };
  }

  #valueOf(product: string, { order, quantity }: Claim): bigint {
    const lines = openLines(this.tables).filter(
      (line) => line.num_pedido === order && line.cod_produto === product,
    );
    const all = naivePromises(this.tables, this.date, this.policy, this.ranking).pieces.filter(
      ({ piece }) => piece.num_pedido === order && piece.cod_produto === product,
    );
    const total = sum(all.map(({ piece }) => piece.qtd));
    return (sum(lines.map(({ valor }) => valor)) * quantity) / total;
  }
}

function daysFrom(first: number): number[] {
  return Array.from({ length: LAST - first + 1 }, (_, at) => first + at);
}

function waits({ due, day }: Claim): boolean {
  return due <= LAST && (day === null || day > due);
}
