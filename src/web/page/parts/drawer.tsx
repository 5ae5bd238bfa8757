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
  readonly children: ComponentChildren;
}

/**
 * A panel at the side of the page, which stays usable beside it. Opening moves the focus to its title; Esc closes it
 * and gives the focus back.
 */
export function Drawer({ title, subject, onClose, tools, children }: DrawerProps) {
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
    heading.current?.focus({ preventScroll: true });
    body.current?.scrollTo(0, 0);
  }, [subject]);
  return (
    <div
      ref={panel}
      class="drawer"
      role="dialog"
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
