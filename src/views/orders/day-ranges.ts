import type { DayPreset } from '../../contract/order-choices.ts';
import type { EpochDay } from '../../contract/units.ts';

/** Days that a filter lets through: those of a preset, and of a range with both ends; null leaves an end open. */
export interface DayFilter {
  readonly preset: DayPreset | null;
  readonly from: EpochDay | null;
  readonly to: EpochDay | null;
}

export const ANY_DAY: DayFilter = { preset: null, from: null, to: null };

/** First and last day, both included. */
export interface Days {
  readonly from: number;
  readonly to: number;
}

const WEEK = 7;
/** 1970-01-01 was a Thursday: so many days after a Monday. */
const FIRST_WEEKDAY = 3;

export function isAnyDay({ preset, from, to }: DayFilter): boolean {
  return preset === null && from === null && to === null;
}

/** The days of a filter, seen from a business date; undated orders lie in none. */
export function daysOf({ preset, from, to }: DayFilter, today: EpochDay): Days {
  const named = preset === null ? EVER : presetDays(preset, today);
  return { from: Math.max(from ?? EVER.from, named.from), to: Math.min(to ?? EVER.to, named.to) };
}

const EVER: Days = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** `semana` is the week of the business date, Monday to Sunday; `7dias` begins with the date itself. */
function presetDays(preset: DayPreset, today: EpochDay): Days {
  const monday = today - ((((today + FIRST_WEEKDAY) % WEEK) + WEEK) % WEEK);
  switch (preset) {
    case 'hoje':
      return { from: today, to: today };
    case 'amanha':
      return { from: today + 1, to: today + 1 };
    case 'semana':
      return { from: monday, to: monday + WEEK - 1 };
    case '7dias':
      return { from: today, to: today + WEEK - 1 };
    case 'vencidos':
      return { from: EVER.from, to: today - 1 };
  }
}
