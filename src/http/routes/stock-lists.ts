import { type Static, Type } from 'typebox';
import type { Services } from '../../app/services.ts';
import type { Engine } from '../../availability/engine.ts';
import type { StockoutStatus } from '../../contract/codes.ts';
import { PRODUCT_SORTS } from '../../contract/product-choices.ts';
import { HeatMapSchema, SavedStatusSchema, StockoutsSchema } from '../../contract/stock-wire.ts';
import type { ProductQuery } from '../../views/products/product-list.ts';
import { savedStatus } from '../../views/products/saved-status.ts';
import { answerHeatMap, answerStockouts } from '../../views/products/stockouts.ts';
import type { ProductNames } from '../../views/search/product-names.ts';
import { sentUnchanged } from '../kept-answers.ts';
import { queryChoices, queryFlag, queryPlace, querySense } from '../order-query.ts';
import { blankToNull, queryStatuses, queryWhole } from '../request-values.ts';
import { route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';

const Text = Type.Optional(Type.String({ maxLength: 200 }));

/** Which products of a list are asked for, and in which order, in the query of a URL. */
export const PRODUCT_FILTER_QUERY = {
  status: Type.Optional(Type.String()),
  texto: Text,
  esta_semana: Text,
  sem_entrada: Text,
  ordenar: Text,
  sentido: Text,
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
/** What `GET /api/estoque/rupturas` tells of where no status is named. */
export const RUNNING_OUT: readonly StockoutStatus[] = ['CRÍTICO', 'ATENÇÃO'];

type FilterQuery = Pick<Static<typeof ListQuery>, keyof typeof PRODUCT_FILTER_QUERY>;
type Asked = Omit<ProductQuery, 'limit' | 'cursor' | 'position' | 'lets'>;

/** Filter and order of a query. @throws InvalidRequest naming the parameter */
export function queryProducts(query: FilterQuery, usualStatuses: readonly StockoutStatus[]): Asked {
  const statuses = queryStatuses('status', query.status);
  const [sort = 'urgencia'] = queryChoices('ordenar', query.ordenar, PRODUCT_SORTS, 1);
  return {
    statuses: statuses.length === 0 ? usualStatuses : statuses,
    runsOutThisWeek: queryFlag('esta_semana', query.esta_semana) === true,
    lacksReceipt: queryFlag('sem_entrada', query.sem_entrada) === true,
    text: blankToNull(query.texto),
    sort,
    descending: querySense(query.sentido),
  };
}

/** The same of a book: which of its products have the words of the text. */
export function withWords<A extends Pick<Asked, 'text'>>(asked: A, names: ProductNames, engine: Engine) {
  return { ...asked, lets: names.matching(engine, asked.text) };
}

function pageOf(query: Static<typeof ListQuery>, usualStatuses: readonly StockoutStatus[]) {
  return {
    ...queryProducts(query, usualStatuses),
    limit: queryWhole('limite', query.limite, MOST_PRODUCTS, USUAL_PRODUCTS, 0),
    ...queryPlace(query),
  };
}

/** Lists of products, and the state of the saved projections. Their fixed paths win over `:cod_produto`. */
export function stockListRoutes(
  server: TypedServer,
  { ruptura, upkeep, metrics, bookTags, productList, productNames }: Services,
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
    return answerStockouts(engine, productList, withWords(page, productNames, engine), new Date());
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
    return answerHeatMap(engine, productList, withWords(page, productNames, engine), new Date());
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
