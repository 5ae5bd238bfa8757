import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { SHELL } from '../words/shell-words.ts';
import { Button } from './button.tsx';
import { useShortcut } from './shortcuts.ts';

interface DrawerProps {
  readonly title: ComponentChildren;
  /** What it shows: another subject moves the focus to its title. */
  readonly subject: string;
  readonly onClose: () => void;
  readonly tools?: ComponentChildren;
  /** Beside what it belongs to, not above it: the focus stays where it is. */
  readonly isDocked?: boolean;
  readonly children: ComponentChildren;
}

/**
 * A panel at the side of the page, which stays usable beside it. Opening moves the focus to its title; Esc closes it
 * and gives the focus back.
 */
export function Drawer({ title, subject, onClose, tools, isDocked = false, children }: DrawerProps) {
  const panel = useRef<HTMLDivElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const before = document.activeElement;
    return () => {
      const isInside = panel.current?.contains(document.activeElement) ?? true;
      if (isInside && before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  useShortcut('close', onClose);
  // Another subject begins at its title, before it is seen: the next key is meant for it.
  useLayoutEffect(() => {
    if (!isDocked) heading.current?.focus({ preventScroll: true });
    body.current?.scrollTo(0, 0);
  }, [subject, isDocked]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its role is one of two
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both support it
    <div
      ref={panel}
      class={isDocked ? 'drawer drawer-docked' : 'drawer'}
      role={isDocked ? 'region' : 'dialog'}
      aria-labelledby={id}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        onClose();
      }}
    >
      <header class="drawer-head">
        <h2 id={id} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <div class="drawer-tools">
          {tools}
          <Button kind="quiet" icon="close" aria-label={SHELL.say('close')} onClick={onClose} />
        </div>
      </header>
      <div class="drawer-body" ref={body}>
        {children}
      </div>
    </div>
  );
}
