import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { RupturaError } from '../../src/contract/errors.ts';
import { type Database, type DatabaseOptions, openDatabase } from '../../src/postgres/database.ts';
import { describePlace, type Place } from '../../src/postgres/embedded/place.ts';
import { findPostmaster, stopPostmaster } from '../../src/postgres/embedded/postmaster.ts';
import { removeSocketFolder } from '../../src/postgres/embedded/socket.ts';
import { databaseRoom } from '../support/scratch.ts';
import { translated } from '../support/translated.ts';

export const run = promisify(execFile);
export const isRoot = process.getuid?.() === 0;

/** Folders and processes of one test file, all gone after `cleanUp`. */
export class Bench {
  readonly #folders: string[] = [];
  readonly #programs: Program[] = [];
  readonly #databases: Database[] = [];
  #model: Promise<string> | undefined;

  /** A new folder that the server's user can reach; the data folder inside it does not exist yet. */
  async emptyFolder(): Promise<string> {
    const home = await mkdtemp(join(databaseRoom(), 'ruptura-test-'));
    this.#folders.push(home);
    await chmod(home, 0o711);
    return join(home, 'data');
  }

  /** A data folder with a cleanly stopped cluster. Made once and copied: initdb takes its time. */
  async readyFolder(): Promise<string> {
    this.#model ??= this.#makeModel();
    const folder = await this.emptyFolder();
    await run('cp', ['-a', await this.#model, folder]);
    return folder;
  }

  async #makeModel(): Promise<string> {
    const folder = await this.emptyFolder();
    const database = await openDatabase(options(folder));
    await database.close();
    return folder;
  }

  async open(folder: string, more: Partial<DatabaseOptions> = {}): Promise<Database> {
    const database = await openDatabase({ ...options(folder), ...more });
    this.#databases.push(database);
    return database;
  }

  /** A program of its own that has the database open. */
  async program(folder: string, more: ProgramOptions = {}): Promise<Program> {
    const program = new Program(folder, more);
    this.#programs.push(program);
    await program.opened;
    return program;
  }

  /** A program that is only being started: it may fail, or be killed at any moment. */
  startProgram(folder: string, more: ProgramOptions = {}): Program {
    const program = new Program(folder, more);
    this.#programs.push(program);
    return program;
  }

  /** Ends everything that has a database open. */
  async closeAll(): Promise<void> {
    for (const database of this.#databases) await database.close().catch(() => {});
    for (const program of this.#programs) await program.kill();
  }

  async cleanUp(): Promise<void> {
    await this.closeAll();
    for (const home of this.#folders) {
      await stopServerOf(join(home, 'data'));
      await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    }
  }
}

function options(folder: string): DatabaseOptions {
  return { databaseUrl: null, dataFolder: folder, port: null, poolSize: 3 };
}

export function placeOf(folder: string): Place {
  return describePlace(folder, null);
}

/** Pid of the server running on a data folder, null when there is none. */
export function serverPid(folder: string): number | null {
  return findPostmaster(placeOf(folder))?.identity.pid ?? null;
}

async function stopServerOf(folder: string): Promise<void> {
  const server = findPostmaster(placeOf(folder));
  if (server === null) return;
  await stopPostmaster(server.identity, placeOf(folder));
  await removeSocketFolder(server.socketFolder);
}

export interface ProgramOptions {
  readonly port?: number | null;
  readonly uid?: number;
  readonly gid?: number;
  /** Another copy of the test program, in another checkout. */
  readonly script?: string;
  /** In a process group of its own, as a shell starts a program. */
  readonly group?: boolean;
}

interface Answer {
  readonly url: string;
  readonly startedHere: boolean;
  readonly dataFolder: string;
  readonly socketFolder: string;
}

/** A child process running `program.ts`: it takes one command a line and answers with one line of JSON. */
export class Program {
  readonly child: ChildProcess;
  /** Settles when the database is open in there; rejects with what the program said instead. */
  readonly opened: Promise<Answer>;
  readonly #answers: string[] = [];
  readonly #waiting: ((line: string | null) => void)[] = [];
  #errors = '';

  constructor(
    folder: string,
    { port = null, uid, gid, script = translated(import.meta.url, 'program'), group = false }: ProgramOptions,
  ) {
    const identity = uid === undefined ? {} : { uid, gid: gid ?? uid };
    const loader = script.endsWith('.ts') ? ['--import', import.meta.resolve('tsx')] : [];
    this.child = spawn(process.execPath, [...loader, script, folder, String(port ?? '')], {
      ...identity,
      cwd: '/',
      detached: group,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.#errors += chunk.toString('utf8');
    });
    this.child.stdin?.on('error', () => {});
    const lines = createInterface({ input: this.child.stdout! });
    lines.on('line', (line) => this.#deliver(line));
    lines.on('close', () => this.#deliver(null));
    this.opened = this.#next().then((line) => JSON.parse(line) as Answer);
    this.opened.catch(() => {});
  }

  get pid(): number {
    return this.child.pid!;
  }

  async ask<T>(command: string, argument = ''): Promise<T> {
    this.child.stdin?.write(`${command} ${argument}\n`);
    return JSON.parse(await this.#next()) as T;
  }

  /** Closes the database in order and ends. */
  async close(): Promise<void> {
    const gone = this.#gone();
    this.child.stdin?.write('close\n');
    await gone;
  }

  /** kill -9: nothing in there gets a chance to tidy up. */
  async kill(): Promise<void> {
    const gone = this.#gone();
    this.child.kill('SIGKILL');
    await gone;
  }

  async #gone(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
  }

  async #next(): Promise<string> {
    const line =
      this.#answers.shift() ?? (await new Promise<string | null>((take) => this.#waiting.push(take)));
    if (line === null) throw new Error(this.#errors.trim());
    return line;
  }

  #deliver(line: string | null): void {
    const take = this.#waiting.shift();
    if (take !== undefined) take(line);
    else if (line !== null) this.#answers.push(line);
  }
}

/** The code of the RupturaError that `work` must fail with. */
export async function failureOf(work: Promise<unknown>): Promise<RupturaError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof RupturaError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

/** Waits until `look` gives something other than null or false. */
export async function eventually<T>(
  look: () => T | null | false | Promise<T | null | false>,
  limit = 20_000,
): Promise<T> {
  const deadline = Date.now() + limit;
  while (Date.now() < deadline) {
    const seen = await look();
    if (seen !== null && seen !== false) return seen;
    await sleep(20);
  }
  throw new Error(`not within ${limit} ms`);
}
