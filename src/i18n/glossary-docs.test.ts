import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { Language } from '../contract/language.ts';
import { GLOSSARY_LABELS, TERM_NAMES } from './page-glossario-labels.ts';

const FILES: readonly (readonly [Language, string, string])[] = [
  [
    'pt-BR',
    'glossary.pt-br.md',
    '# Glossário\n\nO mesmo que a página *Glossário*; escrito por um teste a partir do catálogo.',
  ],
  [
    'en',
    'glossary.md',
    '# Glossary\n\nThe same as the page *Glossary*; written by a test from the catalogue.',
  ],
];

/** The document of a language: a term a line, by the alphabet. */
function documentOf(language: Language, head: string): string {
  const labels = GLOSSARY_LABELS[language];
  const lines = [...TERM_NAMES]
    .sort((a, b) => labels[`name_${a}`].localeCompare(labels[`name_${b}`], language))
    .map((term) => `| ${labels[`name_${term}`]} | ${labels[`is_${term}`]} |`);
  const columns = language === 'pt-BR' ? '| termo | o que quer dizer |' : '| term | what it means |';
  return `${[head, '', columns, '|---|---|', ...lines].join('\n')}\n`;
}

it.each(FILES)('the glossary in %s is the document %s', (language, file, head) => {
  const path = fileURLToPath(new URL(`../../docs/${file}`, import.meta.url));
  const document = documentOf(language, head);
  if (process.env['UPDATE'] !== undefined) writeFileSync(path, document);
  expect(readFileSync(path, 'utf8')).toBe(document);
});
