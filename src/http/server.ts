import { randomBytes } from 'node:crypto';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
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
import { orderBookRoutes, orderDetailsRoutes } from './routes/order-book.ts';
import { pageRoutes } from './routes/page.ts';
import { collectSchemas, referenceRoutes } from './routes/reference.ts';
import { runRoutes } from './routes/runs.ts';
import { searchRoutes } from './routes/search.ts';
import { settingsRoutes } from './routes/settings.ts';
import { stockRoutes } from './routes/stock.ts';
import { stockListRoutes } from './routes/stock-lists.ts';
import { verificationRoutes } from './routes/verification.ts';
import { sendSecurityHeaders } from './security-headers.ts';
import { endSilentConnections } from './silent-connections.ts';
import type { Services } from './typed-server.ts';

/** A code of four-byte characters, every byte written as `%XX`. */
const LONGEST_ENCODED_CODE = MAX_CODE_LENGTH * 4 * 3;

/**
 * The HTTP server with all routes, not listening yet.
 * @param logger null logs nothing
 * @param onUnexpected told the number of a request that failed for a reason nobody foresaw
 */
export async function buildServer(
  given: Services,
  logger: FastifyBaseLogger | null,
  onUnexpected: (request: string) => void = () => undefined,
): Promise<FastifyInstance> {
  const server = fastify({
    ...(logger === null ? { logger: false } : { loggerInstance: logger }),
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
  });
  sendSecurityHeaders(server);
  giveContext(server);
  limitBodyTime(server, given.bodyMs);
  useJsonBodies(server);
  useErrorAnswers(server, given.ruptura.database.explain, onUnexpected);
  logFinished(server);
  endSilentConnections(server);
  const origins = given.origins ?? [];
  guardRequests(server, { host: given.host ?? '127.0.0.1', origins });
  refuseEncodedBodies(server);
  allowOrigins(server, origins);
  const metrics = measureRequests(server, given);
  const services = { ...given, metrics };
  await compressAnswers(server);
  await collectSchemas(server);
  demandActions(server);
  const typed = server.withTypeProvider<TypeBoxTypeProvider>();
  healthRoutes(typed, services);
  metricsRoutes(typed, metrics);
  stockListRoutes(typed, services);
  movementRoutes(typed, services);
  orderBookRoutes(typed, services);
  orderDetailsRoutes(typed, services);
  searchRoutes(typed, services);
  inconsistencyRoutes(typed, services);
  importRoutes(typed, services);
  exportRoutes(typed, services);
  collectionRoutes(typed, services);
  demoRoutes(typed, services);
  settingsRoutes(typed, services);
  stockRoutes(typed, services);
  verificationRoutes(typed, services);
  liveRoutes(typed, services);
  runRoutes(typed, services);
  embedRoutes(server, services);
  pageRoutes(server);
  referenceRoutes(server);
  await server.ready();
  return server;
}

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
