/** A portal of one purchase whose attachments answer as a test says. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SESSION_COOKIE } from '../portal/sessions.ts';

/** An attachment, and how its address answers. */
export interface SmallAttachment {
  /** What its link says. */
  readonly name: string;
  /** Absolute, for a link to somewhere else; by default an address of the portal, which `answer` serves. */
  readonly href?: string;
  answer?(request: IncomingMessage, response: ServerResponse): void;
}

export interface SmallPortal {
  readonly base: string;
  /** Nobody has made a catalogue of it. */
  expectedFiles(): never[];
  readonly number: string;
  /** Paths that were asked for, in their order, pages included. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

const NUMBER = '15262984';

/** Answers with a file. */
export function fileAnswer(
  bytes: Buffer,
  headers: Readonly<Record<string, string>> = { 'content-type': 'application/octet-stream' },
): NonNullable<SmallAttachment['answer']> {
  return (_, response) =>
    void response.writeHead(200, { 'content-length': bytes.length, ...headers }).end(bytes);
}

export async function startSmallPortal(attachments: readonly SmallAttachment[]): Promise<SmallPortal> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://portal.test');
    // Whoever asks is let in.
    if (request.method === 'POST' && pathname === '/sessions') {
      response
        .writeHead(302, { location: '/user/home', 'set-cookie': `${SESSION_COOKIE}=1; HttpOnly` })
        .end();
      return;
    }
    if (pathname !== '/sessions/new') asked.push(pathname);
    const place = /^\/attachment\/attachment_file\/file\/(\d+)\//.exec(pathname)?.[1];
    const answer = place === undefined ? undefined : attachments[Number(place)]?.answer;
    if (answer !== undefined) answer(request, response);
    else if (pathname === `/order_headers/${NUMBER}`) sendPage(response, orderPage(attachments));
    else if (pathname === '/user/home') sendPage(response, '<title>Home</title><main>Home</main>');
    else sendPage(response, '<title>404</title><h1>Page not found</h1>', 404);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    expectedFiles: () => [],
    number: NUMBER,
    asked,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** As production pages have it: who it is of, and a list of attachments that is whole. */
function orderPage(attachments: readonly SmallAttachment[]): string {
  const items = attachments.map(({ name, href }, place) => {
    const address = href ?? `/attachment/attachment_file/file/${place}/${encodeURIComponent(name)}`;
    return `<li class="attachmentFile"><a href="${address}">${name}</a></li>`;
  });
  return `<html lang="en" data-controller="order_headers" data-action="show" data-id="${NUMBER}">
    <head><title>Purchase Order #${NUMBER}</title></head>
    <body><div id="pageContentWrapper"><h1>Purchase Order #${NUMBER}</h1>
    <section id="attachments"><h2>Attachments</h2><ul class="attachments-list">${items.join('')}</ul></section>
    </div></body></html>`;
}

function sendPage(response: ServerResponse, html: string, status = 200): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(`<!DOCTYPE html>${html}`);
}
