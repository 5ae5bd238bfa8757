import { createHash } from 'node:crypto';
import { access, chown, constants, lstat, mkdir, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RupturaError } from '../../contract/errors.ts';
import type { Place } from './place.ts';
import { firstObstacle, type ServerUser } from './server-user.ts';

/** sun_path holds 108 bytes on Linux and 104 on macOS, with the closing zero. */
const LONGEST_SOCKET_PATH = 103;
const ATTEMPTS = 8;

/**
 * A short private folder for the server's socket, mode 0700, owned by the server's user. Its name comes from the
 * data folder; a name that somebody else has taken in the shared temporary folder is never used.
 * @param known the folder in use so far, which clients already hold an address to.
 * @throws RupturaError PASTA_TEMPORARIA_INSEGURA when no name can be had.
 */
export async function prepareSocketFolder(place: Place, known: string | null): Promise<string> {
  const candidates = [...(known === null ? [] : [known]), ...(await candidateFolders(place))];
  for (const folder of candidates) {
    await makePrivate(folder, place.user);
    if (await isPrivate(folder, place.user)) return folder;
  }
  throw new RupturaError('PASTA_TEMPORARIA_INSEGURA', { pasta: candidates[0] ?? tmpdir() });
}

/** True when only the server's user (and root) can put anything there. */
export async function isPrivate(folder: string, user: ServerUser | null): Promise<boolean> {
  try {
    const { mode, uid } = await lstat(folder);
    // lstat: a symbolic link is not a directory, so nobody can lead us elsewhere.
    const isDirectory = (mode & 0o170000) === 0o040000;
    return isDirectory && (mode & 0o077) === 0 && uid === (user?.uid ?? process.getuid?.());
  } catch {
    return false;
  }
}

export function socketFile(folder: string, port: number): string {
  return join(folder, `.s.PGSQL.${port}`);
}

/** After the server has gone; a folder that is not empty stays. */
export async function removeSocketFolder(folder: string): Promise<void> {
  await rmdir(folder).catch(() => {});
}

async function candidateFolders(place: Place): Promise<string[]> {
  const hash = createHash('sha256').update(place.folder).digest('hex').slice(0, 12);
  const names = Array.from({ length: ATTEMPTS }, (_, n) =>
    n === 0 ? `ruptura-${hash}` : `ruptura-${hash}-${n}`,
  );
  const folders: string[] = [];
  for (const base of new Set([tmpdir(), '/tmp'])) {
    const longest = socketFile(join(base, `${names[0]}-9`), 65535);
    if (Buffer.byteLength(longest) > LONGEST_SOCKET_PATH || !(await isUsable(base, place.user))) continue;
    folders.push(...names.map((name) => join(base, name)));
  }
  return folders;
}

/** TMPDIR may be missing, or a private one of root's. */
async function isUsable(base: string, user: ServerUser | null): Promise<boolean> {
  try {
    await access(base, constants.W_OK | constants.X_OK);
    return user === null || (await firstObstacle(base, user)) === null;
  } catch {
    return false;
  }
}

async function makePrivate(folder: string, user: ServerUser | null): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
    if (user !== null) await chown(folder, user.uid, user.gid);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST') throw error;
  }
}
