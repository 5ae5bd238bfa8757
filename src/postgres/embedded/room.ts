import { closeSync, fstatSync, openSync, readdirSync, readSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { NO_ROOM } from './failure.ts';

/** Bytes of one file of the server's log: a server that has no room for the next one stops. */
const LOG_FILE = 16 * 1024 * 1024;
/** What the server said that long ago is not why it stopped now. */
const RECENT_MS = 60_000;
const TAIL = 64 * 1024;

/**
 * Whether our server stopped for lack of disk space: there is none now, or the server said so a moment ago (what it
 * removes as it comes back makes room again).
 * @param folder data folder of the server
 */
export function ranOutOfRoom(folder: string, now = Date.now()): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize < LOG_FILE || saidSo(join(folder, 'log'), now);
  } catch {
    return false;
  }
}

/** Lines begin with their time in UTC: `2026-03-02 10:00:00.000 UTC [123] PANIC:  …`. */
function saidSo(logs: string, now: number): boolean {
  const newest = readdirSync(logs)
    .filter((name) => name.endsWith('.log'))
    .sort()
    .at(-1);
  if (newest === undefined) return false;
  return tailOf(join(logs, newest))
    .split('\n')
    .filter((line) => NO_ROOM.test(line))
    .some((line) => now - Date.parse(`${line.slice(0, 23).replace(' ', 'T')}Z`) < RECENT_MS);
}

function tailOf(path: string): string {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(TAIL, size));
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, size - bytes.length)).toString('utf8');
  } finally {
    closeSync(file);
  }
}
