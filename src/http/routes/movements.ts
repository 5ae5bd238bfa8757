import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Services } from '../../app/services.ts';
import { MOST_MOVEMENTS, MovementSchema, MovementsSavedSchema } from '../../contract/stock-wire.ts';
import { readMovements } from '../../writes/movement-rows.ts';
import { storeMovements } from '../../writes/movements.ts';
import { route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';

const MovementList = Type.Array(MovementSchema, { minItems: 1, maxItems: MOST_MOVEMENTS });

/** `POST /api/estoque/movimentacoes`. */
export function movementRoutes(server: TypedServer, { ruptura }: Services): void {
  const store = route({
    action: 'movements.write',
    operationId: 'estoque_movimentacoes',
    body: MovementList,
    response: { 200: MovementsSavedSchema, 201: MovementsSavedSchema },
  });
  server.post('/api/estoque/movimentacoes', { ...store, preValidation: asList }, async (request, reply) => {
    const rows = readMovements(request.body);
    const saved = await storeMovements(ruptura.database.pool, rows, ruptura.fixedToday);
    return reply.code(saved.gravadas > 0 ? 201 : 200).send(saved);
  });
}

/** One movement, a list, or a list under its name: from here on a list. */
async function asList(request: FastifyRequest): Promise<void> {
  const { body } = request;
  if (Array.isArray(body) || typeof body !== 'object' || body === null) return;
  const isNamed = Object.keys(body).length === 1 && 'movimentacoes' in body;
  request.body = isNamed ? body.movimentacoes : [body];
}
