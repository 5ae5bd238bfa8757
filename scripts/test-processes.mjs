import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { delimiter } from 'node:path';

const ORDERLY_MS = 5_000;
const LOOK_MS = 50;

/**
 * An environment that marks whatever is started in it, and by what is started in it: at the end of PATH, which even the
 * database hands on, stands a folder that does not exist.
 * @returns {{ environment: NodeJS.ProcessEnv, mark: string }}
 */
export function markedEnvironment() {
  const mark = `/run-of-tests-${randomUUID()}`;
  return { environment: { ...process.env, PATH: `${process.env['PATH'] ?? ''}${delimiter}${mark}` }, mark };
}

/**
 * Ends what still runs under the mark: asked first, then killed.
 * @param {string} mark
 * @param {number | undefined} [parent] only the children of this process, and at once
 * @returns {Promise<void>} when none is left
 */
export async function endMarked(mark, parent) {
  const killAt = parent === undefined ? Date.now() + ORDERLY_MS : 0;
  /** @type {Set<number>} */
  const asked = new Set();
  for (let left = marked(mark, parent); left.length > 0; left = marked(mark, parent)) {
    const isLate = Date.now() > killAt;
    for (const pid of left) if (isLate || !asked.has(pid)) signal(pid, isLate ? 'SIGKILL' : 'SIGTERM');
    for (const pid of left) asked.add(pid);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} name
 */
function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // Gone by now.
  }
}

/**
 * @param {string} mark
 * @param {number | undefined} parent
 */
function marked(mark, parent) {
  const all = process.platform === 'linux' ? ofLinux(mark) : ofOthers(mark);
  return all.filter((one) => parent === undefined || one.parent === parent).map((one) => one.pid);
}

/** @param {string} mark */
function ofLinux(mark) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && read(`/proc/${name}/environ`).includes(mark))
    .map((name) => {
      const parent = /\) \S (\d+)/.exec(read(`/proc/${name}/stat`))?.[1];
      return { pid: Number(name), parent: Number(parent) };
    });
}

/** @param {string} mark */
function ofOthers(mark) {
  const options = ['-A', '-E', '-ww', '-o', 'pid=,ppid=,command='];
  const lines = execFileSync('ps', options, { encoding: 'utf8', maxBuffer: 1 << 26 }).split('\n');
  return lines
    .filter((line) => line.includes(mark))
    .map((line) => {
      const [pid, parent] = line.trim().split(/\s+/).map(Number);
      return { pid: pid ?? 0, parent };
    });
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    // Gone by now, or somebody else's.
    return '';
  }
}
