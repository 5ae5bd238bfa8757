import type { Document, Element } from 'domhandler';
import { findAll, getAttributeValue, textContent } from 'domutils';
import { parseDocument } from 'htmlparser2';
import { withoutAccents } from '../../contract/without-accents.ts';

/** A page as a tree, and what several finders ask of it. Pure. */

const NAVIGATION = new Set(['nav', 'header', 'footer']);
const NAVIGATION_ROLES = new Set(['navigation', 'banner', 'contentinfo', 'menu', 'menubar']);
const UNSEEN = new Set(['script', 'style', 'template', 'noscript']);

export function parsePage(html: string): Document {
  return parseDocument(html);
}

/** Elements of a page for which `test` holds, in the order of the page. Scripts and templates hold none. */
export function elements(document: Document, test: (element: Element) => boolean): Element[] {
  return findAll((element) => !isUnseen(element) && test(element), document.children);
}

function isUnseen(element: Element): boolean {
  return ancestors(element).some((one) => UNSEEN.has(one.name));
}

/** The element and those around it, from the inside out. */
export function ancestors(element: Element): Element[] {
  const found: Element[] = [];
  for (let one: unknown = element; isElement(one); one = one.parent) found.push(one);
  return found;
}

function isElement(node: unknown): node is Element {
  return node !== null && typeof node === 'object' && 'attribs' in node;
}

/** Value of an attribute without blanks around it; empty where it has none. */
export function attribute(element: Element, name: string): string {
  return getAttributeValue(element, name)?.trim() ?? '';
}

export function hasAttribute(element: Element, name: string): boolean {
  return getAttributeValue(element, name) !== undefined;
}

/** Text of an element with its blanks folded. */
export function textOf(element: Element): string {
  return fold(textContent(element));
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
  return ancestors(element).some(
    (one) => NAVIGATION.has(one.name) || NAVIGATION_ROLES.has(attribute(one, 'role').toLowerCase()),
  );
}

/** Text a person sees, without the navigation. */
export function visibleText(document: Document): string {
  const parts: string[] = [];
  const visit = (nodes: Document['children']): void => {
    for (const node of nodes) {
      if (node.type === 'text') parts.push(node.data);
      if (!isElement(node) || UNSEEN.has(node.name) || node.name === 'head' || isOwnNavigation(node))
        continue;
      visit(node.children);
      parts.push(' ');
    }
  };
  visit(document.children);
  return fold(parts.join(''));
}

function isOwnNavigation(element: Element): boolean {
  return NAVIGATION.has(element.name) || NAVIGATION_ROLES.has(attribute(element, 'role').toLowerCase());
}

/** A CSS selector that means this element and no other one. */
export function selectorOf(element: Element): string {
  const steps: string[] = [];
  for (const one of ancestors(element)) {
    const id = attribute(one, 'id');
    if (id !== '' && !/["\\]/.test(id) && !isTwice(one, id)) {
      return [`[id="${id}"]`, ...steps].join(' > ');
    }
    const siblings = (one.parent?.children ?? []).filter(isElement);
    steps.unshift(
      one.parent?.type === 'root' ? one.name : `${one.name}:nth-child(${siblings.indexOf(one) + 1})`,
    );
  }
  return steps.join(' > ');
}

function isTwice(element: Element, id: string): boolean {
  const root = ancestors(element).at(-1)!;
  return findAll((one) => attribute(one, 'id') === id, [root]).length > 1;
}
