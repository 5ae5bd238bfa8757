import { signal } from '@preact/signals';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { pageSize } from '../../parts/page-size.ts';

const KEY = 'ruptura.carteira.dividida';
/** Least width of a window for a list and an order side by side. */
const WIDE = 1280;
/** What the list is there for: it tells which order, and when it leaves. */
const KEPT: ReadonlySet<string> = new Set(['num_pedido', 'disponibilidade', 'promessa', 'situacao']);
/** What comes back first where there is room. */
const WANTED = ['cliente', 'valor_total_pedido', 'expedicao', 'criticidade'];
/** Room at both ends of a row, and for the bar that scrolls. */
const SIDES = 40;

/** Whether a person wants the order beside the list, and not above it. Kept in this browser. */
export const isSplitWanted = signal(false);

/** Takes up what was chosen before. Call when the page opens. */
export function readSplit(): void {
  try {
    isSplitWanted.value = localStorage.getItem(KEY) === '1';
  } catch {}
}

export function toggleSplit(): void {
  isSplitWanted.value = !isSplitWanted.value;
  try {
    localStorage.setItem(KEY, isSplitWanted.value ? '1' : '0');
  } catch {
    // Without storage it lasts as long as the page.
  }
}

/** Whether the window has room for both. */
export function canSplit(): boolean {
  return pageSize().value.width >= WIDE;
}

interface Column {
  readonly id: string;
  readonly width: number;
}

/** The columns that fit beside an order, in their order: those that answer in any case. @param width of the list */
export function fittingColumns<One extends Column>(columns: readonly One[], width: number): One[] {
  const ids = new Set(columns.map(({ id }) => id));
  const byWish = [...KEPT, ...WANTED, ...ids].filter((id) => ids.has(id));
  const fitting = new Set<string>();
  let room = width - SIDES;
  for (const id of byWish) {
    const column = columns.find((one) => one.id === id);
    if (column === undefined || fitting.has(id)) continue;
    if (!KEPT.has(id) && column.width > room) continue;
    fitting.add(id);
    room -= column.width;
  }
  return columns.filter(({ id }) => fitting.has(id));
}

/** The width of an element, followed; 0 before it is there. */
export function useWidth() {
  const [width, setWidth] = useState(0);
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return;
    const observer = new ResizeObserver(() => setWidth(current.clientWidth));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return { element, width };
}
