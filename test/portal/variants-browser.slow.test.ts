/** In a real browser the pages of variants do what people would see them do. */
import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
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
    portal = await startPortal({ fileBytes: [1_000, 3_000] });
    context = await browser.newContext({ storageState: await storageState(portal.base) });
  });

  afterAll(async () => {
    await browser.close();
    await portal.close();
  });

  beforeEach(async () => {
    said = [];
    page = await context.newPage();
    page.on('pageerror', (error) => said.push(error.message));
  });

  afterEach(async () => {
    await page.close();
    expect(said).toEqual([]);
    expect(portal.stats().defects).toEqual([]);
  });

  async function show(name: string): Promise<void> {
    await page.goto(`${portal.base}/order_headers/${portal.variantOf(name).number}`);
  }

  function namesOf(name: string): readonly string[] {
    return portal.expectedFiles(portal.variantOf(name).number).map((file) => file.name);
  }

  it('comments come late, and nothing but the empty place tells so', async () => {
    await show('mount-timer-1500');
    const place = page.locator('#s-mountCommentsApp');
    expect(await place.innerHTML()).toBe('');
    expect(await page.locator('[aria-busy]').count()).toBe(0);
    await page.waitForSelector('.attachmentFile');
    expect(await page.locator('.attachmentFile a').allTextContents()).toEqual(
      namesOf('mount-timer-1500').slice(1),
    );
    expect(await page.locator('.s-viewFileAttachment').allTextContents()).toEqual([
      'View Attachments (2)',
      'View Attachments (1)',
    ]);
  });

  it('the second page of lines takes the place of the first', async () => {
    await show('lines-next-page');
    await page.click('a.next_page');
    await page.waitForSelector('[aria-label="Line Number 3"]');
    expect(await page.locator('[aria-label="Line Number 1"]').count()).toBe(0);
    expect(await page.locator('.attachment-file').textContent()).toContain('Linha 3.pdf');
  });

  it('the window of attachments lies over the page until it is closed', async () => {
    await show('view-attachments-covers');
    await page.locator('.s-viewFileAttachment').first().click();
    await page.waitForSelector('#viewer');
    await expect(page.locator('.s-viewFileAttachment').last().click({ timeout: 300 })).rejects.toThrow();
    await page.click('[aria-label="Close"]');
    await page.locator('.s-viewFileAttachment').last().click();
    expect(await page.locator('#viewer a').textContent()).toBe('Do segundo.pdf');
  });

  it('a banner lies over files until it is accepted; then a click brings them', async () => {
    const [file] = portal.expectedFiles(portal.variantOf('consent-over-clicks').number);
    await show('consent-over-clicks');
    const shown = page.getByTitle(file!.name);
    await expect(shown.click({ timeout: 300 })).rejects.toThrow();
    await page.getByText('Accept all cookies').click();
    const [download] = await Promise.all([page.waitForEvent('download'), shown.click()]);
    expect(sha256(await readFile(await download.path()))).toBe(file!.sha256);
  });

  it('a click on what changes a purchase is counted', async () => {
    await show('delete-buttons');
    portal.resetStats();
    await page.getByTitle('Delete O único.pdf').click();
    await page.getByText('Cancel Order').click();
    await expect.poll(() => portal.stats().harms).toEqual({ delete: 1, cancel: 1 });
  });

  it('a shell fills late, and comments come into it', async () => {
    await show('shell-fills-late');
    await page.waitForSelector('.attachmentFile');
    expect(await page.locator('h1').textContent()).toContain(portal.variantOf('shell-fills-late').number);
  });
});
