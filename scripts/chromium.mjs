import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const MAC = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * Path of an installed Chromium or Chrome: that of CHROMIUM where it is set, else the first one found.
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @returns {string | null}
 */
export function findChromium(environment = process.env) {
  const named = environment['CHROMIUM'];
  if (named !== undefined && named !== '') return isProgram(named) ? named : null;
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const places = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...places, ...(process.platform === 'darwin' ? MAC : [])].find(isProgram) ?? null;
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
 * Makes a Chromium available to the tests: one that is installed, or, for root where there is apt-get, one installed
 * now. Anybody else is told what is missing: unpacking a browser and its hundred libraries by hand helps nobody.
 * @param {() => void} onInstall told before an installation, which takes a minute or two
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @param {number | undefined} user
 * @returns {{ path: string } | { reason: 'missing' | 'failed', output: string }}
 */
export function ensureChromium(onInstall, environment = process.env, user = process.getuid?.()) {
  const found = findChromium(environment);
  if (found !== null) return { path: found };
  const mayInstall = user === 0 && !environment['CHROMIUM'] && isOnPath('apt-get', environment);
  if (!mayInstall) return { reason: 'missing', output: '' };
  onInstall();
  const options = ['install', '-y', '--no-install-recommends', 'chromium'];
  let outcome = runApt(options, environment);
  // A fresh machine has no package lists yet.
  if (outcome.code !== 0 && runApt(['update'], environment).code === 0)
    outcome = runApt(options, environment);
  const path = findChromium(environment);
  return path === null ? { reason: 'failed', output: outcome.output } : { path };
}

/**
 * @param {string} name
 * @param {Readonly<Record<string, string | undefined>>} environment
 */
function isOnPath(name, environment) {
  return (environment['PATH'] ?? '').split(delimiter).some((folder) => isProgram(join(folder, name)));
}

/**
 * @param {string[]} parameters
 * @param {Readonly<Record<string, string | undefined>>} environment
 */
function runApt(parameters, environment) {
  const { status, stdout, stderr } = spawnSync('apt-get', parameters, {
    env: { ...environment, DEBIAN_FRONTEND: 'noninteractive' },
    encoding: 'utf8',
  });
  return { code: status, output: `${stdout}${stderr}`.trim().split('\n').slice(-10).join('\n') };
}
