import { LANGUAGES, type Language } from '../contract/language.ts';

/** The language a tag such as `pt_BR.UTF-8`, `en-US` or `pt` stands for; null when it is none of ours. */
export function languageFromTag(tag: string): Language | null {
  const primary = tag
    .trim()
    .toLowerCase()
    .split(/[-_.@]/, 1)[0];
  return LANGUAGES.find((language) => language.toLowerCase().split('-', 1)[0] === primary) ?? null;
}

/**
 * The language of a person at a terminal: the first of LC_ALL, LC_MESSAGES, LANG that is set decides,
 * Portuguese when it names none of ours (`C`, `POSIX`, another language).
 */
export function languageFromEnvironment(environment: Readonly<Record<string, string | undefined>>): Language {
  const tag = [environment['LC_ALL'], environment['LC_MESSAGES'], environment['LANG']].find(
    (value) => value !== undefined && value !== '',
  );
  return (tag === undefined ? null : languageFromTag(tag)) ?? 'pt-BR';
}
