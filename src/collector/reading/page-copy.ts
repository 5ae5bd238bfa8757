import type { Frame, Page } from 'playwright-core';
import { STEP_MS } from '../net/browser-page.ts';
import { timeOut } from '../net/http-client.ts';
import { isReplaced } from '../net/page-changes.ts';
import type { PortalPage } from '../portal.ts';

/**
 * The document of a browser's page as it is at this moment, frames of the portal included; null where it is just being
 * replaced by another one.
 * @throws TransientError where the page does not answer: a script of its keeps it busy
 */
export async function copyOf(page: Page, asked: string, status: number): Promise<PortalPage | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(timeOut(asked, STEP_MS)), STEP_MS);
  });
  try {
    return await Promise.race([copied(page, asked, status), late]);
  } catch (error) {
    if (isReplaced(error)) return null;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function copied(page: Page, asked: string, status: number): Promise<PortalPage> {
  const url = page.url();
  const frames: PortalPage[] = [];
  for (const frame of page.frames()) {
    const address = frame === page.mainFrame() ? null : addressIn(frame, new URL(url).origin);
    if (address === null) continue;
    const html = await frame.content().catch((error: unknown) => {
      // A frame that has gone meanwhile shows nothing.
      if (isReplaced(error) || frame.isDetached()) return '';
      throw error;
    });
    frames.push({ asked: address, url: address, status: 200, html, frames: [] });
  }
  return { asked, url, status, html: await page.content(), frames };
}

/** Where a frame is, for whoever may read it; one that was written in place is where its page is. */
export function addressIn(frame: Frame, origin: string): string | null {
  const address = frame.url();
  const parent = frame.parentFrame();
  if (address === 'about:srcdoc' || address === 'about:blank')
    return parent === null ? null : addressIn(parent, origin);
  return /^https?:/.test(address) && new URL(address).origin === origin ? address : null;
}
