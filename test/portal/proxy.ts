/**
 * A small forward proxy: requests with absolute addresses, and tunnels (CONNECT). It writes down what went through it, and
 * knows hosts that nobody else does, as a company's proxy does.
 */
import { once } from 'node:events';
import { request as ask, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { PROXY_ADDRESS } from './options.ts';

/** What went through. */
export interface Passage {
  readonly method: string;
  /** Of a request its address; of a tunnel host and port. */
  readonly target: string;
  readonly userAgent: string;
}

export interface ForwardProxy {
  /** `http://127.0.0.1:port`; with credentials where it wants some. */
  readonly address: string;
  /** All that went through so far. */
  passages(): readonly Passage[];
  /** How many requests it refused for want of credentials. */
  refused(): number;
  close(): Promise<void>;
}

interface ProxyOptions {
  /** `user:password`; default: anybody may pass. */
  readonly credentials?: string;
  /** Hosts that only it knows, and where they are: `{ 'coupa.example': portal.port }`. */
  readonly hosts?: Readonly<Record<string, number>>;
}

const DEMAND = { 'proxy-authenticate': 'Basic realm="proxy"', 'content-length': '0' };
/** Meant for the proxy itself, not for whoever is behind it. */
const OWN_HEADERS = ['proxy-authorization', 'proxy-connection'];

/** Starts one on loopback. */
export async function startProxy(options: ProxyOptions = {}): Promise<ForwardProxy> {
  const { credentials, hosts = {} } = options;
  const passages: Passage[] = [];
  const tunnels = new Set<Socket>();
  let refused = 0;
  const wanted = credentials === undefined ? null : `Basic ${Buffer.from(credentials).toString('base64')}`;
  const enter = ({ method, url, headers }: IncomingMessage): boolean => {
    const may = wanted === null || headers['proxy-authorization'] === wanted;
    if (may) passages.push({ method: method!, target: url!, userAgent: headers['user-agent'] ?? '' });
    else refused++;
    return may;
  };
  const server = createServer((request, response) => {
    if (enter(request)) void pass(request, response, hosts);
    else response.writeHead(407, DEMAND).end();
  });
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    if (enter(request)) tunnel(request.url!, socket, hosts, tunnels);
    else
      socket.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm="proxy"\r\n\r\n',
      );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://${credentials === undefined ? '' : `${credentials}@`}127.0.0.1:${port}`,
    passages: () => [...passages],
    refused: () => refused,
    close: async () => {
      for (const socket of tunnels) socket.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Where a host is, and from where it is spoken to. */
function wayTo(hostname: string, port: string, hosts: Readonly<Record<string, number>>) {
  const known = hosts[hostname];
  const target =
    known === undefined ? { host: hostname, port: Number(port || 80) } : { host: '127.0.0.1', port: known };
  const isHere = target.host === '127.0.0.1' || target.host === 'localhost';
  return isHere ? { ...target, host: '127.0.0.1', localAddress: PROXY_ADDRESS } : target;
}

async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  hosts: Readonly<Record<string, number>>,
): Promise<void> {
  const { hostname, port, pathname, search } = new URL(request.url!);
  const headers = { ...request.headers };
  for (const name of OWN_HEADERS) delete headers[name];
  try {
    const way = { ...wayTo(hostname, port, hosts), path: pathname + search };
    const onward = ask({ ...way, method: request.method!, headers, agent: false });
    const answered = once(onward, 'response') as Promise<[IncomingMessage]>;
    await Promise.all([pipeline(request, onward), answered]);
    const [answer] = await answered;
    response.writeHead(answer.statusCode!, answer.rawHeaders);
    await pipeline(answer, response);
  } catch {
    response.destroy();
  }
}

function tunnel(
  target: string,
  socket: Socket,
  hosts: Readonly<Record<string, number>>,
  tunnels: Set<Socket>,
): void {
  const { hostname, port } = new URL(`http://${target}`);
  const onward = connect(wayTo(hostname, port, hosts));
  tunnels.add(socket);
  const end = (): void => {
    tunnels.delete(socket);
    socket.destroy();
    onward.destroy();
  };
  onward.on('connect', () => {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    onward.pipe(socket);
    socket.pipe(onward);
  });
  for (const one of [socket, onward]) one.on('error', end).on('close', end);
}
