import type { Engine } from '../../availability/engine.ts';
import { formatInstant } from '../../contract/instants.ts';
import type { OrderNoteAnswer } from '../../contract/note-wire.ts';
import type { OrderNote } from '../../contract/order-note.ts';
import { type EpochDay, formatIsoDate } from '../../contract/units.ts';
import type { Book } from '../../ledger/book.ts';

/** Notes by the number of their order, of orders that the book knows. */
export type NotedOrders = ReadonlyMap<number, OrderNote>;

export function notedOrders({ notes, orders }: Book): Map<number, OrderNote> {
  const noted = new Map<number, OrderNote>();
  for (const [code, note] of notes) {
    const order = orders.find(code);
    if (order >= 0) noted.set(order, note);
  }
  return noted;
}

/** Whether an order is put off until a later day; on that day it is back. */
export function isSnoozed(note: OrderNote | undefined, today: EpochDay): boolean {
  const until = note?.adiado_ate ?? null;
  return until !== null && until > formatIsoDate(today);
}

/** A note as answers show it. */
export function noteAnswer({ book }: Engine, note: OrderNote): OrderNoteAnswer {
  return {
    nota: note.nota,
    responsavel: note.responsavel,
    adiado_ate: note.adiado_ate,
    adiado: isSnoozed(note, book.today),
    versao: note.versao,
    alterado_por: note.alterado_por,
    alterado_em: formatInstant(new Date(note.alterado_em), book.rules.timeZone),
  };
}
