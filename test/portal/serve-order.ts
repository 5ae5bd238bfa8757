/** Requests for pages of purchases, and for all that their scripts ask for. */
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Wrong } from './faults.ts';
import { mountedComments, orderBody, orderPage, requisitionShapedPage } from './order-page/order-page.ts';
import { scriptAt } from './order-page/page-app.ts';
import type { Brought, PageContext, PageShape } from './order-page/shape.ts';
import { lateLinks, ordersPage, purchasePage, requisitionPage, wordsPage } from './pages.ts';
import { sendWrong } from './send-wrong.ts';
import { pageCookie } from './serve-file.ts';
import { cookiesOf } from './sessions.ts';
import { count } from './stats.ts';
import { baseFor, pause, readForm, sendHtml, sendJson, untilGone, type Visit } from './visit.ts';

/** Deeds that nobody who only wants to read may do. */
const HARMS = new Set(['cancel', 'close', 'send', 'delete']);

/** A page renews the session. */
export function sendPage(visit: Visit, html: string, cookies: readonly string[] = []): void {
  sendHtml(visit, html, 200, { 'set-cookie': [visit.portal.sessions.renewed(visit.request), ...cookies] });
}

export async function servePurchase(visit: Visit, key: string): Promise<void> {
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
  const cookies = isGuarded ? [cookie] : [];
  if (shape === null) return sendPage(visit, purchasePage(portal.site, purchase), cookies);
  const context = portal.catalog.context(baseFor(visit), purchase, visit.url.searchParams);
  await sendShaped(visit, orderPage(context, shape), shape, cookies);
}

/** Sends a page as its shape wants it sent. */
async function sendShaped(
  visit: Visit,
  html: string,
  shape: PageShape,
  cookies: readonly string[],
): Promise<void> {
  const { response } = visit;
  const bytes = coded(html, shape.sent);
  const charset = CHARSETS[shape.sent] ?? '; charset=utf-8';
  response.writeHead(200, {
    'content-type': `text/html${charset}`,
    ...(shape.sent === 'gzip' || shape.sent === 'br' ? { 'content-encoding': shape.sent } : {}),
    'content-length': bytes.length,
    'cache-control': 'private, no-store',
    'set-cookie': [visit.portal.sessions.renewed(visit.request), ...cookies],
    ...shape.headers,
  });
  if (visit.request.method === 'HEAD') return void response.end();
  const half = shape.pauseMs === 0 ? 0 : Math.floor(bytes.length / 2);
  response.write(bytes.subarray(0, half));
  await pause(shape.pauseMs);
  response.end(bytes.subarray(half));
}

const CHARSETS: Partial<Record<PageShape['sent'], string>> = {
  'windows-1252': '; charset=windows-1252',
  'windows-1252-by-meta': '',
};

function coded(html: string, how: PageShape['sent']): Buffer {
  switch (how) {
    case 'gzip':
      return gzipSync(html);
    case 'br':
      return brotliCompressSync(html);
    case 'windows-1252-by-meta':
      return coded(html.replace('<meta charset="utf-8">', '<meta charset="windows-1252">'), 'windows-1252');
    case 'windows-1252':
      return Buffer.from(html.replaceAll('–', '-').replaceAll('’', "'").replaceAll('…', '...'), 'latin1');
    case 'utf-8':
      return Buffer.from(html);
  }
}

/** Answers as a variant does instead of its page; whether it did. */
export function sendVariant(
  visit: Visit,
  number: string,
  which: 'answer' | 'answerRequisition' | 'answerFile',
): boolean {
  const { portal, request, url } = visit;
  const answers = portal.catalog.variant(number)?.[which];
  if (answers === undefined) return false;
  const times = askedBefore(visit) + 1;
  const userAgent = request.headers['user-agent'] ?? '';
  const answer = answers({
    foreignBase: portal.site.foreignBase,
    path: url.pathname,
    times,
    userAgent,
    id: number,
  });
  if (answer === null) return false;
  if (answer.cut === true) {
    sendCut(visit, answer.html);
    return true;
  }
  sendHtml(visit, answer.html, answer.status ?? 200, answer.headers);
  return true;
}

/** Half of a page; then the connection breaks. */
function sendCut({ response }: Visit, html: string): void {
  const bytes = Buffer.from(html);
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-length': bytes.length });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
}

/** A request that is not answered for long, as pages keep open to be told news; and one that says there are none. */
export async function serveNews(visit: Visit, name: string): Promise<void> {
  if (name === 'presence') return sendJson(visit, { online: 3 });
  if (name === 'stream') {
    visit.response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n');
  }
  await untilGone(visit);
}

/** How often this path was asked for before; it is counted. */
function askedBefore({ portal, url }: Visit): number {
  const times = portal.timesAsked.get(url.pathname) ?? 0;
  portal.timesAsked.set(url.pathname, times + 1);
  return times;
}

export async function serveRequisition(visit: Visit, number: string): Promise<void> {
  const { portal } = visit;
  const found = portal.catalog.requisition(number);
  const wrong = found === null ? null : portal.faults.take(found.purchase.number, 'requisition', found.index);
  if (await goesWrong(visit, wrong as Wrong | null)) return;
  if (found === null) return sendHtml(visit, wordsPage('oops-en'), 404);
  const { purchase, index } = found;
  if (sendVariant(visit, purchase.number, 'answerRequisition')) return;
  const shape = portal.catalog.shape(purchase.number);
  if (shape === null) return sendPage(visit, requisitionPage(portal.site, purchase, number));
  const context = portal.catalog.context(baseFor(visit), purchase);
  sendPage(visit, requisitionShapedPage(context, shape, index));
}

/** What the script of a page mounts. */
export async function serveComments(visit: Visit, key: string): Promise<void> {
  await sendMounted(visit, visit.portal.catalog.identify(key), null);
}

export async function serveRequisitionComments(visit: Visit, number: string): Promise<void> {
  const found = visit.portal.catalog.requisition(number);
  await sendMounted(visit, found?.purchase.number ?? null, found?.index ?? null);
}

async function sendMounted(visit: Visit, number: string | null, requisition: number | null): Promise<void> {
  const { catalog } = visit.portal;
  const shape = number === null ? null : catalog.shape(number);
  if (number === null || shape === null) return sendJson(visit, {}, 404);
  const mount = requisition === null ? shape.mount : shape.requisitionMount;
  if (mount.manner === 'answer') await pause(mount.ms);
  if (mount.manner === 'again' && askedBefore(visit) === 0) return sendJson(visit, { error: 'busy' }, 503);
  if (mount.manner === 'ended') return sendJson(visit, { error: 'Your session has ended.' }, 401);
  if (mount.manner === 'fails') return sendJson(visit, { error: 'unavailable' }, 500);
  const context = catalog.context(baseFor(visit), catalog.purchase(number)!);
  sendJson(visit, { html: mountedComments(context, shape, requisition) });
}

/** What a click brings that asks the portal. */
export async function serveAct(visit: Visit, key: string): Promise<void> {
  const { catalog, stats } = visit.portal;
  await readForm(visit);
  const name = visit.url.pathname.split('/').at(-1)!;
  if (HARMS.has(name)) count(stats.harms, name);
  const number = catalog.identify(key);
  const shape = number === null ? null : catalog.shape(number);
  if (number === null || shape === null) return sendJson(visit, {}, 404);
  const context = catalog.context(baseFor(visit), catalog.purchase(number)!);
  const brought = name === 'page' ? pageOf(context, shape) : shape.acts[name]?.(context);
  if (brought === undefined) return sendJson(visit, {}, 404);
  await pause(brought.ms ?? 0);
  sendJson(visit, brought);
}

/** The body of a page that comes into a shell. */
function pageOf(context: PageContext, shape: PageShape): Brought {
  return { into: '#root', html: orderBody(context, shape), manner: 'replace', ms: shape.unfoldMs ?? 0 };
}

/** Another page of the table of lines: a script that puts it there. */
export function serveLines(visit: Visit): void {
  const { catalog } = visit.portal;
  const number = visit.url.searchParams.get('id') ?? '';
  const purchase = catalog.purchase(number);
  const shape = purchase === null ? null : catalog.shape(number);
  const act = shape?.acts[`lines-${visit.url.searchParams.get('page') ?? '1'}`];
  const html =
    purchase === null || act === undefined ? null : act(catalog.context(baseFor(visit), purchase)).html;
  const code =
    html === null
      ? ''
      : `document.getElementById('order_line_table_section').outerHTML = ${JSON.stringify(html)};`;
  visit.response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' }).end(code);
}

/** Page of a frame. */
export function serveFrame(visit: Visit, key: string): void {
  const { catalog } = visit.portal;
  const number = catalog.identify(key);
  const name = visit.url.pathname.split('/').at(-1)!;
  const piece = number === null ? undefined : catalog.shape(number)?.frames[name];
  if (number === null || piece === undefined) {
    sendHtml(visit, wordsPage('oops-en'), 404);
    return;
  }
  const html = piece(catalog.context(baseFor(visit), catalog.purchase(number)!));
  const head = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Frame</title></head>';
  sendHtml(visit, `${head}<body>${html}</body></html>`);
}

/** Somebody deletes an attachment. Nothing is deleted; it is counted. */
export async function takeDeletion(visit: Visit): Promise<void> {
  await readForm(visit);
  count(visit.portal.stats.harms, 'delete');
  visit.response.writeHead(204).end();
}

export function serveScript(visit: Visit, path: string): Promise<void> | void {
  const script = scriptAt(path);
  if (script === null) return sendHtml(visit, '<!DOCTYPE html><title>404</title>', 404);
  return pause(script.ms).then(() => {
    visit.response
      .writeHead(200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' })
      .end(script.text);
  });
}

/** The list of purchases; with a number to search for, those of that number. */
export function serveSearch(visit: Visit): void {
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

export function serveLateLinks(visit: Visit, number: string): void {
  const purchase = visit.portal.catalog.purchase(number);
  sendJson(visit, { html: purchase === null ? '' : lateLinks(visit.portal.site, purchase) });
}
