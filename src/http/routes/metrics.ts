import type { FastifyInstance } from 'fastify';
import type { Services } from '../../app/services.ts';
import { route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';

/** Counts the requests of the routes registered after it. */
export function measureRequests(server: FastifyInstance, { metrics }: Services): void {
  server.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request;
    metrics.answered(method, routeOptions.url ?? 'none', reply.statusCode, reply.elapsedTime / 1000);
    done();
  });
}

/** `GET /metrics`. */
export function metricsRoutes(server: TypedServer, { metrics }: Services): void {
  const figures = route({ action: 'health.read', operationId: 'metrics' });
  server.get('/metrics', figures, async (_request, reply) => {
    const { type, body } = await metrics.text();
    return reply.type(type).send(body);
  });
}
