import { type Static, Type } from 'typebox';
import { answerHeatMap, answerStockouts } from '../../app/stockouts.ts';
import type { UrgencyQuery } from '../../app/urgency.ts';
import type { StockoutStatus } from '../../contract/codes.ts';
import { HeatMapSchema, SavedStatusSchema, StockoutsSchema } from '../../contract/stock-wire.ts';
import { entityTag, sentUnchanged } from '../answer-cache.ts';
import { queryStatuses, queryWhole } from '../request-values.ts';
import type { Services, TypedServer } from '../typed-server.ts';

const ListQuery = Type.Object(
  {
    status: Type.Optional(Type.String()),
    limite: Type.Optional(Type.String()),
    cursor: Type.Optional(Type.String({ maxLength: 4000 })),
  },
  { additionalProperties: false },
);

const MOST_PRODUCTS = 1000;
const USUAL_PRODUCTS = 100;
const RUNNING_OUT: readonly StockoutStatus[] = ['CRÍTICO', 'ATENÇÃO'];

function urgencyQuery(
  query: Static<typeof ListQuery>,
  usualStatuses: readonly StockoutStatus[],
): UrgencyQuery {
  const statuses = queryStatuses('status', query.status);
  return {
    statuses: statuses.length === 0 ? usualStatuses : statuses,
    limit: queryWhole('limite', query.limite, MOST_PRODUCTS, USUAL_PRODUCTS),
    cursor: query.cursor ?? null,
  };
}

/** Lists of products, and the state of the saved projections. Their fixed paths win over `:cod_produto`. */
export function stockListRoutes(server: TypedServer, { ruptura, saver }: Services): void {
  const stockouts = {
    operationId: 'estoque_rupturas',
    querystring: ListQuery,
    response: { 200: StockoutsSchema },
  };
  server.get('/api/estoque/rupturas', { schema: stockouts }, async (request, reply) => {
    const query = urgencyQuery(request.query, RUNNING_OUT);
    const engine = await ruptura.fresh();
    if (sentUnchanged(request, reply, entityTag(engine))) return reply;
    return answerStockouts(engine, query, new Date());
  });

  const map = { operationId: 'estoque_mapa', querystring: ListQuery, response: { 200: HeatMapSchema } };
  server.get('/api/estoque/mapa', { schema: map }, async (request, reply) => {
    const query = urgencyQuery(request.query, []);
    const engine = await ruptura.fresh();
    if (sentUnchanged(request, reply, entityTag(engine))) return reply;
    return answerHeatMap(engine, query, new Date());
  });

  const status = { operationId: 'estoque_cache_status', response: { 200: SavedStatusSchema } };
  server.get('/api/estoque/cache/status', { schema: status }, async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    return saver.status(await ruptura.fresh());
  });
}
