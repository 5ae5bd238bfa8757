import { Type } from 'typebox';
import type { Services } from '../../app/services.ts';
import type { Engine } from '../../availability/engine.ts';
import type { Language } from '../../contract/language.ts';
import { ORDER_COLUMNS } from '../../contract/order-choices.ts';
import { PRODUCT_COLUMNS } from '../../contract/product-choices.ts';
import { formatIsoDate } from '../../contract/units.ts';
import type { ListTitle } from '../../i18n/list-labels.ts';
import {
  exportCardex,
  exportInconsistencies,
  exportMovements,
  exportProjection,
} from '../../views/exports/export-lists.ts';
import { exportItems, exportOrders } from '../../views/exports/export-orders.ts';
import { exportHeatMap, exportReceipts, exportStockouts } from '../../views/exports/export-products.ts';
import { INCONSISTENCY_KINDS } from '../../views/inconsistencies.ts';
import { answerList, FORMAT_QUERY, listForm } from '../list-file.ts';
import { listRoutes } from '../list-routes.ts';
import { aboutList } from '../list-words.ts';
import { queryChoices, TAKEN_ORDERS_QUERY, takenOrders } from '../order-query.ts';
import { pathCode } from '../request-values.ts';
import { route } from '../route.ts';
import type { TypedServer } from '../typed-server.ts';
import { queryReceipts, RECEIPT_FILTER_QUERY } from './receipts.ts';
import { PRODUCT_FILTER_QUERY, queryProducts, RUNNING_OUT, withWords } from './stock-lists.ts';

const Columns = Type.Optional(Type.String({ maxLength: 500 }));
const OnlyFormat = Type.Object(FORMAT_QUERY, { additionalProperties: false });
const ProductParams = Type.Object({ cod_produto: Type.String() });
const PATH = '/api/exportar';

/** Lists as files, `GET /api/exportar/…`, and on paper, `GET /imprimir/…`. */
export function exportRoutes(server: TypedServer, services: Services): void {
  orderListRoutes(server, services);
  productListRoutes(server, services);
  receiptListRoute(server, services);
  productRoutes(server, services);
  const { ruptura } = services;
  listRoutes(server, {
    path: 'inconsistencias',
    operationId: 'exportar_inconsistencias',
    title: 'list_inconsistencias',
    query: { tipo: Type.Optional(Type.String({ maxLength: 500 })) },
    make: async ({ tipo }, words) => {
      const chosen = queryChoices('tipo', tipo, INCONSISTENCY_KINDS);
      const engine = await ruptura.fresh();
      const kinds = chosen.length === 0 ? INCONSISTENCY_KINDS : chosen;
      return { list: await exportInconsistencies(ruptura, kinds, words), engine };
    },
  });
}

function orderListRoutes(server: TypedServer, { ruptura, orderBook }: Services): void {
  listRoutes(server, {
    path: 'carteira',
    operationId: 'exportar_carteira',
    title: 'list_carteira',
    query: { ...TAKEN_ORDERS_QUERY, colunas: Columns },
    make: async (query, words, onto) => {
      const taken = takenOrders(orderBook, query);
      const columns = queryChoices('colunas', query.colunas, ORDER_COLUMNS);
      const engine = await ruptura.fresh();
      return { list: exportOrders(engine, taken(engine), columns, words, onto), engine };
    },
  });
  listRoutes(server, {
    path: 'itens',
    operationId: 'exportar_itens',
    title: 'list_itens',
    query: TAKEN_ORDERS_QUERY,
    make: async (query, words) => {
      const taken = takenOrders(orderBook, query);
      const engine = await ruptura.fresh();
      return { list: exportItems(engine, taken(engine), words), engine };
    },
  });
}

function productListRoutes(server: TypedServer, { ruptura, productList, productNames }: Services): void {
  listRoutes(server, {
    path: 'rupturas',
    operationId: 'exportar_rupturas',
    title: 'list_rupturas',
    query: { ...PRODUCT_FILTER_QUERY, colunas: Columns },
    make: async (query, words) => {
      const asked = queryProducts(query, RUNNING_OUT);
      const columns = queryChoices('colunas', query.colunas, PRODUCT_COLUMNS);
      const engine = await ruptura.fresh();
      const products = withWords(asked, productNames, engine);
      return { list: exportStockouts(engine, productList, products, columns, words), engine };
    },
  });
  listRoutes(server, {
    path: 'mapa',
    operationId: 'exportar_mapa',
    title: 'list_mapa',
    query: PRODUCT_FILTER_QUERY,
    make: async (query, words) => {
      const asked = queryProducts(query, []);
      const engine = await ruptura.fresh();
      const products = withWords(asked, productNames, engine);
      return { list: exportHeatMap(engine, productList, products, words), engine };
    },
  });
}

function receiptListRoute(server: TypedServer, { ruptura, receiptList, productNames }: Services): void {
  listRoutes(server, {
    path: 'entradas',
    operationId: 'exportar_entradas',
    title: 'list_entradas',
    query: RECEIPT_FILTER_QUERY,
    make: async (query, words) => {
      const asked = queryReceipts(query);
      const engine = await ruptura.fresh();
      const receipts = withWords(asked, productNames, engine);
      const { pool } = ruptura.database;
      return { list: await exportReceipts(pool, engine, receiptList, receipts, words), engine };
    },
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
