import type { RowReason } from '../contract/row-reasons.ts';
import { type EpochDay, epochDay, formatIsoDate } from '../contract/units.ts';

/** How a date is written: day first with four or two digits of year, ISO, compact ISO (`20260302`). */
export type DateStyle = 'dd/mm/yyyy' | 'dd/mm/yy' | 'yyyy-mm-dd' | 'yyyymmdd';

export type DateReading = { readonly day: EpochDay } | { readonly reason: RowReason };

/** Two digits of year below this are 20xx, the rest 19xx. */
const CENTURY_PIVOT = 80;

const TIME =
  '(?:[T\\s]+(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?\\s*(Z|[+-]\\d{2}(?::?\\d{2})?)?)?';
const DAY_FIRST = new RegExp(`^(\\d{1,2})([/.-])(\\d{1,2})\\2(\\d{4}|\\d{2})${TIME}$`, 'i');
const ISO = new RegExp(`^(\\d{4})([/.-])(\\d{1,2})\\2(\\d{1,2})${TIME}$`, 'i');
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;

interface CalendarParts {
  readonly style: DateStyle;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** Hour, minute, second, fraction, zone as written; empty where absent. */
  readonly time: readonly string[];
}

function fullYear(text: string): number {
  const year = Number(text);
  if (text.length === 4) return year;
  return year < CENTURY_PIVOT ? 2000 + year : 1900 + year;
}

function splitDate(text: string): CalendarParts | null {
  const iso = ISO.exec(text);
  if (iso !== null) {
    return parts('yyyy-mm-dd', Number(iso[1]), Number(iso[3]), Number(iso[4]), iso.slice(5));
  }
  const dayFirst = DAY_FIRST.exec(text);
  if (dayFirst !== null) {
    const year = dayFirst[4]!;
    const style = year.length === 4 ? 'dd/mm/yyyy' : 'dd/mm/yy';
    return parts(style, fullYear(year), Number(dayFirst[3]), Number(dayFirst[1]), dayFirst.slice(5));
  }
  const compact = COMPACT.exec(text);
  if (compact === null) return null;
  return parts('yyyymmdd', Number(compact[1]), Number(compact[2]), Number(compact[3]), []);
}

function parts(
  style: DateStyle,
  year: number,
  month: number,
  day: number,
  time: readonly (string | undefined)[],
): CalendarParts {
  return { style, year, month, day, time: time.map((part) => part ?? '') };
}

function calendarDay(date: CalendarParts): DateReading {
  const { year, month, day } = date;
  if (year < 1900 || year > 2200) return { reason: 'DATA_FORA_DA_FAIXA' };
  const epoch = epochDay(year, month, day);
  if (epoch !== null) return { day: epoch };
  const looksMonthFirst = month > 12 && month <= 31 && day >= 1 && day <= 12;
  return { reason: looksMonthFirst ? 'DATA_MES_DIA' : 'DATA_INEXISTENTE' };
}

/**
 * Reads a date: dd/mm/yyyy, d/m/yy, yyyy-mm-dd (also with `.`, `-`, `/`), yyyymmdd; a time of 00:00 is ignored.
 * @param text trimmed text, not blank
 */
export function readDate(text: string): DateReading {
  const date = splitDate(text);
  if (date === null) return { reason: 'DATA_INVALIDA' };
  const reading = calendarDay(date);
  if ('reason' in reading) return reading;
  const [hour = '', minute = '', second = '', fraction = ''] = date.time;
  return /[1-9]/.test(hour + minute + second + fraction) ? { reason: 'DATA_COM_HORA' } : reading;
}

/** How a text that is a date is written; null when it is none. */
export function dateStyle(text: string): DateStyle | null {
  return splitDate(text)?.style ?? null;
}

/**
 * Reads a date with an optional time.
 * @returns `yyyy-mm-dd hh:mm:ss[.ffffff][zone]` for PostgreSQL; without a zone it means the business time zone
 */
export function readInstant(text: string): { readonly instant: string } | { readonly reason: RowReason } {
  const date = splitDate(text);
  if (date === null) return { reason: 'INSTANTE_INVALIDO' };
  const reading = calendarDay(date);
  if ('reason' in reading) return reading;
  const [hour = '', minute = '', second = '', fraction = '', zone = ''] = date.time;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59 || !zoneExists(zone)) {
    return { reason: 'INSTANTE_INVALIDO' };
  }
  const clock = [hour, minute, second].map((part) => part.padStart(2, '0')).join(':');
  const micros = fraction === '' ? '' : `.${fraction.slice(0, 6)}`;
  return { instant: `${formatIsoDate(reading.day)} ${clock}${micros}${zone.toUpperCase()}` };
}

function zoneExists(zone: string): boolean {
  const match = /^[+-](\d{2}):?(\d{2})?$/.exec(zone);
  return match === null || (Number(match[1]) <= 14 && Number(match[2] ?? '0') <= 59);
}

/** Serial of the non-existent 1900-02-29 that spreadsheets inherited; serials above it are one day late. */
const FALSE_LEAP_DAY = 60;
const EPOCH_SERIAL_1900 = 25_569;
const EPOCH_SERIAL_1904 = 24_107;

/** Epoch day of a spreadsheet's whole serial; null for the day 1900-02-29 and for serials below the first day. */
export function serialDay(serial: number, date1904: boolean): EpochDay | null {
  if (date1904) return serial < 0 ? null : serial - EPOCH_SERIAL_1904;
  if (serial < 1 || serial === FALSE_LEAP_DAY) return null;
  return serial - EPOCH_SERIAL_1900 + (serial < FALSE_LEAP_DAY ? 1 : 0);
}

/** Spreadsheet serial (1900 system) of an epoch day of 1900 or later. */
export function daySerial(day: EpochDay): number {
  const serial = day + EPOCH_SERIAL_1900;
  return serial <= FALSE_LEAP_DAY ? serial - 1 : serial;
}
