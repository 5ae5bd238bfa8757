import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run } from './run.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} Locked */

/**
 * Is everything of package-lock.json in node_modules? npm writes its record of what is there as its last step, and
 * `npm ci` begins by removing it: a killed installation has none.
 * @param {string} root
 * @returns {boolean}
 */
export function isInstalled(root) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = packagesOf(record);
  const wanted = Object.entries(packagesOf(join(root, 'package-lock.json')));
  return wanted.every(([path, wish]) => path === '' || isThere(installed[path], wish));
}

/**
 * @param {string} path
 * @returns {Record<string, Locked>}
 */
function packagesOf(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages;
}

/**
 * npm leaves out optional packages made for another system, and what only those need. One made for this very system
 * is missed; where it also asks for a C library, only npm knows whether that is ours.
 * @param {Locked | undefined} installed
 * @param {Locked} wish
 */
function isThere(installed, wish) {
  if (installed !== undefined)
    return installed.version === wish.version && installed.integrity === wish.integrity;
  const isOurs = wish.os?.includes(process.platform) === true && wish.cpu?.includes(process.arch) === true;
  return wish.optional === true && (!isOurs || wish.libc !== undefined);
}

/**
 * Installs what package-lock.json says, tools included: the build needs TypeScript.
 * @param {string} root
 * @returns {Promise<{ code: string, output: string }>} code `0` when all went well
 */
export function install(root) {
  const running = process.env['npm_execpath'];
  const npm =
    running !== undefined && basename(running) === 'npm-cli.js' ? [process.execPath, running] : ['npm'];
  return run([...npm, 'ci', '--include=dev', '--include=optional', '--prefer-offline'], root);
}
