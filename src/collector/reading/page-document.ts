import type { ChildNode, Document, Element } from 'domhandler';
import { findAll, getAttributeValue, textContent } from 'domutils';
import { parseDocument } from 'htmlparser2';
import { withoutAccents } from '../../contract/without-accents.ts';

/** A page as a tree, and what several finders ask of it. Pure. */

const NAVIGATION = new Set(['nav', 'header', 'footer']);
const NAVIGATION_ROLES = new Set(['navigation', 'banner', 'contentinfo', 'menubar']);
/** Within these, a header or a footer belongs to them and not to the page. */
const SECTIONS = new Set(['article', 'aside', 'main', 'section', 'li', 'td', 'dd']);
const UNSEEN = new Set(['script', 'style', 'template', 'noscript']);
const HIDING_CLASS =
  /(?:^|\s)(?:hide|hidden|d-none|is-hidden|invisible|u-hidden|visually-hidden|display-none)(?:\s|$)/;

let parsed: { readonly html: string; readonly document: Document } | null = null;
/** What elements draw apart of the page they stand in. */
const SHADOW_ROOT = 'shadow-root';

/** The tree of a page. The last one is kept: a page is asked several things, one after the other. */
export function parsePage(html: string): Document {
  if (parsed?.html !== html) parsed = { html, document: withShadows(parseDocument(html)) };
  return parsed.document;
}

/** What is drawn in shadow roots is seen like all else, where it is declared. */
function withShadows(document: Document): Document {
  const isShadow = (one: Element): boolean => one.name === 'template' && hasAttribute(one, 'shadowrootmode');
  for (const one of findAll(isShadow, document.children)) one.name = SHADOW_ROOT;
  return document;
}

/** Elements of a page for which `test` holds, in the order of the page. Scripts and templates hold none. */
export function elements(document: Document, test: (element: Element) => boolean): Element[] {
  return elementsIn(document.children, test);
}

/** The same of some nodes and what is in them. */
export function elementsIn(nodes: readonly ChildNode[], test: (element: Element) => boolean): Element[] {
  const found: Element[] = [];
  const visit = (node: ChildNode): void => {
    if (!isElement(node) || UNSEEN.has(node.name)) return;
    if (test(node)) found.push(node);
    node.children.forEach(visit);
  };
  nodes.forEach(visit);
  return found;
}

/** The element and those around it, from the inside out. */
export function ancestors(element: Element): Element[] {
  const found: Element[] = [];
  for (let one: unknown = element; isElement(one); one = one.parent) found.push(one);
  return found;
}

export function isElement(node: unknown): node is Element {
  return node !== null && typeof node === 'object' && 'attribs' in node;
}

/** Value of an attribute without blanks around it; empty where it has none. */
export function attribute(element: Element, name: string): string {
  return getAttributeValue(element, name)?.trim() ?? '';
}

export function hasAttribute(element: Element, name: string): boolean {
  return getAttributeValue(element, name) !== undefined;
}

const NAMING = ['id', 'class', 'data-testid', 'data-test', 'data-section'];
const called = new WeakMap<Element, readonly string[]>();

/** What an element is called in id, classes and test marks: one name an entry. */
export function calledOf(element: Element): readonly string[] {
  let names = called.get(element);
  if (names === undefined) {
    const texts = NAMING.map((name) => element.attribs[name]).filter((text) => text !== undefined);
    names = texts.flatMap((text) => text.split(/\s+/)).filter((name) => name !== '');
    called.set(element, names);
  }
  return names;
}

/** Text of an element with its blanks folded. */
export function textOf(element: Element): string {
  return fold(textContent(element));
}

/** The same, where it is no longer than `most` characters; null where it is. Long texts are not gathered. */
export function shortTextOf(element: Element, most: number): string | null {
  let text = '';
  const visit = (node: ChildNode): boolean => {
    if (node.type === 'text') text += (node as unknown as { data: string }).data;
    // Blanks between elements are folded later.
    if (text.length > 8 * most) return false;
    return !isElement(node) || node.children.every(visit);
  };
  if (!visit(element)) return null;
  const folded = fold(text);
  return folded.length > most ? null : folded;
}

function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Lower case, without accents, with straight quotes: what words of pages are compared in. */
export function plain(text: string): string {
  return fold(
    withoutAccents(text)
      .replace(/[\u2018\u2019\u02bc\u00b4`]/g, "'")
      .toLowerCase(),
  );
}

/** Whether an element stands where pages keep the ways to other pages. */
export function isInNavigation(element: Element): boolean {
  const around = ancestors(element);
  return around.some((one, index) => isNavigation(one, around.slice(index + 1)));
}

/** The header of a comment, of a section or of a list's entry leads nowhere else; what is called attachments neither. */
function isNavigation(element: Element, around: readonly Element[]): boolean {
  const role = attribute(element, 'role').toLowerCase();
  if (NAVIGATION_ROLES.has(role) || element.name === 'nav')
    return !/^(?:attachments?|anexos?)\b/.test(plain(attribute(element, 'aria-label')));
  if (!NAVIGATION.has(element.name)) return false;
  return !around.some((one) => SECTIONS.has(one.name) || isComment(one));
}

function isComment(element: Element): boolean {
  return (
    /^(?:article|comment|listitem)$/.test(attribute(element, 'role')) ||
    calledOf(element).some((name) => /comment/i.test(name))
  );
}

/** Whether an element, or one between it and `within`, says that it is not shown. */
export function isHidden(element: Element, within: readonly Element[] = []): boolean {
  for (const one of ancestors(element)) {
    if (within.includes(one)) return false;
    if (hides(one)) return true;
  }
  return false;
}

function hides(element: Element): boolean {
  return (
    hasAttribute(element, 'hidden') ||
    HIDING_CLASS.test(attribute(element, 'class')) ||
    /display\s*:\s*none|visibility\s*:\s*hidden/i.test(attribute(element, 'style'))
  );
}

/** Text a person sees, without the navigation. */
export function visibleText(document: Document): string {
  return shownText(document.children, (element) => element.name !== 'head' && !isInNavigation(element));
}

/** Text of some nodes without what is hidden in them. */
export function shownText(
  nodes: readonly ChildNode[],
  goesIn: (element: Element) => boolean = () => true,
): string {
  const parts: string[] = [];
  const visit = (node: ChildNode): void => {
    if (node.type === 'text') parts.push((node as unknown as { data: string }).data);
    if (!isElement(node) || UNSEEN.has(node.name) || hides(node) || !goesIn(node)) return;
    node.children.forEach(visit);
    parts.push(' ');
  };
  nodes.forEach(visit);
  return fold(parts.join(''));
}

/** A CSS selector that means this element and no other one. */
export function selectorOf(element: Element): string {
  const steps: string[] = [];
  for (const one of ancestors(element)) {
    const id = attribute(one, 'id');
    if (id !== '' && !/["\\]/.test(id) && !isTwice(one, id)) {
      return joined([`[id="${id}"]`, ...steps]);
    }
    const siblings = (one.parent?.children ?? []).filter(isElement);
    const isOutermost = one.parent?.type === 'root' || one.name === SHADOW_ROOT;
    steps.unshift(isOutermost ? one.name : `${one.name}:nth-child(${siblings.indexOf(one) + 1})`);
  }
  return joined(steps);
}

/** Into a shadow root no child leads, but a descendant does. */
function joined(steps: readonly string[]): string {
  return steps.join(' > ').replaceAll(` > ${SHADOW_ROOT} > `, ' ');
}

function isTwice(element: Element, id: string): boolean {
  const root = ancestors(element).at(-1)!;
  return findAll((one) => attribute(one, 'id') === id, [root]).length > 1;
}
