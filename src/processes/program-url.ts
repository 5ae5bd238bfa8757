import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { hasProcess } from './has-process.ts';

/*
 * Built, the programs of threads and processes are plain JavaScript. Run from the sources (tests), each thread would
 * first have to translate them, which takes longer than most of them live: they are translated once for all.
 */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Packages are found from here, and nothing here is anybody's source. */
const FOLDER = join(ROOT, 'node_modules', '.ruptura-source');
const translated = new Map<string, URL>();
/** Packages of many small files that need nothing but themselves: to read each file costs half of a start. */
const MADE_PART = new Set([
  'csv-parse',
  'domutils',
  'htmlparser2',
  'pg',
  'pg-copy-streams',
  'saxes',
  'tough-cookie',
  'yauzl',
]);
/** For packages that are no modules of the language. */
const REQUIRE =
  "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);";

/**
 * Where the program of a thread or process is.
 * @param asker `import.meta.url` of the file it stands beside
 * @param name of its file, without extension
 * @param beside programs it starts itself, as paths from the asker's folder, without extension
 */
export function programUrl(asker: string, name: string, beside: readonly string[] = []): URL {
  if (!asker.endsWith('.ts')) return new URL(`./${name}.js`, asker);
  const source = new URL(`./${name}.ts`, asker).href;
  const before = translated.get(source);
  if (before !== undefined) return before;
  const url = translate(asker, [name, ...beside]);
  translated.set(source, url);
  return url;
}

function translate(asker: string, names: readonly string[]): URL {
  const { buildSync } = createRequire(import.meta.url)('esbuild') as typeof import('esbuild');
  // As deep as in the product: some files are found from where a program is.
  const outdir = join(ownFolder(), 'dist', names[0]!);
  buildSync({
    entryPoints: names.map((name) => fileURLToPath(new URL(`./${name}.ts`, asker))),
    outdir,
    entryNames: '[name]',
    bundle: true,
    splitting: true,
    external: [...packagesBeside(), 'pg-native'],
    banner: { js: REQUIRE },
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  });
  return pathToFileURL(join(outdir, `${names[0]}.js`));
}

/** Those that stay files of their own. */
function packagesBeside(): string[] {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, object>;
  const all = [manifest['dependencies'], manifest['optionalDependencies'], manifest['devDependencies']];
  return all.flatMap((names) => Object.keys(names ?? {})).filter((name) => !MADE_PART.has(name));
}

let own: string | null = null;

function ownFolder(): string {
  if (own !== null) return own;
  const folder = join(FOLDER, String(process.pid));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  // Of a process of the same number that was killed.
  remove();
  mkdirSync(folder, { recursive: true });
  removeAbandoned();
  copyFileSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(ROOT, 'sql'), join(folder, 'sql'));
  process.once('exit', remove);
  own = folder;
  return folder;
}

/** A process that was killed removed nothing. */
function removeAbandoned(): void {
  for (const name of readdirSync(FOLDER)) {
    if (!hasProcess(Number(name))) rmSync(join(FOLDER, name), { recursive: true, force: true });
  }
}
