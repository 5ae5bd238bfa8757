import { type Static, Type } from 'typebox';
import type { Services } from '../../app/services.ts';
import type { StockoutStatus } from '../../contract/codes.ts';
import { HeatMapSchema, SavedStatusSchema, StockoutsSchema } from '../../contract/stock-wire.ts';
import { savedStatus } from '../../views/saved-status.ts';
import { answerHeatMap, answerStockouts } from '../../views/stockouts.ts';
import type { UrgencyQuery } from '../../views/urgency.ts';
import { sentUnchanged } from '../kept-answers.ts';
import { queryPlace } from '../order-query.ts';
import { queryStatuses, queryWhole } from '../request-values.ts';
import { route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';

/** Which products of a list are asked for, in the query of a URL. */
export const PRODUCT_FILTER_QUERY = {
  status: Type.Optional(Type.String()),
  texto: Type.Optional(Type.String({ maxLength: 200 })),
} as const;

const ListQuery = Type.Object(
  {
    ...PRODUCT_FILTER_QUERY,
    limite: Type.Optional(Type.String()),
    posicao: Type.Optional(Type.String({ maxLength: 20 })),
    cursor: Type.Optional(Type.String({ maxLength: 4000 })),
  },
  { additionalProperties: false },
);

const MOST_PRODUCTS = 1000;
const USUAL_PRODUCTS = 100;
const RUNNING_OUT: readonly StockoutStatus[] = ['CRÍTICO', 'ATENÇÃO'];

type Page = Pick<UrgencyQuery, 'statuses' | 'limit' | 'cursor' | 'position'>;

function pageOf(query: Static<typeof ListQuery>, usualStatuses: readonly StockoutStatus[]): Page {
  const statuses = queryStatuses('status', query.status);
  return {
    statuses: statuses.length === 0 ? usualStatuses : statuses,
    limit: queryWhole('limite', query.limite, MOST_PRODUCTS, USUAL_PRODUCTS, 0),
    ...queryPlace(query),
  };
}

/** Lists of products, and the state of the saved projections. Their fixed paths win over `:cod_produto`. */
export function stockListRoutes(
  server: TypedServer,
  { ruptura, upkeep, metrics, bookTags, productNames }: Services,
): void {
  const stockouts = route({
    action: 'book.read',
    operationId: 'estoque_rupturas',
    querystring: ListQuery,
    response: { 200: StockoutsSchema },
  });
  server.get('/api/estoque/rupturas', stockouts, async (request, reply) => {
    const page = pageOf(request.query, RUNNING_OUT);
    const engine = await ruptura.fresh();
    if (sentUnchanged(request, reply, bookTags.of(engine))) return reply;
    const lets = productNames.matching(engine, request.query.texto ?? null);
    return answerStockouts(engine, { ...page, lets }, new Date());
  });

  const map = route({
    action: 'book.read',
    operationId: 'estoque_mapa',
    querystring: ListQuery,
    response: { 200: HeatMapSchema },
  });
  server.get('/api/estoque/mapa', map, async (request, reply) => {
    const page = pageOf(request.query, []);
    const engine = await ruptura.fresh();
    if (sentUnchanged(request, reply, bookTags.of(engine))) return reply;
    const lets = productNames.matching(engine, request.query.texto ?? null);
    return answerHeatMap(engine, { ...page, lets }, new Date());
  });

  const status = route({
    action: 'book.read',
    operationId: 'estoque_cache_status',
    response: { 200: SavedStatusSchema },
  });
  server.get('/api/estoque/cache/status', status, async () => {
    return savedStatus(await ruptura.fresh(), upkeep.figures(), metrics.calculationTimes);
  });
}
