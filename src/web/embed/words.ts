import type { Language } from '../../contract/language.ts';
import { EMBED_LABELS, type EmbedLabel } from '../../i18n/embed-labels.ts';

/** The sentences, numbers and dates of the language of a page. */
export interface EmbedWords {
  readonly language: Language;
  /** The sentence of a key with its placeholders filled. */
  say(key: EmbedLabel, parameters?: Readonly<Record<string, string | number>>): string;
  /** Quantity or whole number with grouping, at most 3 decimals: `1.234,5`. */
  number(value: number): string;
  /** Money in R$ with cents. */
  money(value: number): string;
  /** `dd/mm/aaaa` from `yyyy-mm-dd`. */
  date(iso: string): string;
  /** `dd/mm` from `yyyy-mm-dd`. */
  shortDate(iso: string): string;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** The words of a language. */
export function embedWordsOf(language: Language): EmbedWords {
  const column = language === 'en' ? 1 : 0;
  const shortDate = (iso: string): string => {
    const [, month = '', day = ''] = iso.split('-');
    return language === 'en' ? `${day} ${MONTHS[Number(month) - 1]}` : `${day}/${month}`;
  };
  return {
    language,
    say: (key, parameters = {}) =>
      EMBED_LABELS[key][column].replace(/\{(\w+)\}/g, (whole, name: string) =>
        String(parameters[name] ?? whole),
      ),
    number: (value) => value.toLocaleString(language, { maximumFractionDigits: 3 }),
    money: (value) => value.toLocaleString(language, { style: 'currency', currency: 'BRL' }),
    shortDate,
    date: (iso) => `${shortDate(iso)}${language === 'en' ? ' ' : '/'}${iso.slice(0, 4)}`,
  };
}
