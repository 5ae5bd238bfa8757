import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureChromium } from './chromium.mjs';
import { say } from './messages.mjs';
import { countLine } from './test-count.mjs';

/** @typedef {import('./test-count.mjs').FileResult} FileResult */

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Makes a browser available to the tests of pages, or says why they will be skipped. */
export function prepareBrowser() {
  const outcome = ensureChromium(() => say('installingChromium'));
  if ('path' in outcome) return;
  if (outcome.reason === 'missing') say('noChromium');
  else say('chromiumFailed', outcome.output);
}

/**
 * Runs tests with vitest, the parameters of this process passed on, and ends with `N passed, N failed`.
 * The exit code is that of vitest.
 */
export async function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'ruptura-test-result-'));
  const result = join(folder, 'result.json');
  const code = await runVitest(result);
  const line = countLine(readResults(result), code);
  rmSync(folder, { recursive: true, force: true });
  process.stdout.write(`${line}\n`);
  process.exitCode = code;
}

/**
 * @param {string} result file that takes vitest's report
 * @returns {Promise<number>} exit code
 */
function runVitest(result) {
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const reports = ['--reporter=default', '--reporter=json', `--outputFile.json=${result}`];
  const child = spawn(process.execPath, [vitest, 'run', ...reports, ...process.argv.slice(2)], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  // An interrupt reaches the whole terminal group: wait for vitest to stop its servers, then count.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve) => {
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/**
 * @param {string} result
 * @returns {FileResult[]}
 */
function readResults(result) {
  try {
    return JSON.parse(readFileSync(result, 'utf8')).testResults;
  } catch {
    return [];
  }
}
