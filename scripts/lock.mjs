import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';

const POLL_MS = 100;
const HEARTBEAT_MS = 2_000;
/** A holder that has not touched its lock for this long is gone, whatever its process id says. */
const STALE_MS = 30_000;
const LONGEST_WAIT_MS = 20 * 60_000;

/** The holder of a lock did not finish in time. */
export class LockTimeout extends Error {
  /** @param {string} holder */
  constructor(holder) {
    super(`lock held by ${holder}`);
    this.holder = holder;
  }
}

/**
 * Runs `work` while holding the lock file `path`; waits for another holder, and takes over from a dead one.
 * Node.js has no flock: the file is created whole by link(2), kept young by a heartbeat, and judged dead when it
 * grows old or when its process is gone from this host.
 * @template T
 * @param {string} path
 * @param {(holder: string) => void} onWait called once, when the lock is not free
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 * @throws {LockTimeout} after 20 minutes of waiting; file system errors when the lock cannot be created
 */
export async function withLock(path, onWait, work) {
  await acquire(path, onWait);
  const heartbeat = setInterval(() => touch(path), HEARTBEAT_MS);
  heartbeat.unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    rmSync(path, { force: true });
  }
}

/**
 * @param {string} path
 * @param {(holder: string) => void} onWait
 */
async function acquire(path, onWait) {
  const giveUpAt = Date.now() + LONGEST_WAIT_MS;
  let told = false;
  while (!create(path)) {
    const holder = readHolder(path);
    if (holder === null) continue;
    if (isDead(path, holder)) {
      removeDead(path, holder);
      continue;
    }
    if (!told) onWait(holder);
    told = true;
    if (Date.now() > giveUpAt) throw new LockTimeout(holder);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/**
 * @param {string} path
 * @returns {boolean}
 */
function create(path) {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${process.pid}@${hostname()}`);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * @param {string} path
 * @returns {string | null} `pid@host`, null when the lock has just been released
 */
function readHolder(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/**
 * @param {string} path
 * @param {string} holder
 */
function isDead(path, holder) {
  const age = ageOf(path);
  if (age === null) return false;
  if (age > STALE_MS) return true;
  const [pid, host] = holder.split('@');
  return host === hostname() && !isAlive(Number(pid));
}

/** @param {string} path */
function ageOf(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? null : Date.now() - stats.mtimeMs;
}

/** @param {number} pid */
function isAlive(pid) {
  // The lock is never taken twice by one process, so our own id on it belonged to an earlier process.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

/**
 * Moves the dead lock aside before deleting it: two waiters may judge the same lock dead, and the slower one must
 * not delete the lock that the faster one has created meanwhile.
 * @param {string} path
 * @param {string} holder
 */
function removeDead(path, holder) {
  const aside = `${path}.dead-${process.pid}`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') !== holder) linkSync(aside, path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** @param {string} path */
function touch(path) {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch {
    // A lost lock is noticed by nobody but the next holder; the work itself replaces files one by one.
  }
}

/**
 * @param {unknown} error
 * @returns {string | undefined}
 */
export function codeOf(error) {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
