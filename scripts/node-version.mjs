// Read by every Node.js that knows ES modules (12.20 on), so that an old one gets a sentence instead of a syntax
// error: no top-level await, no optional chaining here and in what this file imports.
import { readFileSync } from 'node:fs';
import { say } from './messages.mjs';

/**
 * Is this version at least the one asked for? Both as `20.19` or `v20.19.1`.
 * @param {string} version
 * @param {string} least
 * @returns {boolean}
 */
export function isAtLeast(version, least) {
  const [have, want] = [numbers(version), numbers(least)];
  const part = want.findIndex((number, index) => number !== (have[index] || 0));
  return part === -1 || (have[part] || 0) > (want[part] || 0);
}

/**
 * Ends the process with a sentence when Node.js is older than `engines.node` of package.json asks for.
 * @returns {void}
 */
export function refuseOldNode() {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const least = manifest.engines.node.replace('>=', '');
  if (isAtLeast(process.version, least)) return;
  say('oldNode', least, process.version);
  process.exit(1);
}

/** @param {string} version */
function numbers(version) {
  return version.replace('v', '').split('.').map(Number);
}
