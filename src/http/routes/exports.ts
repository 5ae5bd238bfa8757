import { Type } from 'typebox';
import type { Services } from '../../app/services.ts';
import type { Engine } from '../../availability/engine.ts';
import type { Language } from '../../contract/language.ts';
import { ORDER_COLUMNS } from '../../contract/order-wire.ts';
import { PRODUCT_COLUMNS } from '../../contract/stock-wire.ts';
import { formatIsoDate } from '../../contract/units.ts';
import type { ListTitle } from '../../i18n/list-labels.ts';
import {
  exportCardex,
  exportInconsistencies,
  exportMovements,
  exportProjection,
} from '../../views/export-lists.ts';
import { exportItems, exportOrders } from '../../views/export-orders.ts';
import { exportHeatMap, exportReceipts, exportStockouts } from '../../views/export-products.ts';
import { INCONSISTENCY_KINDS } from '../../views/inconsistencies.ts';
import { answerList, FORMAT_QUERY, listForm } from '../list-file.ts';
import { aboutList } from '../list-words.ts';
import { ORDER_FILTER_QUERY, orderQuery, queryChoices } from '../order-query.ts';
import { pathCode } from '../request-values.ts';
import { route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';
import { queryReceipts, RECEIPT_FILTER_QUERY } from './receipts.ts';
import { PRODUCT_FILTER_QUERY, queryProducts, RUNNING_OUT, withWords } from './stock-lists.ts';

const Columns = Type.Optional(Type.String({ maxLength: 500 }));
const OrdersQuery = Type.Object(
  { ...ORDER_FILTER_QUERY, colunas: Columns, ...FORMAT_QUERY },
  { additionalProperties: false },
);
const ItemsQuery = Type.Object({ ...ORDER_FILTER_QUERY, ...FORMAT_QUERY }, { additionalProperties: false });
const ProductsQuery = Type.Object(
  { ...PRODUCT_FILTER_QUERY, ...FORMAT_QUERY },
  { additionalProperties: false },
);
const StockoutsQuery = Type.Object(
  { ...PRODUCT_FILTER_QUERY, colunas: Columns, ...FORMAT_QUERY },
  { additionalProperties: false },
);
const ReceiptsQuery = Type.Object(
  { ...RECEIPT_FILTER_QUERY, ...FORMAT_QUERY },
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
    const { query, language } = request;
    const asked = orderQuery(query);
    const form = listForm(query, language);
    const columns = queryChoices('colunas', query.colunas, ORDER_COLUMNS);
    const engine = await ruptura.fresh();
    const list = exportOrders(engine, orderBook.numbers(engine, asked), columns, form.words);
    return answerList(
      reply,
      list,
      form,
      dayOf(engine),
      aboutList('list_carteira', query, engine, new Date(), language),
    );
  });
  const items = route({ action: 'book.export', operationId: 'exportar_itens', querystring: ItemsQuery });
  server.get(`${PATH}/itens`, items, async (request, reply) => {
    const { query, language } = request;
    const asked = orderQuery(query);
    const form = listForm(query, language);
    const engine = await ruptura.fresh();
    const list = exportItems(engine, orderBook.numbers(engine, asked), form.words);
    return answerList(
      reply,
      list,
      form,
      dayOf(engine),
      aboutList('list_itens', query, engine, new Date(), language),
    );
  });
  productListRoutes(server, services);
  receiptListRoute(server, services);
  productRoutes(server, services);

  const bad = route({
    action: 'book.export',
    operationId: 'exportar_inconsistencias',
    querystring: KindsQuery,
  });
  server.get(`${PATH}/inconsistencias`, bad, async (request, reply) => {
    const { query, language } = request;
    const form = listForm(query, language);
    const chosen = queryChoices('tipo', request.query.tipo, INCONSISTENCY_KINDS);
    const engine = await ruptura.fresh();
    const kinds = chosen.length === 0 ? INCONSISTENCY_KINDS : chosen;
    const list = await exportInconsistencies(ruptura, kinds, form.words);
    const about = aboutList('list_inconsistencias', query, engine, new Date(), language);
    return answerList(reply, list, form, dayOf(engine), about);
  });
}

function productListRoutes(server: TypedServer, { ruptura, productList, productNames }: Services): void {
  const stockouts = route({
    action: 'book.export',
    operationId: 'exportar_rupturas',
    querystring: StockoutsQuery,
  });
  server.get(`${PATH}/rupturas`, stockouts, async (request, reply) => {
    const form = listForm(request.query, request.language);
    const asked = queryProducts(request.query, RUNNING_OUT);
    const columns = queryChoices('colunas', request.query.colunas, PRODUCT_COLUMNS);
    const engine = await ruptura.fresh();
    const products = withWords(asked, productNames, engine);
    const list = exportStockouts(engine, productList, products, columns, form.words);
    const about = aboutList('list_rupturas', request.query, engine, new Date(), request.language);
    return answerList(reply, list, form, dayOf(engine), about);
  });

  const map = route({ action: 'book.export', operationId: 'exportar_mapa', querystring: ProductsQuery });
  server.get(`${PATH}/mapa`, map, async (request, reply) => {
    const form = listForm(request.query, request.language);
    const asked = queryProducts(request.query, []);
    const engine = await ruptura.fresh();
    const products = withWords(asked, productNames, engine);
    const list = exportHeatMap(engine, productList, products, form.words);
    const about = aboutList('list_mapa', request.query, engine, new Date(), request.language);
    return answerList(reply, list, form, dayOf(engine), about);
  });
}

function receiptListRoute(server: TypedServer, { ruptura, receiptList, productNames }: Services): void {
  const receipts = route({
    action: 'book.export',
    operationId: 'exportar_entradas',
    querystring: ReceiptsQuery,
  });
  server.get(`${PATH}/entradas`, receipts, async (request, reply) => {
    const { query, language } = request;
    const form = listForm(query, language);
    const asked = queryReceipts(query);
    const engine = await ruptura.fresh();
    const { pool } = ruptura.database;
    const about = aboutList('list_entradas', query, engine, new Date(), language);
    const day = dayOf(engine);
    const receiptsAsked = withWords(asked, productNames, engine);
    const list = await exportReceipts(pool, engine, receiptList, receiptsAsked, form.words);
    return answerList(reply, list, form, day, about);
  });
}

function productRoutes(server: TypedServer, { ruptura }: Services): void {
  const facts = { action: 'book.export', params: ProductParams, querystring: OnlyFormat } as const;
  server.get(
    `${PATH}/projecao/:cod_produto`,
    route({ ...facts, operationId: 'exportar_projecao' }),
    async (request, reply) => {
      const code = pathCode('cod_produto', request.params.cod_produto);
      const form = listForm(request.query, request.language);
      const engine = await ruptura.fresh();
      const list = exportProjection(engine, code, new Date(), form.words);
      return answerList(
        reply,
        list,
        form,
        dayOf(engine),
        aboutProduct('list_projecao', code, engine, request.language),
      );
    },
  );
  server.get(
    `${PATH}/cardex/:cod_produto`,
    route({ ...facts, operationId: 'exportar_cardex' }),
    async (request, reply) => {
      const code = pathCode('cod_produto', request.params.cod_produto);
      const form = listForm(request.query, request.language);
      const list = await exportCardex(ruptura, code, new Date(), form.words);
      const engine = await ruptura.fresh();
      return answerList(
        reply,
        list,
        form,
        dayOf(engine),
        aboutProduct('list_cardex', code, engine, request.language),
      );
    },
  );
  server.get(
    `${PATH}/movimentacoes/:cod_produto`,
    route({ ...facts, operationId: 'exportar_movimentacoes' }),
    async (request, reply) => {
      const code = pathCode('cod_produto', request.params.cod_produto);
      const form = listForm(request.query, request.language);
      const list = await exportMovements(ruptura.database.pool, code, form.words);
      const engine = await ruptura.fresh();
      const about = aboutProduct('list_movimentacoes', code, engine, request.language);
      return answerList(reply, list, form, dayOf(engine), about);
    },
  );
}

function aboutProduct(title: ListTitle, code: string, engine: Engine, language: Language): readonly string[] {
  return aboutList(title, { cod_produto: [code] }, engine, new Date(), language);
}

function dayOf({ book }: Engine): string {
  return formatIsoDate(book.today);
}
