import { type ReadonlySignal, signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { HeatRow } from '../../../../contract/stock-wire.ts';
import { ask } from '../../data/api.ts';
import { anyRow, useFollowing } from '../../data/followed-list.ts';
import { RowWindows } from '../../data/row-windows.ts';
import { type MapFilter, type MapOrder, mapPath } from './map-view.ts';

/** The map as it is fetched. */
export interface MapRows {
  readonly windows: RowWindows<HeatRow>;
  /** D0..D28, `yyyy-mm-dd`; empty until the first answer. */
  readonly days: ReadonlySignal<readonly string[]>;
  /** Days whose balance is another than the one last seen of the product. */
  changedDays(row: HeatRow): ReadonlySet<number>;
}

/** A day of a product, by its place on the map. */
export interface Point {
  readonly index: number;
  readonly day: number;
}

function keyOf(row: HeatRow): string {
  return row.cod_produto;
}

/** Products seen last, of which changes are told; a person does not remember more. */
const MOST_SEEN = 5000;
const NONE: ReadonlySet<number> = new Set();

/** The products of a filter in an order; they follow the book. */
export function useMapRows(filter: MapFilter, order: MapOrder): MapRows {
  const question = JSON.stringify([filter, order]);
  // The key stands for the question.
  const rows = useMemo(() => makeRows(filter, order), [question]);
  useFollowing(rows.windows, anyRow);
  return rows;
}

function makeRows(filter: MapFilter, order: MapOrder): MapRows {
  const days = signal<readonly string[]>([]);
  const seen = new Map<string, HeatRow>();
  const changed = new WeakMap<HeatRow, ReadonlySet<number>>();
  const windows = new RowWindows<HeatRow>({
    keyOf,
    fetch: async (position, limit, abort) => {
      const map = await ask(mapPath(filter, order, position, limit), { signal: abort });
      const rows = map.produtos;
      if (seen.size > MOST_SEEN) seen.clear();
      for (const row of rows) {
        changed.set(row, daysThatDiffer(seen.get(row.cod_produto), row));
        seen.set(row.cod_produto, row);
      }
      if (days.peek()[0] !== map.dias[0]) days.value = map.dias;
      return { rows, total: map.total, version: map.versao };
    },
  });
  return { windows, days, changedDays: (row) => changed.get(row) ?? NONE };
}

function daysThatDiffer(before: HeatRow | undefined, after: HeatRow): ReadonlySet<number> {
  if (before === undefined) return NONE;
  const days = new Set<number>();
  for (const [day, balance] of after.saldos.entries()) if (balance !== before.saldos[day]) days.add(day);
  return days;
}
