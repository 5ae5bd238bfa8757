import type { AskedPurchase, PortalAdapter, PortalPage, PurchasePage } from '../portal.ts';
import { findLinks, findSupplier, readAllParts, readAsOnePart } from '../reading/finder.ts';
import { isNumberOf } from '../reading/identity.ts';
import { isSignInAddress, pageVerdict, shownOn } from './coupa-pages.ts';
import { findLookedUp } from './looked-up.ts';

const REQUISITION_PAGE = /\/requisition_headers\/\d+\/?$/;
const PURCHASE_PAGE = /\/order_headers\/\d+\/?$/;

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
  ready: {
    links: '[href*="attachment" i], [data-url*="attachment" i]',
    done: 'html[data-controller="order_headers"], html[data-controller="requisition_headers"], #pageHeader, h1',
    error: '.errorPage, #error_page, .error_page, input[type="password"]',
  },
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
  const isRequisition = pageVerdict(page) === 'requisition';
  return {
    ...(isRequisition ? readAsOnePart(page, 'requisition') : readAllParts(page)),
    requisitions: isRequisition ? [] : findLinks(page, REQUISITION_PAGE),
    supplier: findSupplier(page),
  };
}
