import { DAY_PRESETS, type DayPreset } from '../../../../contract/order-choices.ts';
import { formats } from '../../words/words.ts';
import { chosenCodes, type Filter, filterText } from './order-filter.ts';
import { WORDS } from './words.ts';

/** What has a day that is filtered by. */
export type DayField = 'expedicao' | 'agendamento' | 'promessa';

/** A filter of days: those of a name, or from one day to another; either end may be open. */
export interface DayChoice {
  readonly preset: DayPreset | null;
  readonly from: string | null;
  readonly to: string | null;
}

export function dayChoice(filter: Filter, field: DayField): DayChoice {
  return {
    preset: chosenCodes(filter, field, DAY_PRESETS)[0] ?? null,
    from: filterText(filter, `${field}_de`) || null,
    to: filterText(filter, `${field}_ate`) || null,
  };
}

/** The parts of a filter that say a choice of days. */
export function daysChosen(field: DayField, { preset, from, to }: DayChoice): Record<string, string | null> {
  return { [field]: preset, [`${field}_de`]: from, [`${field}_ate`]: to };
}

/** The filter of one promised day; null takes any filter of the promised day out. */
export function promiseOfDay(day: string | null): Record<string, string | null> {
  return daysChosen('promessa', { preset: null, from: day, to: day });
}

/** A choice of days in words: `hoje`, `02/03 a 05/03`, `a partir de 02/03`; empty where any day will do. */
export function dayChoiceText({ preset, from, to }: DayChoice): string {
  const { date } = formats();
  const parts: string[] = preset === null ? [] : [WORDS.say(`days_${preset}`)];
  if (from !== null && from === to) parts.push(date(from));
  else if (from !== null && to !== null)
    parts.push(WORDS.say('days_between', { from: date(from), to: date(to) }));
  else if (from !== null) parts.push(WORDS.say('days_from', { from: date(from) }));
  else if (to !== null) parts.push(WORDS.say('days_to', { to: date(to) }));
  return parts.join(', ');
}
