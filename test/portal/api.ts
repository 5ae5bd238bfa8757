/**
 * The portal's official API, over the same purchases as its pages: OAuth2 client credentials, JSON, lists in pages. Built
 * from what is publicly documented of Coupa's; what could be worse is switched by its manners.
 */
import { CLIENT_ID, CLIENT_SECRET } from './api-desk.ts';
import {
  type ApiPurchase,
  allNumbers,
  attachmentJson,
  attachmentsJson,
  commentId,
  commentJson,
  type Json,
  lineJson,
  purchaseJson,
  purchasesOf,
  requisitionJson,
} from './api-json.ts';
import type { AttachmentRecord, CommentRecord, DocumentRecord } from './record.ts';
import { deliver } from './serve-file.ts';
import { pause, readForm, sendHtml, type Visit } from './visit.ts';

const SCOPES: readonly (readonly [RegExp, string])[] = [
  [/^\/api\/requisitions(\/|$)/, 'core.requisition.read'],
  [/^\/api\//, 'core.purchase_order.read'],
];

export function isOfApi({ pathname }: URL): boolean {
  return pathname === '/oauth2/token' || pathname.startsWith('/api/');
}

export async function answerApi(visit: Visit): Promise<void> {
  const { portal, request, url } = visit;
  if (url.pathname === '/oauth2/token') return await giveToken(visit);
  const desk = portal.api;
  desk.asked.push(url.pathname + url.search);
  await pause(portal.options.pageMs);
  const token = /^Bearer (\w+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const scopes = desk.scopesOf(token);
  if (scopes === null) return refuse(visit, 401, 'The access token is invalid');
  if (desk.busy > 0) {
    desk.busy--;
    visit.response.setHeader('retry-after', '1');
    return refuse(visit, 429, 'Too many requests');
  }
  if (desk.pages > 0) {
    desk.pages--;
    return sendHtml(visit, `<!DOCTYPE html><title>${desk.page}</title><h1>${desk.page}</h1>`);
  }
  const needed = SCOPES.find(([path]) => path.test(url.pathname))![1];
  if (!scopes.includes(needed)) return refuse(visit, 403, `insufficient_scope: ${needed}`);
  await take(visit);
}

/** RFC 6749, 4.4 and 5.2, in the words of Doorkeeper. */
async function giveToken(visit: Visit): Promise<void> {
  const { portal, request } = visit;
  const form = await readForm(visit);
  const fail = (status: number, error: string) => tell(visit, { error, error_description: error }, status);
  if (request.method !== 'POST') return fail(404, 'not_found');
  if (form.get('grant_type') !== 'client_credentials') return fail(400, 'unsupported_grant_type');
  const isKnown = form.get('client_id') === CLIENT_ID && form.get('client_secret') === CLIENT_SECRET;
  const { scopes, manners } = portal.api;
  if (!isKnown || scopes === null) return fail(401, 'invalid_client');
  const asked = (form.get('scope') ?? '').split(' ').filter((one) => one !== '');
  if (asked.length === 0 || asked.some((one) => !scopes.includes(one))) return fail(400, 'invalid_scope');
  const token = portal.api.give(asked);
  tell(visit, {
    ...{ access_token: token, token_type: 'bearer', expires_in: manners.tokenSeconds },
    scope: asked.join(' '),
  });
}

function tell({ portal, response }: Visit, value: unknown, status = 200): void {
  const bytes = Buffer.from(JSON.stringify(value));
  const date = new Date(Date.now() + portal.api.manners.skewMs).toUTCString();
  const headers = { 'content-type': 'application/json; charset=utf-8', 'content-length': bytes.length, date };
  response.writeHead(status, headers).end(bytes);
}

function refuse(visit: Visit, status: number, words: string): void {
  tell(visit, { errors: { base: [words] } }, status);
}

type Handler = (visit: Visit, id: string, other: string) => Promise<void> | void;

const ROUTES: readonly (readonly [RegExp, Handler])[] = [
  [/^\/api\/purchase_orders$/, listPurchases],
  [
    /^\/api\/purchase_orders\/(\w+)$/,
    (visit, id) => withPurchase(visit, id, (one) => tell(visit, json(visit, one))),
  ],
  [
    /^\/api\/purchase_orders\/(\d+)\/attachments$/,
    (visit, id) =>
      withPurchase(visit, id, ({ record }) => page(visit, attachments(visit, record.attachments))),
  ],
  [
    /^\/api\/purchase_orders\/(\d+)\/attachments\/(\d+)$/,
    (visit, id, file) => withPurchase(visit, id, ({ record }) => show(visit, record.attachments, file)),
  ],
  [
    /^\/api\/purchase_orders\/(\d+)\/comments$/,
    (visit, id) => withPurchase(visit, id, (one) => page(visit, commentsOf(visit, one))),
  ],
  [/^\/api\/purchase_order_lines$/, listLines],
  [/^\/api\/requisitions$/, listRequisitions],
  [
    /^\/api\/requisitions\/(\d+)$/,
    (visit, id) =>
      withRequisition(visit, id, (one, of) =>
        tell(visit, requisitionJson(one, of, visit.portal.api, visit.portal.site.base)),
      ),
  ],
  [
    /^\/api\/requisitions\/(\d+)\/attachments$/,
    (visit, id) => withRequisition(visit, id, (one) => page(visit, attachments(visit, one.attachments))),
  ],
  [
    /^\/api\/requisitions\/(\d+)\/attachments\/(\d+)$/,
    (visit, id, file) => withRequisition(visit, id, (one) => show(visit, one.attachments, file)),
  ],
  [
    /^\/api\/requisitions\/(\d+)\/comments$/,
    (visit, id) =>
      withRequisition(visit, id, (one, of) =>
        page(visit, commentsOn(visit, one.comments, 'RequisitionHeader', one.id, of.number)),
      ),
  ],
  [/^\/api\/comments$/, listComments],
  [/^\/api\/comments\/(\d+)\/attachments$/, listAttachmentsOfComment],
  [/^\/api\/attachments\/(\d+)$/, (visit, id) => show(visit, everyAttachment(visit), id)],
  [/^\/api\/file_urls\/(\d+)\/[^/]+$/, (visit, id) => sendFileOf(visit, everyAttachment(visit), id)],
];

async function take(visit: Visit): Promise<void> {
  for (const [pattern, handler] of ROUTES) {
    const match = pattern.exec(visit.url.pathname);
    if (match !== null) return await handler(visit, match[1] ?? '', match[2] ?? '');
  }
  refuse(visit, 404, 'Could not find the requested resource');
}

/** All purchases that an answer may be about. */
function all(visit: Visit): readonly ApiPurchase[] {
  const { catalog, api } = visit.portal;
  const numbers = numbersMeant(visit) ?? allNumbers(catalog);
  const known = numbers.filter((number) => catalog.purchase(number) !== null);
  return purchasesOf(catalog, api, known);
}

/** Numbers of the only purchases that an address can mean: making up all of them takes its time. Null: any. */
function numbersMeant({ portal, url }: Visit): readonly string[] | null {
  const { catalog, api } = portal;
  const [, kind = '', id = ''] = /^\/api\/(\w+)\/(\d+)/.exec(url.pathname) ?? [];
  if (kind === 'purchase_orders') return [id];
  if (kind === 'requisitions') return [catalog.requisition(id)?.purchase.number ?? ''];
  if (kind === 'attachments' || kind === 'file_urls') return [id.slice(0, 8)];
  if (kind === 'comments') return [String(Math.floor((Number(id) % 5_000_000_000) / 10))];
  const order = url.searchParams.get('order-header-id');
  if (order !== null) return [order];
  const lines = url.searchParams.get('requisition-lines[order-line-id][in]');
  if (lines !== null && !api.manners.ignoresIn)
    return lines.split(',').map((line) => String(Math.floor(Number(line) / 10)));
  const isOdd = api.versions.size > 0 || api.manners.ignoresEndsWith || api.manners.ignoresIn;
  const several = url.searchParams.get('po-number[in]')?.split(',')[0];
  const number = url.searchParams.get('po-number') ?? url.searchParams.get('po-number[ends_with]') ?? several;
  const digits = number?.replace(/\D/g, '') ?? '';
  if (isOdd || digits === '') return null;
  return allNumbers(catalog).filter((one) => catalog.purchase(one)?.shown.includes(digits) === true);
}

function json({ portal }: Visit, purchase: ApiPurchase): Json {
  return purchaseJson(purchase, portal.api, portal.site.base);
}

function attachments({ portal }: Visit, some: readonly AttachmentRecord[]): readonly Json[] {
  return attachmentsJson(some, portal.api, portal.site.base);
}

async function withPurchase(
  visit: Visit,
  id: string,
  answer: (one: ApiPurchase) => void | Promise<void>,
): Promise<void> {
  const found = all(visit).find(({ record }) => String(record.id) === id);
  if (found === undefined) refuse(visit, 404, 'Could not find the requested resource');
  else await answer(found);
}

async function withRequisition(
  visit: Visit,
  id: string,
  answer: (one: DocumentRecord, of: ApiPurchase) => void | Promise<void>,
): Promise<void> {
  for (const purchase of all(visit)) {
    const found = purchase.record.requisitions.find((one) => String(one.id) === id);
    if (found !== undefined) return await answer(found, purchase);
  }
  refuse(visit, 404, 'Could not find the requested resource');
}

function commentsOf(visit: Visit, { record, number }: ApiPurchase): readonly Json[] {
  return commentsOn(visit, record.comments, 'OrderHeader', record.id, number);
}

function commentsOn(
  { portal }: Visit,
  comments: readonly CommentRecord[],
  type: string,
  id: number,
  number: string,
): readonly Json[] {
  const at = portal.api.changedComments.get(number) ?? null;
  return comments.map((comment) => commentJson(comment, { type, id }, at, portal.api, portal.site.base));
}

function listPurchases(visit: Visit): void {
  page(
    visit,
    all(visit)
      .map((one) => json(visit, one))
      .filter((one) => fits(visit, one)),
  );
}

function listLines(visit: Visit): void {
  const { api, site } = visit.portal;
  const lines = all(visit).flatMap(({ record }) =>
    record.lines.map((line) => lineJson(line, record.id, 'apart', api, site.base)),
  );
  page(
    visit,
    lines.filter((one) => fits(visit, one)),
  );
}

function listRequisitions(visit: Visit): void {
  const { portal } = visit;
  const some = all(visit).flatMap((purchase) =>
    purchase.record.requisitions.map((one) => requisitionJson(one, purchase, portal.api, portal.site.base)),
  );
  page(
    visit,
    some.filter((one) => fits(visit, one)),
  );
}

function listComments(visit: Visit): void {
  if (!visit.portal.api.manners.listsComments) {
    refuse(visit, 400, 'A payload is required');
    return;
  }
  const some = all(visit).flatMap((one) => [
    ...commentsOf(visit, one),
    ...one.record.requisitions.flatMap(({ comments, id }) =>
      commentsOn(visit, comments, 'RequisitionHeader', id, one.number),
    ),
  ]);
  page(
    visit,
    some.filter((one) => fits(visit, one)),
  );
}

function listAttachmentsOfComment(visit: Visit, id: string): void {
  const found = all(visit).flatMap(({ record }) => [
    ...record.comments.filter((one) => String(commentId(one, 'OrderHeader')) === id),
    ...record.requisitions.flatMap(({ comments }) =>
      comments.filter((one) => String(commentId(one, 'RequisitionHeader')) === id),
    ),
  ]);
  page(
    visit,
    found.flatMap((one) => attachments(visit, one.attachments)),
  );
}

/** What can be asked about, and where it stands in an entry. Whatever else is asked is left out. */
const ATTRIBUTES: Readonly<Record<string, (entry: Json) => readonly unknown[]>> = {
  id: ({ id }) => [id],
  'po-number': (entry) => [entry['po-number']],
  'order-header-id': (entry) => [entry['order-header-id']],
  'updated-at': (entry) => [entry['updated-at']],
  'requisition-header[id]': (entry) => [(entry['requisition-header'] as Json | null)?.['id']],
  'requisition-lines[order-line-id]': (entry) =>
    ((entry['requisition-lines'] ?? []) as Json[]).map((line) => line['order-line-id']),
};

/** Whether an entry is what the query asks for. */
function fits({ portal, url }: Visit, entry: Json): boolean {
  return [...url.searchParams].every(([key, wanted]) => {
    const [, path = '', operator = ''] = /^(.+?)(?:\[(gt|in|ends_with)\])?$/.exec(key) ?? [];
    const values = (ATTRIBUTES[path]?.(entry) ?? null)?.map(String);
    if (values === undefined || values === null) return true;
    switch (operator) {
      case 'gt':
        return (
          portal.api.manners.ignoresGt.some((list) => url.pathname === `/api/${list}`) ||
          values.some((value) => Date.parse(value) > Date.parse(wanted))
        );
      case 'in':
        return portal.api.manners.ignoresIn || values.some((value) => wanted.split(',').includes(value));
      case 'ends_with':
        return portal.api.manners.ignoresEndsWith || values.some((value) => value.endsWith(wanted));
      default:
        return values.some((value) => value.toUpperCase() === wanted.toUpperCase());
    }
  });
}

function page(visit: Visit, entries: readonly Json[]): void {
  const { searchParams } = visit.url;
  const limit = Math.min(Number(searchParams.get('limit') ?? 50), visit.portal.api.manners.most);
  const offset = Number(searchParams.get('offset') ?? 0);
  tell(visit, entries.slice(offset, offset + limit));
}

function everyAttachment(visit: Visit): readonly AttachmentRecord[] {
  return all(visit).flatMap(({ record }) =>
    [record, ...record.requisitions].flatMap((one) => [
      ...one.attachments,
      ...one.lines.flatMap((line) => line.attachments),
      ...one.comments.flatMap((comment) => comment.attachments),
    ]),
  );
}

/** What the API shows of an attachment: mostly its file. */
async function show(visit: Visit, some: readonly AttachmentRecord[], id: string): Promise<void> {
  const { portal } = visit;
  const found = some.find((one) => String(one.id) === id);
  if (found === undefined || portal.api.hidden.has(found.id))
    return refuse(visit, 404, 'Could not find the requested resource');
  const { show: manner } = portal.api.manners;
  if (manner === 'description' || found.file === null)
    return tell(visit, attachmentJson(found, portal.site.base));
  if (manner === 'file') return await sendFileOf(visit, some, id);
  const expires = String(Date.now() + 60_000);
  const signature = portal.sessions.sign(`${found.file.id} ${expires}`);
  const location = `${portal.site.foreignBase}/signed/${found.file.id}?expires=${expires}&signature=${signature}`;
  visit.response.writeHead(302, { location, 'content-length': 0 }).end();
}

async function sendFileOf(visit: Visit, some: readonly AttachmentRecord[], id: string): Promise<void> {
  const file = some.find((one) => String(one.id) === id)?.file ?? null;
  if (file === null) refuse(visit, 404, 'Could not find the requested resource');
  else await deliver(visit, file);
}
