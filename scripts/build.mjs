import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { buildEmbed } from './build-embed.mjs';
import { buildPage } from './build-page.mjs';
import { run } from './run.mjs';

const STAMP = '.built-from';
/** What decides, beside src/, what is built. */
const SETTINGS = [
  'tsconfig.json',
  'tsconfig.build.json',
  'package.json',
  'package-lock.json',
  'scripts/build-embed.mjs',
  'scripts/build-page.mjs',
  'scripts/write-whole.mjs',
];

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
  const sources = filesUnder(join(root, 'src')).filter((name) => /(?<!\.test)\.(ts|tsx|css)$/.test(name));
  for (const name of [...SETTINGS, ...sources.sort().map((name) => join('src', name))]) {
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(root, name)))
      .update('\0');
  }
  return hash.digest('hex');
}

/**
 * Compiles src/ and brings dist/ up to date: into a folder beside it first, then file by file, each replaced whole,
 * the stamp last. At every moment every file of dist/ is there and complete, and a killed build is done again. The caller
 * holds the lock.
 * @param {string} root
 * @returns {Promise<string | null>} what is wrong with the sources; null when all went well
 */
export async function build(root) {
  const hash = hashOfSources(root);
  const draft = join(root, 'dist-draft');
  try {
    // Left over from a killed build.
    rmSync(draft, { recursive: true, force: true });
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const command = [process.execPath, compiler, '-p', 'tsconfig.build.json', '--outDir', draft];
    const { code, output } = await run(command, root);
    if (code !== '0') return `tsc: ${code}\n${output}`;
    await bundle(root, join(draft, 'web'));
    publish(draft, join(root, 'dist'), hash);
    return null;
  } catch (error) {
    // What esbuild has to say about the sources.
    if (error instanceof Error && 'errors' in error) return error.message;
    throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/**
 * @param {string} root
 * @param {string} folder
 */
async function bundle(root, folder) {
  try {
    await buildEmbed(root, join(folder, 'embed.js'));
    await buildPage(root, join(folder, 'page'));
  } finally {
    // It would stay beside the server, for as long as that runs.
    const { stop } = await import('esbuild');
    await stop();
  }
}

/**
 * @param {string} draft
 * @param {string} target
 * @param {string} hash
 */
function publish(draft, target, hash) {
  rmSync(join(target, STAMP), { force: true });
  const fresh = filesUnder(draft);
  for (const name of fresh) {
    mkdirSync(dirname(join(target, name)), { recursive: true });
    renameSync(join(draft, name), join(target, name));
  }
  for (const name of filesUnder(target)) {
    if (!fresh.includes(name)) rmSync(join(target, name));
  }
  writeFileSync(join(target, STAMP), hash);
}

/**
 * @param {string} folder
 * @returns {string[]} paths in it
 */
function filesUnder(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
