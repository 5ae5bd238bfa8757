import { type ReadonlySignal, signal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { OrderBookAnswer, OrderGroup, OrderRow } from '../../../../contract/order-wire.ts';
import { ask } from '../../data/api.ts';
import { useFollowing } from '../../data/followed-list.ts';
import type { TouchTest } from '../../data/resource.ts';
import { RowWindows } from '../../data/row-windows.ts';
import type { Sorting } from '../../parts/data-table.tsx';
import { type GroupChoice, groupsPath, rowsPath } from './carteira-view.ts';
import { GroupedRows, groupKey, isGroup, type ListRow } from './grouped-rows.ts';
import type { Filter } from './order-filter.ts';

/** What the answers of a list tell beside its rows. */
export type BesideRows = Pick<OrderBookAnswer, 'totais' | 'promessas_por_dia' | 'adiados_ocultos'>;

/** A list that was asked for: orders, or groups with orders under those that are open. */
export interface AskedList {
  readonly rows: RowWindows<OrderRow> | GroupedRows;
  /** null until the first answer. */
  readonly told: ReadonlySignal<BesideRows | null>;
}

/** The list on the screen, and the one asked for, which may not be there yet. */
export interface ShownList {
  readonly shown: AskedList;
  readonly asked: AskedList;
}

/** What of the order book is asked for. */
interface Question {
  readonly filter: Filter;
  readonly sorting: Sorting;
  readonly grouping: GroupChoice | null;
}

/** What tells lines of the list apart. */
export function listKey(row: ListRow): string {
  return isGroup(row) ? `grupo ${groupKey(row)}` : row.num_pedido;
}

const anyOrder: TouchTest = (touched) => touched.all || touched.orders.size > 0;

/** The list of a filter in an order; it follows the book. The one of the question before stays until the new one comes. */
export function useList(question: Question, openGroups: readonly string[]): ShownList {
  const key = JSON.stringify(question);
  // The key stands for the question.
  const asked = useMemo(() => askedList(JSON.parse(key) as Question), [key]);
  const shown = useRef(asked);
  if (asked.rows.total.value !== null) shown.current = asked;
  useEffect(() => {
    if (asked.rows instanceof GroupedRows) asked.rows.openOnly(openGroups);
  }, [asked, openGroups.join('\n')]);
  useFollowing(asked.rows, anyOrder);
  return { shown: shown.current, asked };
}

/** A row as a run tells it, with what only the list tells: what people wrote about the order. */
export function withNote(before: OrderRow, newer: OrderRow): OrderRow {
  const kept = Object.entries(before).filter(([name]) => name in newer || name === 'anotacao');
  // Fields stay where they were: rows that say the same are then written the same.
  return { ...(Object.fromEntries(kept) as Partial<OrderRow>), ...newer };
}

function askedList({ filter, sorting, grouping }: Question): AskedList {
  const told = signal<BesideRows | null>(null);
  const ordersOf = (wanted: Filter, tell: (answer: OrderBookAnswer) => void): RowWindows<OrderRow> =>
    new RowWindows<OrderRow>({
      keyOf: listKey,
      patched: withNote,
      fetch: async (position, limit, abort) => {
        const answer = await ask(rowsPath(wanted, sorting, position, limit), { signal: abort });
        tell(answer);
        return { rows: answer.pedidos, total: answer.total, version: answer.versao };
      },
    });
  const tell = (answer: OrderBookAnswer): void => {
    told.value = answer;
  };
  if (grouping === null) return { rows: ordersOf(filter, tell), told };
  const groups = new RowWindows<OrderGroup>({
    keyOf: groupKey,
    fetch: async (position, limit, abort) => {
      const answer = await ask(groupsPath(filter, grouping, position, limit), { signal: abort });
      tell(answer);
      const { itens = [], total = 0 } = answer.grupos ?? {};
      return { rows: itens, total, version: answer.versao };
    },
  });
  const rowsOf = (group: OrderGroup) => ordersOf({ ...filter, ...group.filtro }, () => undefined);
  return { rows: new GroupedRows(groups, rowsOf), told };
}
