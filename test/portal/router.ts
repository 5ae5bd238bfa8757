/** Which address answers what. */
import { isBrowserAgent } from './agents.ts';
import { answerApi, isOfApi } from './api.ts';
import { ASSETS } from './assets.ts';
import { CONTROL_HEADER } from './control.ts';
import { idOfBlob } from './file-address.ts';
import { bodyOf, fillingOf } from './file-body.ts';
import type { PortalFile } from './file-spec.ts';
import { pdfParts } from './formats/pdf.ts';
import { escapeHtml } from './html.ts';
import { idOfKey, tokenOf } from './markup.ts';
import type { Closed } from './options.ts';
import { homePage, identityPage, otherPage, signInPage, wordsPage } from './pages.ts';
import { isTicket, serveFile, serveSigned, serveTicket, ticketPath } from './serve-file.ts';
import {
  sendPage,
  sendVariant,
  serveAct,
  serveComments,
  serveFrame,
  serveLateLinks,
  serveLines,
  serveNews,
  servePurchase,
  serveRequisition,
  serveRequisitionComments,
  serveScript,
  serveSearch,
  takeDeletion,
} from './serve-order.ts';
import { LOGIN, PASSWORD } from './sessions.ts';
import { count } from './stats.ts';
import { shortPage } from './variants/page-texts.ts';
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
  ['GET', /^\/identity\/sign-in$/, serveIdentity],
  ['POST', /^\/identity\/sign-in$/, serveIdentity],
];

/** For those who are signed in. */
const PRIVATE: readonly Route[] = [
  ['GET', /^\/$/, (visit) => redirect(visit, '/user/home')],
  ['GET', /^\/user\/home$/, (visit) => sendPage(visit, homePage(visit.portal.site))],
  ['POST', /^\/user\/traces$/, takeTrace],
  ['GET', /^\/realtime\/(poll|stream|presence)$/, serveNews],
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
  ['GET', /^\/order_headers\/search_order_line_table$/, serveLines],
  ['GET', /^\/order_headers\/([A-Za-z]*-?\d+)\/frames\/[\w-]+$/, serveFrame],
  ['POST', /^\/attachments\/\d+$/, takeDeletion],
  ['GET', /^\/requisition_headers\/(\d+)$/, serveRequisition],
  ['GET', /^\/order_headers\/(\d+)\/comments\.json$/, serveLateLinks],
  ['GET', /^\/(?:order|requisition)_headers\/\d+\/attachment_file\/(\d+)$/, serveById],
  ['GET', /^\/attachments\/(\d+)\/download$/, serveById],
  ['GET', /^\/files\/(\d+)$/, serveById],
  ['GET', /^\/attachments\/(\d+)$/, leadBack],
  ['GET', /^\/attachment\/attachment_file\/(?:file|type)\/(\d+)\/[^/]+$/, serveById],
  ['GET', /^\/uploads\/contract\/(\d+)\/[^/]+$/, serveById],
  ['GET', /^\/documents\/(\d+)$/, serveById],
  ['GET', /^\/download\.aspx$/, (visit) => serveById(visit, visit.url.searchParams.get('id') ?? '')],
  ['GET', /^\/attachments\/(\d+)\/view$/, serveViewer],
  ['GET', /^\/(order_headers\/\d+\/order\.pdf|guides\/[\w-]+\.pdf)$/, servePrinted],
  [
    'GET',
    /^\/(help\/[\w-]+|cookies\/policy|apps\/mobile)$/,
    (visit) => sendPage(visit, otherPage(visit.portal.site, 'Help')),
  ],
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
  /^\/(order_headers|requisition_headers|attachments?|files|tickets|uploads|documents|download\.aspx|rails)\b(?!.*\/(?:comments_app|(?:acts|frames)\/.*)$)/;

/** Addresses of files. */
const FILES =
  /^\/(?:attachments?|files|uploads|documents|download\.aspx|rails|tickets|signed)\b|\/attachment_file\//;

/** Answers a request. */
export async function route(visit: Visit): Promise<void> {
  const { portal, request, url } = visit;
  const isFromTest = request.headers[CONTROL_HEADER] !== undefined;
  if (!isFromTest) count(portal.stats.userAgents, request.headers['user-agent'] ?? '');
  if (portal.closed !== null && !isFromTest) return sendClosed(visit, portal.closed);
  if (!isFromTest && !isOfApi(url) && isRefused(visit)) {
    portal.stats.refusedAgents++;
    return sendHtml(visit, wordsPage('access-denied-en'), 403);
  }
  if (request.headers.host?.startsWith('localhost')) return await routeForeign(visit);
  if (isOfApi(url)) return await answerApi(visit);
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

/** Whether the visitor does not call itself a browser where one is wanted. */
function isRefused({ portal, request, url }: Visit): boolean {
  const { refusedAgents } = portal.options;
  if (refusedAgents === 'nobody' || isBrowserAgent(request.headers['user-agent'] ?? '')) return false;
  return refusedAgents === 'all' || (refusedAgents === 'files') === FILES.test(url.pathname);
}

function sendClosed(visit: Visit, { status, retryAfter }: Closed): void {
  const headers = retryAfter === null ? {} : { 'retry-after': String(retryAfter) };
  const text = 'The system is down for scheduled maintenance. We will be back soon.';
  sendHtml(visit, shortPage('Maintenance', text), status, headers);
}

async function routeForeign(visit: Visit): Promise<void> {
  if (visit.request.headers.cookie?.includes('_coupa_session')) visit.portal.stats.leakedCookies++;
  if (visit.request.headers.authorization !== undefined) visit.portal.api.leakedTokens++;
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

/** The identity provider, on its own host, wants a password. */
function serveIdentity(visit: Visit): void {
  sendHtml(visit, identityPage());
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

async function takeTrace(visit: Visit): Promise<void> {
  await readForm(visit);
  visit.portal.stats.leftovers++;
  visit.response.writeHead(204).end();
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

/** A page that shows a file, and leads to it. */
async function serveViewer(visit: Visit, id: string): Promise<void> {
  await withFile(visit, id, async (file) => {
    const { name, path } = file;
    const body = `<h1>${escapeHtml(name)}</h1><p><a href="${escapeHtml(path)}" download>Download</a></p>`;
    sendHtml(
      visit,
      `<!DOCTYPE html><html lang="en"><head><title>Viewer</title></head><body>${body}</body></html>`,
    );
  });
}

/** A document that the portal makes of its own: no attachment of anything. */
function servePrinted(visit: Visit, path: string): void {
  const body = bodyOf(pdfParts(path, 2_000, (length) => fillingOf('bytes', path, length)));
  const headers = { 'content-type': 'application/pdf', 'content-length': body.size };
  visit.portal.stats.printed++;
  visit.response.writeHead(200, headers).end(body.read(0, body.size));
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
  const form = await readForm(visit);
  const id = idOfKey(form.get('key') ?? '');
  const token = form.get('authenticity_token');
  if (token !== null && token !== tokenOf(id)) return sendHtml(visit, wordsPage('not-authorized-en'), 422);
  await withFile(visit, id, (file) => serveTicket(visit, file));
}

async function withFile(visit: Visit, id: string, serve: (file: PortalFile) => Promise<void>): Promise<void> {
  const file = visit.portal.catalog.file(id);
  if (file === null) return sendHtml(visit, wordsPage('oops-en'), 404);
  if (sendVariant(visit, file.po, 'answerFile')) return;
  await serve(file);
}
