import { useLayoutEffect, useRef } from 'preact/hooks';
import { shortcutsOn } from '../words/preferences.ts';

/**
 * Every shortcut there is: what the pages hear, and what the help lists. A key is as `KeyboardEvent.key` names it, with
 * the modifiers it needs before it; of a character, whatever keys a keyboard needs for it.
 */
export const SHORTCUTS = {
  help: { keys: ['?'], where: 'everywhere' },
  search: { keys: ['/'], where: 'everywhere' },
  palette: { keys: ['Ctrl+k', 'Meta+k'], where: 'everywhere' },
  print: { keys: ['Ctrl+p', 'Meta+p'], where: 'everywhere' },
  next: { keys: ['j'], where: 'list' },
  previous: { keys: ['k'], where: 'list' },
  open: { keys: ['Enter'], where: 'list' },
  close: { keys: ['Escape'], where: 'list' },
  step: { keys: ['ArrowDown', 'ArrowUp'], where: 'list' },
  leap: { keys: ['PageDown', 'PageUp', 'Home', 'End'], where: 'list' },
  select: { keys: ['x', ' '], where: 'selection' },
  extend: { keys: ['Shift+ArrowDown', 'Shift+ArrowUp'], where: 'selection' },
  select_all: { keys: ['Ctrl+a', 'Meta+a'], where: 'selection' },
} as const satisfies Readonly<Record<string, Shortcut>>;

export type ShortcutName = keyof typeof SHORTCUTS;
export const SHORTCUT_PLACES = ['everywhere', 'list', 'selection'] as const;

interface Shortcut {
  readonly keys: readonly string[];
  readonly where: (typeof SHORTCUT_PLACES)[number];
}

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'> & {
  /** On some keyboards `/` and `?` need AltGr, which looks like Ctrl and Alt together. */
  getModifierState?: (modifier: 'AltGraph') => boolean;
};

const BY_KEY = new Map<string, ShortcutName>(
  (Object.keys(SHORTCUTS) as ShortcutName[]).flatMap((name) =>
    SHORTCUTS[name].keys.map((key): [string, ShortcutName] => [key, name]),
  ),
);

/** The shortcut a key stands for, or null. One that is a character is none while those are switched off. */
export function shortcutOf(event: Key): ShortcutName | null {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
  const isAltGr = event.getModifierState?.('AltGraph') === true;
  if (altKey && !isAltGr) return null;
  const isBare = isAltGr || (!ctrlKey && !metaKey);
  const isCharacter = key.length === 1 && key !== ' ';
  if (isBare && isCharacter) return shortcutsOn.value ? (BY_KEY.get(key) ?? null) : null;
  // Those are the browser's.
  if (isCharacter && shiftKey) return null;
  const modifiers = `${ctrlKey ? 'Ctrl+' : ''}${metaKey ? 'Meta+' : ''}`;
  const shift = shiftKey && !isCharacter ? 'Shift+' : '';
  return BY_KEY.get(`${modifiers}${shift}${isCharacter ? key.toLowerCase() : key}`) ?? null;
}

/** Who hears a shortcut; of several, who came last. */
const listeners = new Map<ShortcutName, (() => void)[]>();

/** Does the work of a shortcut, as its key does; false where nobody hears it. */
export function pressShortcut(name: ShortcutName): boolean {
  const listener = listeners.get(name)?.at(-1);
  listener?.();
  return listener !== undefined;
}

/** Hears a shortcut, wherever the focus is, while the component is there and `isOn`. */
export function useShortcut(name: ShortcutName, work: () => void, isOn = true): void {
  const latest = useRef(work);
  latest.current = work;
  // Before what it belongs to is seen: a key may come at once.
  useLayoutEffect(() => {
    if (!isOn) return;
    const listener = (): void => latest.current();
    listeners.set(name, [...(listeners.get(name) ?? []), listener]);
    return () => {
      listeners.set(
        name,
        (listeners.get(name) ?? []).filter((one) => one !== listener),
      );
    };
  }, [name, isOn]);
}

/** What means the same in a field. */
const IN_FIELDS: ReadonlySet<ShortcutName> = new Set(['palette', 'print']);
/** Where a key is text, or means something of its own. */
const FIELDS = 'input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]';

/** Hears the keys that nobody in the page heard before. Call once. */
export function startShortcuts(): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const name = shortcutOf(event);
    if (name === null) return;
    const isInField = event.target instanceof Element && event.target.closest(FIELDS) !== null;
    if (isInField && !IN_FIELDS.has(name)) return;
    if (pressShortcut(name)) event.preventDefault();
  });
}
