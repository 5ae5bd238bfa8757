import { Type } from 'typebox';
import type { Services } from '../../app/services.ts';
import { OrderBookSchema, OrderDetailsSchema } from '../../contract/order-wire.ts';
import { answerOrderDetails } from '../../views/orders/order-details.ts';
import { sentUnchanged } from '../kept-answers.ts';
import { explanationOf } from '../order-explanation.ts';
import { OrderBookQuery, orderQuery } from '../order-query.ts';
import { pathCode } from '../request-values.ts';
import { EMBED_PREFIXES, NoQuery, route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';

/** The order book as a list: `GET /api/carteira`. */
export function orderBookRoutes(server: TypedServer, { ruptura, orderBook, bookTags }: Services): void {
  const schema = route({
    action: 'book.read',
    operationId: 'carteira',
    querystring: OrderBookQuery,
    response: { 200: OrderBookSchema },
  });
  server.get('/api/carteira', schema, async (request, reply) => {
    const query = orderQuery(request.query);
    const engine = await ruptura.fresh();
    if (sentUnchanged(request, reply, bookTags.of(engine))) return reply;
    return orderBook.page(engine, query, new Date());
  });
}

const OrderParams = Type.Object({ num_pedido: Type.String() });

/** `GET /api/pedido/:num_pedido/detalhes-completo`. */
export function orderDetailsRoutes(server: TypedServer, services: Services): void {
  for (const prefix of EMBED_PREFIXES) {
    const schema = route({
      action: 'book.read',
      operationId: 'pedido_detalhes',
      hide: prefix !== '',
      params: OrderParams,
      querystring: NoQuery,
      response: { 200: OrderDetailsSchema },
    });
    server.get(`${prefix}/api/pedido/:num_pedido/detalhes-completo`, schema, async (request, reply) => {
      const code = pathCode('num_pedido', request.params.num_pedido);
      const details = await answerOrderDetails(services, code, new Date());
      reply.header('cache-control', 'no-cache');
      return { ...details, motivos: explanationOf(details.analise, request.language).itens };
    });
  }
}
