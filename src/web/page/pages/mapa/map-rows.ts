import { type ReadonlySignal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { HeatRow } from '../../../../contract/stock-wire.ts';
import { ask } from '../../data/api.ts';
import { onTouched } from '../../data/live.ts';
import { RowWindows } from '../../data/row-windows.ts';
import { type MapFilter, mapPath, waitingPath } from './map-view.ts';

/** A product of the map. */
export interface MapRow extends HeatRow {
  /** Orders that lack it and what those items are worth; null where that is not known. */
  readonly orders: number | null;
  readonly value: number | null;
}

/** The map as it is fetched. */
export interface MapRows {
  readonly windows: RowWindows<MapRow>;
  /** D0..D28, `yyyy-mm-dd`; empty until the first answer. */
  readonly days: ReadonlySignal<readonly string[]>;
  /** Days whose balance is another than the one last seen of the product. */
  changedDays(row: MapRow): ReadonlySet<number>;
}

/** A day of a product, by its place on the map. */
export interface Point {
  readonly index: number;
  readonly day: number;
}

function keyOf(row: MapRow): string {
  return row.cod_produto;
}

/** Products seen last, of which changes are told; a person does not remember more. */
const MOST_SEEN = 5000;
const NONE: ReadonlySet<number> = new Set();

/** The products of a filter, the worst first; they follow the book. */
export function useMapRows(filter: MapFilter): MapRows {
  const question = JSON.stringify(filter);
  const rows = useMemo(() => makeRows(JSON.parse(question) as MapFilter), [question]);
  useEffect(() => {
    const unlisten = onTouched((touched) => {
      if (touched.all || touched.products.size > 0 || touched.orders.size > 0) rows.windows.touch();
    });
    return () => {
      unlisten();
      rows.windows.close();
    };
  }, [rows]);
  return rows;
}

function makeRows(filter: MapFilter): MapRows {
  const days = signal<readonly string[]>([]);
  const seen = new Map<string, MapRow>();
  const changed = new WeakMap<MapRow, ReadonlySet<number>>();
  const windows = new RowWindows<MapRow>({
    keyOf,
    fetch: async (position, limit, abort) => {
      // Both lists have one order; should a commit come between them, the code tells which row is meant.
      const [map, waiting] = await Promise.all([
        ask(mapPath(filter, position, limit), { signal: abort }),
        ask(waitingPath(filter, position, limit), { signal: abort }),
      ]);
      const byCode = new Map(waiting.produtos.map((one) => [one.cod_produto, one]));
      const rows = map.produtos.map((row): MapRow => {
        const found = byCode.get(row.cod_produto);
        return {
          ...row,
          orders: found?.pedidos_aguardando ?? null,
          value: found?.valor_aguardando ?? null,
        };
      });
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

function daysThatDiffer(before: MapRow | undefined, after: MapRow): ReadonlySet<number> {
  if (before === undefined) return NONE;
  const days = new Set<number>();
  for (const [day, balance] of after.saldos.entries()) if (balance !== before.saldos[day]) days.add(day);
  return days;
}
