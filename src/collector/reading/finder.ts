import type { Document, Element } from 'domhandler';
import {
  ATTACHMENT_WORDS,
  LABEL_PADDING,
  OTHER_DEED_WORDS,
  SUPPLIER_WORDS,
} from '../../contract/portal-words.ts';
import type { PortalPage } from '../portal.ts';
import type { Attachment } from '../purchase.ts';
import { absoluteAddress, addressesInCode, kindOfAddress } from './attachment-address.ts';
import {
  ancestors,
  attribute,
  elements,
  hasAttribute,
  isInNavigation,
  parsePage,
  plain,
  selectorOf,
  textOf,
} from './page-document.ts';

/**
 * Finds attachments on a page, whichever way it was read. Pure: the same HTML gives the same attachments in a browser
 * and over HTTP, which is what allows one to stand in for the other.
 */

const DATA_ADDRESS = /^data-(?:[\w-]+-)?(?:url|href|link)$/;
const FILE_NAME = /[^\s.][^/\\]*\.[a-z][a-z0-9]{1,4}$/i;
const LONGEST_NAME = 1_000;

/** Attachments of a page and of its frames; the same address once, with all the names it is given. */
export function findAttachments(page: PortalPage): Attachment[] {
  return uniteAttachments([...findIn(page), ...page.frames.flatMap(findAttachments)]);
}

/** The same address counts once; the first page that shows it keeps it. */
export function uniteAttachments(attachments: readonly Attachment[]): Attachment[] {
  const united = new Map<string, Attachment>();
  for (const one of attachments) {
    const key = one.url ?? `${one.page} ${one.trigger}`;
    const former = united.get(key);
    const names = former === undefined ? one.names : [...new Set([...former.names, ...one.names])];
    united.set(key, { ...(former ?? one), names });
  }
  return [...united.values()];
}

function findIn(page: PortalPage): Attachment[] {
  const document = parsePage(page.html);
  const base = baseOf(document, page.url);
  const candidates = elements(document, mayLead);
  const withAddress = candidates
    .map((element) => ({ element, url: addressOf(element, base, page.url, document) }))
    .filter(({ element, url }) => url !== null && isAttachment(element, url, page.url));
  const leading = new Set(withAddress.map(({ element }) => element));
  const around = new Set(withAddress.flatMap(({ element }) => ancestors(element)));
  const clicks = candidates.filter(
    (element) =>
      !around.has(element) &&
      !ancestors(element).some((one) => leading.has(one)) &&
      isClickable(element) &&
      addressOf(element, base, page.url, document) === null &&
      isLabelled(element),
  );
  return [
    ...withAddress.map(({ element, url }) => ({
      url,
      trigger: null,
      page: page.url,
      names: namesOf(element),
      part: 'other' as const,
      kind: 'file' as const,
    })),
    ...outermost(clicks).map((element) => ({
      url: null,
      trigger: selectorOf(element),
      page: page.url,
      names: namesOf(element),
      part: 'other' as const,
      kind: 'file' as const,
    })),
  ];
}

/** Of buttons inside buttons only the outer ones: a click on one is a click on both. */
function outermost(found: readonly Element[]): Element[] {
  const set = new Set(found);
  return found.filter((element) => !ancestors(element).some((one) => one !== element && set.has(one)));
}

function baseOf(document: Document, url: string): string {
  const base = elements(document, (element) => element.name === 'base' && hasAttribute(element, 'href'))[0];
  return base === undefined ? url : (absoluteAddress(attribute(base, 'href'), url) ?? url);
}

function mayLead(element: Element): boolean {
  return (
    element.name === 'a' ||
    isClickable(element) ||
    hasAttribute(element, 'onclick') ||
    Object.keys(element.attribs).some((name) => DATA_ADDRESS.test(name))
  );
}

function isClickable(element: Element): boolean {
  if (attribute(element, 'role') === 'button' || element.name === 'button') return true;
  if (element.name === 'input') return ['submit', 'button', 'image'].includes(attribute(element, 'type'));
  // A link to another place of the page, or to a mail, goes there; only one to nowhere waits for a script.
  return element.name === 'a' && /^(#?$|javascript:)/i.test(attribute(element, 'href'));
}

/** Where an element leads; null where it does not say. Of several addresses the one that speaks of a file. */
function addressOf(element: Element, base: string, page: string, document: Document): string | null {
  const found = [
    ...Object.entries(element.attribs)
      .filter(([name]) => DATA_ADDRESS.test(name))
      .map(([, value]) => absoluteAddress(value, base)),
    ...hrefOf(element, base),
    ...addressesInCode(attribute(element, 'onclick'), base),
    formAddress(element, base, document),
  ].filter((address) => address !== null);
  return found.find((address) => kindOfAddress(address, page) === 'file') ?? found[0] ?? null;
}

function hrefOf(element: Element, base: string): (string | null)[] {
  const href = element.name === 'a' || element.name === 'area' ? attribute(element, 'href') : '';
  return /^\s*javascript:/i.test(href) ? addressesInCode(href, base) : [absoluteAddress(href, base)];
}

/** Address a button asks for through a form; null where it has none, or where it sends rather than asks. */
function formAddress(element: Element, base: string, document: Document): string | null {
  const form = formOf(element, document);
  if (form === null || !hasAttribute(form, 'action')) return null;
  const method = attribute(form, 'method').toLowerCase();
  if (method !== '' && method !== 'get') return null;
  const address = absoluteAddress(attribute(form, 'action'), base);
  if (address === null) return null;
  const url = new URL(address);
  const fields = hiddenFields(form);
  // A form that asks puts its fields in the place of what the action has after its question mark.
  if (fields.length > 0) url.search = new URLSearchParams(fields).toString();
  return url.href;
}

function formOf(element: Element, document: Document): Element | null {
  const code = attribute(element, 'onclick');
  const named =
    /getElementById\(\s*(["'])(.+?)\1\s*\)\s*\.\s*(?:submit|requestSubmit)\(/.exec(code)?.[2] ??
    /document\.(?:forms\.|forms\[\s*["'])?([\w-]+)(?:["']\s*\])?\.submit\(/.exec(code)?.[1] ??
    attribute(element, 'form');
  if (named !== '') {
    const isNamed = (one: Element) => attribute(one, 'id') === named || attribute(one, 'name') === named;
    return elements(document, (one) => one.name === 'form' && isNamed(one))[0] ?? null;
  }
  const type = attribute(element, 'type').toLowerCase();
  const submits =
    element.name === 'button' ? type === '' || type === 'submit' : /^(submit|image)$/.test(type);
  if (!submits && !/this\.form\.submit\(/.test(code)) return null;
  return ancestors(element).find((one) => one.name === 'form') ?? null;
}

function hiddenFields(form: Element): [string, string][] {
  const fields: [string, string][] = [];
  const visit = (element: Element): void => {
    if (
      element.name === 'input' &&
      attribute(element, 'type') === 'hidden' &&
      hasAttribute(element, 'name')
    ) {
      fields.push([attribute(element, 'name'), element.attribs['value'] ?? '']);
    }
    for (const child of element.children) if (child.type === 'tag') visit(child);
  };
  visit(form);
  return fields;
}

/** Whether an element that leads to an address shows an attachment. */
function isAttachment(element: Element, url: string | null, page: string): boolean {
  if (url === null || sendsSomething(element)) return false;
  const kind = kindOfAddress(url, page);
  if (kind === 'navigation') return false;
  if (hasAttribute(element, 'download')) return true;
  if (isInNavigation(element)) return false;
  if (kind === 'file') return true;
  return kind === 'bare' ? namesAFile(element) : isLabelled(element);
}

/** Links that change something, in the manner of Rails. */
function sendsSomething(element: Element): boolean {
  const method = attribute(element, 'data-method').toLowerCase();
  return method !== '' && method !== 'get';
}

/** Whether what stands on an element says that it is a file. */
function isLabelled(element: Element): boolean {
  if (isInNavigation(element)) return false;
  const labels = labelsOf(element);
  if (labels.some(isOtherDeed)) return false;
  return labels.some((label) => hasWord(label, ATTACHMENT_WORDS)) || namesAFile(element);
}

/** A bare link is believed only when its label is a file's, not merely about attachments. */
function namesAFile(element: Element): boolean {
  return [attribute(element, 'title'), attribute(element, 'aria-label')].some((label) => {
    const bare = stripPadding(label);
    return bare !== '' && (FILE_NAME.test(bare) || /\bfile attachment$/i.test(label.trim()));
  });
}

function labelsOf(element: Element): string[] {
  return ['title', 'aria-label', 'value']
    .map((name) => attribute(element, name))
    .concat(textOf(element))
    .filter((label) => label !== '');
}

function isOtherDeed(label: string): boolean {
  if (FILE_NAME.test(stripPadding(label))) return false;
  return OTHER_DEED_WORDS.some((word) => new RegExp(`^${word}(?![a-z0-9])`).test(plain(label)));
}

function hasWord(label: string, words: readonly string[]): boolean {
  return words.some((word) => new RegExp(`(?<![a-z0-9])${word}(?![a-z0-9])`).test(plain(label)));
}

/** Names an element gives its file, best first, each once, without the words around them. */
function namesOf(element: Element): string[] {
  const labels = [
    ...['download', 'data-filename', 'data-file-name', 'data-name', 'title', 'aria-label'].map((name) =>
      attribute(element, name),
    ),
    textOf(element),
  ];
  const names = labels
    .map((label) => stripPadding(label).slice(0, LONGEST_NAME))
    .filter((name) => /[\p{L}\p{N}]/u.test(name));
  return [...new Set(names)];
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

/** Absolute addresses of links of a page whose path is like `path`, each once; without the page's own. */
export function findLinks(page: PortalPage, path: RegExp): string[] {
  const document = parsePage(page.html);
  const base = baseOf(document, page.url);
  const links = elements(document, (element) => element.name === 'a' && !isInNavigation(element))
    .map((element) => absoluteAddress(attribute(element, 'href'), base))
    .filter((url) => url !== null && path.test(new URL(url).pathname) && url !== page.url)
    .map((url) => String(url));
  return [...new Set(links)];
}

/** Addresses of frames of a page that belong to its origin. */
export function findFrames(page: Pick<PortalPage, 'html' | 'url'>): string[] {
  const document = parsePage(page.html);
  const base = baseOf(document, page.url);
  const { origin } = new URL(page.url);
  const frames = elements(document, (element) => element.name === 'iframe' || element.name === 'frame')
    .map((element) => absoluteAddress(attribute(element, 'src'), base))
    .filter((url) => url !== null)
    .filter((url) => new URL(url).origin === origin && url !== page.url);
  return [...new Set(frames)];
}

/** Whether a page says that more of it is to come. */
export function saysMoreComes(page: PortalPage): boolean {
  const busy = elements(parsePage(page.html), (element) => attribute(element, 'aria-busy') === 'true');
  return busy.length > 0 || page.frames.some(saysMoreComes);
}

/** Name of the supplier: an element called so, or what stands beside the word. Null where there is none. */
export function findSupplier(page: PortalPage): string | null {
  const document = parsePage(page.html);
  const called = elements(document, (element) =>
    /(^|[\s_-])supplier[_-]name(\s|$)/.test(`${attribute(element, 'id')} ${attribute(element, 'class')}`),
  );
  const beside = elements(document, isSupplierLabel).map((element) => nextElement(element));
  const names = [...called, ...beside].map((element) => (element === null ? '' : textOf(element)));
  return names.find((name) => name !== '' && name.length <= 300) ?? null;
}

function isSupplierLabel(element: Element): boolean {
  if (!['span', 'label', 'th', 'td', 'dt', 'div', 'strong', 'b'].includes(element.name)) return false;
  if (element.children.some((child) => child.type === 'tag')) return false;
  return SUPPLIER_WORDS.includes(plain(textOf(element)).replace(/\s*:$/, ''));
}

function nextElement(element: Element): Element | null {
  for (let next = element.next; next !== null; next = next.next) if (next.type === 'tag') return next;
  return null;
}
