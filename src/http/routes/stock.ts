import { Type } from 'typebox';
import type { Services } from '../../app/services.ts';
import { CardexSchema, RecalculatedSchema } from '../../contract/stock-wire.ts';
import { StockProjectionSchema, StockSchema } from '../../contract/wire.ts';
import { recalculate } from '../../upkeep/recalculate.ts';
import { answerProjection } from '../../views/answers.ts';
import { answerCardex } from '../../views/products/cardex.ts';
import { isInBook, isKnownProduct } from '../../views/products/known-products.ts';
import { answerStock } from '../../views/products/stock-answer.ts';
import { sendKept, sentUnchanged } from '../kept-answers.ts';
import { pathCode, queryQuantity, queryWhole } from '../request-values.ts';
import { NoQuery, route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';

const ProductParams = Type.Object({ cod_produto: Type.String() });
const ProjectionQuery = Type.Object({ qtd: Type.Optional(Type.String()) }, { additionalProperties: false });
const CardexQuery = Type.Object(
  { limite: Type.Optional(Type.String()), cursor: Type.Optional(Type.String({ maxLength: 500 })) },
  { additionalProperties: false },
);

const MOST_MOVEMENTS_SHOWN = 500;
const USUAL_MOVEMENTS_SHOWN = 50;

/** The routes of one product: `/api/estoque/:cod_produto/…`. */
export function stockRoutes(server: TypedServer, services: Services): void {
  const { ruptura } = services;
  const current = route({
    action: 'book.read',
    operationId: 'estoque_atual',
    params: ProductParams,
    querystring: NoQuery,
    response: { 200: StockSchema },
  });
  server.get('/api/estoque/:cod_produto/atual', current, async (request, reply) => {
    const code = pathCode('cod_produto', request.params.cod_produto);
    const answer = await answerStock(ruptura, code);
    reply.header('cache-control', 'no-cache');
    return answer;
  });

  projectionRoute(server, services);

  const cardex = route({
    action: 'book.read',
    operationId: 'estoque_cardex',
    params: ProductParams,
    querystring: CardexQuery,
    response: { 200: CardexSchema },
  });
  server.get('/api/estoque/:cod_produto/cardex', cardex, async (request, reply) => {
    const code = pathCode('cod_produto', request.params.cod_produto);
    const { limite, cursor } = request.query;
    const limit = queryWhole('limite', limite, MOST_MOVEMENTS_SHOWN, USUAL_MOVEMENTS_SHOWN);
    reply.header('cache-control', 'no-cache');
    return await answerCardex(ruptura, code, { limit, cursor: cursor ?? null }, new Date());
  });

  const again = route({
    action: 'projections.save',
    operationId: 'estoque_recalcular',
    params: ProductParams,
    querystring: NoQuery,
    response: { 200: RecalculatedSchema },
  });
  server.post('/api/estoque/:cod_produto/recalcular', again, async (request) => {
    return await recalculate(ruptura, pathCode('cod_produto', request.params.cod_produto), new Date());
  });
}

/** The route asked most: its answers are serialised once for each state of the book. */
function projectionRoute(server: TypedServer, { ruptura, bookTags, projectionAnswers }: Services): void {
  const schema = route({
    action: 'book.read',
    operationId: 'estoque_projecao',
    params: ProductParams,
    querystring: ProjectionQuery,
    response: { 200: StockProjectionSchema },
  });
  server.get('/api/estoque/:cod_produto/projecao', schema, async (request, reply) => {
    const code = pathCode('cod_produto', request.params.cod_produto);
    const quantity = queryQuantity('qtd', request.query.qtd);
    const engine = await ruptura.fresh();
    if (!isInBook(engine.book, code)) {
      const conhecido = await isKnownProduct(ruptura.database.pool, engine.book, code);
      reply.header('cache-control', 'no-cache');
      return { ...answerProjection(await ruptura.fresh(), code, quantity, new Date()), conhecido };
    }
    if (sentUnchanged(request, reply, bookTags.of(engine))) return reply;
    const answer = projectionAnswers.get(engine, `${quantity ?? ''} ${code}`, () => {
      const projection = answerProjection(engine, code, quantity, new Date());
      return reply.serialize({ ...projection, conhecido: true }) as string;
    });
    sendKept(request, reply, answer);
    return reply;
  });
}
