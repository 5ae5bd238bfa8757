// What people write first: a browser for each purchase, one click at a time, everything waited for in turn. It gets the
// same files; only its way is naive. A process of its own, plain JavaScript, so that it starts as fast as it can:
//
//   node bench/collection-peer.mjs '{"base":…,"purchases":[…],"state":…,"folder":…,"program":…}'
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

/**
 * @typedef {object} PeerPlan
 * @property {string} base origin of the portal
 * @property {readonly string[]} purchases
 * @property {string} state path of a storage state
 * @property {string} folder
 * @property {string} program path of Chromium
 */

const ATTACHMENTS = '.commentAttachments a[href]';

/**
 * @param {PeerPlan} plan
 * @param {string} purchase
 */
async function collectPurchase(plan, purchase) {
  const browser = await chromium.launch({
    executablePath: plan.program,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    const context = await browser.newContext({ storageState: plan.state, acceptDownloads: true });
    const page = await context.newPage();
    await page.goto(`${plan.base}/order_headers/${purchase}`, { waitUntil: 'load' });
    await downloadAll(page, join(plan.folder, purchase));
  } finally {
    await browser.close();
  }
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} folder
 */
async function downloadAll(page, folder) {
  await mkdir(folder, { recursive: true });
  const links = page.locator(ATTACHMENTS);
  const count = await links.count();
  for (let index = 0; index < count; index++) {
    const [download] = await Promise.all([page.waitForEvent('download'), links.nth(index).click()]);
    await download.saveAs(join(folder, `${index + 1} ${download.suggestedFilename()}`));
  }
}

/** @type {PeerPlan} */
const plan = JSON.parse(process.argv[2] ?? '{}');
for (const purchase of plan.purchases) await collectPurchase(plan, purchase);
