import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { PageCatalogue } from './page-catalogue.ts';

const HERE = fileURLToPath(new URL('./', import.meta.url));
const PAGES = fileURLToPath(new URL('../web/page/', import.meta.url));

type AnyCatalogue = PageCatalogue<Readonly<Record<string, string>>>;

/** Every catalogue of a page, by the name of its file. */
async function catalogues(): Promise<[string, AnyCatalogue][]> {
  const files = readdirSync(HERE).filter((name) => /^page-.*labels\.ts$/.test(name));
  return await Promise.all(
    files.map(async (name): Promise<[string, AnyCatalogue]> => {
      const module = (await import(join(HERE, name))) as Readonly<Record<string, AnyCatalogue>>;
      return [name, Object.values(module)[0]!];
    }),
  );
}

/** Text of every source file of the pages. */
function sources(folder = PAGES): string {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return sources(path);
      return /\.tsx?$/.test(entry.name) ? readFileSync(path, 'utf8') : '';
    })
    .join('\n');
}

const placeholders = (sentence: string): string[] => [...new Set(sentence.match(/\{\w+\}/g) ?? [])].sort();

const all = await catalogues();
const code = sources();

describe.each(all)('%s', (_, catalogue) => {
  const keys = Object.keys(catalogue['pt-BR']);

  it('has the same keys in both languages, none of them empty', () => {
    expect(Object.keys(catalogue.en)).toEqual(keys);
    for (const key of keys) {
      expect(catalogue['pt-BR'][key]!.trim(), key).not.toBe('');
      expect(catalogue.en[key]!.trim(), key).not.toBe('');
    }
  });

  it('has the same placeholders and numbers in both languages', () => {
    for (const key of keys) {
      const [portuguese, english] = [catalogue['pt-BR'][key]!, catalogue.en[key]!];
      expect(placeholders(english), key).toEqual(placeholders(portuguese));
      expect(english.split('|').length, key).toBe(portuguese.split('|').length);
      // Both numbers say the same things.
      const parts = portuguese.split('|').map(placeholders);
      for (const part of parts) expect(part, key).toEqual(parts[0]);
    }
  });

  it('has no key that nothing says', () => {
    // A key is named as it is, or made of what stands before its last part: `severity_${code}`.
    const unused = keys.filter(
      (key) =>
        !new RegExp(`['"\`]${key}['"\`]`).test(code) &&
        !code.includes(`\`${key.slice(0, key.indexOf('_') + 1)}\${`),
    );
    expect(unused).toEqual([]);
  });
});
