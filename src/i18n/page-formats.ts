import type { Language } from '../contract/language.ts';

/** How people of a language read the values of the wire: numbers, `yyyy-mm-dd` dates, instants with offset. */
export interface PageFormats {
  readonly language: Language;
  /** Whole number with grouping: `1.234.567`. */
  integer(value: number): string;
  /** What separates decimals. */
  readonly decimal: ',' | '.';
  /** Quantity or other number, at most 3 decimals: `1.234,5`. */
  number(value: number): string;
  /** Money with cents: `R$ 1.234,56`. */
  money(value: number): string;
  /** Money of a few characters, for tiles: `R$ 1,2 mi`. */
  shortMoney(value: number): string;
  /** A number of a few characters, where what it counts is said elsewhere: `1,2 mi`. */
  compact(value: number): string;
  /** Percentage with two decimals, as everywhere: `66,67%`. */
  percent(value: number): string;
  /** Percentage without decimals, rounded down so that 99.99 never reads as 100: `99%`. */
  wholePercent(value: number): string;
  /** `02/03/2026` from `2026-03-02`. */
  date(iso: string): string;
  /** `02/03` from `2026-03-02`. */
  shortDate(iso: string): string;
  /** Three letters: `seg`. */
  weekday(iso: string): string;
  /** Time of day of an instant, as its own offset says: `11:00:05`. */
  time(instant: string): string;
  /** Sorts and compares texts as people of the language do. */
  compare(a: string, b: string): number;
}

const kept = new Map<Language, PageFormats>();

/** The formats of a language, made once: formatters of Intl are expensive to make and cheap to use. */
export function pageFormats(language: Language): PageFormats {
  let formats = kept.get(language);
  if (formats === undefined) {
    formats = makeFormats(language);
    kept.set(language, formats);
  }
  return formats;
}

function makeFormats(language: Language): PageFormats {
  const integer = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 3 });
  const money = new Intl.NumberFormat(language, { style: 'currency', currency: 'BRL' });
  const shortMoney = new Intl.NumberFormat(language, {
    style: 'currency',
    currency: 'BRL',
    notation: 'compact',
    maximumFractionDigits: 1,
  });
  const compact = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  // Day before month in both languages: the dates of the book are never to be read two ways.
  const weekday = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' });
  const collator = new Intl.Collator(language, { sensitivity: 'base', numeric: true });
  const shortDate = (iso: string): string =>
    language === 'en' ? `${iso.slice(8, 10)} ${monthOf(iso)}` : `${iso.slice(8, 10)}/${iso.slice(5, 7)}`;
  return {
    language,
    decimal: language === 'en' ? '.' : ',',
    integer: (value) => integer.format(value),
    number: (value) => number.format(value),
    money: (value) => money.format(value),
    shortMoney: (value) => shortMoney.format(value),
    compact: (value) => compact.format(value),
    percent: (value) => `${percent.format(value)}%`,
    wholePercent: (value) => `${Math.floor(value)}%`,
    date: (iso) => `${shortDate(iso)}${language === 'en' ? ' ' : '/'}${iso.slice(0, 4)}`,
    shortDate,
    weekday: (iso) => weekday.format(new Date(`${iso}T00:00:00Z`)).replace('.', ''),
    time: (instant) => instant.slice(11, 19),
    compare: (a, b) => collator.compare(a, b),
  };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function monthOf(iso: string): string {
  return MONTHS[Number(iso.slice(5, 7)) - 1] ?? '';
}
