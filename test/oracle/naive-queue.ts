/** What decides the date of an order and who is before it, found by looking at everything again. */
import { HORIZON_DAYS, type PromisePolicy } from '../../src/contract/codes.ts';
import type { EpochDay } from '../../src/contract/units.ts';
import { sum } from './exact.ts';
import { groupBy } from './group.ts';
import { compareCodes, type OpenLine, type Piece } from './naive-pieces.ts';
import { atp, balances, type ProductFacts } from './naive-projection.ts';
import type { PromisedPiece } from './naive-promise.ts';

export interface NaiveQueue {
  readonly decisivo: string;
  /** Pieces of other orders, ranked before it, that took what it lacks, in rank order. */
  readonly fila: readonly Piece[];
  /** Day of the receipt after which it is served, or null. */
  readonly servedOn: number | null;
}

interface Sources {
  /** The whole book in rank order, promised under the policy. */
  readonly pieces: readonly PromisedPiece[];
  readonly products: ReadonlyMap<string, ProductFacts>;
  readonly today: EpochDay;
  readonly policy: PromisePolicy;
}

export function naiveQueue(sources: Sources, num_pedido: string, lines: readonly OpenLine[]): NaiveQueue {
  const own = sources.pieces.filter(({ piece }) => piece.num_pedido === num_pedido);
  const codes = itemCodes(own, lines);
  return sources.policy === 'por_item'
    ? queueByItem(sources, codes, num_pedido, own)
    : queueOfWhole(sources, codes, num_pedido, own);
}

/** Products of the order, in the order of its lines; then those that only commitments name. */
function itemCodes(own: readonly PromisedPiece[], lines: readonly OpenLine[]): string[] {
  const listed = lines.map((line) => line.cod_produto);
  const others = own.map(({ piece }) => piece.cod_produto).filter((code) => !listed.includes(code));
  return [...new Set([...listed, ...others.sort(compareCodes)])];
}

function queueByItem(
  { pieces, today }: Sources,
  codes: readonly string[],
  num_pedido: string,
  own: readonly PromisedPiece[],
): NaiveQueue {
  const piecesOf = (code: string) => own.filter(({ piece }) => piece.cod_produto === code);
  const dayOf = (code: string): number | null => latestOrNull(piecesOf(code).map(({ day }) => day));
  const orderDay = latestOrNull(codes.map(dayOf));
  const decisivo = codes.find((code) => dayOf(code) === orderDay)!;
  const waiting = piecesOf(decisivo).find(
    ({ piece, day }) => day === orderDay && dueOf(piece, today) < (day ?? HORIZON_DAYS),
  );
  if (waiting === undefined) return { decisivo, fila: [], servedOn: null };
  const earlier = pieces.slice(0, pieces.indexOf(waiting));
  const fila = earlier.filter(({ piece, day }) => {
    const took = day !== null && (orderDay === null || day < orderDay);
    return piece.cod_produto === decisivo && piece.num_pedido !== num_pedido && took;
  });
  return { decisivo, fila: fila.map(({ piece }) => piece), servedOn: orderDay };
}

/** Whole orders one after the other: what is left when this one's turn comes says which of its products comes last. */
function queueOfWhole(
  { pieces, products, today }: Sources,
  codes: readonly string[],
  num_pedido: string,
  own: readonly PromisedPiece[],
): NaiveQueue {
  const orders = [...groupBy(pieces, ({ piece }) => piece.num_pedido).values()];
  const before = orders.slice(
    0,
    orders.findIndex(([first]) => first!.piece.num_pedido === num_pedido),
  );
  const taken = before.flat().filter(({ day }) => day !== null);
  const due = Math.max(...own.map(({ piece }) => dueOf(piece, today)));
  const firstDay = (code: string): number => {
    const { estoque, receipts } = products.get(code)!;
    const takenBy = (day: number): bigint =>
      sum(
        taken
          .filter((one) => one.piece.cod_produto === code && one.day! <= day)
          .map(({ piece }) => piece.qtd),
      );
    const supply = balances({ estoque, receipts, pieces: [] }, today);
    const left = supply.map(({ estoque_final }, day) => estoque_final - takenBy(day));
    const needed = sum(own.filter(({ piece }) => piece.cod_produto === code).map(({ piece }) => piece.qtd));
    for (let day = due; day < HORIZON_DAYS; day++) if (atp(left, day) >= needed) return day;
    return Math.max(due, HORIZON_DAYS);
  };
  const latest = Math.max(...codes.map(firstDay));
  const decisivo = codes.find((code) => firstDay(code) === latest)!;
  if (latest === due) return { decisivo, fila: [], servedOn: null };
  const fila = taken.filter(({ piece, day }) => piece.cod_produto === decisivo && day! < latest);
  return {
    decisivo,
    fila: fila.map(({ piece }) => piece),
    servedOn: latest < HORIZON_DAYS ? latest : null,
  };
}

function latestOrNull(days: readonly (number | null)[]): number | null {
  return days.includes(null) ? null : Math.max(...days.filter((day) => day !== null));
}

function dueOf(piece: Piece, today: EpochDay): number {
  return piece.expedicao === null ? 0 : Math.max(0, piece.expedicao - today);
}
