import { Type } from 'typebox';
import type { Services } from '../../app/services.ts';
import type { Language } from '../../contract/language.ts';
import { OrderBookSchema, type OrderDetails, OrderDetailsSchema } from '../../contract/order-wire.ts';
import { parseIsoDate } from '../../contract/units.ts';
import type { OrderAnswer } from '../../contract/wire.ts';
import { formatsOf } from '../../i18n/formats.ts';
import { translator } from '../../i18n/translator.ts';
import { answerOrderDetails } from '../../views/order-details.ts';
import { sentUnchanged } from '../kept-answers.ts';
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
      const language = request.language;
      reply.header('cache-control', 'no-cache');
      return { ...details, motivos: reasons(details.analise, language) };
    });
  }
}

/** Why each item in shortage is short, as a sentence. */
function reasons(analysis: OrderAnswer, language: Language): OrderDetails['motivos'] {
  const labels = translator(language);
  const formats = formatsOf(language);
  return analysis.itens.flatMap(({ cod_produto, motivo, data_segura }) => {
    if (motivo === null) return [];
    const safe = data_segura === null ? null : parseIsoDate(data_segura);
    const explicacao =
      motivo === 'AGUARDA_ENTRADA'
        ? labels.say('reason_AGUARDA_ENTRADA', {
            date: safe === null ? labels.say('none') : formats.date(safe),
          })
        : labels.say(`reason_${motivo}`);
    return [{ cod_produto, motivo, explicacao }];
  });
}
