import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import type { StoredCookie } from './cookies.ts';

/** For every step of a page that has no time of its own. */
export const STEP_MS = 20_000;

const HEAVY = [
  'png',
  'jpg',
  'jpeg',
  'gif',
  'webp',
  'avif',
  'ico',
  'svg',
  'woff',
  'woff2',
  'ttf',
  'otf',
  'eot',
  'mp4',
  'webm',
  'mp3',
];

const PAGE_STORAGE =
  'local_storage,indexeddb,websql,cache_storage,service_workers,file_systems,shared_storage';

/** A page of the browser, and what is to be cleared of it. */
export interface OpenPage {
  readonly page: Page;
  readonly cdp: CDPSession;
  /** Origins whose storage may have been written to. */
  readonly origins: Set<string>;
  purchases: number;
  isBlocking: boolean;
}

/** Opens a page that loads nothing heavy. */
export async function openPage(context: BrowserContext): Promise<OpenPage> {
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  const open: OpenPage = { page, cdp, origins: new Set(), purchases: 0, isBlocking: false };
  page.on('framenavigated', (frame) => {
    const url = frame.url();
    if (/^https?:/.test(url)) open.origins.add(new URL(url).origin);
  });
  await block(open, true);
  return open;
}

/** Leaves out what is heavy, or loads it too. */
export async function block(open: OpenPage, isBlocking: boolean): Promise<void> {
  if (open.isBlocking === isBlocking) return;
  await open.cdp.send('Network.setBlockedURLs', {
    urls: isBlocking ? HEAVY.flatMap((ending) => [`*.${ending}`, `*.${ending}?*`]) : [],
  });
  open.isBlocking = isBlocking;
}

/** Leaves the page and throws away what pages stored, but neither cookies nor the HTTP cache. */
export async function clearPage({ page, cdp, origins }: OpenPage, base: string): Promise<void> {
  // The page's own storage ends with its tab, and the tab goes on.
  await page
    .evaluate(() => {
      const { sessionStorage } = globalThis as unknown as { sessionStorage: { clear(): void } };
      sessionStorage.clear();
      Object.assign(globalThis, { name: '' });
    })
    .catch(() => undefined);
  await page.goto('about:blank', { timeout: STEP_MS });
  for (const origin of new Set([base, ...origins])) {
    await cdp.send('Storage.clearDataForOrigin', { origin, storageTypes: PAGE_STORAGE });
  }
  origins.clear();
}

/** Leaves exactly these cookies. */
export async function setCookies(context: BrowserContext, cookies: readonly StoredCookie[]): Promise<void> {
  const present = await context.cookies();
  if (cookieText(present) === cookieText(cookies)) return;
  await context.clearCookies();
  if (cookies.length > 0) await context.addCookies([...cookies]);
}

function cookieText(cookies: readonly Pick<StoredCookie, 'name' | 'value' | 'domain' | 'path'>[]): string {
  return cookies
    .map(({ name, value, domain, path }) => [domain, path, name, value].join('\n'))
    .sort()
    .join('\n\n');
}
