/** A small web server in front of the real one, as an existing system's: it has pages of its own, and may be in the way. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FrontServer {
  readonly url: string;
  /** `METHOD /path` of all that was asked for, pages included. */
  readonly asked: string[];
  /** Pages by path. */
  readonly pages: Map<string, string>;
  /** Requests that are answered 503 instead of being passed on. */
  refuse: (path: string) => boolean;
  /** Requests whose answer is kept back from the browser. */
  swallow: (path: string) => boolean;
  close(): Promise<void>;
}

/** Starts one that passes on whatever is no page of its own. */
export async function startFrontServer(target: string): Promise<FrontServer> {
  const server = createServer();
  const front = {
    asked: [] as string[],
    pages: new Map<string, string>(),
    refuse: (_path: string) => false,
    swallow: (_path: string) => false,
  };
  server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const path = incoming.url ?? '/';
    front.asked.push(`${incoming.method} ${path}`);
    const page = front.pages.get(path.split('?')[0]!);
    if (page !== undefined) {
      outgoing.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
    } else if (front.refuse(path)) {
      outgoing.writeHead(503, { 'content-type': 'text/plain' }).end('no');
    } else {
      passOn(target, incoming, outgoing, front.swallow(path));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return Object.assign(front, { url: `http://127.0.0.1:${port}`, close: () => stop(server) });
}

function passOn(target: string, incoming: IncomingMessage, outgoing: ServerResponse, mute: boolean): void {
  const { method, headers, url } = incoming;
  const passed = request(new URL(url ?? '/', target), { method, headers, agent: false }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    outgoing.flushHeaders();
    if (!mute) answer.pipe(outgoing);
    answer.on('error', () => outgoing.destroy());
  });
  passed.on('error', () => outgoing.destroy());
  outgoing.on('close', () => passed.destroy());
  incoming.pipe(passed);
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
