import { randomBytes } from 'node:crypto';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, {
  type FastifyBaseLogger,
  type FastifyHttpOptions,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
  type RawServerDefault,
} from 'fastify';
import type { Services } from '../app/services.ts';
import { MAX_CODE_LENGTH } from '../contract/tables.ts';
import { compressAnswers } from './compression.ts';
import { allowOrigins } from './cross-origin.ts';
import { sendBadUrl, useErrorAnswers } from './error-answers.ts';
import { BODY_LIMIT, refuseEncodedBodies, useJsonBodies } from './json-body.ts';
import { lazySchemas } from './lazy-schemas.ts';
import { refuseMalformed } from './malformed-requests.ts';
import { giveContext } from './request-context.ts';
import { guardRequests } from './request-guard.ts';
import { limitBodyTime } from './request-time.ts';
import { demandActions } from './route.ts';
import { collectionRoutes } from './routes/collections.ts';
import { demoRoutes } from './routes/demo.ts';
import { embedRoutes } from './routes/embed.ts';
import { exportRoutes } from './routes/exports.ts';
import { healthRoutes } from './routes/health.ts';
import { importRoutes } from './routes/imports.ts';
import { inconsistencyRoutes } from './routes/inconsistencies.ts';
import { liveRoutes } from './routes/live.ts';
import { measureRequests, metricsRoutes } from './routes/metrics.ts';
import { movementRoutes } from './routes/movements.ts';
import { noteRoutes } from './routes/notes.ts';
import { orderBookRoutes, orderDetailsRoutes } from './routes/order-book.ts';
import { pageRoutes } from './routes/page.ts';
import { printRoutes } from './routes/print.ts';
import { productOrderRoutes, receiptRoutes } from './routes/receipts.ts';
import { collectSchemas, referenceRoutes } from './routes/reference.ts';
import { runRoutes } from './routes/runs.ts';
import { savedViewRoutes } from './routes/saved-views.ts';
import { searchRoutes } from './routes/search.ts';
import { settingsRoutes } from './routes/settings.ts';
import { stockRoutes } from './routes/stock.ts';
import { stockListRoutes } from './routes/stock-lists.ts';
import { verificationRoutes } from './routes/verification.ts';
import { sendSecurityHeaders } from './security-headers.ts';
import { endSilentConnections } from './silent-connections.ts';
import type { TypedServer } from './typed-server.ts';

/** A code of four-byte characters, every byte written as `%XX`. */
const LONGEST_ENCODED_CODE = MAX_CODE_LENGTH * 4 * 3;

export interface BuildOptions {
  /** Null logs nothing. */
  readonly log: FastifyBaseLogger | null;
  /** Told the number of a request that failed for a reason nobody foresaw. */
  readonly onUnexpected?: (request: string) => void;
  /** Milliseconds a body may take, or nothing of a slow one may arrive; a minute unless given. */
  readonly bodyMs?: number;
}

/** The HTTP server with all routes, not listening yet. The services are their owner's to close, after the server. */
export async function buildServer(services: Services, options: BuildOptions): Promise<FastifyInstance> {
  const server = fastify(settingsOf(options.log));
  await prepare(server, services, options);
  demandActions(server);
  declareRoutes(server, services);
  await server.ready();
  return server;
}

function settingsOf(log: FastifyBaseLogger | null) {
  return {
    ...(log === null ? { logger: false } : { loggerInstance: log }),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIds(),
    bodyLimit: BODY_LIMIT,
    // In place of the server's limit, which knows no exceptions: `limitBodyTime`.
    requestTimeout: 0,
    forceCloseConnections: 'idle',
    // A request without Host is answered by `guardRequests`, in a sentence.
    http: { requireHostHeader: false },
    // A request that arrives on an open connection while the server stops is still answered.
    return503OnClosing: false,
    // Twice as long: what is a little too long is told so in a sentence, not "no such route".
    routerOptions: { maxParamLength: 2 * LONGEST_ENCODED_CODE },
    frameworkErrors: (error, request, reply) =>
      sendBadUrl(error.code, request as unknown as FastifyRequest, reply as unknown as FastifyReply),
    clientErrorHandler: refuseMalformed,
    schemaController: lazySchemas,
    ajv: {
      customOptions: { allErrors: true, coerceTypes: false, removeAdditional: false, useDefaults: false },
    },
  } satisfies FastifyHttpOptions<RawServerDefault>;
}

/**
 * What happens to every request, in this order; an error of any step is answered in the language of the context:
 *
 *     onRequest    security headers ▸ context (language, actor, no-store) ▸ time for the body ▸ own names and own pages
 *                  ▸ encoded bodies refused ▸ origins that may call
 *     parsing      JSON, with its place kept for messages; files as they arrive, in the routes that take them
 *     onSend       the headers that caches go by ▸ compression
 *     onResponse   the log ▸ the figures
 *     preClose     silent connections end, and streams with the hint to come back
 */
async function prepare(
  server: FastifyInstance,
  services: Services,
  { onUnexpected = () => undefined, bodyMs }: BuildOptions,
): Promise<void> {
  const { ruptura, values } = services;
  const origins = values.RUPTURA_ORIGENS?.split(',') ?? [];
  sendSecurityHeaders(server);
  giveContext(server);
  limitBodyTime(server, bodyMs);
  useJsonBodies(server);
  useErrorAnswers(server, ruptura.database.explain, onUnexpected);
  logFinished(server);
  endSilentConnections(server);
  guardRequests(server, { host: values.HOST, origins });
  refuseEncodedBodies(server);
  allowOrigins(server, origins);
  measureRequests(server, services);
  await compressAnswers(server);
  await collectSchemas(server);
}

function declareRoutes(server: FastifyInstance, services: Services): void {
  const typed = server.withTypeProvider<TypeBoxTypeProvider>();
  for (const declare of ROUTES) declare(typed, services);
}

const ROUTES: readonly ((server: TypedServer, services: Services) => void)[] = [
  healthRoutes,
  metricsRoutes,
  stockListRoutes,
  receiptRoutes,
  productOrderRoutes,
  movementRoutes,
  orderBookRoutes,
  orderDetailsRoutes,
  noteRoutes,
  savedViewRoutes,
  searchRoutes,
  inconsistencyRoutes,
  importRoutes,
  exportRoutes,
  printRoutes,
  collectionRoutes,
  demoRoutes,
  settingsRoutes,
  stockRoutes,
  verificationRoutes,
  liveRoutes,
  runRoutes,
  embedRoutes,
  pageRoutes,
  referenceRoutes,
];

/** Numbers that tell the requests of all runs of the program apart. */
function requestIds(): () => string {
  const run = randomBytes(4).toString('hex');
  let count = 0;
  return () => `${run}-${(++count).toString(36)}`;
}

/** Writes are logged; so is every request at level debug. Failures are logged where they are answered. */
function logFinished(server: FastifyInstance): void {
  server.addHook('onResponse', (request, reply, done) => {
    const level = request.method === 'GET' || request.method === 'HEAD' ? 'debug' : 'info';
    request.log[level](
      { method: request.method, url: request.url, status: reply.statusCode, ms: reply.elapsedTime },
      'request',
    );
    done();
  });
}
