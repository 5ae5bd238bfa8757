import type { Document, Element } from 'domhandler';
import { absoluteAddress, addressesInCode, kindOfAddress } from './attachment-address.ts';
import { ancestors, attribute, elements, hasAttribute } from './page-document.ts';

/** Where elements of a page lead: by links, data, scripts and forms. Pure. */

const DATA_ADDRESS = /^data-(?:[\w-]+-)?(?:url|href|link)$/;

/** Address that references of a page are relative to. */
export function baseOf(document: Document, url: string): string {
  const base = elements(document, (element) => element.name === 'base' && hasAttribute(element, 'href'))[0];
  return base === undefined ? url : (absoluteAddress(attribute(base, 'href'), url) ?? url);
}

/** Whether an element may lead somewhere, or start something. */
export function mayLead(element: Element): boolean {
  return (
    element.name === 'a' ||
    element.name === 'area' ||
    (element.name === 'img' && hasAttribute(element, 'src')) ||
    isClickable(element) ||
    hasAttribute(element, 'onclick') ||
    Object.keys(element.attribs).some((name) => DATA_ADDRESS.test(name))
  );
}

/** Whether a click on an element starts something on the page it is on. */
export function isClickable(element: Element): boolean {
  if (/^(?:button|tab|menuitem|link)$/.test(attribute(element, 'role'))) return true;
  if (element.name === 'button' || element.name === 'summary') return true;
  if (element.name === 'input') return ['submit', 'button', 'image'].includes(attribute(element, 'type'));
  // A link to another place of the page, or to a mail, goes there; only one to nowhere waits for a script.
  return (
    element.name === 'a' &&
    (/^(#?$|javascript:)/i.test(attribute(element, 'href')) || attribute(element, 'data-remote') === 'true')
  );
}

/** Where an element leads; null where it does not say. Of several addresses the one that speaks of a file. */
export function addressOf(element: Element, base: string, page: string, document: Document): string | null {
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
  if (element.name === 'img') return [absoluteAddress(attribute(element, 'src'), base)];
  const href = element.name === 'a' || element.name === 'area' ? attribute(element, 'href') : '';
  return /^\s*javascript:/i.test(href) ? addressesInCode(href, base) : [absoluteAddress(href, base)];
}

/** Links that change something, in the manner of Rails. */
export function sendsSomething(element: Element): boolean {
  const method = attribute(element, 'data-method').toLowerCase();
  return method !== '' && method !== 'get';
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
