import type { OrderDetails } from '../../../contract/order-wire.ts';
import type { SearchAnswer } from '../../../contract/search-wire.ts';
import type { SettingsAnswer } from '../../../contract/settings-wire.ts';
import type { CardexAnswer, ProductOrdersAnswer } from '../../../contract/stock-wire.ts';
import type { ProjectionAnswer } from '../../../contract/wire.ts';
import { type ApiPath, apiPath } from './api.ts';

/** What the pages ask, and what each question answers. */

export function orderDetails(order: string): ApiPath<OrderDetails> {
  return apiPath(`/api/pedido/${encodeURIComponent(order)}/detalhes-completo`);
}

export function projection(product: string): ApiPath<ProjectionAnswer> {
  return apiPath(`/api/estoque/${encodeURIComponent(product)}/projecao`);
}

/** With the days from which a quantity, the text of a JSON number, is there. */
export function projectionFor(product: string, quantity: string): ApiPath<ProjectionAnswer> {
  return apiPath(projection(product), { qtd: quantity });
}

/** The projection with its documents, and the newest movements. */
export function cardex(product: string, movements: number): ApiPath<CardexAnswer> {
  return apiPath(`/api/estoque/${encodeURIComponent(product)}/cardex`, { limite: movements });
}

/** Movements before those a cursor ends with. */
export function olderMovements(product: string, cursor: string, limit: number): ApiPath<CardexAnswer> {
  return apiPath(cardex(product, limit), { cursor });
}

/** Open orders with a product, those short of it first. */
export function ordersOfProduct(product: string, limit: number): ApiPath<ProductOrdersAnswer> {
  return apiPath(`/api/estoque/${encodeURIComponent(product)}/pedidos`, { limite: limit });
}

export function searchResults(text: string, limit: number): ApiPath<SearchAnswer> {
  return apiPath('/api/busca', { q: text, limite: limit });
}

/** The settings in force, and whether there is anything in the database. */
export const CONFIGURATION: ApiPath<SettingsAnswer> = '/api/configuracao';

/** `GET /saude`, of which the pages need the business date. */
export const HEALTH: ApiPath<{ readonly data_hoje: string | null; readonly data_fixa: boolean }> = '/saude';
