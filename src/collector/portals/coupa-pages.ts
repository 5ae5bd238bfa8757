import type { Document, Element } from 'domhandler';
import {
  NOT_ALLOWED_WORDS,
  NOT_FOUND_WORDS,
  NOTHING_THERE_WORDS,
  PORTAL_CLOSED_WORDS,
} from '../../contract/portal-words.ts';
import { withoutAccents } from '../../contract/without-accents.ts';
import type { PageVerdict, PortalPage, ShownIdentity } from '../portal.ts';
import { absoluteAddress } from '../reading/attachment-address.ts';
import {
  attribute,
  calledOf,
  elements,
  isHidden,
  parsePage,
  plain,
  textOf,
  visibleText,
} from '../reading/page-document.ts';

/** What a page of Coupa is, by what it shows. Pure. */

/** A page with less text than this that says something of itself is nothing but that. */
const SHORT_PAGE = 1_500;
/** What sends on to somewhere else shows hardly anything itself. */
const SENDING_PAGE = 400;
const LONGEST_DELAY_S = 30;
const SIGN_IN = /\/(?:sessions\/new|session\/new|sessions|sign_in|signin|sign-in|login|sso|saml2?)(?:\/|$)/i;
const SENT_BY_SCRIPT =
  /\blocation(?:\.href)?\s*(?:=|\.(?:replace|assign)\s*\()\s*["'`]([^"'`]{1,2000})["'`]/g;
/** Firewalls name what they refused. */
const REFUSAL = /\breference #\s?[\w.]+|\bsupport id\b|\bray id\b|\bincident id\b|\bid do incidente\b/;
const NUMBER = '([a-z]{0,4}-?\\d{2}[\\w.-]*\\d)';
const CALLED = '\\s*(?:n[o.\\u00ba\\u00b0]*|number|num\\.?|numero)?\\s*[#:]?\\s*';
const PURCHASE_TITLE = new RegExp(
  `(?:purchase order|pedido de compras?|ordem de compras?|\\bpedido|\\border|\\bpo(?![a-z0-9-]))${CALLED}${NUMBER}`,
  'i',
);
/** A number that says itself what it is one of. */
const PURCHASE_NUMBER = /^\s*(p[om]-?\d{3,}[\w.-]*)/i;
const REQUISITION_TITLE = new RegExp(`(?:requisition|requisicao)${CALLED}${NUMBER}`, 'i');
/** Documents that belong to a purchase, with a number of their own. */
const OTHER_DOCUMENT =
  /\b(?:invoice|receipt|credit note|contract|quote|asn|shipment|fatura|nota fiscal|recebimento|contrato|cotacao|remessa)\s*(?:n[o.\u00ba\u00b0]*)?\s*[#:]?\s*[\w.-]*\d/i;
const OWN_ACTIONS = /^(?:index|show|edit|new|create|update)$/;
const LOUD = new Set(['title', 'h1']);

type Kind = 'purchase' | 'requisition';

/** Also of an identity provider on another host: pages of purchases lead nowhere else. */
export function isSignInAddress(url: string, origin: string): boolean {
  const target = new URL(url);
  if (SIGN_IN.test(target.pathname)) return true;
  return target.origin !== origin && /[?&](SAMLRequest|client_id|wtrealm)=/.test(target.search);
}

/** Of which purchase or requisition a page is: the numbers in its title and header, and the id of its root. */
export function shownOn({ html }: PortalPage): ShownIdentity {
  const document = parsePage(html);
  return { numbers: numbersOf(document, kindOf(document) ?? 'purchase'), id: rootOf(document)?.id ?? null };
}

export function pageVerdict(page: PortalPage): PageVerdict {
  const { status } = page;
  if (status === 401) return 'sign-in';
  if (status === 404 || status === 410) return 'not-found';
  if (status === 429 || status >= 500) return 'portal-closed';
  const document = parsePage(page.html);
  if (status === 403) return saysClosed(document) ? 'portal-closed' : 'not-allowed';
  const kind = new URL(page.url).origin === new URL(page.asked).origin ? kindOf(document) : null;
  return kind === null ? withoutIdentity(page, document) : withIdentity(document, kind);
}

/** A page with the marks of a purchase may still say that it is not there, or be nothing yet. */
function withIdentity(document: Document, kind: Kind): PageVerdict {
  const said = plain([...loudOf(document), ...alertsOf(document)].map(textOf).join(' \n '));
  if (NOT_FOUND_WORDS.some((words) => said.includes(words))) return 'not-found';
  const hasNumber = numbersOf(document, kind).length > 0;
  if (!hasNumber && NOT_ALLOWED_WORDS.some((words) => said.includes(words))) return 'not-allowed';
  if (!hasNumber && asksPassword(document)) return 'sign-in';
  return visibleText(document) === '' ? 'unknown' : kind;
}

function withoutIdentity(page: PortalPage, document: Document): PageVerdict {
  const { origin } = new URL(page.asked);
  if (asksPassword(document) || isSignInAddress(page.url, origin)) return 'sign-in';
  if (sendsToSignIn(page, document, origin)) return 'sign-in';
  if (saysClosed(document)) return 'portal-closed';
  const text = visibleText(document);
  const said = plain(
    [...loudOf(document), ...alertsOf(document)]
      .map(textOf)
      .concat(text.length < SHORT_PAGE ? text : '')
      .join(' \n '),
  );
  if ([...NOT_FOUND_WORDS, ...NOTHING_THERE_WORDS].some((words) => said.includes(words))) return 'not-found';
  if (NOT_ALLOWED_WORDS.some((words) => said.includes(words))) return 'not-allowed';
  return 'unknown';
}

/** What the marks of a page say that it is; null where it has none. */
function kindOf(document: Document): Kind | null {
  const root = rootOf(document);
  if (root !== null) return root.kind;
  if (isOfAnother(document)) return null;
  if (numbersOf(document, 'purchase').length > 0) return 'purchase';
  return numbersOf(document, 'requisition').length > 0 ? 'requisition' : null;
}

/** Controller, action and id that the application writes on the root of its pages. */
function rootOf(document: Document): { kind: Kind; id: string } | null {
  const root = elements(document, (one) => one.name === 'html' || one.name === 'body').find(
    (one) => attribute(one, 'data-controller') !== '',
  );
  if (root === undefined) return null;
  const controller = attribute(root, 'data-controller');
  const id = attribute(root, 'data-id');
  if (!/^(?:show|edit|revise|)$/.test(attribute(root, 'data-action')) || !/^\d+$/.test(id)) return null;
  if (controller === 'order_headers') return { kind: 'purchase', id };
  return controller === 'requisition_headers' ? { kind: 'requisition', id } : null;
}

/** The first number in the title and the first in the header, after the word for what it is a number of. */
function numbersOf(document: Document, kind: Kind): string[] {
  const titles = elements(document, (one) => one.name === 'title');
  const headers = elements(
    document,
    (one) => one.name === 'h1' || calledOf(one).some((name) => /^page[-_]?(?:header|title)$/i.test(name)),
  );
  const numbers = [titles, headers].map((texts) =>
    texts.map((one) => numberIn(withoutAccents(textOf(one)), kind)).find((number) => number !== undefined),
  );
  return [...new Set(numbers.filter((number) => number !== undefined))];
}

/** None also where a text first names another document: the number is that of what the document belongs to. */
function numberIn(text: string, kind: Kind): string | undefined {
  const found =
    kind === 'requisition'
      ? REQUISITION_TITLE.exec(text)
      : (PURCHASE_TITLE.exec(text) ?? PURCHASE_NUMBER.exec(text));
  return found === null || OTHER_DOCUMENT.test(text.slice(0, found.index)) ? undefined : found[1];
}

/** Whether the root says that the page is of something else: an invoice, a receipt, a list of purchases. */
function isOfAnother(document: Document): boolean {
  return elements(document, (one) => one.name === 'html' || one.name === 'body').some(
    (one) =>
      OWN_ACTIONS.test(attribute(one, 'data-action')) &&
      !/^(?:order|requisition)_header/.test(attribute(one, 'data-controller')),
  );
}

function asksPassword(document: Document): boolean {
  return elements(document, (one) => attribute(one, 'type') === 'password' && !isHidden(one)).length > 0;
}

/** By a refresh, a script, or a form that submits itself, before anything else is shown. */
function sendsToSignIn({ html, url }: PortalPage, document: Document, origin: string): boolean {
  if (visibleText(document).length > SENDING_PAGE) return false;
  const refreshes = elements(
    document,
    (one) => one.name === 'meta' && attribute(one, 'http-equiv').toLowerCase() === 'refresh',
  )
    .map((one) =>
      /^\s*(\d+(?:\.\d+)?)\s*[;,]\s*(?:url\s*=\s*)?["']?([^"']+)/i.exec(attribute(one, 'content')),
    )
    .filter((found) => found !== null && Number(found[1]) <= LONGEST_DELAY_S)
    .map((found) => found![2]!);
  const scripts = [...html.matchAll(SENT_BY_SCRIPT)].map(([, address]) => address!);
  const isSignIn = (reference: string): boolean => {
    const address = absoluteAddress(reference, url);
    return address !== null && isSignInAddress(address, origin);
  };
  if ([...refreshes, ...scripts].some(isSignIn)) return true;
  return (
    elements(document, (one) => /^(?:SAMLRequest|SAMLResponse|wresult)$/.test(attribute(one, 'name')))
      .length > 0
  );
}

/** Words of firewalls and of portals in trouble, in what a page says loudly, or as nearly all that it says. */
function saysClosed(document: Document): boolean {
  const text = visibleText(document);
  const loud = loudOf(document).map(textOf).join(' \n ');
  const said = plain(text.length < SHORT_PAGE ? `${loud} \n ${text}` : loud);
  return PORTAL_CLOSED_WORDS.some((words) => said.includes(words)) || REFUSAL.test(said);
}

function loudOf(document: Document): Element[] {
  return elements(
    document,
    (one) => LOUD.has(one.name) || calledOf(one).some((name) => /error_?-?page/i.test(name)),
  );
}

/** What a page tells of what was just asked for, above all the rest. */
function alertsOf(document: Document): Element[] {
  return elements(
    document,
    (one) =>
      (attribute(one, 'role') === 'alert' ||
        calledOf(one).some((name) => /^(?:flash|alert|toast|notice)(?:$|[-_])/i.test(name))) &&
      !isHidden(one),
  );
}
