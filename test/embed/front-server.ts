/** A small web server in front of the real one, as an existing system's: it has pages of its own, and may be in the way. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * How much of an answer reaches the browser, and what becomes of the rest: kept for ever, lost (the browser sees the
 * answer's end), or the connection is cut behind it.
 */
interface Obstacle {
  readonly bytes: number;
  readonly rest: 'held' | 'lost' | 'cut';
}

export interface FrontServer {
  readonly url: string;
  /** `METHOD /path` of all that was asked for, pages included. */
  readonly asked: string[];
  /** Pages by path. */
  readonly pages: Map<string, string>;
  /** Requests that are answered 503 instead of being passed on. */
  refuse: (path: string) => boolean;
  /** Answers that do not arrive whole; null lets all of it pass. */
  obstruct: (path: string) => Obstacle | null;
  /** Nothing is in the way any more, and nothing was asked. */
  clear(): void;
  close(): Promise<void>;
}

export interface FrontOptions {
  /** Only what is under this path is passed on, without it: `/ruptura/`. */
  readonly mount?: string;
  /** Headers of what is passed on, besides those of the browser; `$http_host` stands for its `host`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Any free one by default. */
  readonly port?: number;
}

/** Keeps the answers of these back altogether. */
export function holding(part: string): FrontServer['obstruct'] {
  return (path) => (path.includes(part) ? { bytes: 0, rest: 'held' } : null);
}

/** Starts one that passes on whatever is no page of its own. */
export async function startFrontServer(target: string, options: FrontOptions = {}): Promise<FrontServer> {
  const server = createServer();
  const front = {
    asked: [] as string[],
    pages: new Map<string, string>(),
    refuse: (_path: string) => false,
    obstruct: (_path: string): Obstacle | null => null,
    clear: () => {
      front.refuse = () => false;
      front.obstruct = () => null;
      front.asked.length = 0;
    },
  };
  const mount = options.mount ?? '/';
  server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const path = incoming.url ?? '/';
    front.asked.push(`${incoming.method} ${path}`);
    const page = front.pages.get(path.split('?')[0]!);
    if (page !== undefined) {
      outgoing.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
    } else if (front.refuse(path)) {
      outgoing.writeHead(503, { 'content-type': 'text/plain' }).end('no');
    } else if (!path.startsWith(mount)) {
      outgoing.writeHead(404, { 'content-type': 'text/plain' }).end('not mine');
    } else {
      const headers = { ...incoming.headers, ...filledIn(options.headers, incoming) };
      const url = new URL(`/${path.slice(mount.length)}`, target);
      passOn(url, headers, incoming, outgoing, front.obstruct(path));
    }
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return Object.assign(front, { url: `http://127.0.0.1:${port}`, close: () => stop(server) });
}

function filledIn(headers: FrontOptions['headers'], { headers: { host = '' } }: IncomingMessage) {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name, value.replace('$http_host', host)]),
  );
}

function passOn(
  url: URL,
  headers: IncomingMessage['headers'],
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  obstacle: Obstacle | null,
): void {
  const passed = request(url, { method: incoming.method, headers, agent: false }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    outgoing.flushHeaders();
    if (obstacle === null) answer.pipe(outgoing);
    else passSome(answer, outgoing, obstacle);
    answer.on('error', () => outgoing.destroy());
  });
  passed.on('error', () => outgoing.destroy());
  outgoing.on('close', () => passed.destroy());
  incoming.pipe(passed);
}

function passSome(answer: IncomingMessage, outgoing: ServerResponse, { bytes, rest }: Obstacle): void {
  let left = bytes;
  answer.on('data', (chunk: Buffer) => {
    if (left > 0) outgoing.write(chunk.subarray(0, left));
    left -= chunk.length;
    // What was passed on arrives; destroyed at once, nothing might.
    if (left <= 0 && rest === 'cut') outgoing.socket?.destroySoon();
  });
  answer.on('end', () => rest === 'lost' && outgoing.end());
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
