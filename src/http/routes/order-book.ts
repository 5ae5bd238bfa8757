import { orderBookOf } from '../../app/order-book.ts';
import { OrderBookSchema } from '../../contract/order-wire.ts';
import { entityTag, sentUnchanged } from '../answer-cache.ts';
import { OrderBookQuery, orderQuery } from '../order-query.ts';
import type { Services, TypedServer } from '../typed-server.ts';

/** The order book as a list: `GET /api/carteira`. */
export function orderBookRoutes(server: TypedServer, { ruptura }: Services): void {
  const schema = {
    operationId: 'carteira',
    querystring: OrderBookQuery,
    response: { 200: OrderBookSchema },
  };
  const book = orderBookOf(ruptura);
  server.get('/api/carteira', { schema }, async (request, reply) => {
    const query = orderQuery(request.query);
    const engine = await ruptura.fresh();
    if (sentUnchanged(request, reply, entityTag(engine))) return reply;
    return book.page(engine, query, new Date());
  });
}
