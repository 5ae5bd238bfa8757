import type { Language } from '../contract/language.ts';
import { ENGLISH } from './en.ts';
import { PORTUGUESE } from './pt-br.ts';
import { chooseNumber, fill, type Placeholder, type SentenceArguments } from './sentence.ts';

type LabelKey = keyof typeof PORTUGUESE;
type LabelArguments<Key extends LabelKey> = SentenceArguments<(typeof PORTUGUESE)[Key]>;

/** Keys of sentences written as `singular|plural`. */
export type PluralKey = {
  [Key in LabelKey]: (typeof PORTUGUESE)[Key] extends `${string}|${string}` ? Key : never;
}[LabelKey];

/** Keys of sentences that are complete as they stand. */
export type PlainKey = {
  [Key in LabelKey]: [Placeholder<(typeof PORTUGUESE)[Key]>] extends [never] ? Key : never;
}[LabelKey];

/** Says the sentences of one language. Parameters are texts already formatted for that language. */
export interface Translator {
  readonly language: Language;
  /** The sentence of a key with its placeholders filled. */
  say<Key extends LabelKey>(key: Key, ...parameters: LabelArguments<Key>): string;
  /** Singular for exactly one, plural otherwise (also for zero). */
  count<Key extends PluralKey>(key: Key, howMany: number, ...parameters: LabelArguments<Key>): string;
}

/** The translator of a language. */
export function translator(language: Language): Translator {
  const labels: Readonly<Record<LabelKey, string>> = language === 'en' ? ENGLISH : PORTUGUESE;
  return {
    language,
    say: (key, ...parameters) => fill(labels[key], parameters[0]),
    count: (key, howMany, ...parameters) => fill(chooseNumber(labels[key], howMany), parameters[0]),
  };
}
