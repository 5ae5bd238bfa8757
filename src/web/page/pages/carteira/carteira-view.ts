import {
  GROUP_SORTS,
  GROUPINGS,
  type Grouping,
  type GroupSort,
  ORDER_SORTS,
} from '../../../../contract/order-choices.ts';
import type { OrderBookAnswer } from '../../../../contract/order-wire.ts';
import { changeQuery } from '../../app/router.ts';
import { type ApiPath, apiPath } from '../../data/api.ts';
import type { Sorting } from '../../parts/data-table.tsx';
import { type Filter, type FilterName, queryOf, USUAL_SNOOZE, unknownValues } from './order-filter.ts';

const SORTS: ReadonlySet<string> = new Set(ORDER_SORTS);

/** How orders are gathered, and in what order their groups stand. */
export interface GroupChoice {
  readonly by: Grouping;
  readonly sort: GroupSort;
}

const DAY_GROUPINGS: ReadonlySet<Grouping> = new Set(['expedicao', 'promessa']);

/** A part of an address that asks for what there is not. */
export interface LeftOut {
  readonly name: FilterName | 'ordenar' | 'agrupar';
  readonly value: string;
}

/** What of a URL is left out because there is no such thing. */
export function leftOutOf(query: URLSearchParams): LeftOut[] {
  const sort = query.get('ordenar') ?? '';
  const by = query.get('agrupar') ?? '';
  const leftOut: LeftOut[] = unknownValues(query);
  if (sort !== '' && !SORTS.has(sort)) leftOut.push({ name: 'ordenar', value: sort });
  if (by !== '' && groupingOf(query) === null) leftOut.push({ name: 'agrupar', value: by });
  return leftOut;
}

/** How the orders are gathered; null where they are not. Days stand in their own order unless somebody wants another. */
export function groupingOf(query: URLSearchParams): GroupChoice | null {
  const by = GROUPINGS.find((one) => one === query.get('agrupar'));
  if (by === undefined) return null;
  const sort = GROUP_SORTS.find((one) => one === query.get('ordenar_grupos'));
  return { by, sort: sort ?? usualGroupSort(by) };
}

function usualGroupSort(by: Grouping): GroupSort {
  return DAY_GROUPINGS.has(by) ? 'nome' : 'valor';
}

/** Gathers the orders; null lists them one by one. Groups that were open are of another grouping. */
export function setGrouping(choice: GroupChoice | null): void {
  const sort = choice === null || choice.sort === usualGroupSort(choice.by) ? null : choice.sort;
  changeQuery({ agrupar: choice?.by ?? null, ordenar_grupos: sort, aberto: null });
}

/** Keys of the groups that are open. */
export function openGroupsOf(query: URLSearchParams): string[] {
  return [...new Set(query.getAll('aberto'))];
}

/** Opens a group, or closes it again. */
export function toggleGroup(query: URLSearchParams, key: string): void {
  const open = openGroupsOf(query);
  const next = open.includes(key) ? open.filter((one) => one !== key) : [...open, key];
  changeQuery({ aberto: next }, { replace: true });
}

export function sortingOf(query: URLSearchParams): Sorting {
  const by = query.get('ordenar') ?? '';
  return { by: SORTS.has(by) ? by : 'expedicao', descending: query.get('sentido') === 'desc' };
}

export function setSorting({ by, descending }: Sorting): void {
  changeQuery({ ordenar: by, sentido: descending ? 'desc' : null });
}

/**
 * What a filter asks of the server: orders that are put off until a later day are left out of the list unless it says
 * otherwise. They count in the tiles, and the list says how many there are.
 */
export function askedOf(filter: Filter): ReturnType<typeof queryOf> {
  return queryOf({ ...filter, adiados: filter.adiados ?? USUAL_SNOOZE });
}

/** A window of the rows. */
export function rowsPath(
  filter: Filter,
  sorting: Sorting,
  position: number,
  limit: number,
): ApiPath<OrderBookAnswer> {
  return apiPath('/api/carteira', {
    ...askedOf(filter),
    ...orderOf(sorting),
    posicao: position,
    limite: limit,
  });
}

/** A window of the groups. */
export function groupsPath(
  filter: Filter,
  { by, sort }: GroupChoice,
  position: number,
  limit: number,
): ApiPath<OrderBookAnswer> {
  const groups = { agrupar: by, ordenar_grupos: sort };
  return apiPath('/api/carteira', { ...askedOf(filter), ...groups, posicao: position, limite: limit });
}

/** Only the totals of a filter. */
export function totalsPath(filter: Filter): ApiPath<OrderBookAnswer> {
  return apiPath('/api/carteira', { ...askedOf(filter), limite: 0 });
}

/** The rows shown with the columns shown, as a file. */
export function orderBookExport(
  filter: Filter,
  sorting: Sorting,
  columns: readonly string[],
  format: string,
): string {
  const shown = { colunas: columns.join(','), formato: format };
  return apiPath('/api/exportar/carteira', { ...askedOf(filter), ...orderOf(sorting), ...shown });
}

/** The orders shown as a workbook, a row for each product of each. */
export function itemsExport(filter: Filter, sorting: Sorting): string {
  return apiPath('/api/exportar/itens', { ...askedOf(filter), ...orderOf(sorting), formato: 'xlsx' });
}

/** What warehouse sheets are made by, the usual one first. */
export const SHEETS = ['lote', 'uf', 'cidade', 'cliente', 'dia'] as const;

/** The orders shown as pages for paper: the list with its columns, and sheets for the warehouse. */
export function orderBookPrint(filter: Filter, sorting: Sorting, columns: readonly string[]): string {
  return apiPath('/imprimir/carteira', {
    ...askedOf(filter),
    ...orderOf(sorting),
    colunas: columns.join(','),
  });
}

export function sheetsPrint(filter: Filter, sorting: Sorting, by: (typeof SHEETS)[number]): string {
  return apiPath('/imprimir/separacao', { ...askedOf(filter), ...orderOf(sorting), por: by });
}

function orderOf({ by, descending }: Sorting) {
  return { ordenar: by, sentido: descending ? 'desc' : null };
}
