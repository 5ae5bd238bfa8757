import { useLayoutEffect, useRef, useState } from 'preact/hooks';

type Box = { readonly current: HTMLElement | null };
type Widths = readonly { readonly width: number; readonly grow?: number }[];

/** Room at both ends of a row. */
const SIDES = 24;

/** Gives a table the widths of its columns, and a mark where it is wider than its box. */
export function useTableWidths(scroller: Box, columns: Widths): void {
  useTracks(scroller, columns);
  useWideMark(scroller, columns);
}

/** Widths of the columns, and with them the least width of the table. */
function useTracks(scroller: Box, columns: Widths): void {
  const tracks = columns
    .map(({ width, grow }) => (grow === undefined ? `${width}px` : `minmax(${width}px, ${grow}fr)`))
    .join(' ');
  const least = columns.reduce((sum, column) => sum + column.width, 0);
  useLayoutEffect(() => {
    const style = scroller.current?.style;
    // Set anew, even to what it is, it would have every row styled again.
    if (style === undefined || style.getPropertyValue('--tracks') === tracks) return;
    style.setProperty('--tracks', tracks);
    style.setProperty('--least', `${least + SIDES}px`);
  });
}

/**
 * Marks a table that is wider than its box. A cell that stays in sight is placed anew at every step of scrolling, so
 * there is one only where there is something to move sideways.
 */
function useWideMark(scroller: Box, columns: Widths): void {
  const least = columns.reduce((sum, column) => sum + column.width, SIDES);
  const [observer] = useState(
    () =>
      new ResizeObserver(([entry]) => {
        const element = entry?.target as HTMLElement | undefined;
        element?.toggleAttribute('data-wide', element.clientWidth < Number(element.dataset['least']));
      }),
  );
  const watched = useRef<HTMLElement | null>(null);
  // The element is another one where the table was empty for a while.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === watched.current && element?.dataset['least'] === `${least}`) return;
    observer.disconnect();
    watched.current = element;
    if (element === null) return;
    element.dataset['least'] = `${least}`;
    observer.observe(element);
  });
  useLayoutEffect(() => () => observer.disconnect(), [observer]);
}
