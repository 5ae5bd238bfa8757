import type { ClientBase, Pool } from 'pg';
import { RupturaError } from '../contract/errors.ts';
import { NOTE_COLUMNS, notesByOrder, type OrderNote, type OrderNoteRow } from '../contract/order-note.ts';
import { inTransaction } from './in-transaction.ts';
import type { NoteFields, NotePatch } from './note-rows.ts';

/** What became of the note of an order; null: there was none, or is none. */
export interface NoteOutcome {
  readonly num_pedido: string;
  readonly before: OrderNote | null;
  readonly after: OrderNote | null;
}

/** One writer at a time: two that saw no note would else both write the first, and one of them for nothing. */
const BEGIN = `BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('ruptura.anotacao_pedido', 0))`;

const SELECT_PRESENT = `SELECT ${NOTE_COLUMNS} FROM public.anotacao_pedido WHERE num_pedido = ANY ($1::text[]) FOR UPDATE`;

const REMOVE = 'DELETE FROM public.anotacao_pedido WHERE num_pedido = ANY ($1::text[])';

const WRITE = `
  INSERT INTO public.anotacao_pedido AS atual (num_pedido, nota, responsavel, adiado_ate, alterado_por)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::date[], array_fill($5::text, ARRAY[cardinality($1::text[])]))
  ON CONFLICT (num_pedido) DO UPDATE SET nota = EXCLUDED.nota, responsavel = EXCLUDED.responsavel,
    adiado_ate = EXCLUDED.adiado_ate, alterado_por = EXCLUDED.alterado_por, alterado_em = EXCLUDED.alterado_em
  RETURNING ${NOTE_COLUMNS}`;

/** Orders of which an error tells that their notes were changed. */
const MOST_TOLD = 100;

/**
 * Writes notes, all or none. A note that says nothing any more is removed.
 * @param by under which name; null where nobody signed in
 * @param isKnown whether there is such an order; one that is gone may be written about only where it has a note
 * @throws RupturaError ANOTACAO_ALTERADA when somebody else wrote what the writer has not seen; PEDIDO_NAO_ENCONTRADO
 */
export async function storeNotes(
  pool: Pool,
  patches: readonly NotePatch[],
  by: string | null,
  isKnown: (order: string) => boolean,
): Promise<NoteOutcome[]> {
  return await inTransaction(pool, BEGIN, (client) => store(client, patches, by, isKnown));
}

async function store(
  client: ClientBase,
  patches: readonly NotePatch[],
  by: string | null,
  isKnown: (order: string) => boolean,
): Promise<NoteOutcome[]> {
  const orders = patches.map((patch) => patch.num_pedido);
  const present = notesByOrder((await client.query<OrderNoteRow>(SELECT_PRESENT, [orders])).rows);
  refuseChanged(patches, present);
  const wanted = new Map(
    patches.map(({ num_pedido, fields }) => [
      num_pedido,
      { ...NOTHING, ...fieldsOf(present.get(num_pedido)), ...fields },
    ]),
  );
  const changed = [...wanted].filter(([order, fields]) => !isSame(fieldsOf(present.get(order)), fields));
  const unknown = changed.find(([order]) => !present.has(order) && !isKnown(order));
  if (unknown !== undefined) throw new RupturaError('PEDIDO_NAO_ENCONTRADO', { num_pedido: unknown[0] });
  const removed = changed.filter(([, fields]) => isSame(fields, NOTHING)).map(([order]) => order);
  const written = changed.filter(([, fields]) => !isSame(fields, NOTHING));
  if (removed.length > 0) await client.query(REMOVE, [removed]);
  const after = written.length === 0 ? new Map() : await write(client, written, by);
  return changed.map(([num_pedido]) => ({
    num_pedido,
    before: present.get(num_pedido) ?? null,
    after: after.get(num_pedido) ?? null,
  }));
}

const NOTHING: NoteFields = { nota: null, responsavel: null, adiado_ate: null };

function fieldsOf(note: OrderNote | undefined): NoteFields {
  if (note === undefined) return NOTHING;
  const { nota, responsavel, adiado_ate } = note;
  return { nota, responsavel, adiado_ate };
}

function isSame(a: NoteFields, b: NoteFields): boolean {
  return a.nota === b.nota && a.responsavel === b.responsavel && a.adiado_ate === b.adiado_ate;
}

function refuseChanged(patches: readonly NotePatch[], present: ReadonlyMap<string, OrderNote>): void {
  const changed = patches.filter(
    ({ num_pedido, seen }) => seen !== null && seen !== (present.get(num_pedido)?.versao ?? 0),
  );
  const [first] = changed;
  if (first === undefined) return;
  const details = changed.slice(0, MOST_TOLD).map(({ num_pedido }) => ({
    num_pedido,
    versao: present.get(num_pedido)?.versao ?? 0,
  }));
  const params = { num_pedido: first.num_pedido, pedidos: changed.length };
  throw new RupturaError('ANOTACAO_ALTERADA', params, { details });
}

async function write(
  client: ClientBase,
  notes: readonly (readonly [string, NoteFields])[],
  by: string | null,
): Promise<Map<string, OrderNote>> {
  const { rows } = await client.query<OrderNoteRow>(WRITE, [
    notes.map(([order]) => order),
    notes.map(([, { nota }]) => nota),
    notes.map(([, { responsavel }]) => responsavel),
    notes.map(([, { adiado_ate }]) => adiado_ate),
    by,
  ]);
  return notesByOrder(rows);
}
