import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findChromium } from '../../../scripts/chromium.mjs';
import { type Portal, startPortal } from '../../../test/portal/start.ts';
import { storageState } from '../../../test/portal/storage-state.ts';
import { BrowserHost, sweepDownloads } from '../net/browser.ts';
import type { StorageState } from '../net/cookies.ts';
import { PurchaseCookies } from '../net/cookies.ts';
import { findBrowser } from '../net/find-browser.ts';
import { coupa } from '../portals/coupa.ts';
import { SessionExpiredError } from '../retry.ts';
import { BrowserReader } from './browser-reader.ts';

const program = findBrowser();
const signal = AbortSignal.timeout(300_000);

describe('the browser that is found', () => {
  it('is the one the tests of pages use', () => {
    expect(findBrowser()).toBe(findChromium());
    expect(findBrowser({ CHROMIUM: '/nowhere/chromium' })).toBeNull();
    expect(findBrowser({ PATH: '' })).toBeNull();
  });
});

describe.skipIf(program === null)('a browser that reads pages', () => {
  let portal: Portal;
  let folder: string;
  let host: BrowserHost;
  let reader: BrowserReader;
  let state: StorageState;

  beforeAll(async () => {
    portal = await startPortal({ sessionIdleMs: 3_600_000 });
    state = await storageState(portal.base);
  });
  afterAll(() => portal.close());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ruptura-browser-'));
    open();
    portal.resetStats();
  });
  afterEach(async () => {
    await reader.close();
    await rm(folder, { recursive: true, force: true });
  });

  function open(limits = {}): void {
    const settings = {
      program: program!,
      headless: true,
      downloadsFolder: join(folder, 'down'),
      base: portal.base,
      limits,
    };
    host = new BrowserHost(settings);
    const patience = { firstDelayMs: 50, longestRetryAfterMs: 1_000 };
    reader = new BrowserReader(host, coupa, portal.base, () => state, patience);
  }

  const cookies = () => new PurchaseCookies(state.cookies, () => undefined);
  const urlOf = (purchase: string) => coupa.purchaseUrl(portal.base, purchase);

  it('sees links that come late, and frames, as they are when the page is ready', async () => {
    const purchase = portal.purchaseOf('late-mixed');
    const { attachments, isWhole } = coupa.read(await reader.read(urlOf(purchase), cookies(), signal));
    expect(isWhole).toBe(true);
    expect(attachments.map(({ url }) => url).sort()).toEqual(
      portal
        .expectedFiles(purchase)
        .map(({ path }) => `${portal.base}${path}`)
        .sort(),
    );
  });

  it('keeps the HTTP cache from purchase to purchase, loads nothing heavy, and leaves nothing of the purchase before', async () => {
    const [first, ...others] = portal.purchases.slice(0, 6);
    await reader.read(urlOf(first!), cookies(), signal);
    const cold = portal.stats();
    portal.resetStats();
    for (const purchase of others) await reader.read(urlOf(purchase), cookies(), signal);
    const warm = portal.stats();
    expect(cold.assets.requests).toBeGreaterThan(5);
    expect(warm.assets.bytes).toBe(0);
    expect(warm.assets.requests - warm.assets.notModified).toBe(0);
    expect(cold.assets.requests).toBeLessThan(16);
    expect(warm.leftovers + cold.leftovers).toBe(0);
    expect(warm.trackers + cold.trackers).toBe(0);
    expect(host.starts).toBe(1);
  });

  it('is replaced when it dies, and the page is read all the same', async () => {
    await reader.read(urlOf(portal.purchases[0]!), cookies(), signal);
    process.kill((await host.pids())[0]!, 'SIGKILL');
    const began = performance.now();
    const page = await reader.read(urlOf(portal.purchases[1]!), cookies(), signal);
    expect(coupa.verdict(page)).toBe('purchase');
    expect(host.starts).toBe(2);
    expect(performance.now() - began).toBeLessThan(15_000);
  });

  it('is replaced after enough purchases, and when it has grown too big', async () => {
    await reader.close();
    open({ purchasesPerBrowser: 2, purchasesPerPage: 1 });
    for (const purchase of portal.purchases.slice(0, 5))
      await reader.read(urlOf(purchase), cookies(), signal);
    expect(host.starts).toBe(3);
  });

  it('says that the session has ended instead of reading the sign-in page', async () => {
    const nobody = new PurchaseCookies([], () => undefined);
    await expect(reader.read(urlOf(portal.purchases[0]!), nobody, signal)).rejects.toThrow(
      SessionExpiredError,
    );
  });

  it('brings what only a click starts, each file whole, one after the other', async () => {
    const purchase = portal.purchaseOf('clicks');
    const own = cookies();
    const { attachments } = coupa.read(await reader.read(urlOf(purchase), own, signal));
    const clicks = attachments.filter(({ trigger }) => trigger !== null);
    const sizes: number[] = [];
    for (const one of clicks) {
      const clicked = await reader.click(one, folder, own, signal);
      sizes.push((await readFile(clicked.path!)).length);
    }
    expect(sizes).toEqual(
      portal
        .expectedFiles(purchase)
        .filter(({ click }) => click)
        .map(({ bytes }) => bytes),
    );
  });

  it('is soon sure that nothing comes of a click, and tries again', { timeout: 60_000 }, async () => {
    const purchase = portal.purchaseOf('clicks');
    const own = cookies();
    const { attachments } = coupa.read(await reader.read(urlOf(purchase), own, signal));
    const clicks = attachments.filter(({ trigger }) => trigger !== null);
    for (const fault of [
      { kind: 'status', status: 500 },
      { kind: 'html', disguised: false },
    ] as const) {
      portal.setFault(purchase, { on: 'file', times: 1, ...fault });
      const began = performance.now();
      await expect(reader.click(clicks[0]!, folder, own, signal)).rejects.toMatchObject({ group: 'CLICK' });
      expect(performance.now() - began).toBeLessThan(8_000);
      const { path } = await reader.click(clicks[0]!, folder, own, signal);
      expect((await stat(path!)).size).toBe(portal.expectedFiles(purchase)[1]!.bytes);
    }
    portal.setFault(purchase, null);
  });

  it('leaves nothing of the purchase before in a new page either', async () => {
    await reader.close();
    open({ purchasesPerPage: 1 });
    for (const purchase of portal.purchases.slice(0, 4))
      await reader.read(urlOf(purchase), cookies(), signal);
    expect(host.starts).toBe(1);
    expect(portal.stats().leftovers).toBe(0);
  });

  it('lets go of a page that does not come, and none of it is in the next one', async () => {
    const [slow, next] = portal.purchases;
    portal.setFault(slow!, { on: 'page', times: 1, kind: 'slow', ms: 1_500 });
    const late = AbortSignal.timeout(800);
    await reader.read(urlOf(next!), cookies(), signal);
    await expect(reader.read(urlOf(slow!), cookies(), late)).rejects.toThrow();
    const page = await reader.read(urlOf(next!), cookies(), signal);
    expect(page.url).toBe(urlOf(next!));
    expect(page.html).toContain(next!);
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
