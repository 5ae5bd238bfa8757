import { apiPath } from '../../data/api.ts';
import type { Sorting } from '../../parts/data-table.tsx';
import { language } from '../../words/preferences.ts';
import { SHELL } from '../../words/shell-words.ts';
import { itemsExport, orderBookExport, orderBookPrint, sheetsPrint } from './carteira-view.ts';
import type { Filter } from './order-filter.ts';
import { selectedOrders, selection } from './use-selection.ts';
import { WORDS } from './words.ts';

/** More orders, or a longer address, are refused on the way. */
const MOST_ORDERS = 1000;
const LONGEST = 12_000;

/** A file or a print that can be made of what is selected. */
interface SelectedFile {
  readonly title: string;
  /** Of all orders of the filter. */
  readonly path: string;
  /** Kept as a file; else opened beside, as pages for paper. */
  readonly isFile: boolean;
}

export function filesOf(filter: Filter, sorting: Sorting, columns: readonly string[]): SelectedFile[] {
  return [
    { title: SHELL.say('export'), path: orderBookExport(filter, sorting, columns, 'xlsx'), isFile: true },
    { title: WORDS.say('selection_items'), path: itemsExport(filter, sorting), isFile: true },
    { title: SHELL.say('print'), path: orderBookPrint(filter, sorting, columns), isFile: false },
    { title: WORDS.say('selection_sheets'), path: sheetsPrint(filter, sorting, 'lote'), isFile: false },
  ];
}

/** The same of the selected orders only; null where they are too many to name one by one. */
export async function takenPath(path: string, filter: Filter, sorting: Sorting): Promise<string | null> {
  const { isAll, apart } = selection.value;
  const whole = apiPath<never>(path, { idioma: language.value });
  if (isAll && apart.size === 0) return whole;
  const orders = await selectedOrders(filter, sorting);
  // One code is a list of codes, too, where it holds a comma: then each stands by itself.
  const isPlain = orders.every((code) => !code.includes(','));
  const taken = apiPath<never>(whole, { pedidos: isPlain ? orders.join(',') : [...orders, orders[0] ?? ''] });
  return orders.length > MOST_ORDERS || taken.length > LONGEST ? null : taken;
}
