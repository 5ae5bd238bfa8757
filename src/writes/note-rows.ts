import { InvalidRequest, MOST_PROBLEMS, type RequestProblem } from '../contract/invalid-request.ts';
import { MAX_NOTE_LENGTH, MAX_OWNER_LENGTH, type NoteBody } from '../contract/note-wire.ts';
import { characters, isStorable, shown } from '../contract/request-text.ts';
import { parseIsoDate } from '../contract/units.ts';

/** What is written about an order, or of it no more (null). */
export interface NoteFields {
  readonly nota: string | null;
  readonly responsavel: string | null;
  /** `yyyy-mm-dd`. */
  readonly adiado_ate: string | null;
}

/** A change of the note of one order; what is not named stays. */
export interface NotePatch {
  readonly num_pedido: string;
  readonly fields: Partial<NoteFields>;
  /** `versao` of the note that its writer has seen, 0 for none; null where the last writer is right. */
  readonly seen: number | null;
}

type Report = (field: string, code: RequestProblem['code'], params?: RequestProblem['params']) => void;

/**
 * The fields of notes as they were sent, checked. Of blanks alone a text is none.
 * @param bodies by the JSON pointer of each
 * @throws InvalidRequest with every problem found; CAMPO_FALTANDO where a body names no field
 */
export function readNoteFields(bodies: ReadonlyMap<string, NoteBody>): Partial<NoteFields>[] {
  const problems: RequestProblem[] = [];
  const fields = Array.from(bodies, ([path, body]) =>
    readFields(body, (field, code, params = {}) =>
      problems.push({ place: 'corpo', path: field === '' ? path : `${path}/${field}`, code, params }),
    ),
  );
  if (problems.length > 0) throw new InvalidRequest(...problems.slice(0, MOST_PROBLEMS));
  return fields;
}

function readFields(body: NoteBody, report: Report): Partial<NoteFields> {
  const fields: { -readonly [Name in keyof NoteFields]?: string | null } = {};
  if (body.nota !== undefined) fields.nota = readText('nota', body.nota, MAX_NOTE_LENGTH, report);
  if (body.responsavel !== undefined) {
    fields.responsavel = readText('responsavel', body.responsavel, MAX_OWNER_LENGTH, report);
  }
  if (body.adiado_ate !== undefined) fields.adiado_ate = readDay(body.adiado_ate, report);
  if (Object.keys(fields).length === 0) {
    report('', 'CAMPO_FALTANDO', { campo: 'nota, responsavel, adiado_ate' });
  }
  return fields;
}

function readText(field: string, value: string | null, limit: number, report: Report): string | null {
  const text = value?.trim() ?? '';
  if (!isStorable(text)) report(field, 'CARACTERE_INVALIDO');
  else if (characters(text) > limit) report(field, 'TEXTO_LONGO', { limite: limit });
  return text === '' ? null : text;
}

function readDay(value: string | null, report: Report): string | null {
  const text = value?.trim() ?? '';
  if (text !== '' && parseIsoDate(text) === null) {
    report('adiado_ate', 'DATA_INVALIDA', { valor: shown(text) });
  }
  return text === '' ? null : text;
}
