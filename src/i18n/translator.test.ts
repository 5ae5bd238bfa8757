import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ENGLISH } from './en.ts';
import { languageFromEnvironment, languageFromTag } from './language.ts';
import { PORTUGUESE } from './pt-br.ts';
import { translator } from './translator.ts';

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.startsWith('i18n'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
}

const placeholders = (sentence: string): string[] =>
  [...new Set([...sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!))].sort();

describe('the label catalogue', () => {
  it('has the same keys in both languages, none of them empty', () => {
    expect(Object.keys(ENGLISH).sort()).toEqual(Object.keys(PORTUGUESE).sort());
    for (const sentence of [...Object.values(PORTUGUESE), ...Object.values(ENGLISH)]) {
      expect(sentence).toMatch(/\S/);
    }
  });

  it.each(Object.keys(PORTUGUESE) as (keyof typeof PORTUGUESE)[])('says %s with the same parts', (key) => {
    expect(placeholders(ENGLISH[key])).toEqual(placeholders(PORTUGUESE[key]));
    expect(ENGLISH[key].split('|')).toHaveLength(PORTUGUESE[key].split('|').length);
    for (const form of PORTUGUESE[key].split('|'))
      expect(placeholders(form)).toEqual(placeholders(PORTUGUESE[key]));
  });

  it('holds no sentence that nobody says', () => {
    const source = sourceFiles(new URL('../', import.meta.url).pathname).join('\n');
    const byCode =
      /^(import_mode|import_unit|severity|verdict|situation|source|policy|reason|collect_state|collect_schedule_state|collect_worker)_[A-Za-z_]+$/;
    const unused = Object.keys(PORTUGUESE).filter((key) => !byCode.test(key) && !source.includes(`'${key}'`));
    expect(unused).toEqual([]);
  });

  it('fills placeholders and tells one from many', () => {
    const pt = translator('pt-BR');
    expect(pt.say('did_you_mean', { name: 'demo' })).toBe('Você quis dizer demo?');
    expect(pt.count('days_counted', 1, { n: '1' })).toBe('1 dia');
    expect(pt.count('days_counted', 0, { n: '0' })).toBe('0 dias');
    expect(translator('en').count('days_counted', 2000, { n: '2,000' })).toBe('2,000 days');
  });
});

describe('the language of a person', () => {
  it.each([
    ['pt_BR.UTF-8', 'pt-BR'],
    ['pt', 'pt-BR'],
    ['en-US', 'en'],
    ['EN', 'en'],
    ['fr_FR', null],
    ['', null],
  ])('is read from the tag %j', (tag, expected) => {
    expect(languageFromTag(tag)).toBe(expected);
  });

  it('is that of LC_ALL before LANG, Portuguese when neither names one of ours', () => {
    expect(languageFromEnvironment({})).toBe('pt-BR');
    expect(languageFromEnvironment({ LANG: 'C.UTF-8' })).toBe('pt-BR');
    expect(languageFromEnvironment({ LANG: 'en_US.UTF-8' })).toBe('en');
    expect(languageFromEnvironment({ LANG: 'en_US.UTF-8', LC_ALL: 'pt_BR.UTF-8' })).toBe('pt-BR');
    expect(languageFromEnvironment({ LANG: 'en_US.UTF-8', LC_ALL: '' })).toBe('en');
  });
});
