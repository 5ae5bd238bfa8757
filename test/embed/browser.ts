/** A real Chromium for the tests of pages. */
import { type Browser, type BrowserContext, chromium, type LaunchOptions, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/chromium.mjs';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Pages of other names than this machine's, without a name server.
  '--host-resolver-rules=MAP *.example 127.0.0.1',
];

/** Where the browser is; null where none is installed, and the tests that need one are skipped. */
export const CHROMIUM = findChromium();

/** A page and all that it said and asked for. */
export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** `type: text` of every console message, and of every exception nobody caught. */
  readonly console: string[];
}

/** Starts Chromium; the caller closes it. */
export async function startChromium(options: LaunchOptions = {}): Promise<Browser> {
  return await chromium.launch({ ...options, executablePath: CHROMIUM!, args: FLAGS });
}

let shared: Promise<Browser> | null = null;

/**
 * A Chromium for all files of tests that share this process: started by the first that asks, and ended with the process.
 * What a test does stays in the profiles it opens there, and closes.
 */
export async function sharedChromium(): Promise<Browser> {
  shared ??= startChromium();
  const browser = await shared;
  if (browser.isConnected()) return browser;
  shared = null;
  return await sharedChromium();
}

/** Closes every profile of a browser. */
export async function closeProfiles(browser: Browser): Promise<void> {
  await Promise.all(browser.contexts().map((context) => context.close()));
}

/** Opens a page in a profile of its own. */
export async function openPage(
  browser: Browser,
  url: string,
  size = { width: 1280, height: 720 },
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: size, locale: 'pt-BR' });
  const watched = await watchedPage(context);
  await watched.page.goto(url);
  return watched;
}

/** A new tab of a profile, not yet at any address. */
export async function watchedPage(context: BrowserContext): Promise<WatchedPage> {
  const page = await context.newPage();
  const said: string[] = [];
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => said.push(`exception: ${error.message}`));
  return { page, context, console: said };
}
