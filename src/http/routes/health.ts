import { HealthSchema } from '../../contract/stock-wire.ts';
import { answerHealth } from '../../observability/health.ts';
import { requestLanguage } from '../language.ts';
import type { Services, TypedServer } from '../typed-server.ts';

/** `GET /saude`. */
export function healthRoutes(server: TypedServer, { ruptura }: Services): void {
  const schema = { operationId: 'saude', response: { 200: HealthSchema, 503: HealthSchema } };
  server.get('/saude', { schema }, async (request, reply) => {
    const health = await answerHealth(ruptura, requestLanguage(request.headers['accept-language']));
    reply.header('cache-control', 'no-store');
    return reply.code(health.pronto ? 200 : 503).send(health);
  });
}
