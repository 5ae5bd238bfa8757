import type { FastifyInstance } from 'fastify';
import { Metrics } from '../../observability/metrics.ts';
import { route } from '../route.ts';
import type { Services, TypedServer } from '../typed-server.ts';

/** Counts the requests of the routes registered after it; returns where they are counted. */
export function measureRequests(server: FastifyInstance, services: Services): Metrics {
  const metrics = services.metrics ?? new Metrics();
  metrics.watchSaver(services.saver);
  metrics.watchRuns(services.analysis.runs);
  server.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request;
    metrics.answered(method, routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime / 1000);
    done();
  });
  return metrics;
}

/** `GET /metrics`. */
export function metricsRoutes(server: TypedServer, metrics: Metrics): void {
  server.get(
    '/metrics',
    route({ action: 'health.read', operationId: 'metrics' }),
    async (_request, reply) => {
      const { type, body } = await metrics.text();
      return reply.type(type).send(body);
    },
  );
}
