/**
 * The words of a command as it is written: blanks divide them, quotes of either kind hold them together. Nothing else
 * means anything: no variables, patterns, pipes or escapes, so that the same text is the same command on every system.
 * @returns null where a quote is not closed, or there is no word
 */
export function commandWords(command: string): readonly string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (const character of command) {
    if (quote !== '') {
      if (character === quote) quote = '';
      else word = `${word ?? ''}${character}`;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = `${word ?? ''}${character}`;
  }
  if (word !== null) words.push(word);
  return quote !== '' || words.length === 0 || words[0] === '' ? null : words;
}
