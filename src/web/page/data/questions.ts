import type { OrderDetails } from '../../../contract/order-wire.ts';
import type { SearchAnswer } from '../../../contract/search-wire.ts';
import type { ProjectionAnswer } from '../../../contract/wire.ts';
import { type ApiPath, apiPath } from './api.ts';

/** What the pages ask, and what each question answers. */

export function orderDetails(order: string): ApiPath<OrderDetails> {
  return apiPath(`/api/pedido/${encodeURIComponent(order)}/detalhes-completo`);
}

export function projection(product: string): ApiPath<ProjectionAnswer> {
  return apiPath(`/api/estoque/${encodeURIComponent(product)}/projecao`);
}

export function searchResults(text: string, limit: number): ApiPath<SearchAnswer> {
  return apiPath('/api/busca', { q: text, limite: limit });
}

/** `GET /saude`, of which the pages need the business date. */
export const HEALTH: ApiPath<{ readonly data_hoje: string | null; readonly data_fixa: boolean }> = '/saude';
