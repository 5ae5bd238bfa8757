/** Languages people are spoken to in. Portuguese is written first and is the default. */
export type Language = 'pt-BR' | 'en';
export const LANGUAGES: readonly Language[] = ['pt-BR', 'en'];

let own: Language = 'pt-BR';

/**
 * The language in which this process itself words what it keeps and sends on (`message` of its errors). A process that
 * works for one person has that person's; a server, which answers many, keeps the default and words what it tells anew
 * for each.
 */
export function ownLanguage(): Language {
  return own;
}

/** Gives this process its language; to be called when it begins. */
export function speak(language: Language): void {
  own = language;
}
