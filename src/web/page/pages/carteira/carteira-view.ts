import type { PromiseSituation, Severity } from '../../../../contract/codes.ts';
import { ORDER_SORTS } from '../../../../contract/order-choices.ts';
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

/** Filters whose values are of a closed list, given one after another with commas between. */
const CHOICES: Readonly<Partial<Record<FilterName, readonly string[]>>> = {
  criticidade: SEVERITY_CHOICES,
  situacao: SITUATION_CHOICES,
  pedido_ok: ['0', '1'],
};
const DATES: ReadonlySet<FilterName> = new Set(['expedicao_de', 'expedicao_ate']);
/** What the list can be sorted by. */
const SORTS: ReadonlySet<string> = new Set(ORDER_SORTS);

/** A part of an address that asks for what there is not. */
export interface LeftOut {
  readonly name: FilterName | 'ordenar';
  readonly value: string;
}

/** The filter of a URL, of the values there are: an old or mistyped link shows the list all the same. */
export function orderFilterOf(query: URLSearchParams): Filter {
  return readFilter(query).filter;
}

/** What of a URL is left out because there is no such thing. */
export function leftOutOf(query: URLSearchParams): LeftOut[] {
  const { leftOut } = readFilter(query);
  const sort = query.get('ordenar') ?? '';
  return sort === '' || SORTS.has(sort) ? leftOut : [...leftOut, { name: 'ordenar', value: sort }];
}

function readFilter(query: URLSearchParams): { readonly filter: Filter; readonly leftOut: LeftOut[] } {
  const filter: Partial<Record<FilterName, string>> = {};
  const leftOut: LeftOut[] = [];
  for (const name of FILTER_NAMES) {
    const value = query.get(name) ?? '';
    if (value === '') continue;
    const { known, unknown } = sifted(name, value);
    if (known !== '') filter[name] = known;
    if (unknown !== '') leftOut.push({ name, value: unknown });
  }
  return { filter, leftOut };
}

/** The values a filter knows, and the others. */
function sifted(name: FilterName, value: string): { readonly known: string; readonly unknown: string } {
  if (DATES.has(name)) return isDay(value) ? { known: value, unknown: '' } : { known: '', unknown: value };
  const choices = CHOICES[name];
  if (choices === undefined) return { known: value, unknown: '' };
  const given = value.split(',').filter((one) => one.trim() !== '');
  const isKnown = (one: string): boolean => choices.includes(one.trim().toUpperCase());
  return {
    known: given
      .filter(isKnown)
      .map((one) => one.trim().toUpperCase())
      .join(','),
    unknown: given.filter((one) => !isKnown(one)).join(','),
  };
}

/** Whether a text is a day of the calendar, `yyyy-mm-dd`. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** The filter without what the tiles set. */
export function baseFilter(filter: Filter): Filter {
  return Object.fromEntries(
    Object.entries(filter).filter(([name]) => !TILE_FILTERS.includes(name as FilterName)),
  );
}

export function sortingOf(query: URLSearchParams): Sorting {
  const by = query.get('ordenar') ?? '';
  return { by: SORTS.has(by) ? by : 'expedicao', descending: query.get('sentido') === 'desc' };
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
  sorting: Sorting,
  position: number,
  limit: number,
): ApiPath<OrderBookAnswer> {
  return apiPath('/api/carteira', { ...filter, ...orderOf(sorting), posicao: position, limite: limit });
}

/** Only the totals of a filter. */
export function totalsPath(filter: Filter): ApiPath<OrderBookAnswer> {
  return apiPath('/api/carteira', { ...filter, limite: 0 });
}

/** The rows shown with the columns shown, as a file. */
export function orderBookExport(
  filter: Filter,
  sorting: Sorting,
  columns: readonly string[],
  format: string,
): string {
  const shown = { colunas: columns.join(','), formato: format };
  return apiPath('/api/exportar/carteira', { ...filter, ...orderOf(sorting), ...shown });
}

/** The orders shown as a workbook, a row for each product of each. */
export function itemsExport(filter: Filter, sorting: Sorting): string {
  return apiPath('/api/exportar/itens', { ...filter, ...orderOf(sorting), formato: 'xlsx' });
}

function orderOf({ by, descending }: Sorting) {
  return { ordenar: by, sentido: descending ? 'desc' : null };
}
