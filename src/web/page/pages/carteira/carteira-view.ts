import type { PromiseSituation, Severity } from '../../../../contract/codes.ts';
import type { OrderBookAnswer } from '../../../../contract/order-wire.ts';
import { changeQuery } from '../../app/router.ts';
import { type ApiPath, apiPath } from '../../data/api.ts';
import type { Sorting } from '../../parts/data-table.tsx';

/** What of the order book is shown, in the words of the URL and of `GET /api/carteira`: they are the same. */
export const FILTER_NAMES = [
  'texto',
  'cliente',
  'uf',
  'cod_produto',
  'expedicao_de',
  'expedicao_ate',
  'criticidade',
  'situacao',
  'pedido_ok',
] as const;
export type FilterName = (typeof FILTER_NAMES)[number];
export type Filter = Readonly<Partial<Record<FilterName, string>>>;

/** Filters that the tiles set: their numbers are told of the book without these. */
const TILE_FILTERS: readonly FilterName[] = ['criticidade', 'situacao', 'pedido_ok'];

export type SeverityChoice = Severity | 'OK';
export const SEVERITY_CHOICES: readonly SeverityChoice[] = ['CRITICA', 'ALTA', 'MEDIA', 'BAIXA', 'OK'];
export const SITUATION_CHOICES: readonly PromiseSituation[] = [
  'NO_PRAZO',
  'ATRASADO',
  'SEM_DATA',
  'FORA_DO_HORIZONTE',
];

/** The filter of a URL. */
export function orderFilterOf(query: URLSearchParams): Filter {
  const filter: Partial<Record<FilterName, string>> = {};
  for (const name of FILTER_NAMES) {
    const value = query.get(name);
    if (value !== null && value !== '') filter[name] = value;
  }
  return filter;
}

/** The filter without what the tiles set. */
export function baseFilter(filter: Filter): Filter {
  return Object.fromEntries(
    Object.entries(filter).filter(([name]) => !TILE_FILTERS.includes(name as FilterName)),
  );
}

export function sortingOf(query: URLSearchParams): Sorting {
  return { by: query.get('ordenar') ?? 'expedicao', descending: query.get('sentido') === 'desc' };
}

/** Codes of a filter of several choices, of those there are. */
export function chosenCodes<Choice extends string>(
  value: string | undefined,
  choices: readonly Choice[],
): Choice[] {
  const given = (value ?? '').split(',');
  return choices.filter((choice) => given.includes(choice));
}

/** Sets filters; what is not named stays, and an open order closes no more than it must. */
export function changeOrderFilter(changes: Readonly<Partial<Record<FilterName, string | null>>>): void {
  changeQuery(changes as Readonly<Record<string, string | null>>);
}

export function clearOrderFilter(): void {
  changeQuery(Object.fromEntries(FILTER_NAMES.map((name) => [name, null])));
}

export function setSorting({ by, descending }: Sorting): void {
  changeQuery({ ordenar: by, sentido: descending ? 'desc' : null });
}

/** A window of the rows. */
export function rowsPath(
  filter: Filter,
  { by, descending }: Sorting,
  position: number,
  limit: number,
): ApiPath<OrderBookAnswer> {
  const order = { ordenar: by, sentido: descending ? 'desc' : null };
  return apiPath('/api/carteira', { ...filter, ...order, posicao: position, limite: limit });
}

/** Only the totals of a filter. */
export function totalsPath(filter: Filter): ApiPath<OrderBookAnswer> {
  return apiPath('/api/carteira', { ...filter, limite: 0 });
}

/** The rows shown, as a file. */
export function orderBookExport(filter: Filter, { by, descending }: Sorting, format: string): string {
  const order = { ordenar: by, sentido: descending ? 'desc' : null };
  return apiPath('/api/exportar/carteira', { ...filter, ...order, formato: format });
}
