import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** A body that has not arrived whole by then is cut: nobody holds a connection by sending slowly. */
const BODY_MS = 60_000;
/** Looks at a slow body in that time. */
const LOOKS = 10;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body may take as long as it needs, and is cut only when nothing of it arrives for a while. */
    slowBody?: boolean;
  }
}

/**
 * Limits the time a body may take, in place of the server's own limit, which knows no exceptions. Head and headers are
 * limited by the server.
 */
export function limitBodyTime(server: FastifyInstance, limit = BODY_MS): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const { raw, headers } = request;
    // What is injected holds no connection.
    if (!(raw.socket instanceof Socket)) return done();
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
    if (hasBody && !raw.complete) {
      if (request.routeOptions.config.slowBody === true) limitSilence(server, raw, limit);
      else limitTotal(server, raw, limit);
    }
    done();
  });
}

function limitTotal(server: FastifyInstance, raw: IncomingMessage, limit: number): void {
  const late = setTimeout(() => cut(server, raw), limit);
  const over = (): void => clearTimeout(late);
  raw.once('end', over);
  raw.once('close', over);
}

/** Looks now and then whether anything has arrived since; the body itself belongs to whoever reads it. */
function limitSilence(server: FastifyInstance, raw: IncomingMessage, limit: number): void {
  let seen = raw.socket.bytesRead;
  let since = performance.now();
  const look = setInterval(() => {
    const { bytesRead } = raw.socket;
    // A reader that is behind holds the sender up: then the silence is ours.
    if (bytesRead !== seen || raw.readableLength > 0) {
      seen = bytesRead;
      since = performance.now();
    } else if (performance.now() - since >= limit) cut(server, raw);
  }, limit / LOOKS);
  const over = (): void => clearInterval(look);
  raw.once('end', over);
  raw.once('close', over);
}

/** Ends a request as the server's own limit does: with 408, and the connection. */
function cut(server: FastifyInstance, raw: IncomingMessage): void {
  if (raw.complete || raw.destroyed) return;
  const error = Object.assign(new Error('request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
  server.server.emit('clientError', error, raw.socket);
}
