import type { RowReason } from '../contract/row-reasons.ts';
import { FALSE_WORDS, TRUE_WORDS } from '../contract/spellings.ts';
import type { Column } from '../contract/tables.ts';
import { MAX_CODE_LENGTH, MAX_TEXT_LENGTH } from '../contract/tables.ts';
import {
  type EpochDay,
  formatIsoDate,
  PRICE_DECIMALS,
  parseScaled,
  QUANTITY_DECIMALS,
} from '../contract/units.ts';
import { Bounded } from '../keeping/bounded.ts';
import { cellText, isBlank, type NumberCell, type RawCell, unprotectText } from '../tabular/cell.ts';
import { readDate, readInstant, serialDay } from '../tabular/date-text.ts';
import { fold } from '../tabular/fold.ts';
import { type DecimalStyle, plainDouble, readNumber, withoutNoise } from '../tabular/number-text.ts';

/** Why a cell cannot be stored. `params` fill the sentence of the reason. */
export interface CellProblem {
  readonly reason: RowReason;
  readonly params: Readonly<Record<string, string | number>>;
}

/** A value as the database takes it (text), null for none, or why not. */
export type CellReading = string | null | CellProblem;

/** Turns a cell of one column into what is stored. */
export type CellReader = (cell: RawCell | undefined) => CellReading;

/** What reading depends on besides the cell. */
export interface ReadingContext {
  /** Business date: later movements are refused. */
  readonly today: EpochDay;
  /** The workbook counts days from 1904. */
  readonly date1904: boolean;
  /** Cells come from CSV, where an apostrophe may protect a text. */
  readonly protectedTexts: boolean;
}

function problem(reason: RowReason, params: Readonly<Record<string, string | number>> = {}): CellProblem {
  return { reason, params };
}

/** Whether a reading is a refusal. */
export function isProblem(reading: CellReading | number): reading is CellProblem {
  return typeof reading === 'object' && reading !== null;
}

/**
 * Builds the reader of one column.
 * @param style decimal separator of the column, for numbers
 */
export function cellReader(column: Column, style: DecimalStyle, context: ReadingContext): CellReader {
  const read = valueReader(column, style, context);
  const { required } = column;
  return (cell) => {
    if (isBlank(cell)) return required ? problem('OBRIGATORIO_VAZIO') : null;
    if (typeof cell === 'object' && cell.type === 'error') return errorProblem(cell.text);
    const value = read(cell!);
    return value === null && required ? problem('OBRIGATORIO_VAZIO') : value;
  };
}

function errorProblem(text: string): CellProblem {
  return problem(text === '' ? 'FORMULA_SEM_VALOR' : 'CELULA_COM_ERRO');
}

function valueReader(
  column: Column,
  style: DecimalStyle,
  context: ReadingContext,
): (cell: RawCell) => CellReading {
  switch (column.kind) {
    case 'id':
      return readId;
    case 'code':
      return (cell) => readText(cell, MAX_CODE_LENGTH, context, true);
    case 'text':
      return (cell) => readText(cell, column.most ?? MAX_TEXT_LENGTH, context, false);
    case 'quantity':
      return (cell) => notNegative(readDecimal(cell, style, QUANTITY_DECIMALS), 'QUANTIDADE_NEGATIVA');
    case 'signed_quantity':
      return (cell) => notZero(readDecimal(cell, style, QUANTITY_DECIMALS));
    case 'price':
      return (cell) => notNegative(readDecimal(cell, style, PRICE_DECIMALS), 'PRECO_NEGATIVO');
    case 'date':
      return dateReader(context, column.name === 'data_movimentacao');
    case 'instant':
      return (cell) => readInstantCell(cell, context);
    case 'boolean':
      return readBoolean;
  }
}

const LARGEST_ID_DIGITS = 15;

function readId(cell: RawCell): CellReading {
  const text =
    typeof cell === 'object' && cell.type === 'number' ? plainDouble(cell.text) : cellText(cell).trim();
  if (text === null || !/^\d+$/.test(text)) return problem('ID_INVALIDO');
  const digits = text.replace(/^0+/, '');
  return digits === '' || digits.length > LARGEST_ID_DIGITS ? problem('ID_INVALIDO') : digits;
}

function readText(cell: RawCell, limit: number, context: ReadingContext, isCode: boolean): CellReading {
  const text = typeof cell === 'string' ? textOf(cell, context, isCode) : textOfTyped(cell, context);
  if (typeof text !== 'string') return text;
  if (text.length > limit && [...text].length > limit) return problem('TEXTO_LONGO', { limite: limit });
  return text.includes('\u0000') ? problem('CARACTERE_NULO') : text;
}

function textOf(cell: string, context: ReadingContext, isCode: boolean): string | null {
  const original = context.protectedTexts ? unprotectText(cell) : null;
  if (original !== null && !isCode) return original;
  const trimmed = (original ?? cell).trim();
  return trimmed === '' ? null : trimmed;
}

/** A code or text that the spreadsheet holds as a number, a date or a boolean. */
function textOfTyped(cell: Exclude<RawCell, string>, context: ReadingContext): CellReading {
  if (cell.type !== 'number') return cellText(cell);
  if (cell.isDate) {
    const day = wholeSerial(cell, context);
    return isProblem(day) ? day : formatIsoDate(day);
  }
  const plain = plainDouble(cell.text);
  if (plain === null) return problem('NUMERO_INVALIDO');
  if (plain.replace(/\D/g, '').length > 15 && !plain.includes('.')) return problem('CODIGO_ARREDONDADO');
  return shortest(plain).padStart(cell.zeroPadding, '0');
}

/** A double's noise removed from a code such as 12.1 held as 12.100000000000001. */
function shortest(plain: string): string {
  return plain.includes('.') ? plainDouble(String(Number(Number(plain).toPrecision(15))))! : plain;
}

function readDecimal(cell: RawCell, style: DecimalStyle, decimals: number): CellReading {
  const plain =
    typeof cell === 'string' ? decimalOfText(shortText(cell), style) : decimalOfTyped(cell, decimals);
  if (typeof plain !== 'string') return plain;
  if (parseScaled(plain, decimals) !== null) return plain;
  const point = plain.indexOf('.');
  const extra = point < 0 ? '' : plain.slice(point + 1 + decimals);
  return /[1-9]/.test(extra) ? problem('CASAS_DECIMAIS', { limite: decimals }) : problem('NUMERO_GRANDE');
}

function decimalOfText(text: string, style: DecimalStyle): CellReading {
  const plain = readNumber(text, style);
  if (plain !== null) return plain;
  const other = readNumber(text, style === 'comma' ? 'point' : 'comma');
  if (other === null) return problem('NUMERO_INVALIDO');
  return problem('NUMERO_FORA_DO_ESTILO', { separador: style === 'comma' ? ',' : '.' });
}

function decimalOfTyped(cell: Exclude<RawCell, string>, decimals: number): CellReading {
  if (cell.type !== 'number') return problem('NUMERO_INVALIDO');
  if (cell.isDate) return problem('NUMERO_E_DATA');
  const plain = plainDouble(cell.text);
  return plain === null ? problem('NUMERO_INVALIDO') : withoutNoise(plain, decimals);
}

function notNegative(reading: CellReading, reason: RowReason): CellReading {
  if (typeof reading !== 'string' || reading.charCodeAt(0) !== 45) return reading;
  return /[1-9]/.test(reading) ? problem(reason) : reading.slice(1);
}

function notZero(reading: CellReading): CellReading {
  if (typeof reading !== 'string' || /[1-9]/.test(reading)) return reading;
  return problem('QUANTIDADE_ZERO');
}

/** Dates repeat a lot: a small memory of the last spellings spares most of the parsing. */
const REMEMBERED_DATES = 4096;
/** Longer than any number, date or boolean: keeps hostile cells away from the patterns. */
const LONGEST_VALUE = 64;

/** The cell without outer blanks, or a text that is no value at all when it is absurdly long. */
function shortText(cell: string): string {
  const text = cell.trim();
  return text.length > LONGEST_VALUE ? '?' : text;
}

function dateReader(context: ReadingContext, notAfterToday: boolean): (cell: RawCell) => CellReading {
  const known = new Bounded<string, CellReading>(REMEMBERED_DATES);
  const check = (day: EpochDay): CellReading => {
    if (notAfterToday && day > context.today) {
      return problem('DATA_FUTURA', { hoje: formatIsoDate(context.today) });
    }
    return formatIsoDate(day);
  };
  return (cell) => {
    if (typeof cell !== 'string') return typedDate(cell, context, check);
    const remembered = known.get(cell);
    if (remembered !== undefined) return remembered;
    const reading = readDate(shortText(cell));
    const result = 'day' in reading ? check(reading.day) : problem(reading.reason);
    if (cell.length <= LONGEST_VALUE) known.set(cell, result);
    return result;
  };
}

function typedDate(
  cell: Exclude<RawCell, string>,
  context: ReadingContext,
  check: (day: EpochDay) => CellReading,
): CellReading {
  if (cell.type !== 'number') return problem('DATA_INVALIDA');
  if (!cell.isDate) {
    const compact = readDate(cell.text);
    return 'day' in compact ? check(compact.day) : problem('DATA_SEM_FORMATO');
  }
  const day = wholeSerial(cell, context);
  return isProblem(day) ? day : check(day);
}

const FIRST_DAY = Date.UTC(1900, 0, 1) / 86_400_000;
const LAST_DAY = Date.UTC(2200, 11, 31) / 86_400_000;

function wholeSerial(cell: NumberCell, context: ReadingContext): EpochDay | CellProblem {
  const serial = Number(cell.text);
  if (!Number.isInteger(serial)) return problem('DATA_COM_HORA');
  const day = serialDay(serial, context.date1904);
  if (day === null) return problem('DATA_INEXISTENTE');
  return day < FIRST_DAY || day > LAST_DAY ? problem('DATA_FORA_DA_FAIXA') : day;
}

function readInstantCell(cell: RawCell, context: ReadingContext): CellReading {
  if (typeof cell === 'object' && cell.type === 'number' && cell.isDate) return serialInstant(cell, context);
  const reading = readInstant(shortText(cellText(cell)));
  return 'instant' in reading ? reading.instant : problem(reading.reason);
}

function serialInstant(cell: NumberCell, context: ReadingContext): CellReading {
  const serial = Number(cell.text);
  const whole = Math.floor(serial);
  const seconds = Math.round((serial - whole) * 86_400);
  const day = serialDay(whole, context.date1904);
  if (day === null || day < FIRST_DAY || day > LAST_DAY) return problem('DATA_FORA_DA_FAIXA');
  return `${new Date((day * 86_400 + seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ')}`;
}

function readBoolean(cell: RawCell): CellReading {
  const word = fold(
    typeof cell === 'object' && cell.type === 'number' ? cell.text : shortText(cellText(cell)),
  );
  if (TRUE_WORDS.includes(word)) return 'true';
  return FALSE_WORDS.includes(word) ? 'false' : problem('BOOLEANO_INVALIDO');
}
