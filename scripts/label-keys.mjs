import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CATALOGUE = /^page-.*labels\.ts$/;
/** A key of a catalogue, where it is declared. Without a low line it may be the name of anything. */
const DECLARED = /^ {4}([a-z][a-z0-9]*(?:_[a-zA-Z0-9]+)+):/gm;
/** What a key that is put together begins with: `status_${code}`. */
const PUT_TOGETHER = /`([a-zA-Z]\w*_)\$\{/g;
const NAME = /\b[a-z][a-z0-9]*(?:_[a-zA-Z0-9]+)+\b/g;

/**
 * Keys of the labels of the pages, shortened in what browsers load: together they were a seventieth of it. Only keys
 * that the sources name in full, and that are no name of the contract, the rest of the world's.
 * @param {string} root checkout
 * @returns {{ shortened: (script: string) => string, digest: string }} the same script with short keys, which are the
 *   same in every script of one checkout; and a text that is another where they are, for the names of files kept for good
 */
export function labelShortener(root) {
  const catalogues = join(root, 'src', 'i18n');
  const declared = readdirSync(catalogues)
    .filter((name) => CATALOGUE.test(name))
    .flatMap((name) => [...readFileSync(join(catalogues, name), 'utf8').matchAll(DECLARED)])
    .map(([, key]) => String(key));
  const code = sourcesUnder(join(root, 'src', 'web', 'page'));
  const starts = [...code.matchAll(PUT_TOGETHER)].map(([, start]) => String(start));
  const foreign = new Set(sourcesUnder(join(root, 'src', 'contract')).match(NAME));
  const keys = [...new Set(declared)]
    .filter((key) => !foreign.has(key) && !starts.some((start) => key.startsWith(start)))
    .sort();
  const short = new Map(keys.map((key, at) => [key, `_${at.toString(36)}`]));
  const digest = createHash('sha256').update(keys.join('\n')).digest('hex').slice(0, 6).toUpperCase();
  return { shortened: (script) => script.replace(NAME, (name) => short.get(name) ?? name), digest };
}

/** @param {string} folder */
function sourcesUnder(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}
