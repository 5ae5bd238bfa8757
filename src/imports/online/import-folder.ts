import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive, ownIdentity } from '../../processes/process-identity.ts';

/** The folders of a machine's own: another one may share the place, and its processes cannot be asked after. */
const MARK = `ruptura-import-${
  hostname()
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 40) || 'host'
}-`;
const OWNED = /^(\d+)-(.+)-[A-Za-z0-9]{6}$/;

/** Makes a folder for the files of one import, named after this process. */
export async function makeImportFolder(): Promise<string> {
  const { pid, born } = ownIdentity();
  return await mkdtemp(join(tmpdir(), `${MARK}${pid}-${born}-`));
}

/** Removes the folders of processes that are no more. What cannot be removed is somebody else's. */
export async function removeAbandonedFolders(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(MARK)) continue;
    const [, pid, born] = OWNED.exec(name.slice(MARK.length)) ?? [];
    if (pid === undefined || born === undefined || isAlive({ pid: Number(pid), born })) continue;
    await rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => undefined);
  }
}
