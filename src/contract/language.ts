/** Languages people are spoken to in. Portuguese is written first and is the default. */
export type Language = 'pt-BR' | 'en';
export const LANGUAGES: readonly Language[] = ['pt-BR', 'en'];
