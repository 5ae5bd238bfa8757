import { signal } from '@preact/signals';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import {
  SHORTCUT_PLACES,
  SHORTCUTS,
  type ShortcutName,
  startShortcuts,
  useShortcut,
} from '../parts/shortcuts.ts';
import { SHELL } from '../words/shell-words.ts';
import { pageAddress } from './router.ts';

const isOpen = signal(false);

/** Shows what the keyboard does here. */
export function openHelp(): void {
  isOpen.value = true;
}

startShortcuts();

/** The list of all shortcuts, from the table they are heard by. Once, in the shell. */
export function ShortcutHelp() {
  useShortcut('help', openHelp);
  if (!isOpen.value) return null;
  const close = (): void => {
    isOpen.value = false;
  };
  return (
    <Dialog
      title={SHELL.say('shortcuts')}
      onClose={close}
      actions={
        <>
          <a class="button button-plain" href={pageAddress('glossario')} onClick={close}>
            {SHELL.say('page_glossario')}
          </a>
          <Button onClick={close}>{SHELL.say('close')}</Button>
        </>
      }
    >
      {SHORTCUT_PLACES.map((where) => (
        <section key={where} class="shortcuts">
          <h3>{SHELL.say(`shortcuts_${where}`)}</h3>
          <dl>
            {namesOf(where).map((name) => (
              <div key={name}>
                <dt>{SHELL.say(`shortcut_${name}`)}</dt>
                <dd>
                  {shownKeys(name).map((key) => (
                    <kbd key={key} class="key">
                      {key}
                    </kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <p class="muted">{SHELL.say('shortcuts_off_hint')}</p>
    </Dialog>
  );
}

function namesOf(where: (typeof SHORTCUT_PLACES)[number]): ShortcutName[] {
  return (Object.keys(SHORTCUTS) as ShortcutName[]).filter((name) => SHORTCUTS[name].where === where);
}

/** The keys as they are written on a keyboard; of two that differ by the system, that of this one. */
function shownKeys(name: ShortcutName): string[] {
  const isMac = /Mac/.test(navigator.platform);
  return SHORTCUTS[name].keys
    .filter((key) => !key.startsWith(isMac ? 'Ctrl+' : 'Meta+'))
    .map((key) => key.split('+').map(written).join(' + '));
}

const WRITTEN: Readonly<Record<string, string>> = {
  ArrowDown: '↓',
  ArrowUp: '↑',
  Escape: 'Esc',
  Meta: '⌘',
  k: 'K',
  p: 'P',
  a: 'A',
};

function written(key: string, place: number): string {
  if (key === ' ') return SHELL.say('key_space');
  // A letter alone is pressed as it is.
  return (place === 0 && key.length === 1 ? undefined : WRITTEN[key]) ?? key;
}
