/**
 * Units of the product. Inside the program a quantity is an integer number of thousandths, a price an integer
 * number of ten-thousandths of R$, a date a whole number of days since 1970-01-01. Decimal text and JSON numbers
 * exist only at the borders.
 */

/** Integer thousandths of a unit of product. */
export type Thousandths = number;
/** Whole days since 1970-01-01 (proleptic Gregorian, no time zone). */
export type EpochDay = number;

export const QUANTITY_DECIMALS = 3;
export const PRICE_DECIMALS = 4;

const MILLISECONDS_PER_DAY = 86_400_000;
const PLAIN_DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?$/;

/**
 * Reads a plain decimal (`-12.5`, point as separator, no exponent) into an integer of 10^-decimals.
 * @returns null when the text is not a number, has more decimals than fit (other than zeros), or is out of range.
 */
export function parseScaled(text: string, decimals: number): number | null {
  const match = PLAIN_DECIMAL.exec(text);
  if (match === null) return null;
  const whole = match[2] ?? '';
  const fraction = match[3] ?? '';
  if (whole === '' && fraction === '') return null;
  if (/[1-9]/.test(fraction.slice(decimals))) return null;
  const digits = (whole + fraction.slice(0, decimals).padEnd(decimals, '0')).replace(/^0+/, '');
  if (digits.length > 15) return null;
  const magnitude = Number(digits);
  return match[1] === '-' && magnitude !== 0 ? -magnitude : magnitude;
}

/** Decimal text of an integer of 10^-decimals, all decimals written: `formatScaled(-12500, 3)` = `-12.500`. */
export function formatScaled(value: number | bigint, decimals: number): string {
  const negative = value < 0;
  const digits = String(negative ? -value : value).padStart(decimals + 1, '0');
  const cut = digits.length - decimals;
  return `${negative ? '-' : ''}${digits.slice(0, cut)}.${digits.slice(cut)}`;
}

/** JSON number of a quantity. Exact to the shortest decimal while |value| < 2^53. */
export function quantityToWire(value: Thousandths): number {
  return value / 1000;
}

/** Epoch day of a `yyyy-mm-dd` text; null when the text is no calendar date of the years 1900–2200. */
export function parseIsoDate(text: string): EpochDay | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return null;
  return epochDay(Number(match[1]), Number(match[2]), Number(match[3]));
}

/** Epoch day of a calendar date; null when it does not exist or lies outside the years 1900–2200. */
export function epochDay(year: number, month: number, day: number): EpochDay | null {
  if (year < 1900 || year > 2200) return null;
  const time = Date.UTC(year, month - 1, day);
  const date = new Date(time);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return time / MILLISECONDS_PER_DAY;
}

/** Texts of days asked for before: a book names a few hundred days millions of times. Bounded by the calendar. */
const isoDates = new Map<EpochDay, string>();

/** `yyyy-mm-dd` of an epoch day of the years 1900–2200. */
export function formatIsoDate(day: EpochDay): string {
  let text = isoDates.get(day);
  if (text === undefined) {
    text = new Date(day * MILLISECONDS_PER_DAY).toISOString().slice(0, 10);
    isoDates.set(day, text);
  }
  return text;
}
