import type { Engine } from '../availability/engine.ts';
import { formatInstant } from '../contract/instants.ts';
import type { Language } from '../contract/language.ts';
import type { LiveKeys } from '../contract/live-wire.ts';
import { formatIsoDate } from '../contract/units.ts';
import type { LiveTexts } from './answers.ts';
import type { ChangedCodes } from './journal.ts';
import type { Watch } from './watch.ts';

/** What is told of an order or product: its answer, or its code alone. */
type Told = LiveTexts | string;

/** What one event tells. */
export interface News {
  /** Everything may have changed: ask again. */
  readonly all: boolean;
  readonly orders: readonly Told[];
  readonly products: readonly Told[];
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

/** The codes of a part. */
export function keysOf(part: ChangedCodes): News {
  return { all: false, orders: [...part.orders], products: [...part.products] };
}

function pick(codes: ReadonlySet<string>, answers: ReadonlyMap<string, LiveTexts>): LiveTexts[] {
  const picked: LiveTexts[] = [];
  for (const code of codes) {
    const texts = answers.get(code);
    if (texts !== undefined) picked.push(texts);
  }
  return picked;
}

/**
 * The JSON text of an event to watchers of answers: `versao`, `hoje`, `horario`, and `tudo`, `resultados` or `produtos`
 * where there are any. To watchers of keys: `LiveKeys`.
 */
export function eventJson(
  { book }: Engine,
  { detail, language }: Pick<Watch<unknown>, 'detail' | 'language'>,
  news: News,
): string {
  const instant = formatInstant(new Date(), book.rules.timeZone);
  const all = news.all ? ({ tudo: true } as const) : {};
  if (detail === 'keys') {
    const keys: LiveKeys = {
      versao: book.version,
      data_base: formatIsoDate(book.today),
      ...all,
      pedidos: news.orders as string[],
      produtos: news.products as string[],
      timestamp: instant,
    };
    return JSON.stringify(keys);
  }
  const head = { versao: book.version, hoje: formatIsoDate(book.today), horario: instant, ...all };
  const orders = list('resultados', news.orders as LiveTexts[], language);
  const products = list('produtos', news.products as LiveTexts[], language);
  return `${JSON.stringify(head).slice(0, -1)}${orders}${products}}`;
}

function list(name: string, answers: readonly LiveTexts[], language: Language): string {
  return answers.length === 0 ? '' : `,"${name}":[${answers.map((texts) => texts[language]).join(',')}]`;
}
