import type { PageVerdict, PortalAdapter, PortalPage, PurchasePage, ShownIdentity } from '../portal.ts';
import { absoluteAddress } from '../reading/attachment-address.ts';
import {
  attribute,
  elements,
  hasAttribute,
  isInNavigation,
  parsePage,
  textOf,
} from '../reading/page-document.ts';
import { uniteAttachments } from '../reading/united-attachments.ts';

/** Last step of a path that ends a heading: `Index of /a/15262984/`. */
const LAST_STEP = /\/([^/\s]+)\/?$/;
/** An index lists all that there is. */
const WHOLE = { part: 'other', lacking: 0, isWaiting: false, toOpen: [], strange: 0 } as const;

/**
 * A portal that is an index of files: a page of links per purchase, as web servers list folders. No requisitions, no
 * suppliers; signed in by whatever cookies the storage state has, or not at all.
 */
export const simple: PortalAdapter = {
  name: 'simple',
  purchaseUrls: (base, { number, written }) =>
    written === number
      ? [`${base}/${number}/`]
      : [`${base}/${encodeURIComponent(written)}/`, `${base}/${number}/`],
  lookupUrl: () => null,
  lookedUp: () => [],
  signInUrl: (base) => `${base}/`,
  sessionUrl: (base) => `${base}/`,
  isSignInUrl: (url) => /\/(login|signin|sign-in)(\/|$)/.test(new URL(url).pathname),
  verdict,
  shown,
  read,
  isSessionCookie: () => true,
};

function verdict(page: PortalPage): PageVerdict {
  const { status, html } = page;
  if (status === 404 || status === 410) return 'not-found';
  if (status === 403) return 'not-allowed';
  const asksPassword = elements(parsePage(html), (one) => attribute(one, 'type') === 'password').length > 0;
  if (status === 401 || asksPassword) return 'sign-in';
  if (status === 429 || status >= 500) return 'portal-closed';
  return status === 200 && shown(page).numbers.length > 0 ? 'purchase' : 'unknown';
}

/** An index is headed by the path of its folder: its last step is the purchase. */
function shown({ html }: PortalPage): ShownIdentity {
  const headings = elements(parsePage(html), (one) => one.name === 'title' || one.name === 'h1').map(textOf);
  const numbers = headings.map((text) => LAST_STEP.exec(text)?.[1]).filter((one) => one !== undefined);
  return { numbers: [...new Set(numbers)], id: null };
}

function read(page: PortalPage): PurchasePage {
  const folder = new URL('.', page.url);
  const attachments = elements(parsePage(page.html), (one) => one.name === 'a' && hasAttribute(one, 'href'))
    .filter((one) => !isInNavigation(one))
    .map((one) => ({ url: absoluteAddress(attribute(one, 'href'), page.url), text: textOf(one) }))
    .filter(({ url }) => url !== null && isFileOf(new URL(url), folder))
    .map(({ url, text }) => ({
      url,
      trigger: null,
      page: page.url,
      names: text === '' ? [] : [text],
      part: 'other' as const,
      kind: 'file' as const,
    }));
  const found = uniteAttachments(attachments);
  const part = { ...WHOLE, page: page.url, said: found.length, found: found.length };
  return { attachments: found, requisitions: [], supplier: null, parts: [part] };
}

/** A file below the folder: not a folder itself, not another order of its columns (`?C=M`). */
function isFileOf(url: URL, folder: URL): boolean {
  const isBelow = url.origin === folder.origin && url.pathname.startsWith(folder.pathname);
  return isBelow && url.pathname.length > folder.pathname.length && !url.pathname.endsWith('/');
}
