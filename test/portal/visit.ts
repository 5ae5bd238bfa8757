/** One request, and what every answer to it needs. */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { ApiDesk } from './api-desk.ts';
import type { Catalog } from './catalog.ts';
import type { FaultBook } from './faults.ts';
import type { Closed, PortalOptions } from './options.ts';
import type { Site } from './pages.ts';
import type { Sessions } from './sessions.ts';
import type { PortalStats } from './stats.ts';

/** What all requests of a portal share. */
export interface PortalState {
  readonly options: PortalOptions;
  readonly catalog: Catalog;
  readonly faults: FaultBook;
  readonly sessions: Sessions;
  readonly api: ApiDesk;
  readonly site: Site;
  stats: PortalStats;
  /** How everything is answered while the portal is closed; null: it is open. */
  closed: Closed | null;
  /** Pages and files asked for so far. */
  asked: number;
  /** How often variants that answer by themselves were asked for a path. */
  readonly timesAsked: Map<string, number>;
  /** Files on their way. */
  sending: number;
}

export interface Visit {
  readonly portal: PortalState;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
}

/** Where the visitor thinks the portal is. */
export function baseFor({ request, portal }: Visit): string {
  const { host } = request.headers;
  const scheme = 'encrypted' in request.socket ? 'https' : 'http';
  return host === undefined ? portal.site.base : `${scheme}://${host}`;
}

/** Waits without keeping the process alive. */
export async function pause(ms: number): Promise<void> {
  if (ms > 0) await delay(ms, undefined, { ref: false });
}

/** Waits until the visitor has gone. */
export async function untilGone({ response }: Visit): Promise<void> {
  if (!response.destroyed) await once(response, 'close');
}

/** Answers with a page. */
export function sendHtml(
  { request, response }: Visit,
  html: string,
  status = 200,
  headers: Readonly<Record<string, string | string[]>> = {},
): void {
  const bytes = Buffer.from(html);
  response.writeHead(status, {
    // Before the length: raw bytes of a disposition stay as they are only there.
    ...headers,
    'content-type': headers['content-type'] ?? 'text/html; charset=utf-8',
    'content-length': bytes.length,
    'cache-control': 'private, no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

export function sendJson({ response }: Visit, value: unknown, status = 200): void {
  const bytes = Buffer.from(JSON.stringify(value));
  response
    .writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length })
    .end(bytes);
}

export function redirect({ response }: Visit, location: string, cookies: readonly string[] = []): void {
  response.writeHead(302, {
    location,
    'content-length': 0,
    ...(cookies.length === 0 ? {} : { 'set-cookie': [...cookies] }),
  });
  response.end();
}

/** Leads to the sign-in page, and back from there. */
export function leadToSignIn(visit: Visit): void {
  visit.portal.stats.ledToSignIn++;
  redirect(visit, `/sessions/new?return_to=${encodeURIComponent(visit.url.pathname + visit.url.search)}`);
}

/** The form that was posted. */
export async function readForm({ request }: Visit): Promise<URLSearchParams> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return new URLSearchParams(Buffer.concat(pieces).toString());
}
