/**
 * Checks the tests: puts one deliberate fault after the other into a copy of this checkout, and runs the quick tests
 * that stand guard there. A fault that they let pass is a gap. `npm run test:faults [-- part of a file's path]`
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Fault } from './fault.ts';
import { FAULTS } from './faults.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** What tests neither read nor change; `node_modules` is linked. */
const LEFT_OUT = /^(node_modules|dist|\.git|coverage)$/;
/** A fault may make a test stand still, which is noticed too. */
const LONGEST_MS = 180_000;
/** A machine on which tests take longer than this without any fault is too busy to say anything. */
const LONGEST_TEST_MS = 20_000;
/** What has been told to end and does not, because it goes round in circles, is ended. */
const LONGEST_END_MS = 20_000;

interface Outcome {
  readonly word: 'caught' | 'MISSED' | 'OUTDATED';
  /** The test that noticed, so that one can see whether it did for that reason. */
  readonly by: string;
}

/** The tests under way, and whether somebody wants all of this to end. */
let running: ChildProcess | null = null;
let isInterrupted = false;

function interrupt(): void {
  isInterrupted = true;
  if (running !== null) end(running);
}

/** Lets tests take down what they started; with all their processes, where they do not end. */
function end(tests: ChildProcess): void {
  tests.kill('SIGTERM');
  const tooLong = setTimeout(() => process.kill(-tests.pid!, 'SIGKILL'), LONGEST_END_MS);
  tests.once('exit', () => clearTimeout(tooLong));
}

function copyOfCheckout(): string {
  const copy = mkdtempSync(join(tmpdir(), 'ruptura-faults-'));
  // The database of tests that root runs is another user, who must get in.
  chmodSync(copy, 0o755);
  cpSync(ROOT, copy, { recursive: true, filter: (path) => !LEFT_OUT.test(path.slice(ROOT.length)) });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** @returns whether all passed, and what was said */
async function runTests(
  copy: string,
  options: readonly string[],
): Promise<{ passed: boolean; said: string }> {
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const child = spawn(process.execPath, [vitest, 'run', `--testTimeout=${LONGEST_TEST_MS}`, ...options], {
    cwd: copy,
    // A group of its own: Ctrl-C reaches it once, from here, and its end is waited for.
    detached: true,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running = child;
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const tooLong = setTimeout(() => end(child), LONGEST_MS);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(tooLong);
  running = null;
  return { passed: code === 0, said };
}

/** What the guards of a fault say once it is in; the copy is as before afterwards. */
async function outcomeOf(copy: string, { file, right, wrong, guards }: Fault): Promise<Outcome> {
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  if (text.split(right).length !== 2) return { word: 'OUTDATED', by: '' };
  writeFileSync(
    path,
    text.replace(right, () => wrong),
  );
  try {
    const { passed, said } = await runTests(copy, ['--bail=1', '--reporter=dot', ...guards]);
    if (passed) return { word: 'MISSED', by: '' };
    return { word: 'caught', by: /^ *FAIL +(.*)$/m.exec(said)?.[1] ?? 'no test: nothing ran to its end' };
  } finally {
    writeFileSync(path, text);
  }
}

/** What fails without any fault would catch every fault. */
async function failsAnyway(copy: string, faults: readonly Fault[]): Promise<boolean> {
  const guards = [...new Set(faults.flatMap((fault) => fault.guards))];
  const { passed, said } = await runTests(copy, guards);
  if (passed || isInterrupted) return false;
  process.stdout.write(`${said}\nwithout any fault, tests fail already\n`);
  return true;
}

/** @returns exit code */
async function check(copy: string, faults: readonly Fault[]): Promise<number> {
  if (await failsAnyway(copy, faults)) return 1;
  const began = performance.now();
  let caught = 0;
  for (const fault of faults) {
    const { word, by } = await outcomeOf(copy, fault);
    if (isInterrupted) return 1;
    if (word === 'caught') caught++;
    process.stdout.write(`${word.padEnd(8)}  ${fault.file}: ${fault.what}\n`);
    if (by !== '') process.stdout.write(`          by ${by}\n`);
  }
  const seconds = Math.round((performance.now() - began) / 1000);
  process.stdout.write(`${caught} of ${faults.length} faults caught in ${seconds} s\n`);
  return caught === faults.length ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
const [part = ''] = process.argv.slice(2);
const copy = copyOfCheckout();
try {
  process.exitCode = await check(
    copy,
    FAULTS.filter(({ file }) => file.includes(part)),
  );
} finally {
  rmSync(copy, { recursive: true, force: true });
}
