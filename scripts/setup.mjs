// Gets a checkout ready to run: dependencies installed, sources built. Needs nothing but Node.js and npm.
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, isBuilt } from './build.mjs';
import { install, isInstalled } from './install.mjs';
import { codeOf, LockTimeout, withLock } from './lock.mjs';
import { sentences } from './messages.mjs';
import { refuseOldNode } from './node-version.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const LOCK = '.setup.lock';
const OUTPUT_LINES = 40;
const NETWORK_TROUBLE =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|network)\b/;

/** Set-up cannot go on; the message is a sentence for a person, what to do included. */
export class SetupError extends Error {}

/** @type {Promise<void> | undefined} */
let ready;

/**
 * Makes this checkout ready, or ends the process with a sentence on stderr. Does nothing, in some tens of
 * milliseconds, when it is ready already; callers at the same time wait for the first.
 * @returns {Promise<void>}
 */
export function ensureReady() {
  refuseOldNode();
  ready ??= makeReady(ROOT).catch((error) => {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  return ready;
}

/**
 * Installs and builds what is missing or older than its sources in the checkout `root`.
 * @param {string} root
 * @returns {Promise<void>}
 * @throws {SetupError}
 */
export async function makeReady(root) {
  if (isReady(root)) return;
  const say = sentences(process.env);
  try {
    await withLock(
      join(root, LOCK),
      (holder) => tell(say.waiting(holder)),
      () => finish(root),
    );
  } catch (error) {
    throw asSetupError(error, root);
  }
}

/** @param {string} root */
function isReady(root) {
  return isInstalled(root) && isBuilt(root);
}

/**
 * Looks again, now under the lock: somebody else may have done the work.
 * @param {string} root
 */
async function finish(root) {
  const say = sentences(process.env);
  if (!isInstalled(root)) {
    tell(say.installing);
    const failure = await install(root);
    if (failure !== null) throw new SetupError(explainInstallation(failure, root));
  }
  if (!isBuilt(root)) {
    tell(say.building);
    const failure = await build(root);
    if (failure !== null) throw new SetupError(explainBuild(failure, root));
  }
}

/**
 * The sentence for a failed installation.
 * @param {{ code: string, output: string }} failure
 * @param {string} root
 * @returns {string}
 */
export function explainInstallation({ code, output }, root) {
  const say = sentences(process.env);
  const place = /npm (?:error|ERR!) path (.+)/.exec(output)?.[1] ?? root;
  if (code === 'ENOENT') return say.noNpm;
  if (/\bENOSPC\b|no space left/.test(output)) return say.diskFull(root);
  if (/\b(EACCES|EROFS|EPERM)\b/.test(output)) return say.readOnly(place);
  if (NETWORK_TROUBLE.test(output)) return `${say.offline}\n${tail(output)}`;
  return `${say.installFailed(code)}\n${tail(output)}`;
}

/**
 * @param {{ code: string, output: string }} failure
 * @param {string} root
 * @returns {string}
 */
function explainBuild({ code, output }, root) {
  const say = sentences(process.env);
  if (/\bENOSPC\b|no space left/.test(output)) return say.diskFull(root);
  return `${say.buildFailed(code)}\n${tail(output)}`;
}

/**
 * @param {unknown} error
 * @param {string} root
 */
function asSetupError(error, root) {
  const say = sentences(process.env);
  if (error instanceof LockTimeout) return new SetupError(say.waitedTooLong(error.holder));
  const code = codeOf(error);
  if (code === 'ENOSPC') return new SetupError(say.diskFull(root));
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') return new SetupError(say.readOnly(root));
  return error;
}

/** @param {string} output */
function tail(output) {
  const lines = output.trimEnd().split('\n');
  return lines
    .filter((line) => !/^npm (notice|warn)/.test(line))
    .slice(-OUTPUT_LINES)
    .join('\n');
}

/** @param {string} sentence */
function tell(sentence) {
  process.stderr.write(`${sentence}\n`);
}

const started = process.argv[1];
if (started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url)) await ensureReady();
