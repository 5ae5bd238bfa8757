import type { ChildNode, Element } from 'domhandler';
import { LINES_HEADING } from '../../contract/attachment-words.ts';
import type { AttachmentPart } from '../../contract/collection-codes.ts';
import { commentCount, isAttachmentsHeading } from './counters.ts';
import {
  ancestors,
  attribute,
  calledOf,
  elementsIn,
  isElement,
  isInNavigation,
  plain,
  shortTextOf,
  shownText,
  textOf,
} from './page-document.ts';

/** Where on a page attachments stand: lists of them, comments, lines. By structure, not by what is in them. Pure. */

/** A list of attachments: what stands under one heading, or in one element called so. */
export interface Area {
  /** Elements and texts beside each other, in the order of the page. */
  readonly roots: readonly ChildNode[];
  readonly part: AttachmentPart;
}

const CONTAINERS = new Set([
  'div',
  'section',
  'ul',
  'ol',
  'dl',
  'table',
  'tbody',
  'fieldset',
  'article',
  'aside',
  'td',
  'dd',
  'details',
]);
const PAGE_WIDE = new Set(['html', 'body', 'main', 'form']);
const CALLED_LIST =
  /(?:^|[-_a-z])(?:attachments|Attachments|anexos|Anexos)(?:$|[-_A-Z])|^(?:attachment|anexo)[-_]?(?:list|section|panel|container|wrapper|table|box|area|grid|block)$/;
const CALLED_OTHERWISE = new Set(
  `field upload uploader add drop dropzone new count badge button btn link icon toggle label title heading header notif
  notifications mute template prototype`.split(/\s+/),
);
const CALLED_COMMENTS = /comment|comentario|discussion/i;
const NOT_COMMENTS =
  /count|button|btn|link|icon|badge|toggle|label|^(?:has|with|no|show|hide|can|enable)[-_]/i;
const CALLED_LINES =
  /(?:^|[-_])(?:lines|linhas)(?:$|[-_])|order_?line|line[-_]?items?|line[-_]?wrapper|lineItems?/;
const HEADINGS = /^h[1-6]$/;
/** What a label and what it stands for share one row or entry of. */
const CELLS = new Set(['td', 'th', 'dt', 'dd', 'li', 'summary', 'legend']);
const LABELS = new Set([
  'legend',
  'dt',
  'label',
  'caption',
  'summary',
  'strong',
  'b',
  'span',
  'div',
  'p',
  'th',
]);
const LONGEST_HEADING = 120;

/** Lists of attachments of a page, the outermost of those within each other, in the order of the page. */
export function findAreas(all: readonly Element[]): Area[] {
  const lists: (readonly ChildNode[])[] = all.filter(isCalledList).map((element) => [element]);
  const headings = all.filter(isListHeading);
  const headed = [
    ...headings.filter(({ name }) => name !== 'th').map(whatItHeads),
    ...headings.filter(({ name }) => name === 'th').flatMap(whatColumnHolds),
  ];
  const candidates = [...lists, ...headed.filter((roots) => roots.length > 0)];
  const listsOf = new Map<ChildNode, number[]>();
  candidates.forEach((roots, index) => {
    for (const root of roots) listsOf.set(root, [...(listsOf.get(root) ?? []), index]);
  });
  const place = new Map<ChildNode, number>(all.map((element, index) => [element, index]));
  const placeOf = ([first]: readonly ChildNode[]): number =>
    place.get(isElement(first) ? first : (first!.parent as Element)) ?? 0;
  return candidates
    .filter((roots, index) => !isWithinAnother(roots, index, listsOf, candidates))
    .map((roots) => ({ roots, part: partOfNode(roots[0]!, true) }))
    .sort((a, b) => placeOf(a.roots) - placeOf(b.roots));
}

/** Whether all of a list is in another one; of two that are the same, the later is. */
function isWithinAnother(
  roots: readonly ChildNode[],
  index: number,
  listsOf: ReadonlyMap<ChildNode, readonly number[]>,
  candidates: readonly (readonly ChildNode[])[],
): boolean {
  // Roots are beside each other: what is around one is around all.
  const [first, ...around] = aroundNode(roots[0]!);
  if (around.some((node) => (listsOf.get(node) ?? []).some((other) => other !== index))) return true;
  return (listsOf.get(first!) ?? []).some((other) => {
    const others = candidates[other]!;
    if (other === index || !roots.every((root) => others.includes(root))) return false;
    return others.length > roots.length || other < index;
  });
}

/** Whether an element stands in an area, or is one of its roots. */
export function isIn(area: Area, element: Element): boolean {
  return ancestors(element).some((one) => area.roots.includes(one));
}

/** Part of the page an element belongs to. @param isListed whether it stands in a list of attachments */
export function partOfNode(node: ChildNode, isListed: boolean): AttachmentPart {
  for (const one of aroundNode(node)) {
    if (!isElement(one) || PAGE_WIDE.has(one.name)) continue;
    if (isCommentPlace(one)) return 'comments';
    if (isLinePlace(one)) return 'lines';
  }
  return isListed ? 'form' : 'other';
}

/** Outermost places of comments, of their mount points too. */
export function commentPlaces(all: readonly Element[]): Element[] {
  return outermost(
    all.filter(
      (one) => CONTAINERS.has(one.name) && isCommentPlace(one) && !isInNavigation(one) && !isInDialog(one),
    ),
  );
}

/** Outermost places of lines. */
export function linePlaces(all: readonly Element[]): Element[] {
  return outermost(all.filter((one) => isLinePlace(one) && !isInNavigation(one)));
}

/** Whether an element lies in a window over the page. */
export function isInDialog(element: Element): boolean {
  return ancestors(element).some((one) => attribute(one, 'role') === 'dialog' || one.name === 'dialog');
}

/** Of elements within each other the outer ones. */
function outermost(found: readonly Element[]): Element[] {
  const set = new Set(found);
  return found.filter((element) => !ancestors(element).some((one) => one !== element && set.has(one)));
}

function isCommentPlace(element: Element): boolean {
  if (PAGE_WIDE.has(element.name)) return false;
  return calledOf(element).some((name) => CALLED_COMMENTS.test(name) && !NOT_COMMENTS.test(name));
}

function isLinePlace(element: Element): boolean {
  if (PAGE_WIDE.has(element.name)) return false;
  if (calledOf(element).some((name) => CALLED_LINES.test(name))) return true;
  if (!['section', 'div', 'fieldset', 'article'].includes(element.name)) return false;
  return element.children.some(
    (child) => isElement(child) && isHeading(child) && LINES_HEADING.test(plain(headingText(child))),
  );
}

function isCalledList(element: Element): boolean {
  if (!CONTAINERS.has(element.name) || isInNavigation(element)) return false;
  const isNamed = calledOf(element).some((name) => CALLED_LIST.test(name) && !isCalledOtherwise(name));
  const isSaid =
    ['region', 'list', 'tabpanel', 'group'].includes(attribute(element, 'role')) &&
    isAttachmentsHeading(plain(attribute(element, 'aria-label')));
  return (isNamed || isSaid) && !holdsOtherParts(element);
}

function isCalledOtherwise(name: string): boolean {
  const words = name.replace(/(?:order|requisition)_header/, '').replace(/([a-z])([A-Z])/g, '$1-$2');
  return words
    .toLowerCase()
    .split(/[-_]+/)
    .some((word) => CALLED_OTHERWISE.has(word));
}

/** What holds comments or lines as well is a page, not a list. */
function holdsOtherParts(element: Element): boolean {
  if (isCommentPlace(element)) return false;
  return (
    elementsIn(
      element.children,
      (one) =>
        CONTAINERS.has(one.name) && (isLinePlace(one) || (isCommentPlace(one) && !isCalledListName(one))),
    ).length > 0
  );
}

function isCalledListName(element: Element): boolean {
  return calledOf(element).some((name) => CALLED_LIST.test(name));
}

function isHeading(element: Element): boolean {
  return HEADINGS.test(element.name) || attribute(element, 'role') === 'heading';
}

function headingText(element: Element): string {
  return shownText([element]).slice(0, LONGEST_HEADING + 1);
}

/** A heading or a label, not a button: what one opens is somewhere else. */
function isListHeading(element: Element): boolean {
  if (!isHeading(element) && !LABELS.has(element.name)) return false;
  if (isClickableOrIn(element) && element.name !== 'summary') return false;
  const text = shortTextOf(element, LONGEST_HEADING);
  if (text === null || text === '' || !isAttachmentsHeading(plain(text))) return false;
  // Of elements around one text the innermost speaks.
  const hasInner = element.children.some(
    (child) => isElement(child) && isAttachmentsHeading(plain(textOf(child))),
  );
  return !hasInner && !isInNavigation(element);
}

function isClickableOrIn(element: Element): boolean {
  return ancestors(element).some(
    (one) =>
      one.name === 'a' ||
      one.name === 'button' ||
      one.name === 'option' ||
      /^(?:button|tab|menuitem|link)$/.test(attribute(one, 'role')),
  );
}

/** A heading with what stands under it: until the next heading, or label of its kind. */
function whatItHeads(heading: Element): ChildNode[] {
  let top = heading;
  while (!CELLS.has(top.name) && isElement(top.parent) && isAlone(top, top.parent)) {
    if (PAGE_WIDE.has(top.parent.name)) break;
    top = top.parent;
  }
  if (heading.name === 'summary' && isElement(heading.parent)) return [heading.parent];
  const roots: ChildNode[] = [top];
  for (let next = top.next; next !== null; next = next.next) {
    if (
      isElement(next) &&
      (endsWhatIsHeaded(next, heading, top) || isCommentPlace(next) || isLinePlace(next))
    )
      break;
    roots.push(next);
  }
  return roots;
}

/** Cells below the heading of a column that show something, each a list of its own: other columns are about other things. */
function whatColumnHolds(heading: Element): ChildNode[][] {
  const table = ancestors(heading).find((one) => one.name === 'table');
  const row = heading.parent;
  if (table === undefined || !isElement(row)) return [];
  const column = row.children.filter(isElement).indexOf(heading);
  const rows = elementsIn(table.children, ({ name }) => name === 'tr');
  const cells = rows.map((one) => one.children.filter(isElement)[column]);
  return cells
    .filter((cell) => cell !== undefined && cell.name === 'td')
    .filter((cell) => textIn(cell!) !== '' || elementsIn([cell!], isClickableOrIn).length > 0)
    .map((cell) => [cell!]);
}

/** Whether what a heading stands in holds nothing else, but for the buttons beside a heading. */
function isAlone(element: Element, parent: Element): boolean {
  const isBar = parent.name === 'header' || calledOf(parent).some((name) => /head|title|toolbar/i.test(name));
  return parent.children.every((child) => {
    if (child === element) return true;
    if (!isElement(child)) return child.type !== 'text' || textIn(child) === '';
    return isBar && (isClickableOrIn(child) || ['i', 'svg', 'img'].includes(child.name));
  });
}

function textIn(node: ChildNode): string {
  return shownText([node]);
}

function endsWhatIsHeaded(element: Element, heading: Element, top: Element): boolean {
  const headings = elementsIn([element], isHeading);
  if (isHeading(heading)) return headings.some((one) => one.name <= heading.name);
  if (headings.length > 0) return true;
  const isAlike = element.name === top.name && attribute(element, 'class') === attribute(top, 'class');
  return isAlike && (attribute(element, 'class') !== '' || element.name === 'dt');
}

function aroundNode(node: ChildNode): ChildNode[] {
  return isElement(node)
    ? ancestors(node)
    : [node, ...(isElement(node.parent) ? ancestors(node.parent) : [])];
}

/** How many comments the page says there are: the most of what it says. Null where it says nothing. */
export function saidComments(all: readonly Element[]): number | null {
  const counters = all
    .filter((one) => calledOf(one).some((name) => /num_?comments|comments?_?count/i.test(name)))
    .map((one) => /\d+/.exec(textOf(one))?.[0])
    .filter((text) => text !== undefined)
    .map(Number);
  const headings = all
    .filter((one) => isHeading(one))
    .map((one) => commentCount(plain(textOf(one))))
    .filter((count) => count !== null);
  const said = [...counters, ...headings];
  return said.length === 0 ? null : Math.max(...said);
}

/** Comments of a page, by what tells one from the other. */
export function commentsOf(all: readonly Element[]): string[] {
  return all
    .filter((one) =>
      calledOf(one).some((name) => /^(?:s-)?comment$|^comment[-_]?(?:item|row|entry)$/i.test(name)),
    )
    .map((one) => attribute(one, 'id') || textOf(one));
}
