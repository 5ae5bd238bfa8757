import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { buildEmbed } from './build-embed.mjs';
import { buildPage } from './build-page.mjs';
import { run } from './install.mjs';

const STAMP = '.built-from';

/**
 * Does dist/ hold what the sources say now? By content, so that a checkout of another commit is noticed.
 * @param {string} root
 * @returns {boolean}
 */
export function isBuilt(root) {
  const stamp = join(root, 'dist', STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hashOfSources(root);
}

/** @param {string} root */
function hashOfSources(root) {
  const hash = createHash('sha256');
  const sources = filesUnder(join(root, 'src')).filter(isSource).sort();
  const settings = [
    'tsconfig.json',
    'tsconfig.build.json',
    'package.json',
    'package-lock.json',
    'scripts/build-embed.mjs',
    'scripts/build-page.mjs',
  ];
  for (const path of [...settings.map((name) => join(root, name)), ...sources]) {
    hash
      .update(`${relative(root, path)}\0`)
      .update(readFileSync(path))
      .update('\0');
  }
  return hash.digest('hex');
}

/** @param {string} path */
function isSource(path) {
  return /\.(ts|tsx|css)$/.test(path) && !path.endsWith('.test.ts');
}

/**
 * Compiles src/ and brings dist/ up to date: into a folder beside it first, then file by file, each replaced whole,
 * the stamp last. At every moment every file of dist/ is there and complete, and a killed build is done again.
 * @param {string} root
 * @returns {Promise<{ code: string, output: string } | null>} null when all went well
 */
export async function build(root) {
  const hash = hashOfSources(root);
  const draft = join(root, `dist-${process.pid}`);
  removeDrafts(root);
  try {
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const outcome = await run(
      process.execPath,
      [compiler, '-p', 'tsconfig.build.json', '--outDir', draft],
      root,
    );
    if (outcome.code !== '0') return outcome;
    await buildEmbed(root, join(draft, 'web', 'embed.js'));
    await buildPage(root, join(draft, 'web', 'page'));
    publish(draft, join(root, 'dist'), hash);
    return null;
  } catch (error) {
    // What esbuild has to say about the sources.
    if (error instanceof Error && 'errors' in error) return { code: 'esbuild', output: error.message };
    throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/**
 * Left over from killed builds; nobody else writes one, since the caller holds the lock.
 * @param {string} root
 */
function removeDrafts(root) {
  for (const name of readdirSync(root)) {
    if (/^dist-\d+$/.test(name)) rmSync(join(root, name), { recursive: true, force: true });
  }
}

/**
 * @param {string} draft
 * @param {string} target
 * @param {string} hash
 */
function publish(draft, target, hash) {
  rmSync(join(target, STAMP), { force: true });
  const fresh = new Set(filesUnder(draft).map((path) => relative(draft, path)));
  for (const name of fresh) {
    mkdirSync(dirname(join(target, name)), { recursive: true });
    renameSync(join(draft, name), join(target, name));
  }
  for (const path of filesUnder(target)) {
    if (!fresh.has(relative(target, path))) rmSync(path);
  }
  writeFileSync(join(target, STAMP), hash);
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(path) : [path];
  });
}
