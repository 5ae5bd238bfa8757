import { setTimeout as sleep } from 'node:timers/promises';
import { ERRORS, RupturaError } from '../../contract/errors.ts';
import { withFolderLock } from '../../processes/folder-lock.ts';
import { isAlive } from '../../processes/process-identity.ts';
import { type Binaries, prepareBinaries } from './binaries.ts';
import { clusterMajor, prepareCluster, readPassword, versionError } from './cluster.ts';
import { chooseDataFolder, describePlace, folderError, type Place, preparePlace } from './place.ts';
import {
  findPostmaster,
  type Postmaster,
  pruneLogs,
  startPostmaster,
  stopPostmaster,
  waitUntilReady,
} from './postmaster.ts';
import {
  enterAsServer,
  enterRegistry,
  leaveRegistry,
  livingProcesses,
  type RegistryEntry,
  type RunningProcess,
} from './registry.ts';
import { chooseServerUser } from './server-user.ts';
import { isPrivate, removeSocketFolder } from './socket.ts';

export interface EmbeddedServerOptions {
  /** `RUPTURA_DATA`; null chooses the default folder. */
  readonly dataFolder: string | null;
  /** `PG_PORT`: TCP port on loopback. Null asks for none and is content with one that is open already. */
  readonly port: number | null;
  /** Told when the server was lost, came back, or does not come back. */
  readonly onEvent?: (event: EmbeddedEvent) => void;
}

/** `failed`: it is tried again, and told again only for another reason. `given-up`: in vain until a person acts. */
export type EmbeddedEvent =
  | { readonly kind: 'lost' }
  | { readonly kind: 'restored' }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'given-up'; readonly error: RupturaError };

/** What a process can know and do about the embedded server it shares. */
export interface EmbeddedInfo {
  readonly dataFolder: string;
  readonly socketFolder: string;
  readonly socketPort: number;
  /** TCP port open on loopback, or null. */
  readonly port: number | null;
  /** True when this call started the server, false when one was running already. */
  readonly startedHere: boolean;
  /** Version of the npm package with the programs. */
  readonly version: string;
  /** Pid of the server in force now: it changes when the server was lost and restarted. */
  pid(): number;
  /**
   * Enters this process as the HTTP server of these data. If another one is there already it is returned instead
   * and nothing is entered. Calling it again with another url corrects the address.
   */
  announceServer(url: string): Promise<RunningProcess | null>;
  /** Other living processes on these data. */
  others(): Promise<RunningProcess[]>;
}

/** The shared server, held by this process until `close`. */
export interface EmbeddedServer {
  readonly info: EmbeddedInfo;
  readonly password: string;
  /** Why a server that was lost is not started again by this process; null while all is well or it is being tried. */
  readonly givenUp: RupturaError | null;
  /** Lets go of the server; the last process stops it. Never throws for a server that is already gone. */
  close(): Promise<void>;
}

const WATCH_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
const PRUNE_MS = 3_600_000;

/**
 * Opens the embedded server for this process: joins the one running on the data, or starts it, making the cluster
 * first if there is none. It is watched, and restarted if it dies.
 * @throws RupturaError for everything a person can repair (folders, disk, port, version).
 */
export async function openEmbedded(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const place = await preparePlace(options.dataFolder);
  try {
    const binaries = await prepareBinaries(place.user, place.folder);
    return await withFolderLock(place.lock, async () => await join(place, binaries, options));
  } catch (error) {
    throw await folderError(error, place.folder);
  }
}

/**
 * The HTTP server running on these data, or null; starts and creates nothing.
 * @param dataFolder `RUPTURA_DATA`, null for the default folder.
 */
export async function findRunningServer(dataFolder: string | null): Promise<RunningProcess | null> {
  const user = await chooseServerUser();
  const place = describePlace(await chooseDataFolder(dataFolder, user), user);
  try {
    return await serverAmong(place);
  } catch (error) {
    throw await folderError(error, place.folder);
  }
}

async function serverAmong(place: Place, apart?: RegistryEntry): Promise<RunningProcess | null> {
  const living = await livingProcesses(place.processes, apart);
  return living.find((other) => other.kind === 'start') ?? null;
}

async function join(
  place: Place,
  binaries: Binaries,
  options: EmbeddedServerOptions,
): Promise<EmbeddedServer> {
  const entry = await enterRegistry(place.processes);
  try {
    const alone = (await livingProcesses(place.processes, entry)).length === 0;
    const wish = { port: options.port, socketFolder: null, alone };
    const running = await ensureRunning(place, binaries, wish);
    return new SharedServer(place, binaries, entry, running, options.onEvent ?? (() => {}));
  } catch (error) {
    await leaveRegistry(entry);
    throw error;
  }
}

interface Wish {
  readonly port: number | null;
  readonly socketFolder: string | null;
  /** No other process of ours would be cut off by a restart. */
  readonly alone: boolean;
}

interface Running {
  readonly server: Postmaster;
  readonly password: string;
  readonly startedHere: boolean;
}

/** Under the folder's lock. */
async function ensureRunning(place: Place, binaries: Binaries, wish: Wish): Promise<Running> {
  const found = findPostmaster(place);
  if (found !== null) {
    const adopted = await adopt(place, binaries, found, wish);
    if (adopted !== null) return adopted;
    await stopPostmaster(found.identity, place);
  }
  const password = await prepareCluster(place, binaries);
  const server = await startPostmaster(place, binaries, password, wish);
  return { server, password, startedHere: true };
}

/** @returns null when the server found is of no use and must be replaced. */
async function adopt(
  place: Place,
  binaries: Binaries,
  found: Postmaster,
  wish: Wish,
): Promise<Running | null> {
  const major = await clusterMajor(place);
  if (major !== null && major !== binaries.major) throw versionError(place, major, binaries);
  const password = await readPassword(place);
  if (password === null)
    return replaceIfAlone(wish, new RupturaError('BANCO_SENHA_DIFERENTE', { pasta: place.folder }));
  const server = await waitUntilReady(found.identity, place, password);
  if (server === null || !(await isPrivate(server.socketFolder, place.user))) return null;
  if (wish.port !== null && wish.port !== server.port)
    return replaceIfAlone(wish, portMismatch(wish.port, server));
  return { server, password, startedHere: false };
}

function replaceIfAlone(wish: Wish, otherwise: RupturaError): null {
  if (wish.alone) return null;
  throw otherwise;
}

function portMismatch(port: number, found: Postmaster): RupturaError {
  return new RupturaError('BANCO_PORTA_DIFERENTE', { porta: port, atual: found.port ?? '-' });
}

/** Started again in the same way it would fail in the same way: a person has to do something first. */
function isPermanent(error: unknown): error is RupturaError {
  return error instanceof RupturaError && !ERRORS[error.code].retry;
}

/**
 * One process's hold on the server. While open it looks at the server four times a second: a server that died is
 * started again, by whichever process sees it first, at the same address. `close` ends the watch before it lets go,
 * so that the server it stops is not taken for a lost one.
 *
 * | mode      | entered by                                   | left by                                              |
 * |-----------|----------------------------------------------|------------------------------------------------------|
 * | watching  | birth; a start that succeeded                | a look that finds the server dead → restoring; `close` |
 * | restoring | a look that finds the server dead; every pause, longer each time, after a fault that passes | a start → watching; a permanent fault → given up; `close`, also in a pause |
 * | given up  | a permanent fault                            | `close`; nothing is looked at or started any more    |
 * | closed    | `close`                                      | never                                                |
 */
class SharedServer implements EmbeddedServer {
  readonly info: EmbeddedInfo;
  readonly password: string;
  readonly #place: Place;
  readonly #binaries: Binaries;
  readonly #tell: (event: EmbeddedEvent) => void;
  readonly #entry: RegistryEntry;
  #server: Postmaster;
  readonly #watch: NodeJS.Timeout;
  readonly #pruning: NodeJS.Timeout;
  #repair: Promise<void> | null = null;
  #closing: Promise<void> | null = null;
  readonly #closed = new AbortController();
  #givenUp: RupturaError | null = null;

  constructor(
    place: Place,
    binaries: Binaries,
    entry: RegistryEntry,
    running: Running,
    tell: (event: EmbeddedEvent) => void,
  ) {
    this.#place = place;
    this.#binaries = binaries;
    this.#entry = entry;
    this.#server = running.server;
    this.#tell = tell;
    this.password = running.password;
    this.info = {
      dataFolder: place.folder,
      socketFolder: running.server.socketFolder,
      socketPort: running.server.socketPort,
      port: running.server.port,
      startedHere: running.startedHere,
      version: binaries.version,
      pid: () => this.#server.identity.pid,
      announceServer: async (url) => await this.#announce(url),
      others: async () => await livingProcesses(place.processes, this.#entry),
    };
    this.#watch = setInterval(() => this.#look(), WATCH_MS).unref();
    this.#pruning = setInterval(() => void pruneLogs(place).catch(() => {}), PRUNE_MS).unref();
  }

  get givenUp(): RupturaError | null {
    return this.#givenUp;
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#closing ??= this.#letGo();
    await this.#closing;
  }

  async #announce(url: string): Promise<RunningProcess | null> {
    return await withFolderLock(this.#place.lock, async () => {
      const other = await serverAmong(this.#place, this.#entry);
      if (other === null) await enterAsServer(this.#entry, url);
      return other;
    });
  }

  #look(): void {
    if (this.#repair !== null || this.#givenUp !== null || isAlive(this.#server.identity)) return;
    this.#repair = this.#restore().finally(() => {
      this.#repair = null;
    });
  }

  async #restore(): Promise<void> {
    this.#tell({ kind: 'lost' });
    let told = '';
    for (let pause = 500; this.#closing === null; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        const restarted = await withFolderLock(this.#place.lock, async () => await this.#restart());
        if (restarted) this.#tell({ kind: 'restored' });
        return;
      } catch (cause) {
        const error = await folderError(cause, this.#place.folder);
        if (isPermanent(error)) {
          this.#giveUp(error);
          return;
        }
        if (String(error) !== told) this.#tell({ kind: 'failed', error });
        told = String(error);
        await sleep(pause, undefined, { ref: false, signal: this.#closed.signal }).catch(() => undefined);
      }
    }
  }

  #giveUp(error: RupturaError): void {
    this.#givenUp = error;
    this.#tell({ kind: 'given-up', error });
  }

  async #restart(): Promise<boolean> {
    if (this.#closing !== null) return false;
    const { port, socketFolder } = this.info;
    const running = await ensureRunning(this.#place, this.#binaries, { port, socketFolder, alone: false });
    this.#server = running.server;
    return true;
  }

  async #stop(): Promise<void> {
    const server = findPostmaster(this.#place);
    if (server === null) return;
    await stopPostmaster(server.identity, this.#place);
    await removeSocketFolder(server.socketFolder);
  }

  async #letGo(): Promise<void> {
    clearInterval(this.#watch);
    clearInterval(this.#pruning);
    await withFolderLock(this.#place.lock, async () => {
      await leaveRegistry(this.#entry);
      const others = await livingProcesses(this.#place.processes);
      if (others.length === 0) await this.#stop();
    });
  }
}
