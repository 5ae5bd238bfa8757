import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, ownIdentity, type ProcessIdentity } from './process-identity.ts';

/**
 * Mutual exclusion between processes of one machine through a folder, after Lamport's bakery: everybody draws a
 * number, the lowest living number has the turn. A killed holder needs no cleaning up: its ticket stops counting
 * the moment its process is dead, and dead is for ever. (A lock file with a pid in it has no safe take-over: two
 * who judge it stale remove each other's new one. Node has no flock.)
 */

interface Ticket {
  readonly file: string;
  /** null while its owner is still choosing a number. */
  readonly number: number | null;
  readonly nonce: string;
  readonly owner: ProcessIdentity;
}

const POLL_MS = 15;
const TICKET = /^(choosing|\d+)\.(\d+)\.([\w-]+)\.([0-9a-f]+)$/;

/**
 * Runs `work` while no other process, and no other call in this one, runs anything under the same folder.
 * Waits as long as a living holder needs. The folder is created.
 */
export async function withFolderLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const ticket = await drawTicket(folder);
  try {
    await waitForTurn(folder, ticket);
    return await work();
  } finally {
    await rm(join(folder, ticket.file), { force: true });
  }
}

async function drawTicket(folder: string): Promise<Ticket & { readonly number: number }> {
  const owner = ownIdentity();
  const nonce = randomBytes(8).toString('hex');
  const tail = `${owner.pid}.${owner.born}.${nonce}`;
  await writeFile(join(folder, `choosing.${tail}`), '', { flag: 'wx', mode: 0o600 });
  const drawn = await readTickets(folder);
  const number = 1 + Math.max(0, ...drawn.map((ticket) => ticket.number ?? 0));
  const file = `${number}.${tail}`;
  await rename(join(folder, `choosing.${tail}`), join(folder, file));
  return { file, number, nonce, owner };
}

async function waitForTurn(folder: string, mine: Ticket & { readonly number: number }): Promise<void> {
  // Two listings, in this order: who was seen choosing in neither must have drawn before the second listing began
  // (and is in it) or after our number was visible (and has a higher one).
  while (await anybody(folder, (other) => other.number === null)) await sleep(POLL_MS);
  while (await anybody(folder, (other) => goesBefore(other, mine))) await sleep(POLL_MS);
}

function goesBefore(other: Ticket, mine: Ticket & { readonly number: number }): boolean {
  if (other.number === null || other.nonce === mine.nonce) return false;
  return other.number < mine.number || (other.number === mine.number && other.nonce < mine.nonce);
}

async function anybody(folder: string, blocks: (other: Ticket) => boolean): Promise<boolean> {
  for (const ticket of await readTickets(folder)) {
    if (!blocks(ticket)) continue;
    if (isAlive(ticket.owner)) return true;
    await rm(join(folder, ticket.file), { force: true });
  }
  return false;
}

async function readTickets(folder: string): Promise<Ticket[]> {
  const names = await readdir(folder);
  return names.map(parseTicket).filter((ticket) => ticket !== null);
}

function parseTicket(file: string): Ticket | null {
  const match = TICKET.exec(file);
  if (match === null) return null;
  const [, number = '', pid = '', born = '', nonce = ''] = match;
  return {
    file,
    number: number === 'choosing' ? null : Number(number),
    nonce,
    owner: { pid: Number(pid), born },
  };
}
