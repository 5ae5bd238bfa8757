import type { Element } from 'domhandler';
import { ancestors, attribute, calledOf, plain } from './page-document.ts';

/** What leads from one page of a list to the others. Pure. */

const PAGER = /^(?:pagination|pager|pages|paginator|paging|paginacao|page[-_]links)$/i;
const SAYS_PAGES = /\b(?:pages?|paginas?|pagination|paginacao)\b/;

/** The pager an element stands in; undefined where it stands in none. */
export function pagerOf(element: Element): Element | undefined {
  return ancestors(element).find(
    (one) =>
      calledOf(one).some((name) => PAGER.test(name) || /pagination/i.test(name)) ||
      (one.name === 'nav' && SAYS_PAGES.test(plain(attribute(one, 'aria-label')))),
  );
}
