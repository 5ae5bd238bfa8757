import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { OrderRow } from '../../../../contract/order-wire.ts';
import { asApiError, ask } from '../../data/api.ts';
import type { Sorting } from '../../parts/data-table.tsx';
import { notify } from '../../parts/notices.tsx';
import type { Picking } from '../../parts/picking.tsx';
import { rowsPath } from './carteira-view.ts';
import { isGroup, type ListRow } from './grouped-rows.ts';
import type { AskedList } from './list-rows.ts';
import type { Filter } from './order-filter.ts';
import {
  everything,
  extended,
  isSelected,
  NOTHING_SELECTED,
  rangeTo,
  type Selection,
  toggled,
} from './selection.ts';
import { WORDS } from './words.ts';

/** Orders that are selected now; they are of the filter in force. */
export const selection = signal<Selection>(NOTHING_SELECTED);
/** Orders asked for at a time. */
const MOST_ROWS = 1000;

export function clearSelection(): void {
  selection.value = NOTHING_SELECTED;
}

/** How the rows of the list are picked. Another filter begins without any. */
export function usePicking(list: AskedList, filter: Filter, sorting: Sorting): Picking<ListRow> {
  const question = JSON.stringify(filter);
  useEffect(() => clearSelection, [question]);
  const { value } = selection;
  return useMemo(
    () => ({
      isPicked: (row) => (isGroup(row) ? null : isSelected(value, row.num_pedido)),
      hasAll: value.isAll && value.apart.size === 0,
      label: WORDS.say('select_all'),
      toggle: (index) => {
        const row = list.rows.row(index);
        if (row !== null && !isGroup(row)) selection.value = toggled(selection.value, row, index);
      },
      extend: (index) => void extendTo(list, filter, sorting, index),
      all: () => {
        selection.value = selection.value.isAll ? NOTHING_SELECTED : everything();
      },
    }),
    [value, list, question, sorting.by, sorting.descending],
  );
}

async function extendTo(list: AskedList, filter: Filter, sorting: Sorting, index: number): Promise<void> {
  const before = selection.value;
  const [from, to] = rangeTo(before, index);
  try {
    const orders = await ordersBetween(list, filter, sorting, from, to);
    // Meanwhile the person may have begun anew.
    if (selection.value === before) selection.value = extended(before, orders);
  } catch (error) {
    notify(asApiError(error).message, 'danger');
  }
}

/** The orders of some rows; those that were never looked at are asked for. */
async function ordersBetween(
  { rows }: AskedList,
  filter: Filter,
  sorting: Sorting,
  from: number,
  to: number,
): Promise<OrderRow[]> {
  const known = Array.from({ length: to - from + 1 }, (_, at) => rows.row(from + at));
  const isGrouped = known.some((row) => row !== null && isGroup(row));
  if (isGrouped || !known.includes(null)) {
    return known.filter((row): row is OrderRow => row !== null && !isGroup(row));
  }
  const orders: OrderRow[] = [];
  for (let at = from; at <= to; at += MOST_ROWS) {
    const limit = Math.min(MOST_ROWS, to - at + 1);
    orders.push(...(await ask(rowsPath(filter, sorting, at, limit))).pedidos);
  }
  return orders;
}

/** Numbers of the selected orders; of all of a filter those that are left are asked for. */
export async function selectedOrders(filter: Filter, sorting: Sorting): Promise<string[]> {
  const { isAll, apart } = selection.value;
  if (!isAll) return [...apart.keys()];
  const codes: string[] = [];
  for (let at = 0; ; at += MOST_ROWS) {
    const { pedidos, total } = await ask(rowsPath(filter, sorting, at, MOST_ROWS));
    for (const { num_pedido } of pedidos) if (!apart.has(num_pedido)) codes.push(num_pedido);
    if (at + MOST_ROWS >= total || pedidos.length === 0) return codes;
  }
}
