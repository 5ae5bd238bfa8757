import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Browser } from 'playwright-core';

/** What a browser is in the system: its processes, its memory, and what it leaves when it is killed. */

const PROFILE_FLAG = '--user-data-dir=';
const PROFILE_PREFIX = 'playwright_chromiumdev_profile-';
const PROFILE_NOTE = 'profile.txt';

/** Process ids, the first one's first. */
export async function pidsOf(browser: Browser): Promise<readonly number[]> {
  const cdp = await browser.newBrowserCDPSession();
  try {
    const { processInfo } = await cdp.send('SystemInfo.getProcessInfo');
    return processInfo.map(({ id }) => id);
  } finally {
    await cdp.detach().catch(() => undefined);
  }
}

/** Resident memory of processes together; 0 where the system does not tell. */
export async function residentBytes(pids: readonly number[]): Promise<number> {
  const sizes = await Promise.all(pids.map(residentBytesOf));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function residentBytesOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+)/m.exec(text)?.[1] ?? 0) * 1024;
}

/** Notes beside its downloads which folder a browser leaves behind when it is killed, where the system tells. */
export async function noteProfile(browser: Browser, folder: string): Promise<void> {
  const [pid] = await pidsOf(browser);
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const given = line.split('\0').find((one) => one.startsWith(PROFILE_FLAG));
  if (given !== undefined) await writeFile(join(folder, PROFILE_NOTE), given.slice(PROFILE_FLAG.length));
}

/**
 * Removes what killed workers and their browsers left: folders of files on their way, temporary profiles.
 * @param folder whose folders are called like the processes they belong to
 */
export async function sweepDownloads(folder: string, isAlive: (pid: number) => boolean): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => /^\d+$/.test(one) && !isAlive(Number(one)))) {
    const left = join(folder, name);
    const profile = await readFile(join(left, PROFILE_NOTE), 'utf8').catch(() => '');
    // A note is a file anybody may have changed: only what the library makes is removed.
    const isTemporary = dirname(profile) === tmpdir() && basename(profile).startsWith(PROFILE_PREFIX);
    if (isTemporary) await rm(profile, { recursive: true, force: true });
    await rm(left, { recursive: true, force: true });
  }
}
