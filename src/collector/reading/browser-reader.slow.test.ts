import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sweepDownloads } from '../net/browser-remains.ts';
import { findBrowser } from '../net/find-browser.ts';

const program = findBrowser();

describe.skipIf(program === null)('a browser that reads pages', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ruptura-browser-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('ends with the process that started it, however that is killed', async () => {
    const script = `
      import { BrowserHost } from ${JSON.stringify(new URL('../net/browser.ts', import.meta.url).href)};
      const host = new BrowserHost({ program: ${JSON.stringify(program)}, headless: true, downloadsFolder: ${JSON.stringify(join(folder, '123'))}, base: 'http://127.0.0.1:1' });
      await host.beginPurchase({ cookies: [], origins: [] }, []);
      console.log(JSON.stringify(await host.pids()));
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const pids = JSON.parse(line.toString()) as number[];
    expect(pids.length).toBeGreaterThan(1);
    child.kill('SIGKILL');
    await expect.poll(() => pids.filter(isAlive), { timeout: 10_000, interval: 50 }).toEqual([]);
    const profile = await readFile(join(folder, '123', 'profile.txt'), 'utf8');
    expect((await stat(profile)).isDirectory()).toBe(true);
    await sweepDownloads(folder, () => true);
    expect(await readdir(folder)).toContain('123');
    await sweepDownloads(folder, () => false);
    expect(await readdir(folder)).not.toContain('123');
    await expect(stat(profile)).rejects.toThrow('ENOENT');
  });
});

/** A process that has ended and that nobody has asked about yet is dead. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return true;
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
