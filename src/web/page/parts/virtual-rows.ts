import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type VirtualItem,
  Virtualizer,
} from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';

/** A row in sight, and the elements that show it. */
export interface VirtualRow {
  readonly index: number;
  readonly start: number;
  /** Rows that come into sight take the elements of rows that left it: filling them anew costs less than making them. */
  readonly slot: number;
}

export interface VirtualRows {
  /** By slot while a person scrolls, so that nothing is moved about; in the order of the list when it rests. */
  readonly items: readonly VirtualRow[];
  /** Indices of the first and the last row in sight, and of those around them that are there too. */
  readonly first: number;
  readonly last: number;
  readonly height: number;
  /** Scrolls just so far that a row can be seen. */
  reveal(index: number): void;
  toTop(): void;
  /** Rows a page of the screen holds. */
  readonly perPage: number;
}

/** Rows of one height in a box that scrolls: only those in sight, and a few around them, are there. */
export function useVirtualRows(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  rowHeight: number,
  headHeight: number,
): VirtualRows {
  const [, rerender] = useReducer((turn: number) => turn + 1, 0);
  const options = {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => rerender(0),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, HTMLElement>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  // Heights are kept until it is told that they are others.
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  useLayoutEffect(() => virtualizer._willUpdate());
  const items = virtualizer.getVirtualItems();
  const slots = useSlots(items.length);
  const seen = (virtualizer.scrollRect?.height ?? 0) - headHeight;
  return {
    items: slotted(items, slots, virtualizer.isScrolling),
    first: items[0]?.index ?? 0,
    last: items.at(-1)?.index ?? 0,
    height: virtualizer.getTotalSize(),
    reveal: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }),
    toTop: () => virtualizer.scrollToOffset(0),
    perPage: Math.max(1, Math.floor(seen / rowHeight) - 1),
  };
}

/** How many slots there are: as many as rows ever were in sight together, so that each keeps its own. */
function useSlots(rows: number): number {
  const most = useRef(1);
  most.current = Math.max(most.current, rows);
  return most.current;
}

function slotted(items: readonly VirtualItem[], slots: number, isScrolling: boolean): VirtualRow[] {
  const rows = items.map(({ index, start }) => ({ index, start, slot: index % slots }));
  return isScrolling ? rows.sort((a, b) => a.slot - b.slot) : rows;
}
