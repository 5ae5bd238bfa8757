import { afterEach, describe, expect, it } from 'vitest';
import { shortcutsOn } from '../words/preferences.ts';
import { SHORTCUTS, type ShortcutName, shortcutOf } from './shortcuts.ts';

const key = (text: string) => {
  const parts = text === '+' ? ['+'] : text.split('+');
  return {
    key: parts.at(-1)!,
    ctrlKey: parts.includes('Ctrl'),
    metaKey: parts.includes('Meta'),
    altKey: parts.includes('Alt'),
    shiftKey: parts.includes('Shift'),
  };
};

describe('a shortcut', () => {
  afterEach(() => {
    shortcutsOn.value = true;
  });

  it('is what the table says, each key of it once', () => {
    const all = Object.values(SHORTCUTS).flatMap(({ keys }): readonly string[] => keys);
    expect(new Set(all).size).toBe(all.length);
    for (const name of Object.keys(SHORTCUTS) as ShortcutName[]) {
      for (const text of SHORTCUTS[name].keys) expect([text, shortcutOf(key(text))]).toEqual([text, name]);
    }
  });

  it('is a character by whatever keys it is written', () => {
    expect(shortcutOf({ ...key('?'), shiftKey: true })).toBe('help');
    expect(shortcutOf({ ...key('/'), shiftKey: true })).toBe('search');
    expect(shortcutOf(key('Ctrl+K'))).toBe('palette');
    const altGr = { ctrlKey: true, altKey: true, getModifierState: () => true };
    expect(shortcutOf({ ...key('/'), ...altGr })).toBe('search');
  });

  it('is none with other modifiers, which belong to the browser', () => {
    for (const text of [
      'Ctrl+j',
      'Alt+j',
      'Meta+x',
      'Ctrl+/',
      'Alt+Ctrl+k',
      'Shift+Escape',
      'Shift+Ctrl+K',
      'Shift+Ctrl+P',
      'J',
      'Shift+ ',
    ]) {
      expect([text, shortcutOf(key(text))]).toEqual([text, null]);
    }
  });

  it('of a single character can be switched off, the others stay', () => {
    shortcutsOn.value = false;
    for (const text of ['?', '/', 'j', 'k', 'x']) expect([text, shortcutOf(key(text))]).toEqual([text, null]);
    expect([' ', 'Enter', 'Ctrl+k'].map((text) => shortcutOf(key(text)))).toEqual([
      'select',
      'open',
      'palette',
    ]);
  });
});
