import type { Sorting } from '../../parts/data-table.tsx';
import type { PrintChoice } from '../../parts/print-menu.tsx';
import { orderBookPrint, SHEETS, sheetsPrint } from './carteira-view.ts';
import type { Filter } from './order-filter.ts';
import { WORDS } from './words.ts';

/** What can be printed of the orders shown: the list, and sheets for the warehouse. */
export function printChoices(
  filter: Filter,
  sorting: Sorting,
  columns: readonly string[],
): [PrintChoice, ...PrintChoice[]] {
  const sheets = SHEETS.map((by) => ({
    title: WORDS.say(`print_${by}`),
    path: sheetsPrint(filter, sorting, by),
  }));
  return [{ title: WORDS.say('print_list'), path: orderBookPrint(filter, sorting, columns) }, ...sheets];
}
