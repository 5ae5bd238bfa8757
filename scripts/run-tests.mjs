import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ensureChromium } from './chromium.mjs';
import { say } from './messages.mjs';
import { countLine } from './test-count.mjs';
import { endMarked, markedEnvironment } from './test-processes.mjs';

/** @typedef {import('./test-count.mjs').FileResult} FileResult */

/** An interrupted run finishes the tests under way, if they do so soon. */
const PATIENCE_MS = 10_000;
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Makes a browser available to the tests of pages, or says why they will be skipped. */
export function prepareBrowser() {
  const outcome = ensureChromium(() => say('installingChromium'));
  if ('path' in outcome) return;
  if (outcome.reason === 'missing') say('noChromium');
  else say('chromiumFailed', outcome.output);
}

/**
 * Runs tests with vitest, the parameters of this process passed on, and ends with `N passed, N failed`. The exit code
 * is that of vitest, or 130 when the run was interrupted. No process that it started is left.
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
async function runVitest(result) {
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const reports = ['--reporter=default', '--reporter=json', `--outputFile.json=${result}`];
  const { environment, mark } = markedEnvironment();
  const child = spawn(process.execPath, [vitest, 'run', ...reports, ...process.argv.slice(2)], {
    cwd: ROOT,
    env: environment,
    // In a session of its own the interrupt of the terminal does not end the tests before they have tidied up.
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = new Promise((resolve) => {
    child.on('close', (code) => resolve(code ?? 1));
  });
  let interrupted = false;
  /** @param {number} patience ms for the tests under way to tidy up */
  const stop = async (patience) => {
    child.kill('SIGINT');
    await Promise.race([ended, setTimeout(patience)]);
    // Without its workers vitest ends, and takes its database down.
    await endMarked(mark, child.pid);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // Pressed again, it waits for nothing.
    process.on(signal, () => {
      void stop(interrupted ? 0 : PATIENCE_MS);
      interrupted = true;
    });
  }
  const code = await ended;
  await endMarked(mark);
  return interrupted ? 130 : code;
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
