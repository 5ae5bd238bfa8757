import type { Element } from 'domhandler';
import { SUPPLIER_WORDS } from '../../contract/portal-words.ts';
import type { PagePart, PortalPage, PurchasePage } from '../portal.ts';
import { partOfNode } from './areas.ts';
import { absoluteAddress } from './attachment-address.ts';
import { joinParts } from './joined-views.ts';
import { baseOf } from './leads.ts';
import { attribute, elements, isInNavigation, parsePage, plain, textOf } from './page-document.ts';
import { type PageView, viewOf } from './page-view.ts';
import { uniteAttachments } from './united-attachments.ts';

/**
 * Finds attachments on a page, whichever way it was read, and what its parts say of them. Pure: the same HTML gives the
 * same in a browser and over HTTP, which is what allows one to stand in for the other.
 */
export function readAllParts(page: PortalPage): Pick<PurchasePage, 'attachments' | 'parts'> {
  const views: PageView[] = [...(page.former ?? []), page].map(viewOf);
  return {
    attachments: uniteAttachments(
      views.flatMap(({ sightings }) => sightings.map(({ attachment }) => attachment)),
    ),
    parts: joinParts(page.url, views),
  };
}

/** The same with all that a page has as one part. */
export function readAsOnePart(page: PortalPage, part: PagePart['part']): ReturnType<typeof readAllParts> {
  const { attachments, parts } = readAllParts(page);
  const said = parts.map((one) => one.said).filter((count) => count !== null);
  const sum = (of: (one: PagePart) => number): number => parts.reduce((all, one) => all + of(one), 0);
  const all = said.reduce((one, other) => one + other, 0);
  const found = sum((one) => one.found);
  const whole: PagePart = {
    part,
    page: page.url,
    said: said.length === 0 || (all === 0 && found > 0) ? null : all,
    found,
    lacking: sum(({ lacking }) => lacking),
    isWaiting: parts.some(({ isWaiting }) => isWaiting),
    toOpen: parts.flatMap(({ toOpen }) => toOpen),
    strange: sum(({ strange }) => strange),
  };
  return {
    attachments: attachments.map((one) => ({ ...one, part })),
    parts: parts.length === 0 ? [] : [whole],
  };
}

/** Absolute addresses of links of a page whose path is like `path`, each once; without the page's own. */
export function findLinks(page: PortalPage, path: RegExp): string[] {
  const document = parsePage(page.html);
  const base = baseOf(document, page.url);
  const links = elements(document, (element) => element.name === 'a' && isOwnLink(element))
    .map((element) => absoluteAddress(attribute(element, 'href'), base))
    .filter((url) => url !== null && path.test(new URL(url).pathname) && url !== page.url)
    .map((url) => String(url));
  return [...new Set(links)];
}

/** A link of the document itself; people who comment refer to others. */
function isOwnLink(element: Element): boolean {
  return !isInNavigation(element) && partOfNode(element, false) !== 'comments';
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
