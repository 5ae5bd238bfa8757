import { STOCKOUT_STATUSES, type StockoutStatus } from '../../../../contract/codes.ts';
import type { HeatMapAnswer, StockoutsAnswer } from '../../../../contract/stock-wire.ts';
import { changeQuery, pageAddress } from '../../app/router.ts';
import { type ApiPath, apiPath } from '../../data/api.ts';

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

/** Statuses of a filter, of those there are. */
export function chosenStatuses(status: string): StockoutStatus[] {
  const given = status.split(',');
  return STOCKOUT_STATUSES.filter((one) => given.includes(one));
}

export function changeMapFilter(changes: { texto?: string | null; status?: string | null }): void {
  changeQuery(changes);
}

export function clearMapFilter(): void {
  changeQuery({ texto: null, status: null });
}

/** A window of the map. */
export function mapPath(filter: MapFilter, position: number, limit: number): ApiPath<HeatMapAnswer> {
  return apiPath('/api/estoque/mapa', { ...filter, posicao: position, limite: limit });
}

/** The same window with the orders and the value that wait for each product. */
export function waitingPath(filter: MapFilter, position: number, limit: number): ApiPath<StockoutsAnswer> {
  const status = filter.status ?? STOCKOUT_STATUSES.join(',');
  return apiPath('/api/estoque/rupturas', { ...filter, status, posicao: position, limite: limit });
}

/** Only how many products have a status, among those a text lets through. */
export function countPath(texto: string | undefined, status: StockoutStatus): ApiPath<HeatMapAnswer> {
  return apiPath('/api/estoque/mapa', { texto, status, limite: 0 });
}

/** The rows shown, as a file. */
export function mapExport(filter: MapFilter, format: string): string {
  return apiPath('/api/exportar/mapa', { ...filter, formato: format });
}

/** The stock card of a product, on a day where one is given. */
export function cardAddress(product: string, day: string | null): string {
  return pageAddress('produto', { cod_produto: product }, { dia: day });
}
