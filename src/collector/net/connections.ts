import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { type NetworkProxy, proxyAuthorization, proxyFor } from './proxy.ts';

/** Of one host; as many as a collection may have files on their way. */
const KEPT_OPEN = 8;
/** A proxy that takes longer to connect does not answer. */
const CONNECT_MS = 60_000;

type OnSocket = (error: Error | null, socket: Duplex) => void;

/** A proxy does not let through. Its answer says why. */
export class ProxyRefusal extends Error {
  readonly status: number;
  readonly server: string;

  constructor(server: string, status: number) {
    super(`the proxy ${server} answered ${status}`);
    this.name = 'ProxyRefusal';
    this.server = server;
    this.status = status;
  }
}

/**
 * Connections by which addresses are asked: kept open between requests, directly or through the proxy that the
 * environment names for an address. Whoever speaks HTTP to a portal without a browser does it through these.
 */
export class Connections {
  readonly #direct = {
    'http:': new HttpAgent({ keepAlive: true, maxFreeSockets: KEPT_OPEN }),
    'https:': new HttpsAgent({ keepAlive: true, maxFreeSockets: KEPT_OPEN }),
  };
  readonly #tunnels = new Map<string, TunnelAgent>();

  /**
   * A request that has not been sent yet. Plain addresses are asked of the proxy itself; for encrypted ones it is told to
   * connect, and sees nothing of what is said.
   * @throws RupturaError COLETA_PROXY_INVALIDO
   */
  request(url: string, options: RequestOptions): ClientRequest {
    const { protocol, host } = new URL(url);
    const isSecure = protocol === 'https:';
    const proxy = proxyFor(url);
    if (isSecure) {
      const agent = proxy === null ? this.#direct['https:'] : this.#tunnel(proxy);
      return httpsRequest(url, { ...options, agent });
    }
    if (proxy === null) return httpRequest(url, { ...options, agent: this.#direct['http:'] });
    const ask = proxy.server.startsWith('https:') ? httpsRequest : httpRequest;
    const authorization = proxyAuthorization(proxy);
    return ask(proxy.server, {
      ...options,
      agent: this.#direct[proxy.server.startsWith('https:') ? 'https:' : 'http:'],
      path: withoutHash(url),
      headers: {
        ...options.headers,
        host,
        ...(authorization === null ? {} : { 'proxy-authorization': authorization }),
      },
    });
  }

  /** Ends connections that are kept open. */
  close(): void {
    for (const agent of Object.values(this.#direct)) agent.destroy();
    for (const agent of this.#tunnels.values()) agent.destroy();
  }

  #tunnel(proxy: NetworkProxy): TunnelAgent {
    const agent = this.#tunnels.get(proxy.server) ?? new TunnelAgent(proxy);
    this.#tunnels.set(proxy.server, agent);
    return agent;
  }
}

/** Encrypted connections through a proxy. */
class TunnelAgent extends HttpsAgent {
  readonly #proxy: NetworkProxy;

  constructor(proxy: NetworkProxy) {
    super({ keepAlive: true, maxFreeSockets: KEPT_OPEN });
    this.#proxy = proxy;
  }

  override createConnection(options: RequestOptions, onSocket?: OnSocket): Duplex | null | undefined {
    const { server } = this.#proxy;
    const fail = (error: Error): void => onSocket?.(error, undefined as unknown as Duplex);
    const target = targetOf(options);
    const authorization = proxyAuthorization(this.#proxy);
    const ask = server.startsWith('https:') ? httpsRequest : httpRequest;
    const connect = ask(server, {
      method: 'CONNECT',
      path: target,
      // The tunnel is the connection itself: none that is kept open may be used for it.
      agent: false,
      timeout: CONNECT_MS,
      headers: {
        host: target,
        ...(authorization === null ? {} : { 'proxy-authorization': authorization }),
      },
    });
    connect.once('connect', (answer, socket) => {
      if (answer.statusCode !== 200) {
        socket.destroy();
        fail(new ProxyRefusal(server, answer.statusCode ?? 0));
        return;
      }
      const through = { ...options, socket } as RequestOptions;
      onSocket?.(null, super.createConnection(through) as Duplex);
    });
    connect.once('timeout', () => connect.destroy(new Error('ETIMEDOUT')));
    connect.once('error', fail);
    connect.end();
    return undefined;
  }
}

function targetOf({ host, hostname, port }: RequestOptions): string {
  const name = hostname ?? host ?? '';
  return `${name.includes(':') && !name.startsWith('[') ? `[${name}]` : name}:${port ?? 443}`;
}

function withoutHash(url: string): string {
  const parsed = new URL(url);
  parsed.hash = '';
  parsed.username = '';
  parsed.password = '';
  return parsed.href;
}
