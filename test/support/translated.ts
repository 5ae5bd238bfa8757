/** Programs in plain JavaScript: started from its sources, each process would first have to translate them. */
import { copyFileSync, mkdirSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { inject } from 'vitest';
import { translationsOf } from './translations.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** The command line, and what it starts as processes and threads. */
const PROGRAM = [
  'src/cli/main.ts',
  'src/collector/worker-main.ts',
  'src/collector/mail-worker.ts',
  'src/analysis/analysis-worker.ts',
];

let folder: string | null = null;
const done = new Map<string, string>();

/** Path of the command line. */
export function translatedProgram(): string {
  return translate(PROGRAM);
}

/** Path of one program, given by its path from the root of the checkout. */
export function translated(source: string): string {
  return translate([source]);
}

function translate(sources: readonly string[]): string {
  const first = sources[0]!;
  const before = done.get(first);
  if (before !== undefined) return before;
  const path = join(placeOf(sources), `${basename(first, '.ts')}.js`);
  done.set(first, path);
  return path;
}

/** As deep as in the product: some files are found from where the program is. */
function placeOf(sources: readonly string[]): string {
  folder ??= makeFolder();
  const outdir = join(folder, 'dist', basename(sources[0]!, '.ts'));
  buildSync({
    entryPoints: sources.map((source) => join(ROOT, source)),
    outdir,
    entryNames: '[name]',
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
  return outdir;
}

function makeFolder(): string {
  const made = join(translationsOf(inject('databaseFolder')), String(process.pid));
  mkdirSync(made, { recursive: true });
  copyFileSync(join(ROOT, 'package.json'), join(made, 'package.json'));
  symlinkSync(join(ROOT, 'sql'), join(made, 'sql'));
  return made;
}
