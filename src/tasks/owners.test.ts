import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { bornAt } from '../processes/process-identity.ts';
import { isKnownDead, newOwner } from './owners.ts';

/** The owner that another process of this machine would be. */
function ownerOf(pid: number, born: string): string {
  const [machine, , , space] = newOwner().split(':');
  return [machine, pid, born, space, 'random'].join(':');
}

describe('an owner', () => {
  it('is never the same twice', () => {
    expect(newOwner()).not.toBe(newOwner());
  });

  it('that lives here is not dead; it is as soon as its process is gone', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const owner = ownerOf(child.pid!, bornAt(child.pid!)!);
    expect(isKnownDead(owner)).toBe(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(isKnownDead(owner)).toBe(true);
  });

  it('whose number another process was given since is dead', () => {
    expect(isKnownDead(ownerOf(process.pid, 'another-birth'))).toBe(true);
    expect(isKnownDead(newOwner())).toBe(false);
  });

  it.each([
    ['of another machine', (parts: string[]) => ['elsewhere', '999999', ...parts.slice(2)]],
    ['of another container', (parts: string[]) => [parts[0]!, '999999', parts[2]!, '1', 'x']],
    ['whose name says nothing', () => ['somebody']],
  ])('%s may well live', (_what, change) => {
    expect(isKnownDead(change(newOwner().split(':')).join(':'))).toBe(false);
  });
});
