import { PassThrough } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import {
  type ExportList,
  exportHeatMap,
  exportInconsistencies,
  exportOrders,
  exportProjection,
  exportStockouts,
} from '../../app/export-lists.ts';
import { INCONSISTENCY_KINDS } from '../../app/inconsistencies.ts';
import { orderBookOf } from '../../app/order-book.ts';
import { productNamesOf } from '../../app/product-names.ts';
import { formatIsoDate } from '../../contract/units.ts';
import type { ExportFormat } from '../../imports/export-columns.ts';
import { exportExtension, exportRows } from '../../imports/export-rows.ts';
import { ORDER_FILTER_QUERY, orderQuery, queryChoices } from '../order-query.ts';
import { pathCode, queryStatuses } from '../request-values.ts';
import type { Services, TypedServer } from '../typed-server.ts';
import { PRODUCT_FILTER_QUERY } from './stock-lists.ts';

const FORMATS: readonly ExportFormat[] = ['csv-br', 'csv-iso', 'xlsx'];
const TYPES: Readonly<Record<ExportFormat, string>> = {
  'csv-br': 'text/csv; charset=utf-8',
  'csv-iso': 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};
const Format = { formato: Type.Optional(Type.String({ maxLength: 20 })) };
const OrdersQuery = Type.Object({ ...ORDER_FILTER_QUERY, ...Format }, { additionalProperties: false });
const ProductsQuery = Type.Object({ ...PRODUCT_FILTER_QUERY, ...Format }, { additionalProperties: false });
const KindsQuery = Type.Object(
  { tipo: Type.Optional(Type.String({ maxLength: 500 })), ...Format },
  { additionalProperties: false },
);
const OnlyFormat = Type.Object(Format, { additionalProperties: false });
const ProductParams = Type.Object({ cod_produto: Type.String() });
const PATH = '/api/exportar';

/** Lists as files: `GET /api/exportar/…`. */
export function exportRoutes(server: TypedServer, services: Services): void {
  const { ruptura } = services;
  const schema = { operationId: 'exportar_carteira', querystring: OrdersQuery };
  server.get(`${PATH}/carteira`, { schema }, async (request, reply) => {
    const query = orderQuery(request.query);
    const format = formatOf(request.query.formato);
    const engine = await ruptura.fresh();
    const rows = orderBookOf(ruptura).rows(engine, query);
    return sendList(reply, exportOrders(rows), format, formatIsoDate(engine.book.today));
  });
  productListRoutes(server, services);

  const bad = { operationId: 'exportar_inconsistencias', querystring: KindsQuery };
  server.get(`${PATH}/inconsistencias`, { schema: bad }, async (request, reply) => {
    const format = formatOf(request.query.formato);
    const chosen = queryChoices('tipo', request.query.tipo, INCONSISTENCY_KINDS);
    const engine = await ruptura.fresh();
    const kinds = chosen.length === 0 ? INCONSISTENCY_KINDS : chosen;
    const list = await exportInconsistencies(ruptura, kinds);
    return sendList(reply, list, format, formatIsoDate(engine.book.today));
  });
}

function productListRoutes(server: TypedServer, { ruptura }: Services): void {
  const names = productNamesOf(ruptura);
  const stockouts = { operationId: 'exportar_rupturas', querystring: ProductsQuery };
  server.get(`${PATH}/rupturas`, { schema: stockouts }, async (request, reply) => {
    const format = formatOf(request.query.formato);
    const statuses = queryStatuses('status', request.query.status);
    const engine = await ruptura.fresh();
    const lets = names.matching(engine, request.query.texto ?? null);
    const wanted = statuses.length === 0 ? (['CRÍTICO', 'ATENÇÃO'] as const) : statuses;
    return sendList(
      reply,
      exportStockouts(engine, { statuses: wanted, lets }, new Date()),
      format,
      formatIsoDate(engine.book.today),
    );
  });

  const map = { operationId: 'exportar_mapa', querystring: ProductsQuery };
  server.get(`${PATH}/mapa`, { schema: map }, async (request, reply) => {
    const format = formatOf(request.query.formato);
    const statuses = queryStatuses('status', request.query.status);
    const engine = await ruptura.fresh();
    const lets = names.matching(engine, request.query.texto ?? null);
    return sendList(
      reply,
      exportHeatMap(engine, { statuses, lets }, new Date()),
      format,
      formatIsoDate(engine.book.today),
    );
  });

  const one = { operationId: 'exportar_projecao', params: ProductParams, querystring: OnlyFormat };
  server.get(`${PATH}/projecao/:cod_produto`, { schema: one }, async (request, reply) => {
    const code = pathCode('cod_produto', request.params.cod_produto);
    const format = formatOf(request.query.formato);
    const engine = await ruptura.fresh();
    return sendList(
      reply,
      exportProjection(engine, code, new Date()),
      format,
      formatIsoDate(engine.book.today),
    );
  });
}

function formatOf(text: string | undefined): ExportFormat {
  const [format = 'csv-br'] = queryChoices('formato', text, FORMATS, 1);
  return format;
}

/** Sends a list as a file, as fast as it is taken. A failure in the middle cuts the connection: no half file is whole. */
function sendList(reply: FastifyReply, list: ExportList, format: ExportFormat, day: string): FastifyReply {
  const output = new PassThrough();
  const written = exportRows(list.columns, list.rows, format, output, list.name);
  written.catch((error: Error) => output.destroy(error));
  return reply
    .type(TYPES[format])
    .header('cache-control', 'no-store')
    .header('content-disposition', `attachment; filename="${list.name}-${day}${exportExtension(format)}"`)
    .send(output);
}
