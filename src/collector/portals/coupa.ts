import { NOT_ALLOWED_WORDS, NOT_FOUND_WORDS } from '../../contract/portal-words.ts';
import type {
  AskedPurchase,
  PageVerdict,
  PortalAdapter,
  PortalPage,
  PurchasePage,
  ShownIdentity,
} from '../portal.ts';
import { findAttachments, findLinks, findSupplier, saysMoreComes } from '../reading/finder.ts';
import { attribute, elements, parsePage, plain, textOf, visibleText } from '../reading/page-document.ts';

const PURCHASE_PAGE = /\/order_headers\/\d+\/?$/;
const REQUISITION_PAGE = /\/requisition_headers\/\d+\/?$/;
const SIGN_IN = /\/(sessions\/new|session\/new|sessions|sign_in|signin|login|sso|saml)(\/|$)/i;
/** A page with less text than this that says it was not found is nothing but that. */
const SHORT_PAGE = 1_500;

/** Coupa. */
export const coupa: PortalAdapter = {
  name: 'coupa',
  purchaseUrls,
  lookupUrl: () => null,
  lookedUp: () => [],
  signInUrl: (base) => `${base}/user/home`,
  sessionUrl: (base) => `${base}/user/home`,
  isSignInUrl,
  verdict,
  shown,
  read,
  ready: {
    links: '#pageContentWrapper [href*="attachment" i], #pageContentWrapper [data-url]',
    done: '#pageContentWrapper, main, [id^="order_header"], [id^="requisition_header"]',
    error: '.errorPage, #error_page, .error_page, input[type="password"]',
  },
  isSessionCookie: (name) => /session|remember|token|sso|auth/i.test(name),
};

function purchaseUrls(base: string, { number, written }: AskedPurchase): [string, ...string[]] {
  const stripped = `${base}/order_headers/${number}`;
  return written === number ? [stripped] : [`${base}/order_headers/${encodeURIComponent(written)}`, stripped];
}

/** Also of an identity provider on another host: pages of purchases lead nowhere else. */
function isSignInUrl(url: string, base: string): boolean {
  const target = new URL(url);
  if (SIGN_IN.test(target.pathname)) return true;
  return target.origin !== new URL(base).origin && /[?&](SAMLRequest|client_id|wtrealm)=/.test(target.search);
}

function verdict(page: PortalPage): PageVerdict {
  if (page.status === 401) return 'sign-in';
  if (page.status === 404 || page.status === 410) return 'not-found';
  if (page.status === 403) return 'not-allowed';
  const { origin, pathname } = new URL(page.url);
  const document = parsePage(page.html);
  const hasPassword = elements(document, (one) => attribute(one, 'type') === 'password').length > 0;
  if (hasPassword || (SIGN_IN.test(pathname) && !PURCHASE_PAGE.test(pathname))) return 'sign-in';
  const isPurchase = PURCHASE_PAGE.test(pathname) || REQUISITION_PAGE.test(pathname);
  const said = saidWords(document, isPurchase);
  if (NOT_FOUND_WORDS.some((words) => said.includes(words))) return 'not-found';
  if (NOT_ALLOWED_WORDS.some((words) => said.includes(words))) return 'not-allowed';
  if (!isPurchase || page.status !== 200 || origin !== new URL(page.asked).origin) return 'unknown';
  return REQUISITION_PAGE.test(pathname) ? 'requisition' : 'purchase';
}

function shown({ url }: PortalPage): ShownIdentity {
  const id = /_headers\/(\d+)\/?$/.exec(new URL(url).pathname)?.[1] ?? null;
  return { numbers: id === null ? [] : [id], id };
}

/** What a page says of itself: a purchase that speaks of denied access in one of its lines is a purchase all the same. */
function saidWords(document: ReturnType<typeof parsePage>, isPurchase: boolean): string {
  const loud = elements(
    document,
    (one) =>
      ['title', 'h1'].includes(one.name) ||
      /error_?page/i.test(`${attribute(one, 'class')} ${attribute(one, 'id')}`),
  );
  const alerts = isPurchase
    ? []
    : elements(
        document,
        (one) => attribute(one, 'role') === 'alert' || /\bflash\b/.test(attribute(one, 'class')),
      );
  const text = visibleText(document);
  return plain(
    [...loud, ...alerts]
      .map(textOf)
      .concat(text.length < SHORT_PAGE ? text : '')
      .join(' \n '),
  );
}

function read(page: PortalPage): PurchasePage {
  const isPurchase = PURCHASE_PAGE.test(new URL(page.url).pathname);
  const attachments = findAttachments(page);
  const part = {
    part: 'other' as const,
    page: page.url,
    said: null,
    found: attachments.length,
    lacking: 0,
    isWaiting: saysMoreComes(page),
    toOpen: [],
    strange: 0,
  };
  return {
    attachments,
    requisitions: isPurchase ? findLinks(page, REQUISITION_PAGE) : [],
    supplier: findSupplier(page),
    parts: [part],
  };
}
