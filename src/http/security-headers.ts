import type { FastifyInstance } from 'fastify';

/** Of an answer that is no page: whatever it is taken for, nothing in it runs or loads. */
const NOT_A_PAGE = "default-src 'none'; frame-ancestors 'none'";
/** Of a page: only what this server serves as files; no inline script or style, no frame, nothing from elsewhere. */
export const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; font-src 'self'; " +
  "img-src 'self' data:; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";

/** Sends with every answer what keeps a browser from taking it for more than it is. Pages set a policy of their own. */
export function sendSecurityHeaders(server: FastifyInstance): void {
  server.addHook('onRequest', (_request, reply, done) => {
    reply
      .header('content-security-policy', NOT_A_PAGE)
      .header('x-content-type-options', 'nosniff')
      .header('x-frame-options', 'DENY')
      .header('referrer-policy', 'no-referrer')
      .header('cross-origin-resource-policy', 'same-origin');
    done();
  });
}
