/** Requests for files: who may have them, from where, and what goes wrong on the way. */
import { isBrowserAgent } from './agents.ts';
import { needsClick, type PortalFile } from './file-spec.ts';
import { sendFile } from './send-file.ts';
import { sendWrongFile } from './send-wrong.ts';
import { cookiesOf } from './sessions.ts';
import { count } from './stats.ts';
import { baseFor, pause, redirect, sendHtml, type Visit } from './visit.ts';

/** Name of the cookie by which a purchase's page lets its files be had. */
export function pageCookie(po: string): string {
  return `page_ticket_${po}`;
}

/** Answers to somebody who is signed in. */
export async function serveFile(visit: Visit, file: PortalFile): Promise<void> {
  count(visit.portal.stats.files, file.id);
  if (!isAllowed(visit, file)) return refuse(visit);
  if (file.guard !== 'other-host') return await deliver(visit, file);
  const expires = String(Date.now() + 60_000);
  const signature = visit.portal.sessions.sign(`${file.id} ${expires}`);
  redirect(
    visit,
    `${visit.portal.site.foreignBase}/signed/${file.id}?expires=${expires}&signature=${signature}`,
  );
}

/** Answers at the storage host, which knows nobody and checks the signature of the address. */
export async function serveSigned(visit: Visit, id: string): Promise<void> {
  const { portal, url } = visit;
  const expires = url.searchParams.get('expires') ?? '';
  const file = portal.catalog.file(id);
  const isGood = portal.sessions.isSigned(`${id} ${expires}`, url.searchParams.get('signature') ?? '');
  if (file === null || !isGood || Number(expires) < Date.now()) return refuse(visit);
  await deliver(visit, file);
}

/** Answers to somebody who clicked: the address is good for a minute. */
export async function serveTicket(visit: Visit, file: PortalFile): Promise<void> {
  count(visit.portal.stats.files, file.id);
  await deliver(visit, file);
}

/** Address that serves one click. */
export function ticketPath(visit: Visit, id: string): string {
  const expires = String(Date.now() + 60_000);
  return `/tickets/${id}?expires=${expires}&signature=${visit.portal.sessions.sign(`ticket ${id} ${expires}`)}`;
}

export function isTicket({ portal, url }: Visit, id: string): boolean {
  const expires = url.searchParams.get('expires') ?? '';
  const signature = url.searchParams.get('signature') ?? '';
  return Number(expires) > Date.now() && portal.sessions.isSigned(`ticket ${id} ${expires}`, signature);
}

function isAllowed(visit: Visit, file: PortalFile): boolean {
  if (needsClick(file)) return false;
  if (file.guard === 'nobody') return false;
  if (file.guard === 'browser-agent') return isBrowserAgent(visit.request.headers['user-agent'] ?? '');
  if (file.guard === 'navigation') return visit.request.headers['sec-fetch-mode'] === 'navigate';
  if (file.guard === 'page-cookie') return cookiesOf(visit.request).has(pageCookie(file.po));
  if (file.guard === 'referer') return visit.request.headers.referer === baseFor(visit) + file.page;
  return true;
}

/** Answers with a file, or with what goes wrong with it. */
export async function deliver(visit: Visit, file: PortalFile): Promise<void> {
  const { portal, request } = visit;
  const body = portal.catalog.body(file);
  await pause(file.latencyMs);
  if (visit.response.destroyed) return;
  const wrong = request.method === 'HEAD' ? null : portal.faults.take(file.po, 'file', file.index);
  portal.sending++;
  portal.stats.mostFilesAtOnce = Math.max(portal.stats.mostFilesAtOnce, portal.sending);
  try {
    await (wrong === null ? sendFile(visit, file, body) : sendWrongFile(visit, file, body, wrong));
  } finally {
    portal.sending--;
  }
}

function refuse(visit: Visit): void {
  sendHtml(visit, '<!DOCTYPE html><title>403</title><h1>Forbidden</h1>', 403);
}
