import type { Document } from 'domhandler';
import { EXCUSE_WORDS } from '../../contract/portal-words.ts';
import type { PageVerdict, PortalAdapter } from '../portal.ts';
import { attribute, elements, parsePage, plain, textOf, visibleText } from '../reading/page-document.ts';
import { splitName } from '../safe-name.ts';
import { PAGE_ENDINGS } from './file-kind.ts';

/** What came where a file should: somebody's document, the portal's sign-in page, or what a portal says instead. */
type Instead = 'document' | 'sign-in' | 'portal-closed' | 'excuse';

/** Verdicts on pages that nobody attached, whatever the attachment is called. */
const EXCUSES: ReadonlySet<PageVerdict> = new Set(['not-found', 'not-allowed']);
/** Tables are exported under the endings of office programs. */
const MAY_BE_A_TABLE = /^\.(?:xls[xmb]?|ods|csv|tsv|docx?|odt|rtf|txt)$/;
/** A text of more than this is more than an excuse. */
const MOST_OF_AN_EXCUSE = 2_048;
const EXCUSE = new RegExp(`(?<![a-z])(?:${EXCUSE_WORDS.join('|')})(?![a-z])`);

/**
 * What a page is that came for a file. Pages are attached under the names of pages, and tables as workbooks; everything
 * else that is a page is something the portal says. Where in doubt it is that: a missing file is looked for, an excuse
 * in its place is not. Pure.
 * @param asked address of the file @param url address arrived at @param name of the file
 */
export function pageInstead(
  adapter: PortalAdapter,
  asked: string,
  url: string,
  html: string,
  name: string,
): Instead {
  const verdict = adapter.verdict({ asked, url, status: 200, html, frames: [] });
  if (verdict === 'sign-in' || verdict === 'portal-closed') return verdict;
  if (EXCUSES.has(verdict)) return 'excuse';
  const ending = splitName(name).extension.toLowerCase();
  const document = parsePage(html);
  const isExcuse = EXCUSE.test(loudText(document));
  if (PAGE_ENDINGS.test(ending)) {
    // A page may speak of errors; one that says little else is one.
    return isExcuse && visibleText(document).length < MOST_OF_AN_EXCUSE ? 'excuse' : 'document';
  }
  if (verdict !== 'unknown' || isExcuse || !MAY_BE_A_TABLE.test(ending)) return 'excuse';
  const hasTable = elements(document, (one) => one.name === 'table').length > 0;
  const leadsOn = elements(
    document,
    (one) => one.name === 'form' || attribute(one, 'http-equiv').toLowerCase() === 'refresh',
  );
  return hasTable && leadsOn.length === 0 ? 'document' : 'excuse';
}

/** What a page says first: its title, headings and alerts. */
function loudText(document: Document): string {
  const loud = elements(
    document,
    (one) => /^(?:title|h[1-3])$/.test(one.name) || attribute(one, 'role') === 'alert',
  );
  return plain(loud.map(textOf).join(' \n '));
}

/** Whether a text that came for a file of another kind says why there is none. @param text all of it, or its beginning */
export function saysExcuse(text: string, bytes: number): boolean {
  return bytes <= MOST_OF_AN_EXCUSE && EXCUSE.test(plain(text));
}

/** Whether a text is what interfaces answer when something went wrong, whatever the file was to be. */
export function isErrorAnswer(text: string, bytes: number): boolean {
  if (bytes > MOST_OF_AN_EXCUSE) return false;
  return /^\s*(?:<\?xml[^>]*>\s*)?<errors?[\s>]/i.test(text) || /^\s*\{\s*"(?:error|errors)"\s*:/i.test(text);
}
