/** Sentences of error pages that come with status 200, in both languages of the portal. */

export const WORDS = {
  'oops-en': "Oops! We couldn't find what you wanted",
  'not-authorized-en': 'You are not authorized',
  'access-denied-en': 'Access denied',
  'no-such-page-en': "The page you were looking for doesn't exist",
  'oops-pt': 'Ops! Não conseguimos encontrar o que você queria',
  'not-authorized-pt': 'Você não está autorizado',
  'access-denied-pt': 'Acesso negado',
  'no-such-page-pt': 'A página que você estava procurando não existe',
} as const;

export type WordsName = keyof typeof WORDS;
