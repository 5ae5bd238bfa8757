import { STOCKOUT_STATUSES, type StockoutStatus } from '../../../../contract/codes.ts';
import type { HeatMapAnswer, StockoutsAnswer } from '../../../../contract/stock-wire.ts';
import { changeQuery, pageAddress } from '../../app/router.ts';
import { type ApiPath, apiPath } from '../../data/api.ts';

/** In which order the products stand: the worst first, or most R$ short. */
export const MAP_ORDERS = ['urgencia', 'valor_aguardando'] as const;
export type MapOrder = (typeof MAP_ORDERS)[number];

/** What of the map is shown, in the words of the URL and of `GET /api/estoque/mapa`: they are the same. */
export interface MapFilter {
  readonly texto?: string;
  readonly status?: string;
}

/** The filter of a URL. */
export function mapFilterOf(query: URLSearchParams): MapFilter {
  const texto = query.get('texto') ?? '';
  const status = chosenStatuses(query.get('status') ?? '').join(',');
  return { ...(texto === '' ? {} : { texto }), ...(status === '' ? {} : { status }) };
}

/** The order of a URL. */
export function mapOrderOf(query: URLSearchParams): MapOrder {
  return MAP_ORDERS.find((one) => one === query.get('ordenar')) ?? 'urgencia';
}

/** Statuses of a filter, of those there are. */
export function chosenStatuses(status: string): StockoutStatus[] {
  const given = status.split(',');
  return STOCKOUT_STATUSES.filter((one) => given.includes(one));
}

export function changeMapFilter(changes: { texto?: string | null; status?: string | null }): void {
  changeQuery(changes);
}

export function changeMapOrder(order: MapOrder): void {
  changeQuery({ ordenar: order === 'urgencia' ? null : order });
}

export function clearMapFilter(): void {
  changeQuery({ texto: null, status: null });
}

/** A window of the map. */
export function mapPath(
  filter: MapFilter,
  order: MapOrder,
  position: number,
  limit: number,
): ApiPath<HeatMapAnswer> {
  return apiPath('/api/estoque/mapa', {
    ...filter,
    ...orderParameters(order),
    posicao: position,
    limite: limit,
  });
}

/** Only what the products that a text lets through come to. */
export function mapTotalsPath(texto: string | undefined): ApiPath<StockoutsAnswer> {
  return apiPath('/api/estoque/rupturas', { texto, status: STOCKOUT_STATUSES.join(','), limite: 0 });
}

/** The rows shown, as a file. */
export function mapExport(filter: MapFilter, order: MapOrder, format: string): string {
  return apiPath('/api/exportar/mapa', { ...filter, ...orderParameters(order), formato: format });
}

function orderParameters(order: MapOrder) {
  return order === 'urgencia' ? {} : { ordenar: order, sentido: 'desc' };
}

/** The stock card of a product, on a day where one is given. */
export function cardAddress(product: string, day: string | null): string {
  return pageAddress('produto', { cod_produto: product }, { dia: day });
}
