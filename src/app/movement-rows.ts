import type { MovementBody } from '../contract/stock-wire.ts';
import { MAX_CODE_LENGTH, MAX_TEXT_LENGTH } from '../contract/tables.ts';
import { type EpochDay, parseIsoDate, parseScaled, QUANTITY_DECIMALS } from '../contract/units.ts';
import { InvalidRequest, type RequestProblem } from './invalid-request.ts';

/** A movement as it is stored. */
export interface MovementRow {
  readonly cod_produto: string;
  readonly data_movimentacao: EpochDay;
  /** Thousandths, signed, not 0. */
  readonly quantity: number;
  readonly tipo: string | null;
  readonly local: string | null;
  readonly documento: string | null;
  readonly chave_externa: string | null;
}

type Report = (field: string, code: RequestProblem['code'], params?: RequestProblem['params']) => void;

/** Whether a text can be stored: PostgreSQL holds neither the null character nor half a surrogate pair. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}

/**
 * Checks movements as they were sent, all of them, before any is stored.
 * @throws InvalidRequest with every problem found, each at its row and field
 */
export function readMovements(bodies: readonly MovementBody[]): MovementRow[] {
  const problems: RequestProblem[] = [];
  const rows = bodies.map((body, index) =>
    readMovement(body, (field, code, params = {}) =>
      problems.push({ place: 'corpo', path: `/${index}/${field}`, code, params }),
    ),
  );
  if (problems.length > 0) throw new InvalidRequest(...problems);
  return rows;
}

function readMovement(body: MovementBody, report: Report): MovementRow {
  const code = readText('cod_produto', body.cod_produto, MAX_CODE_LENGTH, report);
  if (code === null) report('cod_produto', 'TEXTO_CURTO');
  return {
    cod_produto: code ?? '',
    data_movimentacao: readDate(body.data_movimentacao, report),
    quantity: readQuantity(body.qtd_movimentacao, report),
    tipo: readText('tipo', body.tipo, MAX_TEXT_LENGTH, report),
    local: readText('local', body.local, MAX_TEXT_LENGTH, report),
    documento: readText('documento', body.documento, MAX_TEXT_LENGTH, report),
    chave_externa: readText('chave_externa', body.chave_externa, MAX_CODE_LENGTH, report),
  };
}

/** A text without the blanks around it; null when nothing is left. */
function readText(
  field: string,
  value: string | null | undefined,
  limit: number,
  report: Report,
): string | null {
  const text = value?.trim() ?? '';
  if (!isStorable(text)) report(field, 'CARACTERE_INVALIDO');
  else if (characters(text) > limit) report(field, 'TEXTO_LONGO', { limite: limit });
  return text === '' ? null : text;
}

/** Characters as PostgreSQL counts them: one beyond U+FFFF is one. */
export function characters(text: string): number {
  return [...text].length;
}

function readDate(text: string, report: Report): EpochDay {
  const day = parseIsoDate(text);
  if (day === null) report('data_movimentacao', 'DATA_INVALIDA', { valor: shown(text) });
  return day ?? 0;
}

function readQuantity(value: number | string, report: Report): number {
  const field = 'qtd_movimentacao';
  const text = String(value).trim();
  const quantity = parseScaled(text, QUANTITY_DECIMALS);
  if (quantity === null) report(field, ...decimalProblem(text));
  else if (quantity === 0) report(field, 'NUMERO_ZERO');
  return quantity ?? 0;
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
