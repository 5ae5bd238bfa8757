import type { RequestProblem } from './invalid-request.ts';
import { QUANTITY_DECIMALS } from './units.ts';

/** Texts of a request: whether they can be stored, how long they are, how a sentence shows them. */

/** Whether a text can be stored: PostgreSQL holds neither the null character nor half a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}

/** Characters as PostgreSQL counts them: one beyond U+FFFF is one. */
export function characters(text: string): number {
  return [...text].length;
}

/** Why a text is no decimal of the decimals of quantities. */
export function decimalProblem(text: string): [RequestProblem['code'], Record<string, string | number>] {
  const valor = shown(text);
  if (/^[+-]?\d+(\.\d*)?$/.test(text) || /^[+-]?\.\d+$/.test(text)) {
    const decimals = text.split('.')[1]?.replace(/0+$/, '').length ?? 0;
    if (decimals > QUANTITY_DECIMALS) return ['CASAS_DECIMAIS', { valor, limite: QUANTITY_DECIMALS }];
    return ['NUMERO_GRANDE', { valor }];
  }
  // A JSON number too large or too small for plain digits.
  if (/^-?\d(\.\d+)?e\+\d+$/.test(text)) return ['NUMERO_GRANDE', { valor }];
  if (/^-?\d(\.\d+)?e-\d+$/.test(text)) return ['CASAS_DECIMAIS', { valor, limite: QUANTITY_DECIMALS }];
  return ['NUMERO_INVALIDO', { valor }];
}

const MOST_SHOWN = 40;

/** A value cut to what fits a sentence. */
export function shown(text: string): string {
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
