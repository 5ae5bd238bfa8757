/**
 * Decimal numbers as people write them. Which of `,` and `.` is the decimal separator is decided per column, from
 * the evidence of all its cells; a cell is then read under that decision only.
 */

/** The decimal separator of a column. */
export type DecimalStyle = 'comma' | 'point';

/** What a number's spelling says about the decimal separator of its column. */
export type NumberShape = 'neutral' | DecimalStyle | 'ambiguous' | 'invalid';

/** A number without currency, sign and blanks: only digits, commas and points are left in `body`. */
interface BareNumber {
  readonly negative: boolean;
  readonly body: string;
}

const SIMPLE = /^-?[\d.,]+$/;
const DRESSED = /^([+\-\u2212]?)\s*(?:R\$)?\s*([+\-\u2212]?)\s*([\d.,]+(?:\s[\d.,]+)*)\s*([+\-\u2212]?)$/i;
const BLANK_GROUPS = /^\d{1,3}(?:\s\d{3})+(?:[.,]\d*)?$/;

/** Takes currency, sign, parentheses and blanks off. Returns null when the text is not a number so written. */
function undress(text: string): BareNumber | null {
  if (SIMPLE.test(text)) {
    const negative = text.charCodeAt(0) === 45;
    return { negative, body: negative ? text.slice(1) : text };
  }
  const parenthesised = /^\((.*)\)$/s.exec(text);
  const match = DRESSED.exec(parenthesised === null ? text : parenthesised[1]!.trim());
  if (match === null) return null;
  const signs = `${match[1]}${match[2]}${match[4]}`;
  if (signs.length > (parenthesised === null ? 1 : 0)) return null;
  const spaced = match[3]!;
  if (/\s/.test(spaced) && !BLANK_GROUPS.test(spaced)) return null;
  const negative = parenthesised !== null || (signs !== '' && signs !== '+');
  return { negative, body: spaced.replace(/\s/g, '') };
}

function grouped(whole: string, separator: ',' | '.'): boolean {
  const groups = whole.split(separator);
  const first = groups[0]!;
  if (first.length < 1 || first.length > 3 || (first.startsWith('0') && groups.length > 1)) return false;
  return groups.slice(1).every((group) => /^\d{3}$/.test(group));
}

function styleOf(separator: ',' | '.'): DecimalStyle {
  return separator === ',' ? 'comma' : 'point';
}

/** The style in which `separator` groups thousands. */
function groupingStyle(separator: ',' | '.'): DecimalStyle {
  return separator === ',' ? 'point' : 'comma';
}

function shapeOfOneKind(body: string, separator: ',' | '.'): NumberShape {
  if (body.length === 1) return 'invalid';
  const first = body.indexOf(separator);
  if (body.indexOf(separator, first + 1) >= 0) {
    return grouped(body, separator) ? groupingStyle(separator) : 'invalid';
  }
  const couldGroup = grouped(body, separator);
  return couldGroup ? 'ambiguous' : styleOf(separator);
}

/**
 * What a cell's spelling says: `1.234,56` and `1234,5` comma, `1,234.56` and `1234.5` point, `3.075` ambiguous
 * (three or three thousand), `12` neutral.
 * @param text trimmed text of a cell, not blank
 */
export function numberShape(text: string): NumberShape {
  const bare = undress(text);
  if (bare === null) return 'invalid';
  const { body } = bare;
  const comma = body.lastIndexOf(',');
  const point = body.lastIndexOf('.');
  if (comma < 0 && point < 0) return 'neutral';
  if (point < 0) return shapeOfOneKind(body, ',');
  if (comma < 0) return shapeOfOneKind(body, '.');
  const decimal = comma > point ? ',' : '.';
  const other = decimal === ',' ? '.' : ',';
  const [whole = '', fraction = '', ...rest] = body.split(decimal);
  if (rest.length > 0 || fraction.includes(other) || !grouped(whole, other)) return 'invalid';
  return styleOf(decimal);
}

/**
 * Reads a number under the style of its column.
 * @returns plain decimal text (`-1234.56`), or null when the text is not a number in that style
 */
export function readNumber(text: string, style: DecimalStyle): string | null {
  const bare = undress(text);
  if (bare === null) return null;
  const [decimal, group] = style === 'comma' ? ([',', '.'] as const) : (['.', ','] as const);
  const cut = bare.body.indexOf(decimal);
  const written = cut < 0 ? bare.body : bare.body.slice(0, cut);
  const fraction = cut < 0 ? '' : bare.body.slice(cut + 1);
  if (/[.,]/.test(fraction) || (written === '' && fraction === '')) return null;
  const whole = written.includes(group) ? ungroup(written, group) : written;
  if (whole === null) return null;
  const plain = fraction === '' ? whole : `${whole === '' ? '0' : whole}.${fraction}`;
  return bare.negative ? `-${plain}` : plain;
}

function ungroup(whole: string, separator: ',' | '.'): string | null {
  return grouped(whole, separator) ? whole.replaceAll(separator, '') : null;
}

/** What a whole column's spellings say, gathered cell by cell. */
export class NumberEvidence {
  comma = 0;
  point = 0;
  firstAmbiguous: { readonly line: number; readonly value: string } | null = null;

  /** @param text trimmed text of a cell, not blank */
  add(text: string, line: number): void {
    const shape = numberShape(text);
    if (shape === 'comma') this.comma++;
    else if (shape === 'point') this.point++;
    else if (shape === 'ambiguous') this.firstAmbiguous ??= { line, value: text };
  }

  /** The style the column shows by itself, or null when nothing in it tells (or it contradicts itself evenly). */
  decided(): DecimalStyle | null {
    if (this.comma === this.point) return null;
    return this.comma > this.point ? 'comma' : 'point';
  }
}

/**
 * The style of a column that cannot tell by itself: that of the other columns of the file, else comma in a file
 * separated by semicolons (where the comma was needed for decimals), else point.
 */
export function defaultStyle(others: readonly NumberEvidence[], semicolons: boolean): DecimalStyle {
  const comma = others.reduce((sum, column) => sum + column.comma, 0);
  const point = others.reduce((sum, column) => sum + column.point, 0);
  if (comma !== point) return comma > point ? 'comma' : 'point';
  return semicolons ? 'comma' : 'point';
}

const DOUBLE = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/** Writes the text of a spreadsheet's number cell (`1.5E-3`) without exponent. Null when it is not a number. */
export function plainDouble(text: string): string | null {
  const match = DOUBLE.exec(text);
  if (match === null) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const shift = Number(exponent);
  if (shift === 0) return fraction === '' ? sign + whole : `${sign}${whole}.${fraction}`;
  const digits = whole + fraction;
  const cut = whole.length + shift;
  const padded = cut <= 0 ? '0'.repeat(1 - cut) + digits : digits.padEnd(cut, '0');
  const place = Math.max(cut, 1);
  const left = padded.slice(0, place).replace(/^0+(?=\d)/, '');
  const right = padded.slice(place).replace(/0+$/, '');
  return right === '' ? sign + left : `${sign}${left}.${right}`;
}

/** Largest relative error that is taken for the noise of binary fractions (`0.30000000000000004`). */
const NOISE = 1e-9;

/** Rounds away the noise of a binary fraction; anything more than noise is kept as it is. */
export function withoutNoise(plain: string, decimals: number): string {
  const point = plain.indexOf('.');
  if (point < 0 || plain.length - point - 1 <= decimals) return plain;
  const value = Number(plain);
  const rounded = value.toFixed(decimals);
  return Math.abs(value - Number(rounded)) <= NOISE * Math.abs(value) ? rounded : plain;
}
