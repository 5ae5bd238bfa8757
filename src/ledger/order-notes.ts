import type { ClientBase } from 'pg';
import { SELECT_NOTES, SELECT_NOTES_OF } from './statements.ts';

/** What people wrote about an order, as the table has it; at least one of the first three is there. */
export interface OrderNote {
  readonly nota: string | null;
  readonly responsavel: string | null;
  /** `yyyy-mm-dd`. */
  readonly adiado_ate: string | null;
  readonly versao: number;
  readonly alterado_por: string | null;
  /** Milliseconds since 1970. */
  readonly alterado_em: number;
}

type NoteRow = Omit<OrderNote, 'versao' | 'alterado_em'> & {
  readonly num_pedido: string;
  readonly versao: string;
  readonly alterado_em: string;
};

/** Notes by the code of their order, of some orders or (null) of all; the client is inside a transaction. */
export async function readNotes(
  client: ClientBase,
  orders: ReadonlySet<string> | null,
): Promise<Map<string, OrderNote>> {
  const { rows } =
    orders === null
      ? await client.query<NoteRow>(SELECT_NOTES)
      : await client.query<NoteRow>(SELECT_NOTES_OF, [[...orders]]);
  return new Map(
    rows.map(({ num_pedido, versao, alterado_em, ...note }) => [
      num_pedido,
      { ...note, versao: Number(versao), alterado_em: Number(alterado_em) },
    ]),
  );
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
