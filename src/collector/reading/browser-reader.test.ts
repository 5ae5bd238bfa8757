import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findChromium } from '../../../scripts/chromium.mjs';
import { type Portal, startPortal } from '../../../test/portal/start.ts';
import { storageState } from '../../../test/portal/storage-state.ts';
import { BrowserHost } from '../net/browser.ts';
import type { StorageState } from '../net/cookies.ts';
import { PurchaseCookies } from '../net/cookies.ts';
import { findBrowser } from '../net/find-browser.ts';
import { isWholePage } from '../page-parts.ts';
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

  // One browser for all tests that need none of their own: starting one costs more than most of them.
  beforeAll(async () => {
    portal = await startPortal({ sessionIdleMs: 3_600_000 });
    state = await storageState(portal.base);
    folder = await mkdtemp(join(tmpdir(), 'ruptura-browser-'));
    await open();
  });
  afterAll(async () => {
    await reader.close();
    await rm(folder, { recursive: true, force: true });
    await portal.close();
  });
  beforeEach(() => portal.resetStats());

  /** Another browser, of which nothing has been asked. */
  async function open(limits = {}): Promise<void> {
    await reader?.close();
    const settings = {
      program: program!,
      headless: true,
      downloadsFolder: join(folder, 'down'),
      base: portal.base,
      limits,
    };
    host = new BrowserHost(settings);
    const patience = { firstDelayMs: 50, longestRetryAfterMs: 1_000 };
    reader = new BrowserReader(host, coupa, portal.base, () => state, patience, { signOnMs: 500 }, 800);
  }

  const cookies = () => new PurchaseCookies(state.cookies, () => undefined);
  const urlOf = (purchase: string) =>
    coupa.purchaseUrls(portal.base, { number: purchase, written: purchase })[0];

  it('keeps the HTTP cache from purchase to purchase, loads nothing heavy, and leaves nothing of the purchase before', async () => {
    const [first, ...others] = portal.purchases.slice(0, 4);
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

  it('sees links that come late, and frames, as they are when the page is ready', async () => {
    const purchase = portal.purchaseOf('late-mixed');
    const { attachments, parts } = coupa.read(await reader.read(urlOf(purchase), cookies(), signal));
    expect(isWholePage({ parts })).toBe(true);
    expect(attachments.map(({ url }) => url).sort()).toEqual(
      portal
        .expectedFiles(purchase)
        .map(({ path }) => `${portal.base}${path}`)
        .sort(),
    );
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

  it('is replaced when it dies, and the page is read all the same', async () => {
    await reader.read(urlOf(portal.purchases[0]!), cookies(), signal);
    const { starts } = host;
    process.kill((await host.pids())[0]!, 'SIGKILL');
    const began = performance.now();
    const page = await reader.read(urlOf(portal.purchases[1]!), cookies(), signal);
    expect(coupa.verdict(page)).toBe('purchase');
    expect(host.starts).toBe(starts + 1);
    expect(performance.now() - began).toBeLessThan(15_000);
  });

  it('is replaced after enough purchases, its page sooner, and nothing of the purchase before is in a new one', async () => {
    await open({ purchasesPerBrowser: 2, purchasesPerPage: 1 });
    for (const purchase of portal.purchases.slice(0, 3))
      await reader.read(urlOf(purchase), cookies(), signal);
    expect(host.starts).toBe(2);
    expect(portal.stats().leftovers).toBe(0);
  });
});
