import { withoutAccents } from '../contract/without-accents.ts';

/** Text as searches compare it: without accents, in capitals. */
export function folded(text: string): string {
  return withoutAccents(text).toUpperCase();
}

/** The words of a search, folded. */
export function foldedWords(text: string): string[] {
  return folded(text)
    .split(/\s+/)
    .filter((word) => word !== '');
}
