import { signal } from '@preact/signals';
import { SHELL } from '../words/shell-words.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

interface Notice {
  readonly id: number;
  readonly text: string;
  readonly tone: 'ok' | 'danger';
}

const notices = signal<readonly Notice[]>([]);
const spoken = signal('');
/** A notice of success goes by itself; one of failure stays until it is closed. */
const SHOWN_MS = 5000;
let count = 0;

/** Shows a short notice in the corner, and has it read out. */
export function notify(text: string, tone: Notice['tone'] = 'ok'): void {
  const notice = { id: ++count, text, tone };
  notices.value = [...notices.value.slice(-3), notice];
  if (tone === 'ok') setTimeout(() => dismiss(notice.id), SHOWN_MS);
}

/** Has something read out by screen readers, and shows nothing. */
export function announce(text: string): void {
  spoken.value = '';
  // A reader notices a change, not the same text again.
  setTimeout(() => {
    spoken.value = text;
  }, 50);
}

function dismiss(id: number): void {
  notices.value = notices.value.filter((notice) => notice.id !== id);
}

/** Where notices appear. Once, in the shell. */
export function Notices() {
  return (
    <>
      <p class="hidden-label" role="status">
        {spoken.value}
      </p>
      <div class="notices" aria-live="polite">
        {notices.value.map(({ id, text, tone }) => (
          <div key={id} class={`toast tone-${tone}`}>
            <Icon name={tone === 'ok' ? 'check' : 'alert'} />
            <span>{text}</span>
            <Button kind="quiet" icon="close" aria-label={SHELL.say('close')} onClick={() => dismiss(id)} />
          </div>
        ))}
      </div>
    </>
  );
}
