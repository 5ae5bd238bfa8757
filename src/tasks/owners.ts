import { randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { isAlive, ownIdentity } from '../processes/process-identity.ts';

/** An owner is a process: `machine:pid:birth:space:random`, readable enough to find it by, and unguessable. */
export function newOwner(): string {
  const { pid, born } = ownIdentity();
  const random = randomBytes(12).toString('base64url');
  return [hostname().replaceAll(':', '-'), pid, born, processSpace(), random].join(':');
}

/** An owner as people find it: `machine:pid`. */
export function ownerText(owner: string): string {
  const [machine = '?', pid = '?'] = owner.split(':');
  return `${machine}:${pid}`;
}

/**
 * The process is surely gone: it ran where this one runs, and there it is no more. False says nothing about it; of a
 * process elsewhere only its lease tells.
 */
export function isKnownDead(owner: string): boolean {
  const [machine, pid, born, space] = owner.split(':');
  const [here, , , ownSpace] = newOwner().split(':');
  if (born === undefined || machine !== here || space !== ownSpace) return false;
  return !isAlive({ pid: Number(pid), born });
}

/** Processes see each other's numbers within it only: containers of one machine have one each. */
function processSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, '');
  } catch {
    return 'all';
  }
}
