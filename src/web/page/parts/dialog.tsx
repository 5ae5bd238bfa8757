import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { SHELL } from '../words/shell-words.ts';
import { Button } from './button.tsx';

/** A modal dialog. Esc and the cross close it; the focus goes back to where it was. */
export function Dialog(props: {
  title: string;
  onClose: () => void;
  actions?: ComponentChildren;
  children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useLayoutEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={title} onClose={props.onClose}>
      <header class="dialog-head">
        <h2 id={title}>{props.title}</h2>
        <Button kind="quiet" icon="close" aria-label={SHELL.say('close')} onClick={props.onClose} />
      </header>
      <div class="dialog-body">{props.children}</div>
      {props.actions !== undefined && <footer class="dialog-actions">{props.actions}</footer>}
    </dialog>
  );
}
