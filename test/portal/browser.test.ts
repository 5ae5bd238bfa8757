/** In a real browser the portal behaves as a portal does: scripts, downloads, cache, storage, single sign-on. */
import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, Download, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHROMIUM, startChromium } from '../embed/browser.ts';
import { type Portal, startPortal } from './start.ts';
import { storageState } from './storage-state.ts';
import { sha256 } from './visitor.ts';

let browser: Browser;
let portal: Portal;
let context: BrowserContext;
let page: Page;
let said: string[];

describe.skipIf(CHROMIUM === null)('in Chromium', () => {
  beforeAll(async () => {
    browser = await startChromium();
    portal = await startPortal();
    await enter();
  });

  afterAll(async () => {
    await browser.close();
    await portal.close();
  });

  beforeEach(async () => {
    portal.resetStats();
    said = [];
  });

  afterEach(() => {
    expect(said).toEqual([]);
    expect(portal.stats().defects).toEqual([]);
  });

  /** A new browser profile, with a session; it is used by the tests that follow too. */
  async function enter(state?: Awaited<ReturnType<typeof storageState>>): Promise<void> {
    await context?.close();
    context = await browser.newContext({ storageState: state ?? (await storageState(portal.base)) });
    page = await context.newPage();
    page.on('pageerror', (error) => said.push(error.message));
  }

  async function show(po: string): Promise<void> {
    await page.goto(`${portal.base}/order_headers/${po}`);
  }

  async function contentOf(download: Download): Promise<string> {
    return sha256(await readFile(await download.path()));
  }

  /** The next download, of whichever tab: a link that opens one may give it to either. */
  async function anyDownload(): Promise<Download> {
    return await new Promise((done) => {
      page.once('download', done);
      context.once('page', (tab) => tab.once('download', done));
    });
  }

  async function clickFor(selector: string): Promise<Download> {
    const [download] = await Promise.all([page.waitForEvent('download'), page.click(selector)]);
    return download;
  }

  it('every markup of an attachment gives its file to a click', async () => {
    const po = portal.purchaseOf('markup');
    const files = portal.expectedFiles(po);
    await show(po);
    const elements = page.locator('.commentAttachments > :is(a, button, span)');
    expect(await elements.count()).toBe(files.length);
    for (const [index, file] of files.entries()) {
      const event = anyDownload();
      await elements.nth(index).click();
      expect(await contentOf(await event), file.name).toBe(file.sha256);
    }
  });

  it('files without an address come by clicks: a navigation, a blob, a form', async () => {
    const po = portal.purchaseOf('clicks');
    const files = portal.expectedFiles(po).filter(({ click }) => click);
    await show(po);
    for (const file of files) {
      const download = await clickFor(`[aria-label^="${file.name}"]`);
      expect(download.suggestedFilename().normalize('NFC')).toBe(file.name);
      expect(await contentOf(download)).toBe(file.sha256);
    }
  });

  it('what one purchase leaves in the browser is noticed at the next', async () => {
    await enter();
    await show(portal.purchases[0]!);
    await show(portal.purchases[0]!);
    expect(portal.stats()).toMatchObject({ leftovers: 0, leftoverCookies: 0 });
    await show(portal.purchases[1]!);
    await expect.poll(() => portal.stats()).toMatchObject({ leftovers: 1, leftoverCookies: 1 });
    await page.evaluate('localStorage.clear()');
    await context.clearCookies({ name: 'last_order' });
    await show(portal.purchases[2]!);
    await page.waitForLoadState('networkidle');
    expect(portal.stats()).toMatchObject({ leftovers: 1, leftoverCookies: 1 });
  });
});
