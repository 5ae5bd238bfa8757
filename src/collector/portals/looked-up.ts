import type { Element } from 'domhandler';
import type { PortalPage } from '../portal.ts';
import { absoluteAddress } from '../reading/attachment-address.ts';
import { ancestors, attribute, elements, isElement, parsePage, textOf } from '../reading/page-document.ts';

/**
 * Addresses on a page of search results that lead to what was searched for: by the text of the link, or by a cell of its
 * row, being the number exactly. Pure.
 * @param path what addresses of pages of that kind are like
 */
export function findLookedUp(
  page: PortalPage,
  path: RegExp,
  isIt: (text: string) => boolean,
): readonly string[] {
  const links = elements(parsePage(page.html), (one) => one.name === 'a')
    .map((element) => ({ element, url: absoluteAddress(attribute(element, 'href'), page.url) }))
    .filter(({ url }) => url !== null && path.test(new URL(url).pathname));
  const exact = links.filter(({ element }) => isIt(textOf(element)) || cellsOf(element).some(isIt));
  return [...new Set(exact.map(({ url }) => url!))];
}

function cellsOf(element: Element): string[] {
  const row = ancestors(element).find((one) => one.name === 'tr');
  return (row?.children ?? []).filter(isElement).map(textOf);
}
