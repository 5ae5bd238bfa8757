import { RupturaError } from '../../contract/errors.ts';

/** The number of a purchase order, as a cell of a list has it. */
export interface PurchaseNumber {
  /** Its digits, leading zeros included. */
  readonly number: string;
  /** The same with the prefix that portals know purchases by, where one was written: `PO15262984`. */
  readonly written: string;
}

const FEWEST_DIGITS = 3;
const MOST_DIGITS = 20;
/** Characters of a cell that may still be a number, whatever stands around it. */
const LONGEST_TEXT = 120;

/** What copying from mails and pages leaves in a text without anybody seeing it. */
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]|\ufe0e|\ufe0f/g;
const FULL_WIDTH = /[\uff01-\uff5e]/g;
const FULL_WIDTH_SHIFT = 0xfee0;
/** A number that was to stay a text: `="00015262984"`, `"15262984"`, `'15262984`. */
const KEPT_AS_TEXT = /^(?:=?"([^"]*)"|['’‘`´](.*))$/s;
const PREFIX = /^(p[om])(?!\p{L})/iu;
/** Words that name the thing and nothing more. */
const THING =
  /^(?:pedidos?(?:\s+de\s+compras?)?|ordem\s+de\s+compras?|oc|(?:purchase\s+)?orders?)(?!\p{L})/iu;
/** Between such a word and what follows. Without a word before it, a dash would be a sign. */
const JOINT = /^[\s\-–—_:.#/]+/;
const NUMBER_WORD = /^(?:n(?:[º°o]\.?|\.\s?[º°o]?|[úu]m(?:ero|\.)?)|№|number|#)(?!\p{L})[\s:.#]*/iu;

const DIGITS = /^\d+$/;
const POWER = /^(\d)(?:[.,](\d+))?e\+?(\d{1,3})$/i;
/** Groups of thousands as a spreadsheet prints them, of points, commas, no-break blanks; decimals that are none. */
const GROUPED = /^(\d{1,3}([.,\u00a0\u202f])\d{3}(?:\2\d{3})*)(?:(?!\2)[.,](0{1,2}))?$/;
/** Nothing but noughts behind the decimal separator. */
const WHOLE_DECIMAL = /^(\d+)[.,]0+$/;
const FRACTION = /^\d+[.,]\d+$/;
const SEVERAL = /^\d{3,20}(?:\s*[;,|/\n\r\t]\s*|\s+(?:e\s+)?)(?:P[OM][\s\-#]*)?\d{3,20}/iu;

/**
 * Number of a purchase order as lists spell it: `PO15262984`, `po-15262984`, `PM 15262984`, `PO nº 15262984`,
 * `15262984`; and as spreadsheets and programs write it: `15262984.0`, `1.5262984E+07`, `15.262.984`. Leading zeros
 * stay. What could be another number than the one that was meant is none.
 * @throws RupturaError COLETA_PEDIDO_…: why it is none
 */
export function readPurchaseNumber(text: string): PurchaseNumber {
  const shown = text.replace(UNSEEN, '').trim();
  if (shown === '') throw new RupturaError('COLETA_PEDIDO_EM_BRANCO');
  if (shown.length > LONGEST_TEXT) throw refused('COLETA_PEDIDO_INVALIDO', shown);
  const narrow = shown.replace(FULL_WIDTH, (wide) =>
    String.fromCharCode(wide.charCodeAt(0) - FULL_WIDTH_SHIFT),
  );
  const kept = KEPT_AS_TEXT.exec(narrow);
  const { prefix, rest } = withoutWords((kept?.[1] ?? kept?.[2] ?? narrow).trim());
  const number = digitsOf(rest);
  if (typeof number !== 'string') throw refused(number.code, shown);
  if (number.length < FEWEST_DIGITS) throw refused('COLETA_PEDIDO_CURTO', shown);
  if (number.length > MOST_DIGITS) throw refused('COLETA_PEDIDO_LONGO', shown);
  return { number, written: `${prefix}${number}` };
}

/** The digits of a number as lists spell it; null where it is none, see `readPurchaseNumber`. */
export function parsePurchaseNumber(text: string): string | null {
  try {
    return readPurchaseNumber(text).number;
  } catch (error) {
    if (error instanceof RupturaError) return null;
    throw error;
  }
}

function withoutWords(text: string): { readonly prefix: string; readonly rest: string } {
  const prefix = PREFIX.exec(text)?.[0] ?? '';
  const word = prefix === '' ? (THING.exec(text)?.[0] ?? '') : prefix;
  const behind = word === '' ? text : text.slice(word.length).replace(JOINT, '');
  return { prefix: prefix.toUpperCase(), rest: behind.replace(NUMBER_WORD, '') };
}

/** Why a text is no number. */
interface Refused {
  readonly code:
    | 'COLETA_PEDIDO_INVALIDO'
    | 'COLETA_PEDIDO_CURTO'
    | 'COLETA_PEDIDO_LONGO'
    | 'COLETA_PEDIDO_ARREDONDADO'
    | 'COLETA_PEDIDO_FRACAO'
    | 'COLETA_PEDIDO_SEPARADOR'
    | 'COLETA_PEDIDO_LETRAS'
    | 'COLETA_PEDIDO_VARIOS';
}

function refused(code: Refused['code'], shown: string): RupturaError {
  return new RupturaError(code, {
    valor: shown.slice(0, 60),
    minimo: FEWEST_DIGITS,
    maximo: MOST_DIGITS,
  });
}

function digitsOf(text: string): string | Refused {
  if (DIGITS.test(text)) return text;
  const power = POWER.exec(text);
  if (power !== null) return powerDigits(power);
  const grouped = GROUPED.exec(text);
  if (grouped !== null) return groupedDigits(grouped);
  const whole = WHOLE_DECIMAL.exec(text)?.[1];
  if (whole !== undefined) return whole;
  if (FRACTION.test(text)) return { code: 'COLETA_PEDIDO_FRACAO' };
  if (SEVERAL.test(text)) return { code: 'COLETA_PEDIDO_VARIOS' };
  return { code: /\p{L}/u.test(text) ? 'COLETA_PEDIDO_LETRAS' : 'COLETA_PEDIDO_INVALIDO' };
}

/**
 * A power of ten says a number exactly only if all of its digits stand there. The missing ones need not be noughts:
 * `1.53E+07` is what a spreadsheet shows of 15262984.
 */
function powerDigits([, first = '', fraction = '', exponent = '']: RegExpExecArray): string | Refused {
  const places = Number(exponent);
  if (fraction.length < places) return { code: 'COLETA_PEDIDO_ARREDONDADO' };
  if (!/^0*$/.test(fraction.slice(places))) return { code: 'COLETA_PEDIDO_FRACAO' };
  return first + fraction.slice(0, places);
}

/** A single separator may be that of decimals (`15.262`); one that no number has may stand between several. */
function groupedDigits([, written = '', separator = '', decimals]: RegExpExecArray): string | Refused {
  const groups = written.split(separator);
  const isProved = decimals !== undefined;
  const mayBeDecimal = groups.length === 2 && /[.,]/.test(separator);
  const mayBeSeveral = separator !== '.' && groups[0]!.length >= FEWEST_DIGITS;
  const isGrouping = !groups[0]!.startsWith('0') && (isProved || !(mayBeDecimal || mayBeSeveral));
  return isGrouping ? groups.join('') : { code: 'COLETA_PEDIDO_SEPARADOR' };
}
