import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RupturaError } from '../../contract/errors.ts';
import type { Binaries } from './binaries.ts';
import { explainFailure } from './failure.ts';
import type { Place } from './place.ts';
import { DATABASE, ROLE } from './settings.ts';

/**
 * Makes sure that a complete cluster of the right version stands in `place.cluster`.
 * The caller holds the folder's lock and no server runs on it.
 * @returns the password of the role `ruptura`.
 */
export async function prepareCluster(place: Place, binaries: Binaries): Promise<string> {
  await removePartial(place);
  const major = await clusterMajor(place);
  if (major !== null && major !== binaries.major) throw versionError(place, major, binaries);
  const known = await readPassword(place);
  const password = known ?? (await makePassword(place));
  if (major === null) await buildCluster(place, binaries);
  else if (known === null) await resetPassword(place, binaries, password);
  return password;
}

/** The password on file, null when there is none. */
export async function readPassword(place: Place): Promise<string | null> {
  const text = await readOrNull(place.password);
  return text === null || text.trim() === '' ? null : text.trim();
}

/**
 * Major version of the cluster; null when there is none.
 * @throws RupturaError BANCO_DANIFICADO when the folder exists without being a cluster.
 */
export async function clusterMajor(place: Place): Promise<number | null> {
  const text = await readOrNull(join(place.cluster, 'PG_VERSION'));
  if (text !== null) return Number.parseInt(text, 10);
  if ((await readdir(place.folder)).includes('pg'))
    throw new RupturaError('BANCO_DANIFICADO', { pasta: place.cluster });
  return null;
}

export function versionError(place: Place, major: number, binaries: Binaries): RupturaError {
  return new RupturaError('BANCO_VERSAO_DIFERENTE', {
    pasta: place.folder,
    versao: major,
    programa: binaries.major,
  });
}

async function makePassword(place: Place): Promise<string> {
  const password = randomBytes(24).toString('base64url');
  await writeSecret(place, `${place.password}.tmp`, password);
  await rename(`${place.password}.tmp`, place.password);
  return password;
}

/** The server's user must be able to read it (initdb does), nobody else. */
async function writeSecret(place: Place, path: string, text: string): Promise<void> {
  await rm(path, { force: true });
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(`${text}\n`);
    if (place.user !== null) await file.chown(place.user.uid, place.user.gid);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Built beside and renamed when complete: a killed initdb leaves only a folder that the next one removes. */
async function buildCluster(place: Place, binaries: Binaries): Promise<void> {
  const partial = join(place.folder, `pg.partial-${randomBytes(4).toString('hex')}`);
  await mkdir(partial, { mode: 0o700 });
  if (place.user !== null) await chown(partial, place.user.uid, place.user.gid);
  try {
    await initialize(place, binaries, partial);
    await singleUser(place, binaries, partial, `CREATE DATABASE ${DATABASE};\n`);
    await chmod(partial, 0o700);
    await rename(partial, place.cluster);
    await syncFolder(place.folder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

async function removePartial(place: Place): Promise<void> {
  for (const name of await readdir(place.folder)) {
    if (!name.startsWith('pg.partial-')) continue;
    // An initdb whose parent was killed may write a moment longer.
    await rm(join(place.folder, name), { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

async function initialize(place: Place, binaries: Binaries, folder: string): Promise<void> {
  const options = [
    `--pgdata=${folder}`,
    '--encoding=UTF8',
    '--locale=C',
    // The built-in provider sorts and folds the same on every machine, whatever its C library.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    `--username=${ROLE}`,
    '--auth=scram-sha-256',
    `--pwfile=${place.password}`,
    '--data-checksums',
    '--no-instructions',
  ];
  await runTool(place, binaries.initdb, options, null);
}

/** The file is gone but the server knows only the old password: write a new one without asking for the old. */
async function resetPassword(place: Place, binaries: Binaries, password: string): Promise<void> {
  await singleUser(place, binaries, place.cluster, `ALTER ROLE ${ROLE} PASSWORD '${password}';\n`);
}

async function singleUser(place: Place, binaries: Binaries, folder: string, sql: string): Promise<void> {
  const quiet = ['-c', 'logging_collector=off', '-c', 'exit_on_error=on'];
  await runTool(place, binaries.postgres, ['--single', '-D', folder, ...quiet, 'template1'], sql);
}

async function runTool(place: Place, program: string, args: string[], input: string | null): Promise<void> {
  const child = spawnAsServer(
    place,
    program,
    args,
    [input === null ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    false,
  );
  const said: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => said.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => said.push(chunk));
  // A tool that dies early closes its end; why it died is in what it said.
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  const code = await exitCode(child, place);
  if (code === 0) return;
  const context = { folder: place.folder, port: null, logFile: program };
  throw explainFailure(Buffer.concat(said).toString('utf8'), context);
}

async function exitCode(child: ChildProcess, place: Place): Promise<number | null> {
  return await new Promise((resolve, reject) => {
    child.once('error', (cause) => reject(spawnError(cause, place)));
    child.once('close', (code) => resolve(code));
  });
}

/** Why a program could not even be started, as a sentence. */
export function spawnError(cause: Error, place: Place): RupturaError {
  return new RupturaError(
    'BANCO_NAO_INICIOU',
    { pasta: place.folder, motivo: cause.message, registro: place.startLog },
    { cause },
  );
}

/**
 * Starts a program as the server's user, away from our environment.
 * @param detached out of our process group: Ctrl-C on the terminal reaches a whole group, and the server must outlive
 *   us, who stop it in order.
 */
export function spawnAsServer(
  place: Place,
  program: string,
  args: readonly string[],
  stdio: ('ignore' | 'pipe' | number)[],
  detached: boolean,
): ChildProcess {
  const identity = place.user === null ? {} : { uid: place.user.uid, gid: place.user.gid };
  return spawn(program, args, {
    ...identity,
    cwd: dirname(program),
    detached,
    env: { LC_ALL: 'C', PATH: process.env['PATH'] ?? '/usr/bin:/bin' },
    stdio,
  });
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
