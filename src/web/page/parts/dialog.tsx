import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { SHELL } from '../words/shell-words.ts';
import { Button } from './button.tsx';

/** What a person begins with: the first field, else the button that does no harm. */
const FIRST = [
  '.dialog-body :is(input, select, textarea):not([type=hidden], :disabled)',
  '.dialog-actions button:not(.button-primary, .button-danger, :disabled)',
  '.dialog-head button',
];

/**
 * A modal dialog. The focus begins in its first field, or on the button that does no harm; Enter in a field submits,
 * where there is something to submit (its button is of type `submit`); Esc and the cross close it, and the focus goes
 * back to where it was.
 */
export function Dialog(props: {
  title: string;
  onClose: () => void;
  /** Enter in a field, and the button of type `submit`. Whoever submits closes. */
  onSubmit?: () => void;
  actions?: ComponentChildren;
  children: ComponentChildren;
}) {
  const { title, onClose, onSubmit, actions, children } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    firstOf(dialog.current)?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const inside = (
    <>
      <div class="dialog-body">{children}</div>
      {actions !== undefined && <footer class="dialog-actions">{actions}</footer>}
    </>
  );
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby={id}
      onClose={onClose}
      // A key pressed in it means nothing to what is around it.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <header class="dialog-head">
        <h2 id={id}>{title}</h2>
        <Button kind="quiet" icon="close" aria-label={SHELL.say('close')} onClick={onClose} />
      </header>
      {onSubmit === undefined ? (
        inside
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            onSubmit();
          }}
        >
          {inside}
        </form>
      )}
    </dialog>
  );
}

function firstOf(dialog: HTMLDialogElement | null): HTMLElement | null {
  for (const selector of FIRST) {
    const found = dialog?.querySelector<HTMLElement>(selector);
    if (found != null) return found;
  }
  return null;
}
