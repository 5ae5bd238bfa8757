import { readFileSync, statSync } from 'node:fs';
import { open, readdir, readFile, rm, stat, statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { RupturaError } from '../../contract/errors.ts';
import { hasProcess } from '../../processes/has-process.ts';
import { bornAt, commandLine, isAlive, type ProcessIdentity } from '../../processes/process-identity.ts';
import type { Binaries } from './binaries.ts';
import { spawnAsServer, spawnError } from './cluster.ts';
import { explainFailure, hasReason, isLeftoverBusy } from './failure.ts';
import type { Place } from './place.ts';
import { DATABASE, DEFAULT_PORT, fixedOptions, OWN_SETTINGS, ROLE, writeSettings } from './settings.ts';
import { prepareSocketFolder, removeSocketFolder, socketFile } from './socket.ts';

/** A running server of ours, as its `postmaster.pid` describes it. */
export interface Postmaster {
  readonly identity: ProcessIdentity;
  readonly socketFolder: string;
  /** Number in the socket's name, and TCP port when one is open. */
  readonly socketPort: number;
  /** TCP port on loopback, null when none is open. */
  readonly port: number | null;
}

export interface StartOptions {
  readonly port: number | null;
  /** The socket folder clients already know, if the server ran before. */
  readonly socketFolder: string | null;
}

const POLL_MS = 10;
/** Processes of a killed server notice and leave within moments; longer means that they hang. */
const LEFTOVER_MS = 15_000;
const SILENT_MS = 15_000;
const STOP_MS = 120_000;
const LAST_WORDS_MS = 2000;
const MOST_LOGS = 10;
/** Bytes; below this not even one more piece of write-ahead log fits. */
const LEAST_FREE = 1024 * 1024;

/** The living server on this cluster, or null. A pid file whose pid went to another program is no server. */
export function findPostmaster(place: Place): Postmaster | null {
  const lines = readPidFile(place);
  if (lines === null) return null;
  const pid = Number(lines[0]);
  const born = bornAt(pid);
  if (born === null || !isServerOf(place, pid)) return null;
  const socketPort = Number(lines[3] ?? DEFAULT_PORT);
  return {
    identity: { pid, born },
    socketFolder: lines[4] ?? '',
    socketPort,
    port: (lines[5] ?? '').trim() === '' ? null : socketPort,
  };
}

function readPidFile(place: Place): string[] | null {
  try {
    const lines = readFileSync(join(place.cluster, 'postmaster.pid'), 'utf8').split('\n');
    return Number.isSafeInteger(Number(lines[0])) && Number(lines[0]) > 0 ? lines : null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}

function isServerOf(place: Place, pid: number): boolean {
  const words = commandLine(pid);
  if (words === null || basename(words[0] ?? '') !== 'postgres') return false;
  // Where only the joined words can be had, the folder may contain blanks.
  if (process.platform !== 'linux') return words.join(' ').includes(` -D ${place.cluster} -c `);
  return isSameFolder(words[words.indexOf('-D') + 1] ?? '', place);
}

/** By inode: the same folder may be reached by several names. */
function isSameFolder(folder: string, place: Place): boolean {
  try {
    const [theirs, ours] = [statSync(folder), statSync(place.cluster)];
    return theirs.dev === ours.dev && theirs.ino === ours.ino;
  } catch {
    return false;
  }
}

/**
 * Starts the server and waits until it answers (crash recovery included).
 * The caller holds the folder's lock and knows that no server runs.
 * @throws RupturaError for everything that a person can repair.
 */
export async function startPostmaster(
  place: Place,
  binaries: Binaries,
  password: string,
  options: StartOptions,
): Promise<Postmaster> {
  await writeSettings(place);
  await pruneLogs(place);
  const socketFolder = await prepareSocketFolder(place, options.socketFolder);
  try {
    return await startPatiently(place, binaries, password, { ...options, socketFolder });
  } catch (error) {
    await removeSocketFolder(socketFolder);
    throw error;
  }
}

/** Tries again while processes of a killed predecessor are leaving. */
async function startPatiently(
  place: Place,
  binaries: Binaries,
  password: string,
  options: { readonly port: number | null; readonly socketFolder: string },
): Promise<Postmaster> {
  const deadline = Date.now() + LEFTOVER_MS;
  while (true) {
    await removeForeignLocks(place, options.socketFolder, options.port);
    const said = await tryStart(place, binaries, password, options);
    if (typeof said !== 'string') return said;
    if (!isLeftoverBusy(said) || Date.now() > deadline) throw await failure(place, options.port, said);
    await sleep(200);
  }
}

/**
 * A lock file whose pid lives on as another program, or as a zombie that nobody reaps, would make the server refuse
 * for ever. Every other stale file the server judges better itself: it also finds, by shared memory, processes that a
 * killed server left behind.
 */
async function removeForeignLocks(place: Place, socketFolder: string, port: number | null): Promise<void> {
  const socketLock = `${socketFile(socketFolder, port ?? DEFAULT_PORT)}.lock`;
  for (const file of [join(place.cluster, 'postmaster.pid'), socketLock]) {
    const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
    if (pid > 0 && hasProcess(pid) && !isServerOf(place, pid)) await rm(file, { force: true });
  }
}

/** @returns the server, or everything it said before it died. */
async function tryStart(
  place: Place,
  binaries: Binaries,
  password: string,
  options: { readonly port: number | null; readonly socketFolder: string },
): Promise<Postmaster | string> {
  const since = Date.now();
  await rm(place.startLog, { force: true });
  const log = await open(place.startLog, 'wx', 0o600);
  try {
    const args = ['-D', place.cluster, ...fixedOptions(place, options.socketFolder, options.port)];
    const child = spawnAsServer(place, binaries.postgres, args, ['ignore', log.fd, log.fd], true);
    const failed = new Promise<never>((_, reject) =>
      child.once('error', (cause) => reject(spawnError(cause, place))),
    );
    // Rejections are looked at below; none may count as unhandled before.
    failed.catch(() => {});
    child.unref();
    const { pid } = child;
    if (pid === undefined) return await failed;
    return (await waitUntilUp(place, pid, password)) ?? (await whatItSaid(place, since));
  } finally {
    await log.close();
  }
}

async function waitUntilUp(place: Place, pid: number, password: string): Promise<Postmaster | null> {
  const born = bornAt(pid);
  if (born === null) return null;
  let server: Postmaster | null = null;
  try {
    server = await waitUntilReady({ pid, born }, place, password);
    return server;
  } finally {
    // Alive but out of reach: of no use to anybody, and in the way of the next attempt.
    if (server === null) await stopPostmaster({ pid, born }, place);
  }
}

/**
 * Waits for a living server to accept us, through start and crash recovery, however long that takes.
 * @returns null when it died, or cannot be reached although it claims to be up.
 * @throws RupturaError when it refuses us for good (password, database).
 */
export async function waitUntilReady(
  identity: ProcessIdentity,
  place: Place,
  password: string,
): Promise<Postmaster | null> {
  let heardAt = Date.now();
  while (isAlive(identity)) {
    const server = findPostmaster(place);
    // The pid file is written line by line: without a socket yet there is nowhere to knock.
    const answer = server === null || server.socketFolder === '' ? 'silent' : await knock(server, password);
    if (answer === 'up') return findPostmaster(place);
    if (answer instanceof Error) throw refusal(answer, place);
    if (answer === 'coming' || !isClaimingReady(place)) heardAt = Date.now();
    if (Date.now() - heardAt > SILENT_MS) return null;
    await sleep(POLL_MS);
  }
  return null;
}

/** `coming`: starting, recovering or stopping; in each case it will be clear soon. */
type Answer = 'up' | 'coming' | 'silent' | Error;

async function knock(server: Postmaster, password: string): Promise<Answer> {
  const client = new pg.Client({
    ...address(server),
    ...OWN_SETTINGS,
    password,
    connectionTimeoutMillis: 10_000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    return 'up';
  } catch (error) {
    return judge(error);
  } finally {
    await client.end().catch(() => {});
  }
}

function judge(error: unknown): Answer {
  if (!(error instanceof pg.DatabaseError)) return 'silent';
  const code = error.code ?? '';
  // 57P01 to 57P03: stopping, crashed, starting.
  if (code.startsWith('57P')) return 'coming';
  // Every slot taken: it is up, and busy.
  if (code === '53300') return 'up';
  return error;
}

function refusal(error: Error, place: Place): RupturaError {
  const { code } = error as Error & { code?: string };
  if (code === '3D000')
    return new RupturaError('BANCO_INEXISTENTE', { banco: DATABASE, endereco: place.folder });
  if (code === '28P01' || code === '28000') {
    return new RupturaError('BANCO_SENHA_DIFERENTE', { pasta: place.folder }, { cause: error });
  }
  return explainFailure(error.message, { folder: place.folder, port: null, logFile: place.log });
}

/** Connection settings of the socket, without the password. */
function address(server: Postmaster): { host: string; port: number; user: string; database: string } {
  return { host: server.socketFolder, port: server.socketPort, user: ROLE, database: DATABASE };
}

function isClaimingReady(place: Place): boolean {
  return (readPidFile(place)?.[7] ?? '').trim() === 'ready';
}

/**
 * Asks the server to finish at once but in order (clients are dropped, everything is written) and waits for it.
 * @throws RupturaError BANCO_NAO_PARA when it is still there two minutes later.
 */
export async function stopPostmaster(server: ProcessIdentity, place: Place): Promise<void> {
  if (!isAlive(server)) return;
  process.kill(server.pid, 'SIGINT');
  const deadline = Date.now() + STOP_MS;
  while (isAlive(server)) {
    if (Date.now() > deadline)
      throw new RupturaError('BANCO_NAO_PARA', { pasta: place.folder, pid: server.pid });
    await sleep(POLL_MS);
  }
}

async function failure(place: Place, port: number | null, said: string): Promise<RupturaError> {
  // With no room at all the server cannot even write down why it failed.
  if (await isFull(place.folder)) return new RupturaError('BANCO_DISCO_CHEIO', { pasta: place.folder });
  return explainFailure(said, { folder: place.folder, port, logFile: place.log });
}

async function isFull(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize < LEAST_FREE;
}

/**
 * Everything the server said since then. Its log keeper is a process of its own, which may write a moment longer;
 * before the keeper's start, words go to `startLog`.
 */
async function whatItSaid(place: Place, since: number): Promise<string> {
  const first = await readFile(place.startLog, 'utf8');
  if (!first.includes('redirecting log output')) return first;
  const deadline = Date.now() + LAST_WORDS_MS;
  let said = await readLogs(place, since);
  while (!hasReason(said) && Date.now() < deadline) {
    await sleep(POLL_MS);
    said = await readLogs(place, since);
  }
  return `${first}\n${said}`;
}

async function readLogs(place: Place, since: number): Promise<string> {
  const texts: string[] = [];
  for (const name of await readdir(place.log)) {
    const path = join(place.log, name);
    // File times are coarser than ours.
    if ((await stat(path)).mtimeMs >= since - 50) texts.push(await readTail(path, 64 * 1024));
  }
  const text = texts.join('\n');
  // A start in the same second as an earlier one continues its file.
  return text.slice(Math.max(0, text.lastIndexOf('starting PostgreSQL')));
}

async function readTail(path: string, bytes: number): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, Math.max(0, size - bytes));
    return buffer.subarray(0, bytesRead).toString('utf8');
  } finally {
    await file.close();
  }
}

/** The server rotates its log and never deletes one: at most ten of 10 MB stay. Names sort by time. */
export async function pruneLogs(place: Place): Promise<void> {
  const names = (await readdir(place.log)).filter((name) => name.endsWith('.log')).sort();
  for (const name of names.slice(0, -MOST_LOGS)) await rm(join(place.log, name), { force: true });
}
