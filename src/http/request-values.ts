import { STOCKOUT_STATUSES, type StockoutStatus } from '../contract/codes.ts';
import { InvalidRequest, MOST_PROBLEMS, type RequestProblem } from '../contract/invalid-request.ts';
import { characters, decimalProblem, isStorable, shown } from '../contract/request-text.ts';
import { MAX_CODE_LENGTH } from '../contract/tables.ts';
import { parseScaled, QUANTITY_DECIMALS, type Thousandths } from '../contract/units.ts';
import { withoutAccents } from '../contract/without-accents.ts';

/**
 * A code of the path, without the blanks around it.
 * @throws InvalidRequest when it is empty, too long, or cannot be stored
 */
export function pathCode(name: string, value: string): string {
  const code = value.trim();
  const problem = codeProblem(code);
  if (problem !== null) throw new InvalidRequest({ place: 'caminho', path: name, ...problem });
  return code;
}

function codeProblem(code: string): Pick<RequestProblem, 'code' | 'params'> | null {
  if (code === '') return { code: 'TEXTO_CURTO' };
  if (!isStorable(code)) return { code: 'CARACTERE_INVALIDO' };
  if (characters(code) > MAX_CODE_LENGTH) return { code: 'TEXTO_LONGO', params: { limite: MAX_CODE_LENGTH } };
  return null;
}

/**
 * Codes of the query, without the blanks around them: separated by commas, or one a parameter where it is repeated, as
 * codes with a comma must be. Empty when not given.
 * @throws InvalidRequest when there are more than `most`, or one is empty, too long, or cannot be stored
 */
export function queryCodes(
  name: string,
  value: string | readonly string[] | undefined,
  most: number,
): readonly string[] {
  if (value === undefined) return [];
  const codes = (typeof value === 'string' ? value.split(',') : value).map((code) => code.trim());
  if (codes.length > most) {
    throw new InvalidRequest({
      place: 'consulta',
      path: name,
      code: 'LISTA_LONGA',
      params: { limite: most },
    });
  }
  for (const code of codes) {
    const problem = codeProblem(code);
    if (problem !== null) throw new InvalidRequest({ place: 'consulta', path: name, ...problem });
  }
  return codes;
}

/**
 * Codes of a list in the body, without the blanks around them.
 * @param path JSON pointer of the list
 * @throws InvalidRequest naming every one that is empty, too long, or cannot be stored
 */
export function bodyCodes(path: string, values: readonly string[]): string[] {
  const problems: RequestProblem[] = [];
  const codes = values.map((value, index) => {
    const code = value.trim();
    const problem = codeProblem(code);
    if (problem !== null && problems.length < MOST_PROBLEMS)
      problems.push({ place: 'corpo', path: `${path}/${index}`, ...problem });
    return code;
  });
  if (problems.length > 0) throw new InvalidRequest(...problems);
  return codes;
}

/** A quantity of the query, exact; null when it is not given. @throws InvalidRequest */
export function queryQuantity(name: string, value: string | undefined): Thousandths | null {
  if (value === undefined) return null;
  const text = value.trim();
  const quantity = parseScaled(text, QUANTITY_DECIMALS);
  if (quantity === null) {
    const [code, params] = decimalProblem(text);
    throw new InvalidRequest({ place: 'consulta', path: name, code, params });
  }
  if (quantity >= 0) return quantity;
  const params = { valor: shown(text) };
  throw new InvalidRequest({ place: 'consulta', path: name, code: 'NUMERO_NEGATIVO', params });
}

/** A whole number of the query, or `usual` when it is not given. @throws InvalidRequest */
export function queryWhole(
  name: string,
  value: string | undefined,
  most: number,
  usual: number,
  least = 1,
): number {
  if (value === undefined) return usual;
  const whole = /^\d{1,9}$/.test(value.trim()) ? Number(value) : Number.NaN;
  if (whole >= least && whole <= most) return whole;
  const params = { valor: shown(value), minimo: least, maximo: most };
  throw new InvalidRequest({ place: 'consulta', path: name, code: 'INTEIRO_FORA_DA_FAIXA', params });
}

/**
 * Statuses of the query, separated by commas, with or without accents and in any case; empty when not given.
 * @throws InvalidRequest
 */
export function queryStatuses(name: string, value: string | undefined): readonly StockoutStatus[] {
  if (value === undefined) return [];
  return value.split(',').map((text) => {
    const status = STOCKOUT_STATUSES.find((one) => folded(one) === folded(text.trim()));
    if (status !== undefined) return status;
    const params = { valores: STOCKOUT_STATUSES.join(', ') };
    throw new InvalidRequest({ place: 'consulta', path: name, code: 'VALOR_FORA_DA_LISTA', params });
  });
}

function folded(text: string): string {
  return withoutAccents(text).toUpperCase();
}

/** What was written, without the blanks around it; null where that is nothing. */
export function blankToNull(text: string | undefined): string | null {
  return text?.trim() || null;
}
