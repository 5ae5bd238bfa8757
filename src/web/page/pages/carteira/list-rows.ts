import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { OrderRow } from '../../../../contract/order-wire.ts';
import { ask } from '../../data/api.ts';
import { onTouched } from '../../data/live.ts';
import { RowWindows } from '../../data/row-windows.ts';
import type { Sorting } from '../../parts/data-table.tsx';
import { type Filter, rowsPath } from './carteira-view.ts';

/** Rows on the screen, and those asked for, which may not be there yet. */
export interface ListRows {
  readonly shown: RowWindows<OrderRow>;
  readonly asked: RowWindows<OrderRow>;
}

/** What tells orders apart. */
export function orderKey(row: OrderRow): string {
  return row.num_pedido;
}

/** The rows of a filter in an order; they follow the book. Those of the question before stay until the new ones come. */
export function useListRows(filter: Filter, sorting: Sorting): ListRows {
  const question = JSON.stringify([filter, sorting]);
  // The question stands for filter and sorting.
  const asked = useMemo(() => {
    const [wanted, by] = JSON.parse(question) as [Filter, Sorting];
    return windowsOf(wanted, by);
  }, [question]);
  const shown = useRef(asked);
  if (asked.total.value !== null) shown.current = asked;
  useEffect(() => {
    const unlisten = onTouched((touched) => {
      if (touched.all || touched.orders.size > 0) asked.touch();
    });
    return () => {
      unlisten();
      asked.close();
    };
  }, [asked]);
  return { shown: shown.current, asked };
}

function windowsOf(filter: Filter, sorting: Sorting): RowWindows<OrderRow> {
  return new RowWindows<OrderRow>({
    keyOf: orderKey,
    fetch: async (position, limit, signal) => {
      const answer = await ask(rowsPath(filter, sorting, position, limit), { signal });
      return { rows: answer.pedidos, total: answer.total, version: answer.versao };
    },
  });
}
