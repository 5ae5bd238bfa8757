/** A portal in this process. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, type Server as SecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ApiDesk } from './api-desk.ts';
import { Catalog, caseOf, type ExpectedFile, type VariantCase } from './catalog.ts';
import { CONTROL_HEADER, CONTROL_PATH, takeCommand } from './control.ts';
import { type Fault, FaultBook } from './faults.ts';
import { type Closed, type PortalOptions, PROXY_ADDRESS, portalOptions } from './options.ts';
import type { PurchaseRecord } from './record.ts';
import { route } from './router.ts';
import type { SceneName } from './scene-names.ts';
import { Sessions } from './sessions.ts';
import { noStats, type PortalStats } from './stats.ts';
import type { PortalState } from './visit.ts';

export interface Portal {
  /** `http://127.0.0.1:port`, without a slash at the end. */
  readonly base: string;
  readonly port: number;
  /** Port of https; null: it is reached by http alone. Its certificate is for 127.0.0.1, localhost and coupa.example. */
  readonly securePort: number | null;
  /** Numbers of all purchases. */
  readonly purchases: readonly string[];
  /** Purchases whose pages are shaped as real ones, or worse; what is true of each. */
  readonly variants: readonly VariantCase[];
  /** The variant of a name. */
  variantOf(name: string): VariantCase;
  /** What the portal knows of a purchase, by its identifier; null: it has none of that. */
  record(number: string): PurchaseRecord | null;
  /** Says of a purchase that it changed now, or at a time (milliseconds). */
  touch(number: string, at?: number): void;
  /** Number of the first purchase of a scene. */
  purchaseOf(scene: SceneName): string;
  /** Every file of a purchase and of its requisitions, with length and SHA-256. */
  expectedFiles(po: string): readonly ExpectedFile[];
  /** What was asked and sent so far, as it is now. */
  stats(): PortalStats;
  /** Begins to count anew; what goes wrong the first time goes wrong again. */
  resetStats(): void;
  /** Replaces what goes wrong with a purchase; null: nothing does. */
  setFault(po: string, faults: Fault | readonly Fault[] | null): void;
  /** The official API: its clients, its tokens, its whims. */
  readonly api: ApiDesk;
  /** Ends the sessions of everybody. */
  expireSessions(): void;
  /** Closes the portal for everybody, or opens it (null). */
  setClosed(closed: Closed | null): void;
  close(): Promise<void>;
}

/** Path of the certificate of the authority that vouches for the portal's, as `NODE_EXTRA_CA_CERTS` wants it. */
export const AUTHORITY = join(import.meta.dirname, 'tls/authority.pem');

/** Starts one on loopback. */
export async function startPortal(given: Partial<PortalOptions> = {}): Promise<Portal> {
  const options = portalOptions(given);
  const server = createServer({ keepAliveTimeout: 30_000 });
  const secure = options.https ? createSecureServer(certificate()) : null;
  const port = await listen(server, options.port);
  const securePort = secure === null ? null : await listen(secure, 0);
  const servers = [server, ...(secure === null ? [] : [secure])];
  const state = stateOf(options, port);
  const portal = portalOf(state, { port, securePort }, async () => {
    for (const one of servers) {
      one.closeAllConnections();
      one.close();
      await once(one, 'close');
    }
  });
  for (const one of servers)
    one.on('request', (request, response) => answer(state, portal, request, response));
  return portal;
}

async function listen(server: Server | SecureServer, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function certificate(): { readonly key: Buffer; readonly cert: Buffer } {
  const read = (name: string) => readFileSync(join(import.meta.dirname, 'tls', name));
  return { key: read('server.key'), cert: read('server.pem') };
}

function stateOf(options: PortalOptions, port: number): PortalState {
  return {
    options,
    catalog: new Catalog(options),
    faults: new FaultBook(options),
    sessions: new Sessions(options.sessionIdleMs),
    api: new ApiDesk(),
    // Cookies do not tell ports apart, so the foreign host needs another name.
    site: {
      base: `http://127.0.0.1:${port}`,
      foreignBase: `http://localhost:${port}`,
      lateMs: options.lateMs,
    },
    stats: noStats(),
    asked: 0,
    timesAsked: new Map(),
    closed: options.closed,
    sending: 0,
  };
}

function portalOf(
  state: PortalState,
  ports: Pick<Portal, 'port' | 'securePort'>,
  close: () => Promise<void>,
): Portal {
  const { catalog, faults, sessions, site } = state;
  return {
    base: site.base,
    ...ports,
    purchases: catalog.numbers(),
    variants: catalog.variants(),
    variantOf: (name) => caseOf(catalog, name),
    record: (number) => catalog.record(number),
    touch: (number, at) => catalog.touch(number, at),
    purchaseOf: (scene) => catalog.numberOf(scene),
    expectedFiles: (po) => catalog.expected(po),
    stats: () => structuredClone(state.stats),
    resetStats: () => {
      state.stats = noStats();
      state.timesAsked.clear();
    },
    setFault: (po, fault) => faults.set(po, fault),
    api: state.api,
    expireSessions: () => sessions.expireAll(),
    setClosed: (closed) => {
      state.closed = closed;
    },
    close,
  };
}

async function answer(
  state: PortalState,
  portal: Portal,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', state.site.base);
  try {
    const isFromTest = url.pathname === CONTROL_PATH || request.headers[CONTROL_HEADER] !== undefined;
    const isThroughProxy = request.socket.remoteAddress === PROXY_ADDRESS;
    if (state.options.onlyThroughProxy && !isThroughProxy && !isFromTest) {
      state.stats.pastProxy++;
      request.socket.resetAndDestroy();
    } else if (url.pathname === CONTROL_PATH) await takeCommand(portal, request, response);
    else await route({ portal: state, request, response, url });
  } catch (error) {
    // A visitor who leaves in the middle is no error; anything else is one of the portal's own.
    if (!response.destroyed) state.stats.defects.push(`${request.url}: ${(error as Error).stack}`);
    response.destroy();
  }
}
