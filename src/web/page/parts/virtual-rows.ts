import type { RefObject } from 'preact';
import { useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';

/** A row in sight, and the elements that show it. */
export interface VirtualRow {
  readonly index: number;
  /** From the top of what scrolls, in pixels. */
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

/** Rows that are there above and below those in sight. */
const AROUND = 5;
/** A person who has not scrolled for so long has come to rest. */
const REST_MS = 150;

/** Where a box of rows is scrolled to, and how high it is under its heading. */
export interface RowsView {
  readonly top: number;
  readonly height: number;
}

/** The rows that are there: those in sight and a few around them; null where there are none. */
export function rowsInView(
  { top, height }: RowsView,
  rowHeight: number,
  count: number,
): { readonly first: number; readonly last: number } | null {
  if (count === 0 || height <= 0) return null;
  const last = Math.min(count - 1, Math.ceil((top + height) / rowHeight) - 1 + AROUND);
  // Where the list has just become shorter, what is scrolled to is beyond its end for a moment.
  return { first: Math.max(0, Math.min(Math.floor(top / rowHeight) - AROUND, last)), last };
}

/** Where to scroll to so that a row can be seen: as little as possible; null where it can be. */
export function topThatShows(index: number, { top, height }: RowsView, rowHeight: number): number | null {
  const start = index * rowHeight;
  if (start < top) return start;
  const end = start + rowHeight - height;
  return end > top ? end : null;
}

/**
 * Follows the scrolling of one box.
 *
 *     scroll    rows are asked for anew where others are in sight; it scrolls until REST_MS after the last one
 *     resize    the height is another
 *     follow    another element, or none, is the box from now on
 */
class Scrolling {
  isScrolling = false;
  readonly #changed: () => void;
  #element: HTMLElement | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #height = 0;
  #top = 0;
  readonly #sizes = new ResizeObserver(() => this.#measure());

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  follow(element: HTMLElement | null): void {
    if (element === this.#element) return;
    this.#element?.removeEventListener('scroll', this.#scrolled);
    this.#sizes.disconnect();
    clearTimeout(this.#timer);
    this.isScrolling = false;
    this.#element = element;
    this.#top = 0;
    if (element === null) return;
    element.addEventListener('scroll', this.#scrolled, { passive: true });
    this.#sizes.observe(element);
    this.#measure();
  }

  view(headHeight: number): RowsView {
    return { top: this.#top, height: this.#height - headHeight };
  }

  to(top: number): void {
    this.#element?.scrollTo({ top });
  }

  #measure(): void {
    const height = this.#element?.clientHeight ?? 0;
    if (height === this.#height) return;
    this.#height = height;
    this.#changed();
  }

  readonly #scrolled = (): void => {
    this.isScrolling = true;
    // Here it costs nothing: asked for in the middle of rendering, everything would be laid out first.
    this.#top = this.#element?.scrollTop ?? 0;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.isScrolling = false;
      this.#changed();
    }, REST_MS);
    this.#changed();
  };
}

/** Rows of one height in a box that scrolls under a heading: only those in sight, and a few around them, are there. */
export function useVirtualRows(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  rowHeight: number,
  headHeight: number,
): VirtualRows {
  const [, rerender] = useReducer((turn: number) => turn + 1, 0);
  const [scrolling] = useState(() => new Scrolling(() => rerender(0)));
  useLayoutEffect(() => scrolling.follow(scroller.current));
  useLayoutEffect(() => () => scrolling.follow(null), [scrolling]);
  const view = scrolling.view(headHeight);
  const { first, last } = rowsInView(view, rowHeight, count) ?? { first: 0, last: -1 };
  const slots = useSlots(last - first + 1);
  const rows: VirtualRow[] = [];
  for (let index = first; index <= last; index++) {
    rows.push({ index, start: headHeight + index * rowHeight, slot: index % slots });
  }
  return {
    items: scrolling.isScrolling ? rows.sort((a, b) => a.slot - b.slot) : rows,
    first,
    last: Math.max(0, last),
    height: count * rowHeight,
    reveal: (index) => {
      const top = topThatShows(index, scrolling.view(headHeight), rowHeight);
      if (top !== null) scrolling.to(top);
    },
    toTop: () => scrolling.to(0),
    perPage: Math.max(1, Math.floor(view.height / rowHeight) - 1),
  };
}

/** How many slots there are: as many as rows ever were in sight together, so that each keeps its own. */
function useSlots(rows: number): number {
  const most = useRef(1);
  most.current = Math.max(most.current, rows);
  return most.current;
}
