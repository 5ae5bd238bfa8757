import { effect, signal } from '@preact/signals';
import { LANGUAGES, type Language } from '../../../contract/language.ts';
import { languageFromTag } from '../../../i18n/language.ts';

/** What a person chose: `system` follows the device. */
export type Theme = 'system' | 'light' | 'dark';
export const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

const THEME_KEY = 'ruptura.tema';
const LANGUAGE_KEY = 'ruptura.idioma';
const SHORTCUTS_KEY = 'ruptura.atalhos';

export const theme = signal<Theme>('system');
export const language = signal<Language>('pt-BR');
/** Whether single characters are shortcuts: whoever dictates, or leans on the keyboard, switches them off. */
export const shortcutsOn = signal(true);

const systemIsDark = signal(false);

/** Whether the page is shown dark now. */
function isDark(): boolean {
  return theme.value === 'system' ? systemIsDark.value : theme.value === 'dark';
}

/** Takes up what was chosen before, keeps what will be, and shows it. Call once, before anything is shown. */
export function applyPreferences(): void {
  theme.value = oneOf(THEMES, read(THEME_KEY)) ?? 'system';
  language.value = oneOf(LANGUAGES, read(LANGUAGE_KEY)) ?? languageFromTag(navigator.language) ?? 'pt-BR';
  shortcutsOn.value = read(SHORTCUTS_KEY) !== '0';
  const prefersDark = matchMedia('(prefers-color-scheme: dark)');
  systemIsDark.value = prefersDark.matches;
  prefersDark.addEventListener('change', ({ matches }) => {
    systemIsDark.value = matches;
  });
  effect(() => {
    document.documentElement.dataset['theme'] = isDark() ? 'dark' : 'light';
    write(THEME_KEY, theme.value);
  });
  effect(() => {
    document.documentElement.lang = language.value;
    write(LANGUAGE_KEY, language.value);
  });
  effect(() => write(SHORTCUTS_KEY, shortcutsOn.value ? '1' : '0'));
}

function oneOf<Choice extends string>(choices: readonly Choice[], text: string | null): Choice | null {
  return choices.find((choice) => choice === text) ?? null;
}

/** Storage may be switched off; then nothing is kept. */
function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {}
}
