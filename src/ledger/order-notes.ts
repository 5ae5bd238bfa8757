import type { ClientBase } from 'pg';
import { notesByOrder, type OrderNote, type OrderNoteRow } from '../contract/order-note.ts';
import { SELECT_NOTES, SELECT_NOTES_OF } from './statements.ts';

/** Notes by the code of their order, of some orders or (null) of all; the client is inside a transaction. */
export async function readNotes(
  client: ClientBase,
  orders: ReadonlySet<string> | null,
): Promise<Map<string, OrderNote>> {
  const { rows } =
    orders === null
      ? await client.query<OrderNoteRow>(SELECT_NOTES)
      : await client.query<OrderNoteRow>(SELECT_NOTES_OF, [[...orders]]);
  return notesByOrder(rows);
}

/**
 * Puts notes in the place of those of some orders or (null) of all.
 * @returns codes of the orders whose note is another now
 */
export function applyNotes(
  notes: Map<string, OrderNote>,
  orders: ReadonlySet<string> | null,
  fresh: ReadonlyMap<string, OrderNote>,
): Set<string> {
  const changed = new Set<string>();
  for (const code of orders ?? new Set([...notes.keys(), ...fresh.keys()])) {
    const before = notes.get(code);
    const now = fresh.get(code);
    if (before?.versao === now?.versao) continue;
    changed.add(code);
    if (now === undefined) notes.delete(code);
    else notes.set(code, now);
  }
  return changed;
}
