import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useShortcut } from './shortcuts.ts';

/** How far around the row that is marked the open one is looked for. */
const NEAR = 200;

interface Walk<Row> {
  readonly rows: { readonly total: ReadonlySignal<number | null>; row(index: number): Row | null };
  readonly keyOf: (row: Row) => string;
  /** Key of the row that is open elsewhere; null where none is. */
  readonly openKey: string | null;
  /** Rows that are passed by while another is open. */
  readonly isHeading: (index: number) => boolean;
  /** The row that is marked. */
  readonly place: number;
  /** Marks a row and brings it into sight. */
  readonly go: (index: number) => void;
  readonly open: (index: number) => void;
  readonly focus: () => void;
}

/**
 * Next and previous, wherever the focus is: where a row is open, its neighbour opens in its place, as soon as it is
 * there; else the mark moves, and the list has the focus.
 */
export function useTableWalk<Row>(walk: Walk<Row>): void {
  const wanted = useRef<number | null>(null);
  const step = (by: 1 | -1): void => {
    const { rows, openKey, place, isHeading, go, focus } = walk;
    const end = (rows.total.peek() ?? 0) - 1;
    let next = (openKey === null ? place : placeOf(walk, openKey, by)) + by;
    while (openKey !== null && isHeading(next)) next += by;
    if (next < 0 || next > end) return;
    go(next);
    if (openKey === null) focus();
    else {
      wanted.current = next;
      openWanted();
    }
  };
  const openWanted = (): void => {
    const { current } = wanted;
    if (current === null || walk.rows.row(current) === null) return;
    wanted.current = null;
    if (!walk.isHeading(current)) walk.open(current);
  };
  useShortcut('next', () => step(1));
  useShortcut('previous', () => step(-1));
  // The rows beyond those that were in sight come a moment later.
  useEffect(openWanted);
  useEffect(() => {
    if (walk.openKey === null) wanted.current = null;
  }, [walk.openKey]);
}

/** Where the open row stands; where the list does not have it near, such that a step leads to the row that is marked. */
function placeOf<Row>({ rows, keyOf, place }: Walk<Row>, openKey: string, by: number): number {
  for (let away = 0; away <= NEAR; away++) {
    for (const index of [place + away, place - away]) {
      const row = index < 0 ? null : rows.row(index);
      if (row !== null && keyOf(row) === openKey) return index;
    }
  }
  return place - by;
}
