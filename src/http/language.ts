import type { Language } from '../contract/language.ts';
import { languageFromTag } from '../i18n/language.ts';

/**
 * The language of an `Accept-Language` header: the one with the highest weight among ours, Portuguese where none is.
 * @param header such as `en-GB,en;q=0.8,pt;q=0.5`; undefined when it was not sent
 */
export function requestLanguage(header: string | undefined): Language {
  if (header === undefined) return 'pt-BR';
  let best: Language = 'pt-BR';
  let bestWeight = 0;
  for (const part of header.slice(0, 1000).split(',')) {
    const [tag = '', ...parameters] = part.split(';');
    const language = languageFromTag(tag);
    const weight = weightOf(parameters);
    if (language === null || weight <= bestWeight) continue;
    best = language;
    bestWeight = weight;
  }
  return best;
}

function weightOf(parameters: readonly string[]): number {
  const text = parameters.map((one) => /^\s*q\s*=\s*([\d.]+)\s*$/.exec(one)?.[1]).find(Boolean);
  if (text === undefined) return 1;
  const weight = Number(text);
  return weight >= 0 && weight <= 1 ? weight : 0;
}
