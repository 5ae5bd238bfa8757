import type { Engine } from '../../availability/engine.ts';
import { isOpenOrder } from '../../availability/order-answer.ts';
import type { NotedOrder, NoteOfOrder, NotesAnswer } from '../../contract/note-wire.ts';
import type { OrderNote } from '../../contract/order-note.ts';
import { compareCodes } from '../../ledger/codes.ts';
import { folded, foldedWords } from '../folded-text.ts';
import { noteAnswer } from './order-notes.ts';

export interface NotesQuery {
  /** Every word stands somewhere in order, note or owner. */
  readonly text: string | null;
  /** Owners, one of which it must be; accents and case forgiven. */
  readonly owners: readonly string[];
  /** Whether the order has open lines. */
  readonly open: boolean | null;
  readonly position: number;
  readonly limit: number;
}

/** Notes of all orders, gone or not, by the bytes of their codes. */
export function answerNotes(engine: Engine, query: NotesQuery): NotesAnswer {
  const { notes, version } = engine.book;
  const isWanted = noteTest(engine, query);
  const found = [...notes]
    .filter(([code, note]) => isWanted(code, note))
    .sort(([a], [b]) => compareCodes(a, b));
  const page = found.slice(query.position, query.position + query.limit);
  return {
    anotacoes: page.map(([code, note]) => notedOrder(engine, code, note)),
    posicao: query.position,
    total: found.length,
    responsaveis: ownersOf(notes.values()),
    versao: version,
  };
}

function noteTest(
  engine: Engine,
  { text, owners, open }: NotesQuery,
): (code: string, note: OrderNote) => boolean {
  const words = foldedWords(text ?? '');
  const wanted = new Set(owners.map(folded));
  return (code, { nota, responsavel }) => {
    if (open !== null && isOpen(engine, code) !== open) return false;
    if (wanted.size > 0 && (responsavel === null || !wanted.has(folded(responsavel)))) return false;
    const all = words.length === 0 ? '' : folded([code, nota, responsavel].join('\n'));
    return words.every((word) => all.includes(word));
  };
}

/** The note of one order, if there is one. */
export function answerNote(engine: Engine, code: string): NoteOfOrder {
  const note = engine.book.notes.get(code);
  return {
    success: true,
    num_pedido: code,
    aberto: isOpen(engine, code),
    anotacao: note === undefined ? null : noteAnswer(engine, note),
    versao: engine.book.version,
  };
}

function notedOrder(engine: Engine, code: string, note: OrderNote): NotedOrder {
  return { num_pedido: code, aberto: isOpen(engine, code), ...noteAnswer(engine, note) };
}

function isOpen({ book }: Engine, code: string): boolean {
  return isOpenOrder(book, book.orders.find(code));
}

/** An owner is one in any spelling; named as it is met first. */
function ownersOf(notes: Iterable<OrderNote>): NotesAnswer['responsaveis'] {
  const owners = new Map<string, { responsavel: string; pedidos: number }>();
  for (const { responsavel } of notes) {
    if (responsavel === null) continue;
    const key = folded(responsavel);
    const owner = owners.get(key);
    if (owner === undefined) owners.set(key, { responsavel, pedidos: 1 });
    else owner.pedidos++;
  }
  return [...owners].sort(([a], [b]) => compareCodes(a, b)).map(([, owner]) => owner);
}
