import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withFolderLock } from './folder-lock.ts';

const MODULE = fileURLToPath(new URL('./folder-lock.ts', import.meta.url));

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ruptura-lock-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A process that repeats `body` (with `counter` and `sleep`) under the lock and ends. */
function contender(rounds: number, body: string): ChildProcess {
  const script = `
    import { readFile, writeFile } from 'node:fs/promises';
    import { setTimeout as sleep } from 'node:timers/promises';
    import { withFolderLock } from ${JSON.stringify(MODULE)};
    const counter = ${JSON.stringify(join(folder, 'counter'))};
    for (let n = 0; n < ${rounds}; n++) await withFolderLock(${JSON.stringify(join(folder, 'lock'))}, async () => { ${body} });
  `;
  const args = ['--import', import.meta.resolve('tsx'), '--input-type=module', '-e', script];
  return spawn(process.execPath, args, { stdio: 'inherit' });
}

/** Waits until somebody who waits has looked at the tickets: he took away that of a process that is dead. */
async function looked(): Promise<void> {
  const lock = join(folder, 'lock');
  const dead: string[] = [];
  for (;;) {
    // Listings have no order: one behind the living holder's ticket is not come to, so that more are laid out.
    const ticket = `0.${2 ** 22 + 1}.dead.${randomBytes(8).toString('hex')}`;
    await writeFile(join(lock, ticket), '');
    dead.push(ticket);
    await sleep(20);
    const left = new Set(await readdir(lock));
    if (dead.some((one) => !left.has(one))) return;
  }
}

const COUNT = `
  const seen = Number(await readFile(counter, 'utf8'));
  await sleep(1);
  await writeFile(counter, String(seen + 1));
`;

describe('the lock of a folder', () => {
  it('loses no update of several processes', async () => {
    await writeFile(join(folder, 'counter'), '0');
    const contenders = Array.from({ length: 3 }, () => contender(25, COUNT));
    const codes = await Promise.all(
      contenders.map(async (child) => (await once(child, 'exit'))[0] as number),
    );
    expect(codes).toEqual([0, 0, 0]);
    expect(await readFile(join(folder, 'counter'), 'utf8')).toBe('75');
    expect(await readdir(join(folder, 'lock'))).toEqual([]);
  });

  it('passes on when its holder is killed', async () => {
    const holder = contender(1, 'await writeFile(counter, "held"); await sleep(60_000);');
    while ((await readFile(join(folder, 'counter'), 'utf8').catch(() => '')) !== 'held') await sleep(20);
    let entered = false;
    const waiting = withFolderLock(join(folder, 'lock'), async () => {
      entered = true;
    });
    // Whoever waits takes the tickets of dead processes away: two looks of his, and he still waits.
    await looked();
    await looked();
    expect(entered).toBe(false);
    holder.kill('SIGKILL');
    await waiting;
    expect(entered).toBe(true);
    expect(await readdir(join(folder, 'lock'))).toEqual([]);
  });

  it('keeps calls of one process apart, in the order they came', async () => {
    const order: number[] = [];
    let inside = 0;
    const calls = [1, 2, 3].map(async (n) => {
      await sleep(n * 30);
      await withFolderLock(join(folder, 'lock'), async () => {
        inside += 1;
        expect(inside).toBe(1);
        await sleep(60);
        order.push(n);
        inside -= 1;
      });
    });
    await Promise.all(calls);
    expect(order).toEqual([1, 2, 3]);
  });

  it('is free again after work that failed', async () => {
    const failing = withFolderLock(join(folder, 'lock'), async () => await Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    await expect(withFolderLock(join(folder, 'lock'), async () => 'yes')).resolves.toBe('yes');
  });
});
