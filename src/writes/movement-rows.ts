import { InvalidRequest, MOST_PROBLEMS, type RequestProblem } from '../contract/invalid-request.ts';
import { characters, decimalProblem, isStorable, shown } from '../contract/request-text.ts';
import type { MovementBody } from '../contract/stock-wire.ts';
import { MAX_CODE_LENGTH, MAX_TEXT_LENGTH } from '../contract/tables.ts';
import { type EpochDay, parseIsoDate, parseScaled, QUANTITY_DECIMALS } from '../contract/units.ts';

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
  if (problems.length > 0) throw new InvalidRequest(...problems.slice(0, MOST_PROBLEMS));
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
