import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** @typedef {Readonly<Record<string, string | undefined>>} Environment */

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const PLACES = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const INSTALL = ['install', '-y', '--no-install-recommends', 'chromium'];

/**
 * Path of an installed Chromium or Chrome: that of CHROMIUM where it is set, else the first one found.
 * @param {Environment} environment
 * @returns {string | null}
 */
export function findChromium(environment = process.env) {
  const named = environment['CHROMIUM'];
  const candidates = named ? [named] : [...onPath(NAMES, environment), ...PLACES];
  return candidates.find(isProgram) ?? null;
}

/**
 * Makes a Chromium available to the tests of pages: one that is installed, or, for root where there is apt-get, one
 * installed now. Anybody else is told what is missing.
 * @param {() => void} onInstall told before an installation, which may take a minute or two
 * @param {Environment} environment
 * @param {number | undefined} user
 * @returns {{ path: string } | { reason: 'missing' | 'failed', output: string }}
 */
export function ensureChromium(onInstall, environment = process.env, user = process.getuid?.()) {
  const found = findChromium(environment);
  if (found !== null) return { path: found };
  const mayInstall =
    user === 0 && !environment['CHROMIUM'] && onPath(['apt-get'], environment).some(isProgram);
  if (!mayInstall) return { reason: 'missing', output: '' };
  onInstall();
  let outcome = runApt(INSTALL, environment);
  // A fresh machine has no package lists yet.
  if (outcome.code !== 0 && runApt(['update'], environment).code === 0)
    outcome = runApt(INSTALL, environment);
  const path = findChromium(environment);
  return path === null ? { reason: 'failed', output: outcome.output } : { path };
}

/**
 * @param {readonly string[]} names
 * @param {Environment} environment
 */
function onPath(names, environment) {
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => names.map((name) => join(folder, name)));
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {string[]} parameters
 * @param {Environment} environment
 */
function runApt(parameters, environment) {
  const { status, stdout, stderr } = spawnSync('apt-get', parameters, {
    env: { ...environment, DEBIAN_FRONTEND: 'noninteractive' },
    encoding: 'utf8',
  });
  return { code: status, output: `${stdout}${stderr}`.trim().split('\n').slice(-10).join('\n') };
}
