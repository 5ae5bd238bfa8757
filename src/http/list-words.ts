import type { Engine } from '../availability/engine.ts';
import type { Language } from '../contract/language.ts';
import { holdsUp, orderReason } from '../contract/reason.ts';
import { causeSentence, shortageText } from '../contract/reason-text.ts';
import { formatIsoDate } from '../contract/units.ts';
import { verdictOf, verdictRemark, verdictText } from '../contract/verdict.ts';
import {
  choiceWord,
  codeWord,
  filterName,
  type ListTitle,
  listHeading,
  listText,
} from '../i18n/list-labels.ts';
import { pageFormats } from '../i18n/page-formats.ts';
import { instantText } from '../views/answers.ts';
import type { ListWords } from '../views/exports/export-table.ts';

/** The words of a list for people of a language. */
export function listWords(language: Language): ListWords {
  const { number, integer, shortDate } = pageFormats(language);
  return {
    // A column of a day has no other name.
    heading: (name) => (/^\d{4}-\d\d-\d\d$/.test(name) ? shortDate(name) : listHeading(name, language)),
    code: (family, code) => codeWord(family, code, language),
    verdict: (order) => {
      const verdict = verdictOf(order);
      const remark = verdictRemark(verdict, language);
      return verdictText(verdict, language, shortDate) + (remark === '' ? '' : ` (${remark})`);
    },
    itemReason: (item, order) => {
      if (holdsUp(order, item)) return causeSentence(orderReason(order), pageFormats(language));
      return shortageText(item, pageFormats(language));
    },
    quantity: number,
    more: (count) => listText('more', language, { n: integer(count) }),
  };
}

/** The words of a list for programs: fields under their own names, codes as they are. */
export function fieldNames(language: Language): ListWords {
  return {
    ...listWords(language),
    heading: (name) => name,
    code: (_family, code) => code,
    itemReason: ({ motivo }) => motivo,
  };
}

/** Filters of a list as the query of its address has them. */
export type FilterQuery = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Parameters that do not say which rows a list has. */
export const NO_FILTERS: ReadonlySet<string> = new Set([
  'formato',
  'titulos',
  'idioma',
  'colunas',
  'ordenar',
  'sentido',
  'por',
  'subtotais',
  'papel',
]);
/** Parameters that say yes or no. */
const FLAGS = new Set(['pedido_ok', 'pode_sair_hoje', 'esta_semana', 'sem_entrada', 'suficiente']);
const CODES: Readonly<Record<string, string>> = {
  criticidade: 'severity',
  situacao: 'situation',
  status: 'status',
  tipo: 'inconsistency',
  quando: 'receipt',
};

/** A filter in words: `UF: SP, RJ · Expedição: 02/03/2026 a 06/03/2026`. */
function filterText(query: FilterQuery, language: Language): string {
  const given = new Map<string, string[]>();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === '' || NO_FILTERS.has(name)) continue;
    given.set(
      name,
      (typeof value === 'string' ? value.split(',') : [...value]).map((one) => one.trim()),
    );
  }
  const parts: string[] = [];
  for (const [name, values] of given) {
    const range = /^(.+)_(?:de|ate)$/.exec(name)?.[1];
    if (range === undefined) {
      parts.push(
        `${filterName(name, language)}: ${values.map((one) => valueText(name, one, language)).join(', ')}`,
      );
    } else if (name.endsWith('_de') || !given.has(`${range}_de`)) {
      parts.push(`${filterName(range, language)}: ${rangeText(given, range, language)}`);
    }
  }
  return parts.length === 0 ? listText('no_filter', language) : parts.join(' · ');
}

function rangeText(given: ReadonlyMap<string, readonly string[]>, range: string, language: Language): string {
  const { date } = pageFormats(language);
  const [from] = given.get(`${range}_de`) ?? [];
  const [to] = given.get(`${range}_ate`) ?? [];
  if (from === undefined) return listText('to', language, { to: date(to ?? '') });
  if (to === undefined) return listText('from', language, { from: date(from) });
  return from === to ? date(from) : listText('from_to', language, { from: date(from), to: date(to) });
}

function valueText(name: string, value: string, language: Language): string {
  const family = CODES[name];
  if (family !== undefined) return codeWord(family, value.toUpperCase(), language);
  if (FLAGS.has(name)) return listText(value === '1' ? 'yes' : 'no', language);
  return choiceWord(name, value, language);
}

/** What a list is of, and when: the lines above it in files and on paper. */
export function aboutList(
  title: ListTitle,
  query: FilterQuery,
  engine: Engine,
  now: Date,
  language: Language,
): readonly [title: string, filter: string, data: string] {
  const instant = instantText(engine, now);
  const { date, time } = pageFormats(language);
  const day = instant.slice(0, 10);
  const data = listText('data_of', language, { date: date(day), time: time(instant).slice(0, 5) });
  const today = formatIsoDate(engine.book.today);
  const fixed = today === day ? '' : ` · ${listText('today', language, { date: date(today) })}`;
  return [listText(title, language), filterText(query, language), data + fixed];
}
