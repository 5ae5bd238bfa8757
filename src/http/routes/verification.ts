import { DigestSchema } from '../../contract/stock-wire.ts';
import { digestOf } from '../../verification/digest.ts';
import type { Services, TypedServer } from '../typed-server.ts';

/** `GET /api/verificacao`: what `ruptura verificar` compares with a recalculation from the tables. */
export function verificationRoutes(server: TypedServer, { ruptura }: Services): void {
  const schema = { operationId: 'verificacao', response: { 200: DigestSchema } };
  server.get('/api/verificacao', { schema }, async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    return digestOf(await ruptura.fresh());
  });
}
