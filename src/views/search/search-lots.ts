import type { Engine } from '../../availability/engine.ts';
import type { SearchAnswer } from '../../contract/search-wire.ts';
import type { Book } from '../../ledger/book.ts';
import { compareCodes } from '../../ledger/codes.ts';
import { ALLOCATION } from '../../ledger/facts.ts';
import { folded } from '../folded-text.ts';
import type { Question } from './search-question.ts';
import { BestAndNear, beginRank, HAS_WORDS, isNearCode, NEAR, NO_MATCH } from './search-rank.ts';

/** Picking lots with open orders, by their code. @param most of them */
export function searchLots({ book }: Engine, question: Question, most: number): SearchAnswer['lotes'] {
  const name = (lot: number): string => book.texts.text(lot) ?? '';
  const byCode = (a: number, b: number): number => compareCodes(name(a), name(b));
  const lots = lotsOf(book, (lot) => rankOf(question, folded(name(lot))));
  const best = new BestAndNear(most, byCode);
  const hasBetter = [...lots.values()].some(({ rank }) => rank !== NEAR);
  for (const [lot, { rank }] of lots) if (rank !== NEAR || !hasBetter) best.add(rank, 0, lot);
  const itens = best.list.map((lot) => {
    const orders = [...lots.get(lot)!.orders];
    return { separacao_lote_id: name(lot), pedidos: orders.length, num_pedido: book.orders.code(orders[0]!) };
  });
  return { total: best.total, itens };
}

function rankOf({ whole, words }: Question, code: string): number {
  const begins = beginRank(whole, code);
  if (begins !== NO_MATCH) return begins;
  if (words.every((word) => code.includes(word))) return HAS_WORDS;
  return isNearCode(whole, code) ? NEAR : NO_MATCH;
}

interface Lot {
  readonly rank: number;
  /** Open orders that have a part in it. */
  readonly orders: Set<number>;
}

/** Lots of open orders that match, each looked at once. */
function lotsOf(book: Book, rankOfLot: (lot: number) => number): Map<number, Lot> {
  const ranks: (number | undefined)[] = [];
  const lots = new Map<number, Lot>();
  for (let piece = 0; piece < book.pieces.used; piece++) {
    const item = book.pieceItem[piece]!;
    if (item < 0 || book.pieceKind[piece] !== ALLOCATION) continue;
    const lot = book.pieceLot[piece]!;
    let rank = ranks[lot];
    if (rank === undefined) {
      rank = rankOfLot(lot);
      ranks[lot] = rank;
    }
    const order = book.itemOrder[item]!;
    if (rank === NO_MATCH || book.orderOpen[order] !== 1) continue;
    const known = lots.get(lot);
    if (known === undefined) lots.set(lot, { rank, orders: new Set([order]) });
    else known.orders.add(order);
  }
  return lots;
}
