import type { ReaderFormats } from '../contract/reason-text.ts';
import { parseIsoDate } from '../contract/units.ts';
import type { CliContext } from './context.ts';

/** Formats of the numbers and dates of an answer, which carries them as JSON does. */
export interface WireFormats {
  quantity(value: number): string;
  money(value: number): string;
  percent(value: number): string;
  wholePercent(value: number): string;
  /** Full date, or a dash. */
  date(text: string | null): string;
  /** Day and month, or a dash. */
  shortDate(text: string | null): string;
}

/** Integer number of the smallest unit of a wire number. Exact up to 2^51 units. */
function scaledFromWire(value: number, scale: number): number {
  return Math.round(value * scale);
}

/** Formats for answers in the language of the context. */
export function wireFormats(context: CliContext): WireFormats {
  const { formats, labels } = context;
  const day = (text: string | null, format: (day: number) => string): string => {
    const parsed = text === null ? null : parseIsoDate(text);
    return parsed === null ? labels.say('none') : format(parsed);
  };
  return {
    quantity: (value) => formats.quantity(scaledFromWire(value, 1000)),
    money: (value) => formats.money(scaledFromWire(value, 100)),
    percent: (value) => formats.percent(scaledFromWire(value, 100)),
    wholePercent: (value) => formats.wholePercent(scaledFromWire(value, 100)),
    date: (text) => day(text, formats.date),
    shortDate: (text) => day(text, formats.shortDate),
  };
}

/** The language of the context with its numbers and dates, as sentences about orders are told in. */
export function readerFormats(context: CliContext): ReaderFormats {
  const { quantity, shortDate, date } = wireFormats(context);
  return { language: context.language, number: quantity, shortDate, date };
}
