import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, ownIdentity, type ProcessIdentity } from '../../processes/process-identity.ts';

/** One of our processes that has the embedded database open. */
export interface RunningProcess {
  readonly pid: number;
  /** `start` is the HTTP server, of which there is one for each data folder. */
  readonly kind: 'start' | 'other';
  /** Address of the HTTP server; null for the others. */
  readonly url: string | null;
  /** ISO 8601 instant. */
  readonly since: string;
}

export interface RegistryEntry {
  readonly file: string;
  readonly process: RunningProcess;
}

const ENTRY = /^(\d+)\.([\w-]+)\.[0-9a-f]+\.json$/;

/** Enters this process; several entries of one process count separately. The folder is created. */
export async function enterRegistry(folder: string): Promise<RegistryEntry> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { pid, born } = ownIdentity();
  const file = join(folder, `${pid}.${born}.${randomBytes(4).toString('hex')}.json`);
  const entry: RegistryEntry = {
    file,
    process: { pid, kind: 'other', url: null, since: new Date().toISOString() },
  };
  await writeEntry(entry);
  return entry;
}

/** Says that the process of `entry` is the HTTP server at `url`. */
export async function enterAsServer(entry: RegistryEntry, url: string): Promise<void> {
  await writeEntry({ file: entry.file, process: { ...entry.process, kind: 'start', url } });
}

export async function leaveRegistry(entry: RegistryEntry): Promise<void> {
  await rm(entry.file, { force: true });
}

/** Living processes except the one of `apart`. Entries of dead ones are removed on the way. */
export async function livingProcesses(folder: string, apart?: RegistryEntry): Promise<RunningProcess[]> {
  const living: RunningProcess[] = [];
  for (const name of await namesIn(folder)) {
    const owner = ownerOf(name);
    const file = join(folder, name);
    if (owner === null || file === apart?.file) continue;
    if (isAlive(owner)) living.push(await readEntry(file, owner));
    else await rm(file, { force: true });
  }
  return living;
}

function ownerOf(name: string): ProcessIdentity | null {
  const match = ENTRY.exec(name);
  return match === null ? null : { pid: Number(match[1]), born: match[2] ?? '' };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function writeEntry(entry: RegistryEntry): Promise<void> {
  const draft = `${entry.file}.tmp`;
  await writeFile(draft, JSON.stringify(entry.process), { mode: 0o600 });
  await rename(draft, entry.file);
}

/** The name alone proves that the process lives; contents lost to a full disk only cost the particulars. */
async function readEntry(file: string, owner: ProcessIdentity): Promise<RunningProcess> {
  const unknown: RunningProcess = { pid: owner.pid, kind: 'other', url: null, since: '' };
  try {
    return { ...unknown, ...(JSON.parse(await readFile(file, 'utf8')) as Partial<RunningProcess>) };
  } catch {
    return unknown;
  }
}
