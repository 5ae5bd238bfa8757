import { Type } from 'typebox';
import type { Services } from '../../app/services.ts';
import { RECEIPT_SORTS, RECEIPT_TIMES } from '../../contract/product-choices.ts';
import { ProductOrdersSchema, ReceiptsSchema } from '../../contract/stock-wire.ts';
import { answerProductOrders } from '../../views/products/product-orders.ts';
import { answerReceipts } from '../../views/products/receipts.ts';
import { sentUnchanged } from '../kept-answers.ts';
import { queryChoices, queryDate, queryFlag, queryPlace, querySense } from '../order-query.ts';
import { blankToNull, pathCode, queryCodes, queryWhole } from '../request-values.ts';
import { route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';
import { withWords } from './stock-lists.ts';

const Text = Type.Optional(Type.String({ maxLength: 200 }));

/** Which receipts are asked for, and in which order, in the query of a URL. */
export const RECEIPT_FILTER_QUERY = {
  quando: Text,
  suficiente: Text,
  data_de: Text,
  data_ate: Text,
  texto: Text,
  cod_produto: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])),
  ordenar: Text,
  sentido: Text,
} as const;

const ReceiptsQuery = Type.Object(
  {
    ...RECEIPT_FILTER_QUERY,
    limite: Text,
    posicao: Text,
    cursor: Type.Optional(Type.String({ maxLength: 4000 })),
  },
  { additionalProperties: false },
);

const MOST_RECEIPTS = 1000;
const USUAL_RECEIPTS = 100;
const MOST_PRODUCTS = 100;

type FilterQuery = Readonly<
  Partial<Record<Exclude<keyof typeof RECEIPT_FILTER_QUERY, 'cod_produto'>, string>>
> & {
  readonly cod_produto?: string | readonly string[];
};

/** Filter and order of a query. @throws InvalidRequest naming the parameter */
export function queryReceipts(query: FilterQuery) {
  const [sort = 'data'] = queryChoices('ordenar', query.ordenar, RECEIPT_SORTS, 1);
  return {
    times: queryChoices('quando', query.quando, RECEIPT_TIMES),
    isEnough: queryFlag('suficiente', query.suficiente),
    from: queryDate('data_de', query.data_de),
    to: queryDate('data_ate', query.data_ate),
    products: queryCodes('cod_produto', query.cod_produto, MOST_PRODUCTS),
    text: blankToNull(query.texto),
    sort,
    descending: querySense(query.sentido),
  };
}

const OrdersQuery = Type.Object({ limite: Text, posicao: Text }, { additionalProperties: false });
const ProductParams = Type.Object({ cod_produto: Type.String() });
const LAST_POSITION = 999_999_999;

/** Who waits for a product: `GET /api/estoque/:cod_produto/pedidos`. */
export function productOrderRoutes(server: TypedServer, { ruptura, bookTags }: Services): void {
  const orders = route({
    action: 'book.read',
    operationId: 'estoque_pedidos',
    params: ProductParams,
    querystring: OrdersQuery,
    response: { 200: ProductOrdersSchema },
  });
  server.get('/api/estoque/:cod_produto/pedidos', orders, async (request, reply) => {
    const code = pathCode('cod_produto', request.params.cod_produto);
    const limit = queryWhole('limite', request.query.limite, MOST_RECEIPTS, USUAL_RECEIPTS, 0);
    const position = queryWhole('posicao', request.query.posicao, LAST_POSITION, 0, 0);
    const engine = await ruptura.fresh();
    if (sentUnchanged(request, reply, bookTags.of(engine))) return reply;
    return answerProductOrders(engine, code, { position, limit }, new Date());
  });
}

/** What comes, and who waits for it: `GET /api/entradas`. */
export function receiptRoutes(
  server: TypedServer,
  { ruptura, bookTags, receiptList, productNames }: Services,
): void {
  const receipts = route({
    action: 'book.read',
    operationId: 'entradas',
    querystring: ReceiptsQuery,
    response: { 200: ReceiptsSchema },
  });
  server.get('/api/entradas', receipts, async (request, reply) => {
    const asked = queryReceipts(request.query);
    const limit = queryWhole('limite', request.query.limite, MOST_RECEIPTS, USUAL_RECEIPTS, 0);
    const page = { ...asked, limit, ...queryPlace(request.query) };
    const engine = await ruptura.fresh();
    if (sentUnchanged(request, reply, bookTags.of(engine))) return reply;
    const query = withWords(page, productNames, engine);
    return await answerReceipts(ruptura.database.pool, engine, receiptList, query, new Date());
  });
}
