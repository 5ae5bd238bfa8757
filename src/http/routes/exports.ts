import { Type } from 'typebox';
import type { Services } from '../../app/services.ts';
import type { Engine } from '../../availability/engine.ts';
import { formatIsoDate } from '../../contract/units.ts';
import {
  exportCardex,
  exportHeatMap,
  exportInconsistencies,
  exportMovements,
  exportOrders,
  exportProjection,
  exportStockouts,
} from '../../views/export-lists.ts';
import { INCONSISTENCY_KINDS } from '../../views/inconsistencies.ts';
import { FORMAT_QUERY, queryFormat, sendListFile } from '../list-file.ts';
import { ORDER_FILTER_QUERY, orderQuery, queryChoices } from '../order-query.ts';
import { pathCode } from '../request-values.ts';
import { route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';
import { PRODUCT_FILTER_QUERY, queryProducts, RUNNING_OUT, withWords } from './stock-lists.ts';

const OrdersQuery = Type.Object({ ...ORDER_FILTER_QUERY, ...FORMAT_QUERY }, { additionalProperties: false });
const ProductsQuery = Type.Object(
  { ...PRODUCT_FILTER_QUERY, ...FORMAT_QUERY },
  { additionalProperties: false },
);
const KindsQuery = Type.Object(
  { tipo: Type.Optional(Type.String({ maxLength: 500 })), ...FORMAT_QUERY },
  { additionalProperties: false },
);
const OnlyFormat = Type.Object(FORMAT_QUERY, { additionalProperties: false });
const ProductParams = Type.Object({ cod_produto: Type.String() });
const PATH = '/api/exportar';

/** Lists as files: `GET /api/exportar/…`. */
export function exportRoutes(server: TypedServer, services: Services): void {
  const { ruptura, orderBook } = services;
  const orders = route({ action: 'book.export', operationId: 'exportar_carteira', querystring: OrdersQuery });
  server.get(`${PATH}/carteira`, orders, async (request, reply) => {
    const query = orderQuery(request.query);
    const format = queryFormat(request.query.formato);
    const engine = await ruptura.fresh();
    const list = exportOrders(orderBook.eachRow(engine, query));
    return sendListFile(reply, list, format, dayOf(engine));
  });
  productListRoutes(server, services);
  productRoutes(server, services);

  const bad = route({
    action: 'book.export',
    operationId: 'exportar_inconsistencias',
    querystring: KindsQuery,
  });
  server.get(`${PATH}/inconsistencias`, bad, async (request, reply) => {
    const format = queryFormat(request.query.formato);
    const chosen = queryChoices('tipo', request.query.tipo, INCONSISTENCY_KINDS);
    const engine = await ruptura.fresh();
    const kinds = chosen.length === 0 ? INCONSISTENCY_KINDS : chosen;
    return sendListFile(reply, await exportInconsistencies(ruptura, kinds), format, dayOf(engine));
  });
}

function productListRoutes(server: TypedServer, { ruptura, productList, productNames }: Services): void {
  const stockouts = route({
    action: 'book.export',
    operationId: 'exportar_rupturas',
    querystring: ProductsQuery,
  });
  server.get(`${PATH}/rupturas`, stockouts, async (request, reply) => {
    const format = queryFormat(request.query.formato);
    const asked = queryProducts(request.query, RUNNING_OUT);
    const engine = await ruptura.fresh();
    const list = exportStockouts(engine, productList, withWords(asked, productNames, engine), new Date());
    return sendListFile(reply, list, format, dayOf(engine));
  });

  const map = route({ action: 'book.export', operationId: 'exportar_mapa', querystring: ProductsQuery });
  server.get(`${PATH}/mapa`, map, async (request, reply) => {
    const format = queryFormat(request.query.formato);
    const asked = queryProducts(request.query, []);
    const engine = await ruptura.fresh();
    const list = exportHeatMap(engine, productList, withWords(asked, productNames, engine), new Date());
    return sendListFile(reply, list, format, dayOf(engine));
  });
}

function productRoutes(server: TypedServer, { ruptura }: Services): void {
  const facts = { action: 'book.export', params: ProductParams, querystring: OnlyFormat } as const;
  server.get(
    `${PATH}/projecao/:cod_produto`,
    route({ ...facts, operationId: 'exportar_projecao' }),
    async (request, reply) => {
      const code = pathCode('cod_produto', request.params.cod_produto);
      const format = queryFormat(request.query.formato);
      const engine = await ruptura.fresh();
      return sendListFile(reply, exportProjection(engine, code, new Date()), format, dayOf(engine));
    },
  );
  server.get(
    `${PATH}/cardex/:cod_produto`,
    route({ ...facts, operationId: 'exportar_cardex' }),
    async (request, reply) => {
      const code = pathCode('cod_produto', request.params.cod_produto);
      const format = queryFormat(request.query.formato);
      const list = await exportCardex(ruptura, code, new Date());
      return sendListFile(reply, list, format, dayOf(await ruptura.fresh()));
    },
  );
  server.get(
    `${PATH}/movimentacoes/:cod_produto`,
    route({ ...facts, operationId: 'exportar_movimentacoes' }),
    async (request, reply) => {
      const code = pathCode('cod_produto', request.params.cod_produto);
      const format = queryFormat(request.query.formato);
      const list = await exportMovements(ruptura.database.pool, code);
      return sendListFile(reply, list, format, dayOf(await ruptura.fresh()));
    },
  );
}

function dayOf({ book }: Engine): string {
  return formatIsoDate(book.today);
}
