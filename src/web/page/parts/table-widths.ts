import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Room at both ends of a row. */
const SIDES = 24;

/**
 * Gives a table the widths of its columns, and a mark where it is wider than its box: a cell that stays in sight is
 * placed anew at every step of scrolling, so there is one only where there is something to move sideways.
 */
export function useTableWidths(
  scroller: { readonly current: HTMLElement | null },
  columns: readonly { readonly width: number; readonly grow?: number }[],
): void {
  const tracks = columns
    .map(({ width, grow }) => (grow === undefined ? `${width}px` : `minmax(${width}px, ${grow}fr)`))
    .join(' ');
  const least = columns.reduce((sum, column) => sum + column.width, SIDES);
  const [observer] = useState(() => new ResizeObserver(([entry]) => markWide(entry!.target as HTMLElement)));
  const watched = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    const element = scroller.current;
    // Set anew, even to what they are, widths would have every row styled again. The element is another one where the
    // table was empty for a while.
    if (element === watched.current && element?.style.getPropertyValue('--tracks') === tracks) return;
    observer.disconnect();
    watched.current = element;
    if (element === null) return;
    element.style.setProperty('--tracks', tracks);
    element.style.setProperty('--least', `${least}px`);
    observer.observe(element);
  });
  useLayoutEffect(() => () => observer.disconnect(), [observer]);
}

function markWide(element: HTMLElement): void {
  const least = Number.parseFloat(element.style.getPropertyValue('--least'));
  element.toggleAttribute('data-wide', element.clientWidth < least);
}
