/** In a real browser the portal behaves as a portal does: scripts, downloads, cache, storage, single sign-on. */
import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, Download, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHROMIUM, startChromium } from '../embed/browser.ts';
import { LOGIN, PASSWORD } from './sessions.ts';
import { type Portal, startPortal } from './start.ts';
import { expiredState, storageState } from './storage-state.ts';
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

  it('the sign-in form lets in, and leads back to the purchase', async () => {
    await enter(expiredState(portal.base));
    await show(portal.purchases[0]!);
    expect(new URL(page.url()).pathname).toBe('/sessions/new');
    await page.fill('#user_login', LOGIN);
    await page.fill('#user_password', PASSWORD);
    await page.click('button[type=submit]');
    await page.waitForURL(`**/order_headers/${portal.purchases[0]}`);
    expect(await page.textContent('h1')).toBe(`Purchase Order #${portal.purchases[0]}`);
  });

  it('whoever the identity provider knows is signed in again without typing', async () => {
    const other = await startPortal({ singleSignOn: true });
    try {
      await enter(await storageState(other.base));
      other.expireSessions();
      await page.goto(`${other.base}/order_headers/${other.purchases[0]}`);
      await page.waitForURL(`**/order_headers/${other.purchases[0]}`);
      expect(other.stats()).toMatchObject({ ledToSignIn: 1, signIns: 2 });
    } finally {
      await enter();
      await other.close();
    }
  });

  it('a page asks for 24 assets, and the next one only for those that may have changed', async () => {
    await enter();
    await show(portal.purchases[0]!);
    await page.waitForLoadState('networkidle');
    expect(portal.stats().assets).toMatchObject({ requests: 24, notModified: 0 });
    const { bytes } = portal.stats().assets;
    expect(bytes).toBeGreaterThan(1_500_000);
    await show(portal.purchases[1]!);
    await page.waitForLoadState('networkidle');
    expect(portal.stats().assets).toEqual({ requests: 28, notModified: 4, bytes });
  });

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

  it.each([
    ['late', 0, 2],
    ['late-mixed', 2, 4],
  ] as const)('links of the purchase "%s" appear after loading', async (scene, before, after) => {
    const answer = await page.goto(`${portal.base}/order_headers/${portal.purchaseOf(scene)}`);
    expect((await answer!.text()).match(/\/attachment_file\//g) ?? []).toHaveLength(before);
    const links = page.locator('.commentAttachments a');
    await page.waitForSelector('.commentAttachments:not([aria-busy])');
    expect(await links.count()).toBe(after);
  });

  it('one address written five ways is one address', async () => {
    await show(portal.purchaseOf('twins'));
    const addresses =
      await page.evaluate(`[...document.querySelectorAll('.commentAttachments :is(a, [data-url])')]
      .slice(-5).map((one) => new URL(one.href ?? one.dataset.url, document.baseURI).href.split('#')[0])`);
    const file = portal.expectedFiles(portal.purchaseOf('twins')).at(-1)!;
    expect(addresses).toEqual(Array.from({ length: 5 }, () => portal.base + file.path));
  });

  it('an inline PDF is shown, not downloaded', async () => {
    const po = portal.purchaseOf('kinds');
    const file = portal.expectedFiles(po).find(({ name }) => name === 'Visualizar.pdf')!;
    await show(po);
    let downloads = 0;
    page.on('download', () => downloads++);
    const [answer] = await Promise.all([
      page.waitForResponse((one) => one.url().endsWith(file.path)),
      page.click('[title="Visualizar.pdf"]').catch(() => {}),
    ]);
    expect(answer.headers()['content-disposition']).toBe('inline; filename="Visualizar.pdf"');
    await page.waitForURL(`**${file.path}`);
    expect(downloads).toBe(0);
  });

  it('pictures of the portal are pictures', async () => {
    const { path } = portal
      .expectedFiles(portal.purchaseOf('kinds'))
      .find(({ name }) => name === 'Foto.png')!;
    await show(portal.purchaseOf('kinds'));
    const width = await page.evaluate(`(async () => {
      const image = new Image();
      image.src = ${JSON.stringify(path)};
      await image.decode();
      return image.naturalWidth;
    })()`);
    expect(width).toBe(1);
  });

  it('guarded files come to clicks from their page', async () => {
    const po = portal.purchaseOf('guarded');
    await show(po);
    for (const file of portal.expectedFiles(po)) {
      expect(await contentOf(await clickFor(`[title="${file.name}"]`)), file.name).toBe(file.sha256);
    }
    expect(portal.stats().leakedCookies).toBe(0);
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

  it('a foreign host watches every page, and offers a cookie', async () => {
    const watched = page.waitForResponse('**/pixel.png');
    await show(portal.purchases[0]!);
    expect(await (await watched).headerValue('set-cookie')).toMatch(/^tracker=/);
    expect(portal.stats()).toMatchObject({ trackers: 1, leakedCookies: 0 });
  });
});
