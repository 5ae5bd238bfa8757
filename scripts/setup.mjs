// Gets a checkout ready to run: dependencies installed, sources built. Needs nothing but Node.js and npm.
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, isBuilt } from './build.mjs';
import { install, isInstalled } from './install.mjs';
import { codeOf, withLock } from './lock.mjs';
import { say, sentence } from './messages.mjs';
import { refuseOldNode } from './node-version.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const LOCK = '.setup.lock';
const OUTPUT_LINES = 40;
const NETWORK_TROUBLE =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|network)\b/;

/** Set-up cannot go on; the message is a sentence for a person, what to do included. */
export class SetupError extends Error {}

/**
 * Makes this checkout ready, or ends the process with a sentence on stderr. Does nothing, in some tens of
 * milliseconds, when it is ready already.
 * @returns {Promise<void>}
 */
export async function ensureReady() {
  refuseOldNode();
  await makeReady(ROOT).catch((error) => {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
}

/**
 * Installs and builds what is missing or older than its sources in the checkout `root`.
 * @param {string} root
 * @returns {Promise<void>}
 * @throws {SetupError}
 */
export async function makeReady(root) {
  if (isInstalled(root) && isBuilt(root)) return;
  try {
    await withLock(
      join(root, LOCK),
      () => say('waiting'),
      () => finish(root),
    );
  } catch (error) {
    const known = error instanceof SetupError ? null : explainFileError(codeOf(error) ?? '', root);
    throw known === null ? error : new SetupError(known);
  }
}

/**
 * Looks again, now under the lock: somebody else may have done the work.
 * @param {string} root
 */
async function finish(root) {
  if (!isInstalled(root)) {
    say('installing');
    const outcome = await install(root);
    if (outcome.code !== '0') throw new SetupError(explainInstallation(outcome, root));
  }
  if (!isBuilt(root)) {
    say('building');
    const output = await build(root);
    if (output !== null)
      throw new SetupError(explainFileError(output, root) ?? sentence('buildFailed', [tail(output)]));
  }
}

/**
 * The sentence for a failed installation.
 * @param {{ code: string, output: string }} failure
 * @param {string} root
 * @returns {string}
 */
export function explainInstallation({ code, output }, root) {
  if (code === 'ENOENT') return sentence('noNpm');
  const place = /npm (?:error|ERR!) path (.+)/.exec(output)?.[1] ?? root;
  const known = explainFileError(output, root, place);
  if (known !== null) return known;
  const said = tail(output);
  return NETWORK_TROUBLE.test(output) ? sentence('offline', [said]) : sentence('installFailed', [code, said]);
}

/**
 * @param {string} text holds the code of an error
 * @param {string} root
 * @param {string} place what must be written to
 */
function explainFileError(text, root, place = root) {
  if (/\bENOSPC\b|no space left/.test(text)) return sentence('diskFull', [root]);
  return /\b(EACCES|EROFS|EPERM)\b/.test(text) ? sentence('readOnly', [place]) : null;
}

/** @param {string} output */
function tail(output) {
  const lines = output.trimEnd().split('\n');
  return lines
    .filter((line) => !/^npm (notice|warn)/.test(line))
    .slice(-OUTPUT_LINES)
    .join('\n');
}

const started = process.argv[1];
if (started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url)) await ensureReady();
