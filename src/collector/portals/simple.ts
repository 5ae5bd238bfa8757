import type { PageVerdict, PortalAdapter, PortalPage, PurchasePage } from '../portal.ts';
import { absoluteAddress } from '../reading/attachment-address.ts';
import { uniteAttachments } from '../reading/finder.ts';
import {
  attribute,
  elements,
  hasAttribute,
  isInNavigation,
  parsePage,
  textOf,
} from '../reading/page-document.ts';

/**
 * A portal that is an index of files: a page of links per purchase, as web servers list folders. No requisitions, no
 * suppliers; signed in by whatever cookies the storage state has, or not at all.
 */
export const simple: PortalAdapter = {
  name: 'simple',
  purchaseUrl: (base, number) => `${base}/${number}/`,
  signInUrl: (base) => `${base}/`,
  sessionUrl: (base) => `${base}/`,
  isSignInUrl: (url) => /\/(login|signin|sign-in)(\/|$)/.test(new URL(url).pathname),
  verdict,
  read,
  ready: { links: 'a[href]', done: 'body', error: 'input[type="password"]' },
  isSessionCookie: () => true,
};

function verdict({ status, html }: PortalPage): PageVerdict {
  if (status === 404 || status === 410) return 'not-found';
  if (status === 403) return 'not-allowed';
  const asksPassword = elements(parsePage(html), (one) => attribute(one, 'type') === 'password').length > 0;
  if (status === 401 || asksPassword) return 'sign-in';
  return status === 200 ? 'purchase' : 'unknown';
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
  return { attachments: uniteAttachments(attachments), requisitions: [], supplier: null, isWhole: true };
}

/** A file below the folder: not a folder itself, not another order of its columns (`?C=M`). */
function isFileOf(url: URL, folder: URL): boolean {
  const isBelow = url.origin === folder.origin && url.pathname.startsWith(folder.pathname);
  return isBelow && url.pathname.length > folder.pathname.length && !url.pathname.endsWith('/');
}
