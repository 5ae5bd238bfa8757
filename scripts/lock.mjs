import { linkSync, readFileSync, renameSync, rmSync, statSync, utimes, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';

const POLL_MS = 100;
const HEARTBEAT_MS = 2_000;
/** A holder that has not touched its lock for this long is gone, wherever it ran. */
const STALE_MS = 30_000;

/**
 * Runs `work` while holding the lock file `path`; waits for another holder, and takes over from one that was killed.
 * Node.js has no flock, and nothing is installed yet that could stand in for it.
 * @template T
 * @param {string} path
 * @param {() => void} onWait called once, when the lock is not free
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 * @throws file system errors when the lock cannot be created
 */
export async function withLock(path, onWait, work) {
  for (let told = false; !create(path); ) {
    if (removeDead(path)) continue;
    if (!told) onWait();
    told = true;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const heartbeat = setInterval(() => utimes(path, new Date(), new Date(), () => undefined), HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    rmSync(path, { force: true });
  }
}

/**
 * @param {string} path
 * @returns {boolean} false when somebody holds it
 */
function create(path) {
  try {
    // One that does not say yet whose it is counts as somebody's on another host: alive while it is young.
    writeFileSync(path, `${process.pid}@${hostname()}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    // Made, and no room for what it says.
    rmSync(path, { force: true });
    throw error;
  }
}

/**
 * @param {string} path
 * @returns {boolean} true when the lock may be free now
 */
function removeDead(path) {
  const aside = `${path}.dead-${process.pid}`;
  try {
    const holder = readFileSync(path, 'utf8');
    if (Date.now() - statSync(path).mtimeMs < STALE_MS && mayBeAlive(holder)) return false;
    // Another waiter may have removed it and hold the lock by now: then it is put back.
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') !== holder) linkSync(aside, path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
  return true;
}

/** @param {string} holder `pid@host` */
function mayBeAlive(holder) {
  const [pid, host] = holder.split('@');
  if (host !== hostname()) return true;
  try {
    // No process takes the lock twice: our own id on it belonged to an earlier one.
    return Number(pid) !== process.pid && process.kill(Number(pid), 0);
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

/**
 * @param {unknown} error
 * @returns {string | undefined}
 */
export function codeOf(error) {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
