import type { Engine } from '../availability/engine.ts';
import { formatInstant } from '../contract/instants.ts';
import type { Language } from '../contract/language.ts';
import { formatIsoDate } from '../contract/units.ts';
import type { LiveTexts } from './live-answers.ts';
import type { ChangedCodes } from './live-journal.ts';

/** What one event tells. */
export interface News {
  /** Everything may have changed: ask again. */
  readonly all: boolean;
  readonly orders: readonly LiveTexts[];
  readonly products: readonly LiveTexts[];
}

export const ALL: News = { all: true, orders: [], products: [] };
export const NOTHING: News = { all: false, orders: [], products: [] };

/** Answers by code. */
export interface AnswersByCode {
  readonly orders: ReadonlyMap<string, LiveTexts>;
  readonly products: ReadonlyMap<string, LiveTexts>;
}

/** The answers of a part, of those there are. */
export function newsFrom(part: ChangedCodes, answers: AnswersByCode): News {
  return {
    all: false,
    orders: pick(part.orders, answers.orders),
    products: pick(part.products, answers.products),
  };
}

function pick(codes: ReadonlySet<string>, answers: ReadonlyMap<string, LiveTexts>): LiveTexts[] {
  const picked: LiveTexts[] = [];
  for (const code of codes) {
    const texts = answers.get(code);
    if (texts !== undefined) picked.push(texts);
  }
  return picked;
}

/** The JSON text of an event: `versao`, `hoje`, `horario`, and `tudo`, `resultados` or `produtos` where there are any. */
export function eventJson({ book }: Engine, language: Language, news: News): string {
  const head = JSON.stringify({
    versao: book.version,
    hoje: formatIsoDate(book.today),
    horario: formatInstant(new Date(), book.rules.timeZone),
    ...(news.all ? { tudo: true } : {}),
  });
  return `${head.slice(0, -1)}${list('resultados', news.orders, language)}${list('produtos', news.products, language)}}`;
}

function list(name: string, answers: readonly LiveTexts[], language: Language): string {
  return answers.length === 0 ? '' : `,"${name}":[${answers.map((texts) => texts[language]).join(',')}]`;
}
