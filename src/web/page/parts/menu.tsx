import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from './icon.tsx';

interface MenuProps {
  readonly label: string;
  readonly icon?: IconName;
  /** How many of its choices are in force; shown beside the label. */
  readonly count?: number;
  /** Only the icon is shown; the label is read and is the tooltip. */
  readonly bare?: boolean;
  readonly align?: 'start' | 'end';
  /** What opens; told how to close. */
  readonly children: (close: () => void) => ComponentChildren;
}

/** A button that opens a small panel of fields or links. Esc, a click elsewhere and leaving it close it. */
export function Menu({ label, icon, count = 0, bare = false, align = 'start', children }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    if (!isOpen) return;
    root.current?.querySelector<HTMLElement>('.menu-panel :is(input, button, a, select)')?.focus();
    const leave = (event: Event): void => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', leave);
    document.addEventListener('focusin', leave);
    return () => {
      document.removeEventListener('pointerdown', leave);
      document.removeEventListener('focusin', leave);
    };
  }, [isOpen]);
  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !isOpen) return;
    event.stopPropagation();
    close();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc is heard from the fields inside
    <div class="menu" ref={root} onKeyDown={onKeyDown}>
      <button
        type="button"
        ref={button}
        class={`button button-plain${bare ? ' button-bare' : ''}${count > 0 ? ' button-active' : ''}`}
        aria-expanded={isOpen}
        aria-controls={id}
        aria-label={bare ? label : undefined}
        title={bare ? label : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {icon !== undefined && <Icon name={icon} />}
        {!bare && label}
        {count > 0 && <span class="count">{count}</span>}
        {!bare && <Icon name="chevron" size={12} />}
      </button>
      <div id={id} class={`menu-panel menu-${align}`} hidden={!isOpen}>
        {isOpen && children(close)}
      </div>
    </div>
  );
}
