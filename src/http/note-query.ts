import { InvalidRequest } from '../contract/invalid-request.ts';
import type { NoteBody, NotesBody } from '../contract/note-wire.ts';
import { type NotePatch, readNoteFields } from '../writes/note-rows.ts';
import { bodyCodes } from './request-values.ts';

/** What a request to write about one order asks for. @throws InvalidRequest */
export function notePatch(order: string, body: NoteBody, ifMatch: string | undefined): NotePatch {
  const [fields = {}] = readNoteFields(new Map([['', body]]));
  return { num_pedido: order, fields, seen: seenVersion(ifMatch) ?? body.versao ?? null };
}

/** The version of a header `If-Match: "12"`; null where there is none. @throws InvalidRequest VALOR_INVALIDO */
export function seenVersion(header: string | undefined): number | null {
  if (header === undefined) return null;
  const match = /^"(\d{1,15})"$/.exec(header.trim());
  if (match !== null) return Number(match[1]);
  throw new InvalidRequest({ place: 'cabecalho', path: 'if-match', code: 'VALOR_INVALIDO' });
}

/**
 * What a request to write about many orders asks for.
 * @param filtered codes of the orders of its `filtro`; null where it has none
 * @throws InvalidRequest
 */
export function notePatches(body: NotesBody, filtered: readonly string[] | null): NotePatch[] {
  const { pedidos, filtro, versoes, anotacoes, ...same } = body;
  const given = [pedidos, filtro, anotacoes].filter((one) => one !== undefined).length;
  if (given !== 1 || (anotacoes !== undefined && Object.keys(same).length > 0)) {
    const params = { valores: 'pedidos, filtro, anotacoes' };
    throw new InvalidRequest({ place: 'corpo', path: '', code: 'CAMPOS_EXCLUDENTES', params });
  }
  if (anotacoes !== undefined) return ownPatches(anotacoes);
  const [fields = {}] = readNoteFields(new Map([['', same]]));
  const orders = new Set(filtered ?? bodyCodes('/pedidos', pedidos ?? []));
  const seen = new Map(Object.entries(versoes ?? {}));
  return Array.from(orders, (num_pedido) => ({ num_pedido, fields, seen: seen.get(num_pedido) ?? null }));
}

function ownPatches(notes: NonNullable<NotesBody['anotacoes']>): NotePatch[] {
  const orders = bodyCodes(
    '/anotacoes',
    notes.map((note) => note.num_pedido),
  );
  refuseRepeated(orders);
  const fields = readNoteFields(new Map(notes.map((note, index) => [`/anotacoes/${index}`, note])));
  return orders.map((num_pedido, index) => ({
    num_pedido,
    fields: fields[index]!,
    seen: notes[index]!.versao ?? null,
  }));
}

function refuseRepeated(orders: readonly string[]): void {
  const met = new Set<string>();
  for (const [index, order] of orders.entries()) {
    const path = `/anotacoes/${index}/num_pedido`;
    if (met.has(order)) throw new InvalidRequest({ place: 'corpo', path, code: 'VALOR_REPETIDO' });
    met.add(order);
  }
}
