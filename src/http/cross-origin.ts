import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { varyBy } from './compression.ts';

const API = /^\/(?:carteira\/)?api\//;
/** How long a browser need not ask again whether it may. */
const PREFLIGHT_SECONDS = '600';

/**
 * Lets pages of the listed origins call the API (CORS). Pages of other origins get the answers of a server that knows
 * nothing of them: their browser keeps those from them. Cookies are never shared with another origin.
 */
export function allowOrigins(server: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  const allowed = new Set(origins);
  server.addHook('onRequest', (request, reply, done) => {
    if (!API.test(request.url)) {
      done();
      return;
    }
    const { origin } = request.headers;
    if (origin !== undefined && allowed.has(origin)) reply.header('access-control-allow-origin', origin);
    if (isPreflight(request)) sendPreflight(request, reply, allowed);
    else done();
  });
  server.addHook('onSend', (request, reply, payload, done) => {
    if (API.test(request.url)) varyBy(reply, 'origin');
    done(null, payload);
  });
}

function isPreflight({ method, headers }: FastifyRequest): boolean {
  return method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
}

function sendPreflight(request: FastifyRequest, reply: FastifyReply, allowed: ReadonlySet<string>): void {
  if (allowed.has(request.headers.origin ?? '')) {
    reply
      .header('access-control-allow-methods', 'GET, POST, PATCH, DELETE')
      .header('access-control-allow-headers', 'content-type, accept-language, last-event-id')
      .header('access-control-max-age', PREFLIGHT_SECONDS);
  }
  reply.code(204).send();
}
