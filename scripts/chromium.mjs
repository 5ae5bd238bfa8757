import { ensureProgram, findProgram } from './system-programs.mjs';

/** @typedef {import('./system-programs.mjs').Environment} Environment */

/** @type {import('./system-programs.mjs').SystemProgram} */
const CHROMIUM = {
  variable: 'CHROMIUM',
  names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'],
  places: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  package: 'chromium',
};

/**
 * Path of an installed Chromium or Chrome: that of CHROMIUM where it is set, else the first one found.
 * @param {Environment} environment
 * @returns {string | null}
 */
export function findChromium(environment = process.env) {
  return findProgram(CHROMIUM, environment);
}

/**
 * Makes a Chromium available to the tests of pages, as `ensureProgram` does.
 * @param {() => void} onInstall
 * @param {Environment} environment
 * @param {number | undefined} user
 */
export function ensureChromium(onInstall, environment = process.env, user = process.getuid?.()) {
  return ensureProgram(CHROMIUM, onInstall, environment, user);
}
