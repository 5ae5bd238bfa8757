import type { ImportAnswer } from '../../../../contract/import-wire.ts';
import { type ExaminedFile, keyOfFile } from './file-maps.ts';
import { statusOf } from './file-status.ts';

/** Stands in the address for the list of rows with errors. */
export const ROW_ERRORS = 'erros';

/**
 * What the address asks for; otherwise what needs a person most; null where there is nothing.
 * @param asked key of a file, or `erros`; null where the address names none
 */
export function shownOf(answer: ImportAnswer, asked: string | null): ExaminedFile | typeof ROW_ERRORS | null {
  if (asked === ROW_ERRORS && answer.erros > 0) return ROW_ERRORS;
  const named = answer.exame.find((file) => keyOfFile(file) === asked);
  if (named !== undefined) return named;
  const blocking = answer.exame.find((file) => statusOf(file, undefined).isBlocking);
  if (blocking !== undefined) return blocking;
  if (answer.erros > 0 && !answer.ignorar_invalidas && asked === null) return ROW_ERRORS;
  return answer.exame[0] ?? null;
}
