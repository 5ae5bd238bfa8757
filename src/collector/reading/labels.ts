import type { Element } from 'domhandler';
import {
  HIDING,
  NEXT_PAGE,
  NO_FILE_PHRASES,
  SHOW_MORE,
  VIEW_ATTACHMENTS,
} from '../../contract/attachment-words.ts';
import { ATTACHMENT_WORDS, LABEL_PADDING, OTHER_DEED_WORDS } from '../../contract/portal-words.ts';
import { attachmentCount } from './counters.ts';
import { isFileName, withoutSize } from './file-name.ts';
import { attribute, plain, shownText } from './page-document.ts';

/** What stands on an element: whether it says that it is a file, and which one. Pure. */

/** In titles and spoken labels any ending is one; in texts only known ones are. */
const ANY_NAME = /[^\s.][^/\\]*\.[a-z][a-z0-9]{1,4}$/i;
const SAYS_FILE = /\bfile attachment$|\banexo de arquivo$/i;
const NAMING_ATTRIBUTES = [
  'download',
  'data-filename',
  'data-file-name',
  'data-name',
  'title',
  'aria-label',
  'alt',
];
const SHOWING = /^(?:view|ver|all|todos|todas|help|ajuda|print|imprimir)\b/;
const CHANGES = beginsWith(OTHER_DEED_WORDS.filter((word) => !SHOWING.test(word)));
const OTHER_DEEDS = beginsWith(OTHER_DEED_WORDS);
const ATTACHMENTS = new RegExp(`(?<![a-z0-9])(?:${ATTACHMENT_WORDS.join('|')})(?![a-z0-9])`);
const LONGEST_NAME = 1_000;
const LONGEST_LABEL = 120;

/** Names an element gives its file, best first, each once, without the words around them. */
export function namesOf(element: Element): string[] {
  const labels = [...NAMING_ATTRIBUTES.map((name) => attribute(element, name)), labelText(element)];
  const names = labels
    .map((label) => withoutSize(stripPadding(label)).slice(0, LONGEST_NAME))
    .filter((name) => /[\p{L}\p{N}]/u.test(name));
  // A name without an ending is one of a file where the label says so: that is kept, as the last of its names.
  const saying = isNamedLikeAFile(names) ? [] : labels.filter((label) => SAYS_FILE.test(label));
  return [...new Set([...names, ...(names.length > 0 ? saying.slice(0, 1) : [])])];
}

/** Whether an element names a file: in what it is called for those who hear pages, or in its text. */
export function namesAFile(element: Element): boolean {
  if (isAboutAFile(element)) return false;
  const isSaid = ['title', 'aria-label', 'download', 'data-filename', 'data-file-name'].some((name) => {
    const label = attribute(element, name);
    const bare = stripPadding(label);
    return bare !== '' && (ANY_NAME.test(bare) || (SAYS_FILE.test(label) && !isDeed(plain(bare))));
  });
  return isSaid || isFileName(stripPadding(labelText(element)));
}

/** Whether an element changes a file that it names: it says so itself, or is a sign with a label that does. */
function isAboutAFile(element: Element): boolean {
  const text = labelText(element);
  if (isFileName(text)) return false;
  return text.length > 2 ? isChanging(text) : changesSomething(element);
}

/** Whether one of the names of an attachment is that of a file. */
export function isNamedLikeAFile(names: readonly string[]): boolean {
  return names.some((name) => isFileName(name) || SAYS_FILE.test(name));
}

/** Whether what stands on an element speaks of attachments or of bringing a file, and of no other deed. */
export function speaksOfAttachments(element: Element): boolean {
  return !isOtherDeed(element) && labelsOf(element).some((label) => ATTACHMENTS.test(plain(label)));
}

/** Whether an element does something else than bringing a file: adds, shows, explains, leads on. */
export function isOtherDeed(element: Element): boolean {
  if (namesAFile(element)) return false;
  // A sign alone says nothing of what it does.
  const words = labelsOf(element).filter((label) => label.length > 2);
  return words.some((label) => isDeed(plain(label)) || isOpeningLabel(label));
}

/** Whether a label is of what shows more, and brings nothing itself. */
function isOpeningLabel(label: string): boolean {
  const text = plain(label).slice(0, LONGEST_LABEL);
  if (text === '') return false;
  return (
    VIEW_ATTACHMENTS.test(text) ||
    SHOW_MORE.test(text) ||
    HIDING.test(text) ||
    NEXT_PAGE.test(text) ||
    attachmentCount(text) !== null
  );
}

/** Whether an element changes what is attached, rather than showing it. */
export function changesSomething(element: Element): boolean {
  return labelsOf(element).some(isChanging);
}

function isChanging(label: string): boolean {
  return CHANGES.test(plain(label));
}

function isDeed(label: string): boolean {
  return OTHER_DEEDS.test(label) || NO_FILE_PHRASES.some((phrase) => phrase.test(label));
}

/** What is written on an element. */
export function labelText(element: Element): string {
  return shownText(element.children);
}

/** What an element says to whoever sees or hears it. */
export function labelsOf(element: Element): string[] {
  return ['title', 'aria-label', 'value']
    .map((name) => attribute(element, name))
    .concat(labelText(element))
    .filter((label) => label !== '');
}

function beginsWith(words: readonly string[]): RegExp {
  return new RegExp(`^(?:${words.join('|')})(?![a-z0-9])`);
}

/** `Download Invoice.pdf` and `Invoice.pdf file attachment` are `Invoice.pdf`; nothing is left of `Download`. */
function stripPadding(label: string): string {
  const text = label.trim();
  const folded = text.toLowerCase();
  for (const padding of LABEL_PADDING) {
    if (folded === padding) return '';
    if (folded.startsWith(`${padding} `) || folded.startsWith(`${padding}:`)) {
      return text.slice(padding.length + 1).trim();
    }
    if (folded.endsWith(` ${padding}`)) return text.slice(0, -padding.length - 1).trim();
  }
  return text;
}
