import { STOCKOUT_STATUSES, type StockoutStatus } from '../../../../contract/codes.ts';
import {
  PRODUCT_COLUMNS,
  PRODUCT_SORTS,
  type ProductColumn,
  type ProductSort,
} from '../../../../contract/product-choices.ts';
import type { StockoutsAnswer } from '../../../../contract/stock-wire.ts';
import { type ApiPath, apiPath } from '../../data/api.ts';
import type { Sorting } from '../../parts/data-table.tsx';

/** What of the products is shown, in the words of the URL and of `GET /api/estoque/rupturas`: they are the same. */
export interface ProductsFilter {
  readonly texto?: string;
  readonly status?: string;
  readonly esta_semana?: '1';
  readonly sem_entrada?: '1';
}

/** Columns of the page, each by the field it is exported under; `proxima_entrada` shows its quantity too. */
export type ShownColumn = Exclude<ProductColumn, 'qtd_proxima_entrada'>;

/** Most R$ first: what a person looks for here. */
const USUAL_SORT = 'valor_aguardando' satisfies ProductSort;
/** Columns whose largest figures are looked for first. */
const LARGEST_FIRST: ReadonlySet<string> = new Set([
  'pedidos_aguardando',
  'valor_aguardando',
  'estoque_atual',
]);
/** Always there, in front: it says which product a row is. */
const FIRST = 'cod_produto';
/** Gives way where the window is narrow. */
const GIVES_WAY: ShownColumn = 'menor_estoque';
const WIDE = 1400;

/** The filter of a URL. */
export function productsFilterOf(query: URLSearchParams): ProductsFilter {
  const texto = query.get('texto') ?? '';
  const given = (query.get('status') ?? '').split(',');
  const status = STOCKOUT_STATUSES.filter((one) => given.includes(one)).join(',');
  return {
    ...(texto === '' ? {} : { texto }),
    ...(status === '' ? {} : { status }),
    ...(query.get('esta_semana') === '1' ? { esta_semana: '1' } : {}),
    ...(query.get('sem_entrada') === '1' ? { sem_entrada: '1' } : {}),
  };
}

export function statusesOf({ status = '' }: ProductsFilter): StockoutStatus[] {
  const given = status.split(',');
  return STOCKOUT_STATUSES.filter((one) => given.includes(one));
}

/** The order of a URL; what it does not know is the usual one. */
export function productsSortingOf(query: URLSearchParams): Sorting {
  const by = PRODUCT_SORTS.find((one) => one === query.get('ordenar'));
  if (by === undefined) return { by: USUAL_SORT, descending: true };
  return { by, descending: query.get('sentido') === 'desc' };
}

/** The order that a click on the head of a column asks for, as changes of the URL. */
export function sortingChange({ by, descending }: Sorting, before: Sorting): Record<string, string | null> {
  const largestFirst = by !== before.by && LARGEST_FIRST.has(by);
  const isDescending = largestFirst || descending;
  if (by === USUAL_SORT && isDescending) return { ordenar: null, sentido: null };
  return { ordenar: by, sentido: isDescending ? 'desc' : null };
}

/** Columns shown, in their order: those of the URL, else the usual ones. */
export function shownProductColumns(text: string | null, windowWidth: number): ShownColumn[] {
  const all = PRODUCT_COLUMNS.filter((one): one is ShownColumn => one !== 'qtd_proxima_entrada');
  const given = (text ?? '').split(',').flatMap((id) => all.filter((one) => one === id));
  if (given.length > 0) return [FIRST, ...new Set(given.filter((id) => id !== FIRST))];
  return windowWidth >= WIDE ? all : all.filter((id) => id !== GIVES_WAY);
}

/** A window of the list. */
export function productsPath(
  filter: ProductsFilter,
  sorting: Sorting,
  position: number,
  limit: number,
): ApiPath<StockoutsAnswer> {
  return apiPath('/api/estoque/rupturas', {
    ...parametersOf(filter, sorting),
    posicao: position,
    limite: limit,
  });
}

/** What all products that a text lets through come to; asked in the order of the list, which is there already. */
export function productTotalsPath({ texto }: ProductsFilter, sorting: Sorting): ApiPath<StockoutsAnswer> {
  const filter = texto === undefined ? {} : { texto };
  return productsPath(filter, sorting, 0, 0);
}

/** The list shown, with its columns, as a file. */
export function productsExport(
  filter: ProductsFilter,
  sorting: Sorting,
  columns: readonly ShownColumn[],
  format: string,
): string {
  const fields = columns.flatMap((id) => (id === 'proxima_entrada' ? [id, `qtd_${id}`] : [id]));
  return apiPath('/api/exportar/rupturas', {
    ...parametersOf(filter, sorting),
    colunas: fields.join(','),
    formato: format,
  });
}

function parametersOf(filter: ProductsFilter, { by, descending }: Sorting) {
  const status = filter.status ?? STOCKOUT_STATUSES.join(',');
  return { ...filter, status, ordenar: by, sentido: descending ? 'desc' : 'asc' };
}
