import type { Language } from '../contract/language.ts';
import { type EpochDay, formatIsoDate, type Thousandths } from '../contract/units.ts';

/** How people of a language read numbers, money, dates and durations. Exact: digits are grouped as text. */
export interface Formats {
  /** Whole number with grouping: `1.234.567`. */
  integer(value: number | bigint): string;
  /** Quantity from thousandths, decimals only as far as needed: `1.234,5`. */
  quantity(value: Thousandths | bigint): string;
  /** Money from cents of R$: `R$ 1.234,56`. */
  money(cents: number | bigint): string;
  /** Money without cents, rounded down to the whole R$: `R$ 1.234`. */
  wholeMoney(cents: number | bigint): string;
  /** Percentage from hundredths of a percent: `66,67%`. */
  percent(hundredths: number): string;
  /** Percentage without decimals, rounded down so that 99.99 never reads as 100. */
  wholePercent(hundredths: number): string;
  /** `02/03/2026`. */
  date(day: EpochDay): string;
  /** `02/03`. */
  shortDate(day: EpochDay): string;
  /** Three letters: `seg`. */
  weekday(day: EpochDay): string;
  /** Elapsed time from milliseconds: `12 ms`, `3,4 s`, `2 min 05 s`. */
  duration(milliseconds: number): string;
  /** Text of a plain decimal number of files or bytes: `1,5 MB`. */
  bytes(count: number): string;
}

interface Marks {
  readonly group: string;
  readonly decimal: string;
}

const MARKS: Record<Language, Marks> = {
  'pt-BR': { group: '.', decimal: ',' },
  en: { group: ',', decimal: '.' },
};

const WEEKDAYS: Record<Language, readonly string[]> = {
  'pt-BR': ['dom', 'seg', 'ter', 'qua', 'qui', 'sex', 'sáb'],
  en: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** 1970-01-01 was a Thursday. */
const WEEKDAY_OF_EPOCH = 4;

/** The formats of one language. */
export function formatsOf(language: Language): Formats {
  const marks = MARKS[language];
  const scaled = (value: number | bigint, decimals: number, keep: number): string =>
    groupedDecimal(value, decimals, keep, marks);
  return {
    integer: (value) => scaled(value, 0, 0),
    quantity: (value) => scaled(value, 3, 0),
    money: (cents) => withCurrency(scaled(cents, 2, 2)),
    wholeMoney: (cents) => withCurrency(scaled(floorDivide(cents, 100), 0, 0)),
    percent: (hundredths) => `${scaled(hundredths, 2, 2)}%`,
    wholePercent: (hundredths) => `${scaled(Math.floor(hundredths / 100), 0, 0)}%`,
    date: (day) => (language === 'en' ? englishDate(day, true) : brazilianDate(day, true)),
    shortDate: (day) => (language === 'en' ? englishDate(day, false) : brazilianDate(day, false)),
    weekday: (day) => WEEKDAYS[language][(((day + WEEKDAY_OF_EPOCH) % 7) + 7) % 7]!,
    duration: (milliseconds) => formatDuration(milliseconds, marks),
    bytes: (count) => formatBytes(count, marks),
  };
}

/**
 * Groups the digits of an integer of 10^-decimals.
 * @param keep decimals written even when zero; further zeros at the end are dropped.
 */
function groupedDecimal(value: number | bigint, decimals: number, keep: number, marks: Marks): string {
  const negative = value < 0;
  const digits = String(negative ? -value : value).padStart(decimals + 1, '0');
  const cut = digits.length - decimals;
  const whole = digits.slice(0, cut).replace(/\B(?=(\d{3})+$)/g, marks.group);
  const fraction = digits.slice(cut, cut + keep) + digits.slice(cut + keep).replace(/0+$/, '');
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : marks.decimal + fraction}`;
}

function floorDivide(value: number | bigint, by: number): number | bigint {
  if (typeof value === 'number') return Math.floor(value / by);
  const divisor = BigInt(by);
  const quotient = value / divisor;
  return value < 0n && quotient * divisor !== value ? quotient - 1n : quotient;
}

function withCurrency(text: string): string {
  return text.startsWith('-') ? `-R$ ${text.slice(1)}` : `R$ ${text}`;
}

function brazilianDate(day: EpochDay, withYear: boolean): string {
  const iso = formatIsoDate(day);
  const short = `${iso.slice(8, 10)}/${iso.slice(5, 7)}`;
  return withYear ? `${short}/${iso.slice(0, 4)}` : short;
}

function englishDate(day: EpochDay, withYear: boolean): string {
  const iso = formatIsoDate(day);
  const short = `${iso.slice(8, 10)} ${MONTHS[Number(iso.slice(5, 7)) - 1]!}`;
  return withYear ? `${short} ${iso.slice(0, 4)}` : short;
}

function formatDuration(milliseconds: number, marks: Marks): string {
  if (milliseconds < 999.5) return `${groupedDecimal(Math.round(milliseconds), 0, 0, marks)} ms`;
  const tenths = Math.round(milliseconds / 100);
  if (tenths < 600) return `${groupedDecimal(tenths, 1, 1, marks)} s`;
  const seconds = Math.round(milliseconds / 1000);
  const minutes = groupedDecimal(Math.floor(seconds / 60), 0, 0, marks);
  return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
}

function formatBytes(count: number, marks: Marks): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  let tenths = Math.round(count * 10);
  while (tenths >= 10_000 && unit < units.length - 1) {
    tenths = Math.round(tenths / 1000);
    unit += 1;
  }
  return `${groupedDecimal(tenths, 1, 0, marks)} ${units[unit]!}`;
}
