import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/**
 * Buttons that are one stop of the Tab key together: arrows, Home and End move between them, and Tab comes back to the
 * one that had the focus last.
 */
export function RovingButtons(props: { label: string; class: string; children: ComponentChildren }) {
  const root = useRef<HTMLDivElement>(null);
  const buttons = (): HTMLElement[] => [...(root.current?.querySelectorAll('button') ?? [])];
  const stopAt = (stop: HTMLElement | undefined): void => {
    for (const button of buttons()) button.tabIndex = button === stop ? 0 : -1;
  };
  // Buttons may have come or gone with what is shown.
  useLayoutEffect(() => {
    const all = buttons();
    const stops = all.filter((button) => button.tabIndex === 0);
    if (stops.length !== 1) stopAt(all[0]);
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const all = buttons();
    const place = all.indexOf(event.target as HTMLElement);
    if (place < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = STEPS[event.key];
    const ends: Readonly<Record<string, number>> = { Home: 0, End: all.length - 1 };
    const next = step === undefined ? ends[event.key] : (place + step + all.length) % all.length;
    if (next === undefined) return;
    event.preventDefault();
    all[next]?.focus();
  };
  return (
    <div
      ref={root}
      role="toolbar"
      class={props.class}
      aria-label={props.label}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onFocusIn={({ target }) => {
        if (target !== root.current) stopAt(target as HTMLElement);
      }}
    >
      {props.children}
    </div>
  );
}
