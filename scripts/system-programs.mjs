import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** @typedef {Readonly<Record<string, string | undefined>>} Environment */

/**
 * @typedef {object} SystemProgram a program that tests need and npm does not bring
 * @property {string} variable of the environment, that names one to take and no other
 * @property {readonly string[]} names it goes by
 * @property {readonly string[]} places outside PATH
 * @property {string} package of apt-get
 */

/**
 * Path of a program: the one its variable names, else the first one found.
 * @param {SystemProgram} program
 * @param {Environment} environment
 * @returns {string | null}
 */
export function findProgram(program, environment) {
  const named = environment[program.variable];
  if (named) return isProgram(named) ? named : null;
  return [...onPath(program.names, environment), ...program.places].find(isProgram) ?? null;
}

/**
 * Makes a program available to the tests: one that is installed, or, for root where there is apt-get, one installed
 * now. Anybody else is told what is missing.
 * @param {SystemProgram} program
 * @param {() => void} onInstall told before an installation, which may take a minute or two
 * @param {Environment} environment
 * @param {number | undefined} user
 * @returns {{ path: string } | { reason: 'missing' | 'failed', output: string }}
 */
export function ensureProgram(program, onInstall, environment, user) {
  const found = findProgram(program, environment);
  if (found !== null) return { path: found };
  const hasApt = onPath(['apt-get'], environment).some(isProgram);
  if (user !== 0 || environment[program.variable] || !hasApt) return { reason: 'missing', output: '' };
  onInstall();
  const options = ['install', '-y', '--no-install-recommends', program.package];
  let outcome = runApt(options, environment);
  // A fresh machine has no package lists yet.
  if (outcome.code !== 0 && runApt(['update'], environment).code === 0)
    outcome = runApt(options, environment);
  const path = findProgram(program, environment);
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
