import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * A process on this machine. A pid alone is soon given to somebody else, so the moment of birth goes with it:
 * the pair is never used twice, and once dead it stays dead.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque, without dots or slashes, comparable for equality only. */
  readonly born: string;
}

/** Birth mark of a running process; null when there is none, or only its zombie (nobody may ever reap that). */
export function bornAt(pid: number): string | null {
  return process.platform === 'linux' ? bornAtLinux(pid) : bornAtPs(pid);
}

let own: ProcessIdentity | undefined;

/** Identity of this very process. */
export function ownIdentity(): ProcessIdentity {
  own ??= { pid: process.pid, born: bornAt(process.pid) ?? 'unknown' };
  return own;
}

export function isAlive(identity: ProcessIdentity): boolean {
  return bornAt(identity.pid) === identity.born;
}

/** Arguments a process was started with (the first is the program); null when it is gone or not ours to read. */
export function commandLine(pid: number): readonly string[] | null {
  try {
    if (process.platform === 'linux')
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
    return runPs(pid, 'command=').split(' ');
  } catch {
    return null;
  }
}

let bootMark: string | undefined;

/** Start times count from boot, so the boot must be part of the mark. */
function currentBoot(): string {
  bootMark ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
  return bootMark;
}

function bornAtLinux(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The program's name stands in brackets and may itself contain brackets and blanks: count from the last one.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const state = fields[0];
    if (state === 'Z' || state === 'X') return null;
    return `${currentBoot()}-${fields[19]}`;
  } catch {
    return null;
  }
}

function bornAtPs(pid: number): string | null {
  try {
    const [state, ...started] = runPs(pid, 'stat=,lstart=').split(/\s+/);
    if (state === undefined || state === '' || state.startsWith('Z')) return null;
    return started.join('-').replaceAll(':', '');
  } catch {
    return null;
  }
}

function runPs(pid: number, columns: string): string {
  return execFileSync('ps', ['-o', columns, '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
}
