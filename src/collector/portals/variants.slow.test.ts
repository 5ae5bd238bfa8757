import { afterAll, beforeAll, expect, it } from 'vitest';
import type { VariantCase } from '../../../test/portal/catalog.ts';
import { type Portal, startPortal } from '../../../test/portal/start.ts';
import { VARIANTS } from '../../../test/portal/variants/catalogue.ts';
import { signedIn, type Visitor } from '../../../test/portal/visitor.ts';
import { isWholePage } from '../page-parts.ts';
import type { PortalPage, PurchasePage } from '../portal.ts';
import { findFrames } from '../reading/finder.ts';
import { isAtItsAddress, isOf } from '../reading/identity.ts';
import { coupa } from './coupa.ts';

/**
 * What the adapter makes of pages of every kind, as they are once the comments are mounted. What other scripts do is a
 * browser's business, and how files come is the transfers'.
 */
const AGENT = {
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36',
};
const PLACE = '<div id="s-mountCommentsApp"></div>';
/** Pages that a script changes, and that show nothing of it: over HTTP nobody can know. */
const CHANGED_BY_SCRIPTS = new Set([
  'none-then-filled',
  'mount-stale',
  'frame-late',
  'protocol-relative',
  'blob-link',
  'addresses-change',
  'leaves-for-sign-in',
]);
/** Addresses at which no page comes to be read. */
const NO_PAGE = /^(?:page-breaks-off|leads-in-circles)/;
/** Answers that are another one when the portal is asked again. */
const ASKED_AGAIN = /-short$|-once$/;

let portal: Portal;
let buyer: Visitor;

beforeAll(async () => {
  portal = await startPortal();
  buyer = await signedIn(portal.base);
});
afterAll(() => portal.close());

async function get(asked: string): Promise<PortalPage> {
  let url = asked;
  for (let hops = 0; hops < 5; hops++) {
    const answer = await buyer.get(url, AGENT);
    const html = await answer.text();
    const to = answer.headers.get('location');
    if (to === null) return { asked, url, status: answer.status, html, frames: await framesOf(html, url) };
    url = new URL(to, url).href;
  }
  throw new Error(`${asked} leads in circles`);
}

async function framesOf(html: string, url: string): Promise<PortalPage[]> {
  return await Promise.all(findFrames({ html, url }).map(get));
}

/** The page with its comments, where the portal has some for it. */
async function mounted(page: PortalPage, name: string): Promise<PortalPage> {
  if (!page.html.includes(PLACE) || /^mount-(?:never|fails)/.test(name)) return page;
  const answer = await buyer.get(`${page.url.replace(/[?#].*$/, '')}/comments_app`);
  if (answer.status !== 200) return page;
  const { html } = (await answer.json()) as { html: string };
  return { ...page, html: page.html.replace(PLACE, () => PLACE.replace('></', `>${html}</`)) };
}

/** What a collector that had the files would say of it. */
async function claimOf({ name, written }: VariantCase): Promise<{ claim: string; pages: PurchasePage[] }> {
  const asked = { number: written.replace(/\D/g, ''), written };
  let claim = 'unknown';
  const own = coupa.purchaseUrls(portal.base, asked);
  const found = coupa.lookedUp(await get(coupa.lookupUrl(portal.base, asked)!), asked);
  for (const url of [...own, ...found.filter((one) => !own.includes(one))]) {
    const page = await whole(await mounted(await get(url), name));
    claim = coupa.verdict(page);
    if (claim !== 'purchase') continue;
    if (!isOf(coupa.shown(page), asked, !own.includes(url))) return { claim: 'another-purchase', pages: [] };
    return await readAll(page, name);
  }
  return { claim, pages: [] };
}

/** The page with those that ordinary links lead on to. */
async function whole(page: PortalPage): Promise<PortalPage> {
  let all = page;
  for (let leaves = 0; leaves < 5; leaves++) {
    const next = coupa
      .read(all)
      .parts.flatMap(({ toOpen }) => toOpen)
      .find(({ url }) => url !== null);
    if (next === undefined || coupa.verdict(all) !== 'purchase') return all;
    all = { ...(await get(next.url!)), former: [...(all.former ?? []), { ...all, former: [] }] };
  }
  return all;
}

async function readAll(page: PortalPage, name: string): Promise<{ claim: string; pages: PurchasePage[] }> {
  const pages = [coupa.read(page)];
  let isOpen = true;
  for (const address of pages[0]!.requisitions) {
    const requisition = await mounted(await get(address), name);
    const isIt =
      coupa.verdict(requisition) === 'requisition' && isAtItsAddress(coupa.shown(requisition), address);
    if (isIt) pages.push(coupa.read(requisition));
    else isOpen = false;
  }
  if (!isOpen || !pages.every(isWholePage)) return { claim: 'incomplete', pages };
  if (pages.some(({ attachments }) => attachments.length > 0)) return { claim: 'all', pages };
  const saysNone = pages.every(({ parts }) => parts.some(({ said }) => said === 0));
  return { claim: saysNone ? 'none-said' : 'incomplete', pages };
}

const READABLE = VARIANTS.filter(({ name }) => !NO_PAGE.test(name));

it.each(READABLE.map(({ name, is }) => [name, is]))('%s: %s', async (name) => {
  const variant = portal.variantOf(name);
  const { claim, pages } = await claimOf(variant);
  const attachments = pages.flatMap((page) => page.attachments);
  const files = portal.expectedFiles(variant.number);
  if (!CHANGED_BY_SCRIPTS.has(name) && (claim === 'all' || claim === 'none-said')) {
    const found = new Set(attachments.filter(({ kind }) => kind === 'file').map(({ url }) => url));
    const there = files.filter(({ click }) => !click).map(({ path }) => `${portal.base}${path}`);
    // A page that shows a file is no file, and is told so when it is brought.
    if (name !== 'viewer-page') expect([...found].filter((url) => url !== null).sort()).toEqual(there.sort());
    expect(attachments.filter(({ trigger }) => trigger !== null)).toHaveLength(
      files.filter(({ click }) => click).length,
    );
    expect(attachments.filter(({ kind }) => kind === 'link').map(({ url }) => url)).toEqual(
      variant.links.map(({ url }) => url),
    );
  }
  if (ASKED_AGAIN.test(name) || CHANGED_BY_SCRIPTS.has(name)) return;
  const right: string[] = [variant.ending, ...variant.alsoRight];
  if (variant.overHttp !== 'same') right.push('incomplete', 'unknown');
  // How files come is not seen here.
  if (name.startsWith('file-')) right.push('all');
  expect(right.flatMap((one) => (one === 'not-a-purchase' ? ['unknown', 'requisition'] : [one]))).toContain(
    claim,
  );
});
