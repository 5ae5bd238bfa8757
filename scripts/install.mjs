import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} Locked */

const STAMP = '.ruptura-installed';
/** Stands while npm is at work: what a killed installation leaves looks whole to npm and may not be. */
const UNDER_WAY = '.ruptura-installing';

/**
 * Is everything of package-lock.json in node_modules? Told by a stamp with the hash of the lock file; an
 * installation made by hand (`npm install`) has no stamp and is recognised by npm's own record of it.
 * @param {string} root
 * @returns {boolean}
 */
export function isInstalled(root) {
  const path = join(root, 'node_modules', STAMP);
  if (existsSync(join(root, 'node_modules', UNDER_WAY))) return false;
  if (existsSync(path) && readFileSync(path, 'utf8') === stampOf(root)) return true;
  if (!matchesRecord(root)) return false;
  writeStamp(root);
  return true;
}

/** @param {string} root */
function stampOf(root) {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const major = process.versions.node.split('.')[0];
  return createHash('sha256')
    .update(lock)
    .update(`${process.platform} ${process.arch} node ${major}`)
    .digest('hex');
}

/**
 * A folder that cannot be written to keeps working: the stamp only saves time.
 * @param {string} root
 */
function writeStamp(root) {
  try {
    writeFileSync(join(root, 'node_modules', STAMP), stampOf(root));
  } catch {}
}

/**
 * npm writes node_modules/.package-lock.json as its last step: what it lists is on the disk.
 * @param {string} root
 */
function matchesRecord(root) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = packagesOf(record);
  const wanted = packagesOf(join(root, 'package-lock.json'));
  return Object.entries(wanted).every(
    ([path, wish]) => path === '' || isSame(installed[path], wish) || mayBeAbsent(installed[path], wish),
  );
}

/**
 * @param {string} path
 * @returns {Record<string, Locked>}
 */
function packagesOf(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages;
}

/**
 * @param {Locked | undefined} installed
 * @param {Locked} wish
 */
function isSame(installed, wish) {
  return installed?.version === wish.version && installed?.integrity === wish.integrity;
}

/**
 * npm leaves out optional packages made for another system, and what only those need. One made for this very
 * system is missed; where it also asks for a C library, only npm knows whether that is ours.
 * @param {Locked | undefined} installed
 * @param {Locked} wish
 */
function mayBeAbsent(installed, wish) {
  if (installed !== undefined || wish.optional !== true) return false;
  const isForThisSystem =
    wish.os?.includes(process.platform) === true && wish.cpu?.includes(process.arch) === true;
  return !isForThisSystem || wish.libc !== undefined;
}

/**
 * Installs what package-lock.json says, tools included: the build needs TypeScript, and one installation for every
 * command means that `npm test` never pulls binaries away from under a server started by `npm start`.
 *
 * Not by `npm ci`: it refuses a lock file without the optional packages of every other system, which a lock file
 * written against a registry that does not carry them cannot have; and it deletes everything first. `--no-save`
 * leaves the lock file as it is.
 * @param {string} root
 * @returns {Promise<{ code: string, output: string } | null>} null when all went well
 */
export async function install(root) {
  const options = [
    '--no-save',
    '--include=dev',
    '--include=optional',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
  ];
  const [command, ...first] = npmCommand();
  const folder = join(root, 'node_modules');
  const mark = join(folder, UNDER_WAY);
  if (existsSync(mark)) rmSync(folder, { recursive: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(mark, '');
  const outcome = await run(command, [...first, 'install', ...options], root);
  if (outcome.code !== '0') return outcome;
  writeStamp(root);
  rmSync(mark);
  return null;
}

/** @returns {[string, ...string[]]} */
function npmCommand() {
  const running = process.env['npm_execpath'];
  return running !== undefined && basename(running) === 'npm-cli.js' ? [process.execPath, running] : ['npm'];
}

/**
 * Runs a program to its end. In CI its output is passed on as it comes, so that the log hides nothing.
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {string} root working folder
 * @returns {Promise<{ code: string, output: string }>} exit code, signal or error code; and both streams as one text
 */
export function run(command, parameters, root) {
  return new Promise((resolve) => {
    const child = spawn(command, parameters, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    /** @param {Buffer} chunk */
    const take = (chunk) => {
      output += chunk.toString();
      if (process.env['CI']) process.stderr.write(chunk);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error) =>
      resolve({ code: 'code' in error ? String(error.code) : error.message, output }),
    );
    child.on('close', (code, signal) => resolve({ code: String(code ?? signal), output }));
  });
}
