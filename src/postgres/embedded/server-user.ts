import { execFile } from 'node:child_process';
import { realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { RupturaError } from '../../contract/errors.ts';

/** The unprivileged user the server runs as when the program itself is root: PostgreSQL refuses to be root. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

const CANDIDATES = ['postgres', 'nobody'];
const run = promisify(execFile);

/** True when this process is root and must hand the server to somebody else. */
export function runsAsRoot(): boolean {
  return process.getuid?.() === 0;
}

/**
 * The user to run the server as: null for "ourselves" (an ordinary user).
 * @throws RupturaError BANCO_SEM_USUARIO when root finds neither `postgres` nor `nobody`.
 */
export async function chooseServerUser(): Promise<ServerUser | null> {
  if (!runsAsRoot()) return null;
  for (const name of CANDIDATES) {
    const user = await findUser(name);
    if (user !== null) return user;
  }
  throw new RupturaError('BANCO_SEM_USUARIO', { candidatos: CANDIDATES.join(', ') });
}

/** A user by name or number through the system's own directory (`id`), null when unknown or root. */
export async function findUser(nameOrUid: string): Promise<ServerUser | null> {
  try {
    const [uid, gid, name] = await Promise.all(
      ['-u', '-g', '-un'].map(async (flag) => (await run('id', [flag, '--', nameOrUid])).stdout.trim()),
    );
    if (name === undefined || uid === undefined || uid === '0') return null;
    return { uid: Number(uid), gid: Number(gid), name };
  } catch {
    return null;
  }
}

/**
 * The first folder on the way to `path` (itself included, if it exists) which `user` may not pass, or null.
 * Symbolic links are followed: what counts is where the file really lies.
 */
export async function firstObstacle(path: string, user: ServerUser): Promise<string | null> {
  for (const folder of await realAncestors(path)) {
    const { mode, uid, gid } = await stat(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return folder;
  }
  return null;
}

/** Existing folders from the root down to `path`. */
async function realAncestors(path: string): Promise<string[]> {
  let real = await realpathOfExisting(resolve(path));
  const folders = [real];
  while (dirname(real) !== real) {
    real = dirname(real);
    folders.unshift(real);
  }
  return folders;
}

async function realpathOfExisting(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error;
    return await realpathOfExisting(dirname(path));
  }
}
