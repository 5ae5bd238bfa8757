/** Which address answers what. */
import { ASSETS } from './assets.ts';
import type { Wrong } from './faults.ts';
import { idOfBlob } from './file-address.ts';
import type { PortalFile } from './file-spec.ts';
import { idOfKey } from './markup.ts';
import { mountedComments, orderPage, requisitionShapedPage } from './order-page/order-page.ts';
import { scriptAt } from './order-page/page-app.ts';
import {
  homePage,
  lateLinks,
  ordersPage,
  otherPage,
  purchasePage,
  requisitionPage,
  signInPage,
  wordsPage,
} from './pages.ts';
import { sendWrong } from './send-wrong.ts';
import { isTicket, pageCookie, serveFile, serveSigned, serveTicket, ticketPath } from './serve-file.ts';
import { cookiesOf, LOGIN, PASSWORD } from './sessions.ts';
import { count } from './stats.ts';
import { leadToSignIn, pause, readForm, redirect, sendHtml, sendJson, type Visit } from './visit.ts';

type Handler = (visit: Visit, part: string) => Promise<void> | void;
type Route = readonly [method: 'GET' | 'POST', pattern: RegExp, handler: Handler];

/** Open to everybody. */
const PUBLIC: readonly Route[] = [
  ['GET', /^(\/assets\/.+)$/, serveAsset],
  ['GET', /^(\/bundles\/.+)$/, serveScript],
  ['GET', /^\/(?:sessions\/new|login)$/, serveSignIn],
  ['POST', /^\/sessions$/, signIn],
  ['GET', /^\/sessions\/destroy$/, signOut],
  [
    'GET',
    /^\/passwords\/forgot$/,
    (visit) => sendHtml(visit, otherPage(visit.portal.site, 'Forgot password')),
  ],
];

/** On the host of another name, which is both a file storage and a watcher of visitors. */
const FOREIGN: readonly Route[] = [
  ['GET', /^\/signed\/(\d+)$/, serveSigned],
  ['GET', /^\/pixel\.png$/, servePixel],
];

/** For those who are signed in. */
const PRIVATE: readonly Route[] = [
  ['GET', /^\/$/, (visit) => redirect(visit, '/user/home')],
  ['GET', /^\/user\/home$/, (visit) => sendPage(visit, homePage(visit.portal.site))],
  ['POST', /^\/user\/traces$/, takeTrace],
  ['GET', /^\/order_headers$/, serveSearch],
  [
    'GET',
    /^\/order_headers\/print_view$/,
    (visit) => sendPage(visit, otherPage(visit.portal.site, 'Print view')),
  ],
  ['GET', /^\/order_headers\/([A-Za-z]*-?\d+)$/, servePurchase],
  ['GET', /^\/order_headers\/([A-Za-z]*-?\d+)\/comments_app$/, serveComments],
  ['GET', /^\/requisition_headers\/(\d+)\/comments_app$/, serveRequisitionComments],
  ['POST', /^\/order_headers\/([A-Za-z]*-?\d+)\/acts\/[\w-]+$/, serveAct],
  ['GET', /^\/requisition_headers\/(\d+)$/, serveRequisition],
  ['GET', /^\/order_headers\/(\d+)\/comments\.json$/, serveLateLinks],
  ['GET', /^\/(?:order|requisition)_headers\/\d+\/attachment_file\/(\d+)$/, serveById],
  ['GET', /^\/attachments\/(\d+)\/download$/, serveById],
  ['GET', /^\/files\/(\d+)$/, serveById],
  ['GET', /^\/attachments\/(\d+)$/, leadBack],
  ['GET', /^\/attachment\/attachment_file\/(?:file|type)\/(\d+)\/[^/]+$/, serveById],
  ['GET', /^\/uploads\/contract\/(\d+)\/[^/]+$/, serveById],
  ['GET', /^\/documents\/(\d+)$/, serveById],
  ['GET', /^\/rails\/active_storage\/blobs\/redirect\/([\w-]+)\/[^/]+$/, leadToBlob],
  ['GET', /^\/rails\/active_storage\/disk\/(\d+)$/, serveById],
  ['POST', /^\/tickets$/, giveTicket],
  ['GET', /^\/tickets\/(\d+)$/, useTicket],
  ['POST', /^\/attachments\/download$/, servePosted],
  [
    'GET',
    /^\/(requisition_headers|invoices|reports\/downloads|attachments|terms|order_lines\/\d+|suppliers\/show\/\d+|order_headers\/\d+\/(?:print|show_history)|settings\/language_region)$/,
    (visit, name) => sendPage(visit, otherPage(visit.portal.site, name)),
  ],
];

/** Pages and files are counted, and a count may end every session. */
const COUNTED =
  /^\/(order_headers|requisition_headers|attachments?|files|tickets|uploads|documents|rails)\/(?!.*\/(?:comments_app|acts\/.*)$)/;

/** Answers a request. */
export async function route(visit: Visit): Promise<void> {
  const { portal, request, url } = visit;
  if (request.headers.host?.startsWith('localhost')) return await routeForeign(visit);
  if (await take(PUBLIC, visit)) return;
  if (COUNTED.test(url.pathname)) {
    portal.asked++;
    if (portal.options.expireAfter.includes(portal.asked)) portal.sessions.expireAll();
  }
  const session = portal.sessions.state(request);
  if (session === 'expired') portal.stats.expiredCookies++;
  if (session !== 'valid') return leadToSignIn(visit);
  if (!(await take(PRIVATE, visit))) sendHtml(visit, wordsPage('no-such-page-en'), 404);
}

async function routeForeign(visit: Visit): Promise<void> {
  if (visit.request.headers.cookie?.includes('_coupa_session')) visit.portal.stats.leakedCookies++;
  if (!(await take(FOREIGN, visit))) sendHtml(visit, '<!DOCTYPE html><title>404</title>', 404);
}

async function take(routes: readonly Route[], visit: Visit): Promise<boolean> {
  const method = visit.request.method === 'HEAD' ? 'GET' : visit.request.method;
  for (const [of, pattern, handler] of routes) {
    const match = of === method ? pattern.exec(visit.url.pathname) : null;
    if (match === null) continue;
    await handler(visit, match[1] ?? '');
    return true;
  }
  return false;
}

async function serveAsset(visit: Visit, path: string): Promise<void> {
  const { portal, request, response } = visit;
  const asset = ASSETS.get(path);
  await pause(portal.options.assetMs);
  if (asset === undefined) return sendHtml(visit, '<!DOCTYPE html><title>404</title>', 404);
  const headers = {
    'content-type': asset.type,
    etag: asset.etag,
    'cache-control': asset.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
  portal.stats.assets.requests++;
  if (request.headers['if-none-match'] === asset.etag) {
    portal.stats.assets.notModified++;
    response.writeHead(304, headers).end();
    return;
  }
  portal.stats.assets.bytes += asset.bytes.length;
  response.writeHead(200, { ...headers, 'content-length': asset.bytes.length });
  response.end(request.method === 'HEAD' ? undefined : asset.bytes);
}

function servePixel({ portal, response }: Visit): void {
  portal.stats.trackers++;
  const bytes = [...ASSETS.values()].find(({ path }) => path.includes('/paperclip-'))!.bytes;
  response.writeHead(200, {
    'content-type': 'image/png',
    'content-length': bytes.length,
    'cache-control': 'no-store',
    'set-cookie': 'tracker=visitor; Path=/; SameSite=None; Secure',
  });
  response.end(bytes);
}

function serveSignIn(visit: Visit): void {
  sendSignIn(visit, safePath(visit.url.searchParams.get('return_to')), '');
}

function sendSignIn(visit: Visit, returnTo: string, message: string): void {
  const { portal, request } = visit;
  const goesOn = portal.options.singleSignOn && portal.sessions.isKnown(request) && message === '';
  sendHtml(visit, signInPage(portal.sessions.sign('csrf'), returnTo, message, goesOn));
}

async function signIn(visit: Visit): Promise<void> {
  const { portal, request } = visit;
  const form = await readForm(visit);
  const returnTo = safePath(form.get('return_to'));
  const isTyped = form.get('user[login]') === LOGIN && form.get('user[password]') === PASSWORD;
  const isKnown =
    portal.options.singleSignOn && form.get('identity') === 'known' && portal.sessions.isKnown(request);
  if (!portal.sessions.isSigned('csrf', form.get('authenticity_token') ?? '')) {
    return sendHtml(visit, wordsPage('not-authorized-en'), 422);
  }
  if (!isTyped && !isKnown) return sendSignIn(visit, returnTo, 'Invalid username or password.');
  portal.stats.signIns++;
  const identity = portal.options.singleSignOn ? [portal.sessions.identityCookie()] : [];
  redirect(visit, returnTo, [portal.sessions.cookie(), ...identity]);
}

function signOut(visit: Visit): void {
  redirect(visit, '/sessions/new', ['_coupa_session=; Path=/; HttpOnly; Max-Age=0']);
}

/** Only back into the portal. */
function safePath(path: string | null): string {
  return path !== null && /^\/[^/\\]/.test(path) ? path : '/user/home';
}

/** A page renews the session. */
function sendPage(visit: Visit, html: string, cookies: readonly string[] = []): void {
  sendHtml(visit, html, 200, { 'set-cookie': [visit.portal.sessions.renewed(visit.request), ...cookies] });
}

async function takeTrace(visit: Visit): Promise<void> {
  await readForm(visit);
  visit.portal.stats.leftovers++;
  visit.response.writeHead(204).end();
}

async function servePurchase(visit: Visit, key: string): Promise<void> {
  const { portal } = visit;
  const number = portal.catalog.identify(key) ?? key;
  const purchase = portal.catalog.purchase(number);
  const left = cookiesOf(visit.request).get('last_order');
  if (left !== undefined && left !== number) portal.stats.leftoverCookies++;
  if (await goesWrong(visit, portal.faults.take(number, 'page', 0) as Wrong | null)) return;
  if (sendVariant(visit, number, 'answer')) return;
  if (purchase === null) return sendHtml(visit, wordsPage('oops-en'), 404);
  const isGuarded = purchase.files.some(({ guard }) => guard === 'page-cookie');
  const cookie = `${pageCookie(number)}=1; Path=/; HttpOnly; SameSite=Lax`;
  const shape = portal.catalog.shape(number);
  const html =
    shape === null
      ? purchasePage(portal.site, purchase)
      : orderPage(portal.catalog.context(portal.site.base, purchase), shape);
  sendPage(visit, html, isGuarded ? [cookie] : []);
}

/** Answers as a variant does instead of its page; whether it did. */
function sendVariant(visit: Visit, number: string, which: 'answer' | 'answerFile'): boolean {
  const { portal, request, url } = visit;
  const answers = portal.catalog.variant(number)?.[which];
  if (answers === undefined) return false;
  const times = (portal.timesAsked.get(url.pathname) ?? 0) + 1;
  portal.timesAsked.set(url.pathname, times);
  const userAgent = request.headers['user-agent'] ?? '';
  const answer = answers({ path: url.pathname, times, userAgent, id: number });
  if (answer === null) return false;
  sendHtml(visit, answer.html, answer.status ?? 200, answer.headers);
  return true;
}

async function serveRequisition(visit: Visit, number: string): Promise<void> {
  const { portal } = visit;
  const found = portal.catalog.requisition(number);
  const wrong = found === null ? null : portal.faults.take(found.purchase.number, 'requisition', found.index);
  if (await goesWrong(visit, wrong as Wrong | null)) return;
  if (found === null) return sendHtml(visit, wordsPage('oops-en'), 404);
  const { purchase, index } = found;
  const shape = portal.catalog.shape(purchase.number);
  if (shape === null) return sendPage(visit, requisitionPage(portal.site, purchase, number));
  const context = portal.catalog.context(portal.site.base, purchase);
  sendPage(visit, requisitionShapedPage(context, shape, index));
}

/** What the script of a page mounts. */
async function serveComments(visit: Visit, key: string): Promise<void> {
  await sendMounted(visit, visit.portal.catalog.identify(key), null);
}

async function serveRequisitionComments(visit: Visit, number: string): Promise<void> {
  const found = visit.portal.catalog.requisition(number);
  await sendMounted(visit, found?.purchase.number ?? null, found?.index ?? null);
}

async function sendMounted(visit: Visit, number: string | null, requisition: number | null): Promise<void> {
  const { catalog, site } = visit.portal;
  const shape = number === null ? null : catalog.shape(number);
  if (number === null || shape === null) return sendJson(visit, {}, 404);
  const mount = requisition === null ? shape.mount : shape.requisitionMount;
  if (mount.manner === 'answer') await pause(mount.ms);
  if (mount.manner === 'fails') return sendJson(visit, { error: 'unavailable' }, 500);
  const context = catalog.context(site.base, catalog.purchase(number)!);
  sendJson(visit, { html: mountedComments(context, shape, requisition) });
}

/** What a click brings that asks the portal. */
async function serveAct(visit: Visit, key: string): Promise<void> {
  const { catalog, site } = visit.portal;
  await readForm(visit);
  const number = catalog.identify(key);
  const act =
    number === null ? undefined : catalog.shape(number)?.acts[visit.url.pathname.split('/').at(-1)!];
  if (number === null || act === undefined) return sendJson(visit, {}, 404);
  const brought = act(catalog.context(site.base, catalog.purchase(number)!));
  await pause(brought.ms ?? 0);
  sendJson(visit, brought);
}

function serveScript(visit: Visit, path: string): Promise<void> | void {
  const script = scriptAt(path);
  if (script === null) return sendHtml(visit, '<!DOCTYPE html><title>404</title>', 404);
  return pause(script.ms).then(() => {
    visit.response
      .writeHead(200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' })
      .end(script.text);
  });
}

/** The list of purchases; with a number to search for, those of that number. */
function serveSearch(visit: Visit): void {
  const { catalog, site } = visit.portal;
  const asked = [...visit.url.searchParams].find(([name]) => /(^|\W)(search|q|po[-_]?number)\W*$/.test(name));
  const rows = (asked === undefined ? [] : catalog.search(asked[1])).map((number) => catalog.record(number)!);
  sendPage(visit, ordersPage(site, rows));
}

/** Waits as long as a page takes, and answers wrongly where that is due. */
async function goesWrong(visit: Visit, wrong: Wrong | null): Promise<boolean> {
  count(visit.portal.stats.pages, visit.url.pathname);
  await pause(visit.portal.options.pageMs);
  return visit.response.destroyed || (wrong !== null && (await sendWrong(visit, wrong)));
}

function serveLateLinks(visit: Visit, number: string): void {
  const purchase = visit.portal.catalog.purchase(number);
  sendJson(visit, { html: purchase === null ? '' : lateLinks(visit.portal.site, purchase) });
}

async function serveById(visit: Visit, id: string): Promise<void> {
  await withFile(visit, id, (file) => serveFile(visit, file));
}

/** An attachment's own page is the page that shows it. */
function leadBack(visit: Visit, id: string): Promise<void> | void {
  if (visit.portal.catalog.file(id)?.address === 'bare') return serveById(visit, id);
  const number = id.slice(0, -2);
  const isPurchase = visit.portal.catalog.purchase(number) !== null;
  redirect(visit, `/${isPurchase ? 'order' : 'requisition'}_headers/${number}`);
}

/** Stored blobs lead on to the service that has their bytes. */
function leadToBlob(visit: Visit, key: string): void {
  redirect(visit, `/rails/active_storage/disk/${idOfBlob(key)}`);
}

async function giveTicket(visit: Visit): Promise<void> {
  const id = idOfKey((await readForm(visit)).get('key') ?? '');
  const isKnown = visit.portal.catalog.file(id) !== null;
  sendJson(visit, isKnown ? { address: ticketPath(visit, id) } : {}, isKnown ? 200 : 404);
}

async function useTicket(visit: Visit, id: string): Promise<void> {
  if (!isTicket(visit, id)) return sendHtml(visit, wordsPage('access-denied-en'), 403);
  await withFile(visit, id, (file) => serveTicket(visit, file));
}

async function servePosted(visit: Visit): Promise<void> {
  const id = idOfKey((await readForm(visit)).get('key') ?? '');
  await withFile(visit, id, (file) => serveTicket(visit, file));
}

async function withFile(visit: Visit, id: string, serve: (file: PortalFile) => Promise<void>): Promise<void> {
  const file = visit.portal.catalog.file(id);
  if (file === null) return sendHtml(visit, wordsPage('oops-en'), 404);
  if (sendVariant(visit, file.po, 'answerFile')) return;
  await serve(file);
}
