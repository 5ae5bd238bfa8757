import type { OrderRow } from '../contract/order-wire.ts';
import { WHOLE } from '../contract/shares.ts';
import { formatIsoDate } from '../contract/units.ts';
import { verdictAnswer } from '../contract/verdict.ts';
import type { BookView } from '../ledger/book.ts';
import { compareCodes } from '../ledger/codes.ts';
import { ALLOCATION, NO_DATE } from '../ledger/facts.ts';
import { severity } from './analysis.ts';
import type { EngineView } from './engine.ts';
import { dayText, isShort, openItems, orderValues, promiseStanding, toCents } from './order-answer.ts';

/** One open order as lists show it: the row of the order book, from an engine alone. */
export function orderRow(engine: EngineView, order: number): OrderRow {
  const { book, analysis } = engine;
  const items = openItems(book, order);
  const values = orderValues(
    book,
    items.map((item) => ({ item, short: isShort(engine, item) })),
  );
  const short = analysis.shortCount[order]!;
  const available = analysis.available[order]!;
  const judged = {
    pedido_ok: short === 0,
    percentual_disponibilidade: available / 100,
    criticidade: severity(short, WHOLE - available),
    promessa: promiseStanding(engine, order, book.rules.policy),
  };
  return {
    num_pedido: book.orders.code(order),
    ...headerOf(book, items),
    data_pedido: dateText(book.orderDate[order]!),
    expedicao: dateText(book.orderShipDate[order]!),
    agendamento: dateText(book.orderAppointment[order]!),
    total_itens: analysis.itemCount[order]!,
    qtd_itens_ruptura: short,
    valor_total_pedido: toCents(values.total),
    valor_com_ruptura: toCents(values.short),
    ...judged,
    data_disponibilidade_total: judged.promessa.data,
    data_segura_total: dayText(book, analysis.completeDay[order]!),
    veredito: verdictAnswer(judged),
    lotes: lotsOf(book, order),
  };
}

/** Texts of the first open line; empty ones are none. */
export function headerOf(
  book: BookView,
  items: readonly number[],
): Pick<OrderRow, 'cliente' | 'cidade' | 'uf' | 'vendedor'> {
  const text = items.length === 0 ? null : book.headers.text(book.itemHeader[items[0]!]!);
  const fields = (text === null ? [] : JSON.parse(text)) as (string | null)[];
  const [cliente = null, cidade = null, uf = null, vendedor = null] = fields.map((field) => field || null);
  return { cliente, cidade, uf, vendedor };
}

/** ISO text of a date of the book; null where there is none. */
export function dateText(date: number): string | null {
  return date === NO_DATE ? null : formatIsoDate(date);
}

/** Picking lots of the allocations that count, in byte order. */
export function lotsOf(book: BookView, order: number): string[] {
  const lots = new Set<number>();
  for (let item = book.firstItem[order]!; item >= 0; item = book.nextItem[item]!) {
    for (let piece = book.firstPiece[item]!; piece >= 0; piece = book.nextPiece[piece]!) {
      if (book.pieceKind[piece] === ALLOCATION) lots.add(book.pieceLot[piece]!);
    }
  }
  if (lots.size === 0) return [];
  return Array.from(lots, (lot) => book.texts.text(lot) ?? '').sort(compareCodes);
}
