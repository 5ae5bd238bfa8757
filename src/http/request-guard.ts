import { isIP } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ACTIONS } from '../access/actions.ts';
import { RupturaError } from '../contract/errors.ts';
import { InvalidRequest, type RequestProblem } from '../contract/invalid-request.ts';
import { shown } from '../contract/request-text.ts';
import { Bounded } from '../keeping/bounded.ts';
import { isLoopbackAddress } from './loopback.ts';

/** Methods that change nothing by themselves; what the route's action does is another question. */
const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
/** What a browser says of requests of our own pages, and of addresses that people type. */
const OWN_SITES: ReadonlySet<string> = new Set(['same-origin', 'none']);
/** Host headers remembered as good: a server is known under a handful of names. */
const MOST_HOSTS = 100;

const NO_HOST: RequestProblem = {
  place: 'cabecalho',
  path: '',
  code: 'CAMPO_FALTANDO',
  params: { campo: 'host' },
};

/** By which names and from which pages a server may be asked. */
export interface Doors {
  /** The address or name that the server listens on: one that is reached from this machine only. */
  readonly host: string;
  /** Origins whose pages may call the API; their hosts are also names of this server, behind a proxy. */
  readonly origins: readonly string[];
}

/**
 * Refuses what a foreign page could make a browser send.
 *
 * A page may give its own name to this machine's address (DNS rebinding) and would then read every answer as its own:
 * a server that is reached from this machine only therefore answers under its own names only. And a browser sends
 * simple writes of any page here without asking, and any page may have an image at any address: what acts, by its
 * method or by the action of its route, must come from one of our pages. Programs say nothing of pages.
 */
export function guardRequests(server: FastifyInstance, doors: Doors): void {
  const origins = new Set(doors.origins);
  const names = new Set(
    [doors.host, ...doors.origins.map((origin) => new URL(origin).hostname)].map(bareName),
  );
  const good = new Bounded<string, true>(MOST_HOSTS);
  server.addHook('onRequest', (request, _reply, done) => {
    const { host } = request.headers;
    if (host === undefined) {
      // A browser always sends it; probes of version 1.0 do not.
      done(request.raw.httpVersion === '1.0' ? undefined : new InvalidRequest(NO_HOST));
      return;
    }
    if (!good.has(host)) {
      if (!isOwnName(host, names)) {
        done(new RupturaError('HOST_NAO_ACEITO', { host: shown(host) }));
        return;
      }
      good.set(host, true);
    }
    const page = foreignPage(request, origins);
    // Asked last: most requests are of no foreign page, and a route's facts are put together anew each time.
    if (page === null || !isActing(request)) done();
    else done(new RupturaError('ORIGEM_NAO_ACEITA', { origem: shown(page) }));
  });
}

function isActing({ method, routeOptions }: FastifyRequest): boolean {
  if (!READING.has(method)) return true;
  const { action } = routeOptions.config ?? {};
  return action !== undefined && ACTIONS[action].acts;
}

/**
 * What is known of the page that sends a request, where it is none of ours; else null. Every browser tells the origin of
 * a write, and of a question that a script asks another origin. An image, a frame or a link tells less: whether it is
 * of this site, as far as the browser trusts the connection, and where it stands, unless its page does not want that.
 */
function foreignPage(request: FastifyRequest, origins: ReadonlySet<string>): string | null {
  const { origin, referer, 'sec-fetch-site': site } = request.headers;
  if (origin !== undefined) return isOwnPage(request, origin, origins) ? null : origin;
  const place = referer === undefined ? null : (originOf(referer) ?? referer);
  if (place !== null) return isOwnPage(request, place, origins) ? null : place;
  return site === undefined || OWN_SITES.has(String(site)) ? null : String(site);
}

function originOf(address: string): string | null {
  return URL.canParse(address) ? new URL(address).origin : null;
}

function isOwnName(host: string, names: ReadonlySet<string>): boolean {
  const name = nameOf(host);
  if (name === null) return false;
  const isLocal = name === 'localhost' || name.endsWith('.localhost');
  return isLocal || names.has(name) || (isIP(name) !== 0 && isLoopbackAddress(name));
}

/** The name of a Host header, without port and brackets; null where it is none. */
function nameOf(host: string): string | null {
  const match = /^(?:\[([\da-f:.]+)\]|([a-z\d._-]+))(?::\d{1,5})?$/i.exec(host);
  return match === null ? null : (match[1] ?? match[2]!).toLowerCase().replace(/\.$/, '');
}

function bareName(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
}

/**
 * Listed, or of the origin that the request went to. Behind a proxy that changes `Host` the browser itself says whether
 * it is the same origin (where it trusts the connection), or the proxy says which host was asked for: a page of another
 * origin can write neither header without asking first.
 */
function isOwnPage({ headers }: FastifyRequest, origin: string, origins: ReadonlySet<string>): boolean {
  if (origins.has(origin) || headers['sec-fetch-site'] === 'same-origin') return true;
  const host = origin.replace(/^https?:\/\//, '');
  return host !== origin && (host === headers.host || host === headers['x-forwarded-host']);
}
