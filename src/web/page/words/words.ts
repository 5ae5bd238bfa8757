import type { PageCatalogue } from '../../../i18n/page-catalogue.ts';
import { type PageFormats, pageFormats } from '../../../i18n/page-formats.ts';
import { chooseNumber, fill, type SentenceArguments } from '../../../i18n/sentence.ts';
import { language } from './preferences.ts';

type PluralKey<Labels> = {
  [Key in keyof Labels]: Labels[Key] extends `${string}|${string}` ? Key : never;
}[keyof Labels];

/** Says the labels of a catalogue in the language of the page. */
export interface Words<Labels extends Readonly<Record<string, string>>> {
  /** The sentence of a key. A component that says something is rendered again when the language changes. */
  say<Key extends keyof Labels>(key: Key, ...parameters: SentenceArguments<Labels[Key]>): string;
  /** Singular for exactly one, plural otherwise. */
  count<Key extends PluralKey<Labels>>(
    key: Key,
    howMany: number,
    ...parameters: SentenceArguments<Labels[Key]>
  ): string;
}

/** The words of a catalogue; parameters are texts already formatted. */
export function wordsOf<Labels extends Readonly<Record<string, string>>>(
  catalogue: PageCatalogue<Labels>,
): Words<Labels> {
  const labels = (): Readonly<Record<keyof Labels, string>> => catalogue[language.value];
  return {
    say: (key, ...parameters) => fill(labels()[key], parameters[0]),
    count: (key, howMany, ...parameters) => fill(chooseNumber(labels()[key], howMany), parameters[0]),
  };
}

/** Formats of the language of the page; whoever uses them in rendering follows the language. */
export function formats(): PageFormats {
  return pageFormats(language.value);
}
