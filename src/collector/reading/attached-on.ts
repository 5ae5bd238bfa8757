import type { Document, Element } from 'domhandler';
import { MONTH_WORDS } from '../../contract/portal-words.ts';
import { ancestors, attribute, calledOf, elements, elementsIn, plain, textOf } from './page-document.ts';

/** Entries of lists and tables: what one attachment has for itself. */
const ENTRIES = new Set(['li', 'tr', 'dd', 'article']);
const CALLED_DATE = /date|time|stamp|when|data|created|added/i;
const CALLED_COMMENT = /comment(?!s)/i;
const ISO = /\b(\d{4})-(\d{2})-(\d{2})(?!\d)/;
const NUMBERS = /\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b/;
const DAY_FIRST = /\b(\d{1,2})(?:st|nd|rd|th|\u00ba)? (?:de )?([a-z]{3})[a-z]*\.?,? (?:de )?(\d{4})\b/;
const MONTH_FIRST = /\b([a-z]{3})[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b/;

/**
 * The day on which something was attached, as its entry of a list or the comment it hangs on tells; null where nothing
 * tells it for sure. A page that writes 02/03 without saying in which order does not. Pure.
 * @returns ISO date
 */
export function attachedOn(document: Document, element: Element): string | null {
  const around = ancestors(element);
  const entry = around.find(({ name }) => ENTRIES.has(name));
  const comments = around.filter((one) => calledOf(one).some((name) => CALLED_COMMENT.test(name)));
  const isDayFirst = isInPortuguese(document);
  for (const place of [...(entry === undefined ? [] : [entry]), ...comments]) {
    const dates = new Set(datesIn(place, isDayFirst));
    if (dates.size === 1) return [...dates][0]!;
  }
  return null;
}

function datesIn(place: Element, isDayFirst: boolean): string[] {
  return elementsIn(
    [place],
    (one) => one.name === 'time' || calledOf(one).some((name) => CALLED_DATE.test(name)),
  )
    .map((one) => dateOf(attribute(one, 'datetime') || textOf(one), isDayFirst))
    .filter((date) => date !== null);
}

/** ISO date of a text that has one; null where it has none, or may mean two. */
export function dateOf(text: string, isDayFirst: boolean): string | null {
  const folded = plain(text);
  const iso = ISO.exec(folded);
  if (iso !== null) return dayOf(iso[1]!, iso[2]!, iso[3]!);
  const numbers = NUMBERS.exec(folded);
  if (numbers !== null) {
    const [, one = '', other = '', year = ''] = numbers;
    const isSure = isDayFirst || Number(one) > 12;
    if (isSure) return dayOf(year, other, one);
    return Number(other) > 12 || one === other ? dayOf(year, one, other) : null;
  }
  const first = DAY_FIRST.exec(folded);
  if (first !== null) return dayOf(first[3]!, monthOf(first[2]!), first[1]!);
  const second = MONTH_FIRST.exec(folded);
  return second === null ? null : dayOf(second[3]!, monthOf(second[1]!), second[2]!);
}

function monthOf(word: string): string {
  return String(MONTH_WORDS.findIndex((words) => words.includes(word)) + 1);
}

function dayOf(year: string, month: string, day: string): string | null {
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso) ? iso : null;
}

function isInPortuguese(document: Document): boolean {
  return elements(document, ({ name }) => name === 'html').some((root) =>
    /^pt/i.test(attribute(root, 'lang')),
  );
}
