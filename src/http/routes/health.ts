import type { Services } from '../../app/services.ts';
import { HealthSchema } from '../../contract/stock-wire.ts';
import { answerHealth } from '../../observability/health.ts';
import { route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';

/** `GET /saude`. */
export function healthRoutes(server: TypedServer, { ruptura, analysis }: Services): void {
  const schema = route({
    action: 'health.read',
    operationId: 'saude',
    response: { 200: HealthSchema, 503: HealthSchema },
  });
  server.get('/saude', schema, async (request, reply) => {
    const health = await answerHealth(ruptura, analysis.runs.neighbours, request.language);
    return reply.code(health.pronto ? 200 : 503).send(health);
  });
}
