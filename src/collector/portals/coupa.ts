import type { AskedPurchase, PortalAdapter, PortalPage, PurchasePage } from '../portal.ts';
import { findLinks, findSupplier, readAllParts, readAsOnePart } from '../reading/finder.ts';
import { isNumberOf } from '../reading/identity.ts';
import { isSignInAddress, pageVerdict, shownOn } from './coupa-pages.ts';
import { findLookedUp } from './looked-up.ts';

const REQUISITION_PAGE = /\/requisition_headers\/\d+\/?$/;
const PURCHASE_PAGE = /\/order_headers\/\d+\/?$/;
const BELOW_PURCHASE = /^\/order_headers\/([\w-]*\d)\//;

/** Coupa. */
export const coupa: PortalAdapter = {
  name: 'coupa',
  purchaseUrls,
  lookupUrl: (base, { number }) => `${base}/order_headers?search=${number}`,
  lookedUp: (page, purchase) => findLookedUp(page, PURCHASE_PAGE, (text) => isNumberOf(text, purchase)),
  signInUrl: (base) => `${base}/user/home`,
  sessionUrl: (base) => `${base}/user/home`,
  isSignInUrl: (url, base) => isSignInAddress(url, new URL(base).origin),
  verdict: pageVerdict,
  shown: shownOn,
  read,
  isSessionCookie: (name) => /session|remember|token|sso|auth/i.test(name),
};

function purchaseUrls(base: string, { number, written }: AskedPurchase): [string, ...string[]] {
  const stripped = `${base}/order_headers/${number}`;
  const prefixed = written.replace(/[\s#]+/g, '');
  return prefixed === number
    ? [stripped]
    : [`${base}/order_headers/${encodeURIComponent(prefixed)}`, stripped];
}

function read(page: PortalPage): PurchasePage {
  const supplier = findSupplier(page);
  if (pageVerdict(page) === 'requisition') {
    return { ...readAsOnePart(page, 'requisition'), requisitions: [], supplier };
  }
  const { attachments, parts } = readAllParts(page);
  return {
    attachments: attachments.filter(({ url }) => !belongsToAnother(url, page)),
    parts,
    requisitions: findLinks(page, REQUISITION_PAGE),
    supplier,
  };
}

/** Whether the address of a file is below that of another purchase: pages list those of related ones too. */
function belongsToAnother(url: string | null, page: PortalPage): boolean {
  if (url === null) return false;
  const { origin, pathname } = new URL(url);
  const of = BELOW_PURCHASE.exec(pathname)?.[1];
  if (of === undefined || origin !== new URL(page.url).origin) return false;
  const { id, numbers } = shownOn(page);
  const isShown = numbers.some((one) => isNumberOf(of, { number: one.replace(/\D/g, ''), written: one }));
  return of !== id && !isShown && !new URL(page.url).pathname.split('/').includes(of);
}
