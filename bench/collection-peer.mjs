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
 * @property {boolean} isReal whether pages are as production's: comments come late, requisitions have files too
 */

const ATTACHMENTS = '.commentAttachments a[href], .attachment-file';
const REQUISITIONS = '#topForm a[href^="/requisition_headers/"]';

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
    const folder = join(plan.folder, purchase);
    await mkdir(folder, { recursive: true });
    await open(page, `${plan.base}/order_headers/${purchase}`);
    const more = plan.isReal ? await page.locator(REQUISITIONS).evaluateAll(addressesOf) : [];
    await downloadAll(page, folder, 'order');
    for (const [index, address] of more.entries()) {
      await open(page, address);
      await downloadAll(page, folder, `requisition ${index + 1}`);
    }
  } finally {
    await browser.close();
  }

  /**
   * Pages that say nothing of what comes late are looked at when nothing was under way for half a second.
   * @param {import('playwright-core').Page} page
   * @param {string} address
   */
  async function open(page, address) {
    await page.goto(address, { waitUntil: plan.isReal ? 'networkidle' : 'load' });
  }
}

/** @param {readonly any[]} links */
function addressesOf(links) {
  return links.map((link) => String(link.href));
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} folder
 * @param {string} of
 */
async function downloadAll(page, folder, of) {
  const links = page.locator(ATTACHMENTS);
  const count = await links.count();
  // A link that opens a tab of its own gives its file to that tab.
  await links.evaluateAll((all) => {
    for (const link of all) link.removeAttribute('target');
  });
  for (let index = 0; index < count; index++) {
    const [download] = await Promise.all([page.waitForEvent('download'), links.nth(index).click()]);
    await download.saveAs(join(folder, `${of} ${index + 1} ${download.suggestedFilename()}`));
  }
}

/** @type {PeerPlan} */
const plan = JSON.parse(process.argv[2] ?? '{}');
for (const purchase of plan.purchases) await collectPurchase(plan, purchase);
