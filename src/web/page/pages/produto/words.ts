import { PRODUTO_LABELS } from '../../../../i18n/page-produto-labels.ts';
import { formats, wordsOf } from '../../words/words.ts';

export const WORDS = wordsOf(PRODUTO_LABELS);

/** `qui 05/03/2026`, or `hoje, 02/03/2026`. */
export function dayName(day: string, today: string | undefined): string {
  const { date, weekday } = formats();
  return day === today
    ? WORDS.say('day_today', { date: date(day) })
    : WORDS.say('day_named', { weekday: weekday(day), date: date(day) });
}
