import {
  RECEIPT_SORTS,
  RECEIPT_TIMES,
  type ReceiptSort,
  type ReceiptTime,
} from '../../../../contract/product-choices.ts';
import type { ReceiptsAnswer } from '../../../../contract/stock-wire.ts';
import { type ApiPath, apiPath } from '../../data/api.ts';
import type { Sorting } from '../../parts/data-table.tsx';

/** What of the receipts is shown, in the words of the URL and of `GET /api/entradas`: they are the same. */
export interface ReceiptsFilter {
  readonly quando?: string;
  readonly suficiente?: '0' | '1';
  readonly texto?: string;
  readonly cod_produto?: string;
  readonly data_de?: string;
  readonly data_ate?: string;
}

/** Most R$ first: the receipts that free the most. */
export const BY_VALUE = { by: 'valor_a_espera', descending: true } as const satisfies Sorting;
const BY_DAY = { by: 'data', descending: false } as const satisfies Sorting;
/** Columns whose largest figures are looked for first. */
const LARGEST_FIRST: ReadonlySet<string> = new Set<ReceiptSort>([
  'qtd',
  'pedidos_a_espera',
  'valor_a_espera',
  'falta_qtd',
]);
const DAY = /^\d{4}-\d\d-\d\d$/;

/** The filter of a URL. */
export function receiptsFilterOf(query: URLSearchParams): ReceiptsFilter {
  const filter: Record<string, string> = {};
  const keep = (name: string, isValid: (value: string) => boolean): void => {
    const value = query.get(name) ?? '';
    if (value !== '' && isValid(value)) filter[name] = value;
  };
  const times = timesOf({ quando: query.get('quando') ?? '' });
  if (times.length > 0) filter['quando'] = times.join(',');
  keep('suficiente', (value) => value === '0' || value === '1');
  keep('texto', () => true);
  keep('cod_produto', () => true);
  for (const name of ['data_de', 'data_ate']) keep(name, (value) => DAY.test(value));
  return filter;
}

export function timesOf({ quando = '' }: ReceiptsFilter): ReceiptTime[] {
  const given = quando.split(',');
  return RECEIPT_TIMES.filter((one) => given.includes(one));
}

/** The order of a URL; what it does not know is by day. */
export function receiptsSortingOf(query: URLSearchParams): Sorting {
  const by = RECEIPT_SORTS.find((one) => one === query.get('ordenar'));
  return by === undefined ? BY_DAY : { by, descending: query.get('sentido') === 'desc' };
}

/** The order that a click on the head of a column asks for, as changes of the URL. */
export function receiptsSortingChange(wanted: Sorting, before: Sorting): Record<string, string | null> {
  const largestFirst = wanted.by !== before.by && LARGEST_FIRST.has(wanted.by);
  const isDescending = largestFirst || wanted.descending;
  if (wanted.by === BY_DAY.by && !isDescending) return { ordenar: null, sentido: null };
  return { ordenar: wanted.by, sentido: isDescending ? 'desc' : null };
}

/** A window of the list. */
export function receiptsPath(
  filter: ReceiptsFilter,
  sorting: Sorting,
  position: number,
  limit: number,
): ApiPath<ReceiptsAnswer> {
  return withProduct(
    apiPath('/api/entradas', { ...parametersOf(filter, sorting), posicao: position, limite: limit }),
    filter,
  );
}

/** What all receipts of the same products come to; asked in the order of the list, which is there already. */
export function receiptTotalsPath(
  { texto, cod_produto }: ReceiptsFilter,
  sorting: Sorting,
): ApiPath<ReceiptsAnswer> {
  return receiptsPath(
    { ...(texto === undefined ? {} : { texto }), ...(cod_produto === undefined ? {} : { cod_produto }) },
    sorting,
    0,
    0,
  );
}

/** The list shown as a file. */
export function receiptsExport(filter: ReceiptsFilter, sorting: Sorting, format: string): string {
  return withProduct(
    apiPath('/api/exportar/entradas', { ...parametersOf(filter, sorting), formato: format }),
    filter,
  );
}

function parametersOf(filter: ReceiptsFilter, { by, descending }: Sorting) {
  return { ...filter, ordenar: by, sentido: descending ? 'desc' : 'asc' };
}

/** Given once, a code with a comma would be two. */
function withProduct<T>(path: ApiPath<T>, { cod_produto: code = '' }: ReceiptsFilter): ApiPath<T> {
  return code.includes(',') ? `${path}&cod_produto=${encodeURIComponent(code)}` : path;
}
