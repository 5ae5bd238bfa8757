import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { RupturaError } from '../../contract/errors.ts';
import { TransientError } from '../retry.ts';
import type { StorageState, StoredCookie } from './cookies.ts';

export interface BrowserSettings {
  /** Chromium or Chrome. */
  readonly program: string;
  readonly headless: boolean;
  /** Folder for files on their way, emptied at the end; on the file system of their final place. */
  readonly downloadsFolder: string;
  /** Origin of the portal. */
  readonly base: string;
  readonly limits?: Partial<RecyclingLimits>;
}

/** After how much use what is replaced; a fresh context has an empty HTTP cache, so it is replaced seldom. */
export interface RecyclingLimits {
  readonly purchasesPerPage: number;
  readonly purchasesPerBrowser: number;
  /** Resident memory of the browser's processes together, in bytes; shared memory counts in each of them. */
  readonly memoryBytes: number;
}

const LIMITS: RecyclingLimits = {
  purchasesPerPage: 25,
  purchasesPerBrowser: 400,
  memoryBytes: 1_200 * 1024 * 1024,
};
const PURCHASES_BETWEEN_MEMORY_CHECKS = 5;
const PROFILE_FLAG = '--user-data-dir=';
const PROFILE_PREFIX = 'playwright_chromiumdev_profile-';
const PROFILE_NOTE = 'profile.txt';
const LAUNCH_MS = 60_000;
/** For every step of a page that has no time of its own. */
export const STEP_MS = 20_000;
/** A browser that does not end when asked is killed by its library after this. */
const CLOSE_MS = 10_000;

export const BROWSER_FLAGS: readonly string[] = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
  '--disable-dev-shm-usage',
  '--disable-features=Translate,OptimizationHints,MediaRouter,AutofillServerCommunication',
];
/** Pictures without a known ending in their address are left out too. */
const WITHOUT_PICTURES = '--blink-settings=imagesEnabled=false';

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

interface Running {
  readonly browser: Browser;
  readonly context: BrowserContext;
  page: OpenPage | null;
  purchases: number;
}

interface OpenPage {
  readonly page: Page;
  readonly cdp: CDPSession;
  /** Origins whose storage may have been written to. */
  readonly origins: Set<string>;
  purchases: number;
  isBlocking: boolean;
}

/**
 * One browser for many purchases: started when first needed, cleared softly between purchases, replaced when it has done
 * enough, has grown too big or has died. It is driven through a pipe, so it ends with this process however that ends.
 *
 * A browser context per purchase would be simpler, and throws the HTTP cache away each time.
 */
export class BrowserHost {
  readonly #settings: BrowserSettings;
  readonly #limits: RecyclingLimits;
  #running: Promise<Running> | null = null;
  #warming: Promise<unknown> | null = null;
  #starts = 0;

  constructor(settings: BrowserSettings) {
    this.#settings = settings;
    this.#limits = { ...LIMITS, ...settings.limits };
  }

  /** How often a browser was started. */
  get starts(): number {
    return this.#starts;
  }

  /** Process ids of the browser; empty while there is none. */
  async pids(): Promise<readonly number[]> {
    return this.#running === null ? [] : await pidsOf((await this.#running).browser);
  }

  /** Starts the browser while there is no purchase yet. What fails is tried again, and told, by the first purchase. */
  warm(state: StorageState): void {
    this.#warming ??= this.#start(state)
      .then(readyPage)
      .catch(() => undefined);
  }

  /**
   * Makes a page ready for a purchase that has these cookies: nothing of another purchase is left in it.
   * @throws TransientError BROWSER where the browser died meanwhile; RupturaError NAVEGADOR_FALHOU
   */
  async beginPurchase(state: StorageState, cookies: readonly StoredCookie[]): Promise<void> {
    await this.#warming;
    await this.#recycle();
    await this.#guard(async () => {
      const running = await this.#start(state);
      running.purchases++;
      // A new page is cleared too: what pages store outlives them.
      const page = await readyPage(running);
      await clearPage(page, this.#settings.base);
      page.purchases++;
      await setCookies(running.context, cookies);
    });
  }

  /**
   * Does something with the page of the purchase begun last.
   * @throws TransientError BROWSER where page or browser died
   */
  async withPage<T>(work: (page: Page, context: BrowserContext) => Promise<T>): Promise<T> {
    return await this.#guard(async () => {
      const running = await (this.#running ?? Promise.reject(new Error('no browser')));
      if (running.page === null) throw new Error('no page');
      await block(running.page, true);
      return await work(running.page.page, running.context);
    });
  }

  /** Lets pictures, fonts and media through until the next use of the page: what is clicked may be one. */
  async unblock(): Promise<void> {
    const page = (await this.#running)?.page ?? null;
    if (page !== null) await block(page, false);
  }

  /** Turns the death of a page or browser into an error that is tried again, and makes sure that it is replaced. */
  async #guard<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isDeath(error)) throw error;
      await this.dropPage();
      const { program } = this.#settings;
      throw new TransientError(
        'BROWSER',
        'NAVEGADOR_FALHOU',
        { programa: program, motivo: reasonOf(error) },
        { cause: error },
      );
    }
  }

  /** Closes the page, and whatever still goes on in it. */
  async dropPage(): Promise<void> {
    const running = await this.#running?.catch(() => null);
    if (running === undefined || running === null) return;
    const { page } = running;
    running.page = null;
    await page?.page.close().catch(() => undefined);
    if (!running.browser.isConnected()) this.#running = null;
  }

  async #start(state: StorageState): Promise<Running> {
    this.#running ??= this.#launch(state).catch((error: unknown) => {
      this.#running = null;
      throw error;
    });
    return await this.#running;
  }

  async #launch(state: StorageState): Promise<Running> {
    const { program, headless, downloadsFolder } = this.#settings;
    let browser: Browser | null = null;
    try {
      await mkdir(downloadsFolder, { recursive: true });
      const { chromium } = await loadPlaywright();
      browser = await chromium.launch({
        executablePath: program,
        headless,
        args: [...BROWSER_FLAGS, WITHOUT_PICTURES],
        downloadsPath: downloadsFolder,
        timeout: LAUNCH_MS,
        ...processOptions(),
      });
      this.#starts++;
      await noteProfile(browser, downloadsFolder);
      return await this.#equip(browser, state);
    } catch (error) {
      await browser?.close().catch(() => undefined);
      throw launchFailure(program, error);
    }
  }

  async #equip(browser: Browser, state: StorageState): Promise<Running> {
    const context = await browser.newContext({
      storageState: state,
      acceptDownloads: true,
      serviceWorkers: 'block',
    });
    context.setDefaultTimeout(STEP_MS);
    const running: Running = { browser, context, page: null, purchases: 0 };
    browser.once('disconnected', () => this.#died(running));
    return running;
  }

  async #died(running: Running): Promise<void> {
    if ((await this.#running?.catch(() => null)) === running) this.#running = null;
  }

  async #recycle(): Promise<void> {
    const running = await this.#running?.catch(() => null);
    if (running === undefined || running === null) return;
    const { page, purchases } = running;
    if (purchases >= this.#limits.purchasesPerBrowser || (await this.#isTooBig(running)))
      return await this.close();
    if (page === null || (page.purchases < this.#limits.purchasesPerPage && !page.page.isClosed())) return;
    running.page = null;
    await page.page.close().catch(() => undefined);
  }

  async #isTooBig({ browser, purchases }: Running): Promise<boolean> {
    if (purchases % PURCHASES_BETWEEN_MEMORY_CHECKS !== 0) return false;
    const pids = await pidsOf(browser).catch(() => []);
    return (await residentBytes(pids)) > this.#limits.memoryBytes;
  }

  /** Ends the browser, if there is one, and removes what it left of files on their way. */
  async close(): Promise<void> {
    const running = await this.#running?.catch(() => null);
    this.#running = null;
    if (running === undefined || running === null) return;
    await within(running.browser.close(), CLOSE_MS);
    await rm(this.#settings.downloadsFolder, { recursive: true, force: true });
  }
}

/** The library takes 86 MB of memory, so it is loaded by who needs a browser only. */
export function loadPlaywright(): Promise<typeof import('playwright-core')> {
  return import('playwright-core');
}

/**
 * Signals are this program's own business; root cannot have the sandbox. Where the system speaks no UTF-8 (a server
 * without `LANG`) a browser would call downloads with accents in their names just `download`.
 */
export function processOptions() {
  const environment = process.platform === 'linux' ? { ...process.env, LC_ALL: 'C.UTF-8' } : process.env;
  return {
    env: environment as Record<string, string>,
    chromiumSandbox:
      process.getuid?.() !== 0 && process.platform !== 'linux' ? true : process.getuid?.() !== 0,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  };
}

/** A browser that does not start; on a machine out of memory it may a moment later. */
export function launchFailure(programa: string, error: unknown): TransientError {
  return new TransientError(
    'BROWSER',
    'NAVEGADOR_FALHOU',
    { programa, motivo: reasonOf(error) },
    { cause: error },
  );
}

async function readyPage(running: Running): Promise<OpenPage> {
  running.page ??= await openPage(running.context);
  return running.page;
}

async function openPage(context: BrowserContext): Promise<OpenPage> {
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

async function block(open: OpenPage, isBlocking: boolean): Promise<void> {
  if (open.isBlocking === isBlocking) return;
  await open.cdp.send('Network.setBlockedURLs', {
    urls: isBlocking ? HEAVY.flatMap((ending) => [`*.${ending}`, `*.${ending}?*`]) : [],
  });
  open.isBlocking = isBlocking;
}

/** Leaves the page and throws away what pages stored, but neither cookies nor the HTTP cache. */
async function clearPage({ page, cdp, origins }: OpenPage, base: string): Promise<void> {
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
async function setCookies(context: BrowserContext, cookies: readonly StoredCookie[]): Promise<void> {
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

async function pidsOf(browser: Browser): Promise<readonly number[]> {
  const cdp = await browser.newBrowserCDPSession();
  try {
    const { processInfo } = await cdp.send('SystemInfo.getProcessInfo');
    return processInfo.map(({ id }) => id);
  } finally {
    await cdp.detach().catch(() => undefined);
  }
}

/** 0 where the system does not tell. */
async function residentBytes(pids: readonly number[]): Promise<number> {
  const sizes = await Promise.all(pids.map(residentBytesOf));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function residentBytesOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+)/m.exec(text)?.[1] ?? 0) * 1024;
}

const DEATHS =
  /Target (page, context or browser|crashed|closed)|has been closed|Page crashed|Browser has been closed|no page|no browser/i;

function isDeath(error: unknown): boolean {
  return error instanceof Error && !(error instanceof RupturaError) && DEATHS.test(error.message);
}

/** First line of what the browser's library says. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!.trim();
}

async function within(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}

/** Notes beside its downloads which folder a browser leaves behind when it is killed, where the system tells. */
async function noteProfile(browser: Browser, folder: string): Promise<void> {
  const [pid] = await pidsOf(browser);
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  const given = line.split('\0').find((one) => one.startsWith(PROFILE_FLAG));
  if (given !== undefined) await writeFile(join(folder, PROFILE_NOTE), given.slice(PROFILE_FLAG.length));
}

/**
 * Removes what killed workers and their browsers left: folders of files on their way, temporary profiles.
 * @param folder whose folders are called like the processes they belong to
 */
export async function sweepDownloads(folder: string, isAlive: (pid: number) => boolean): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => /^\d+$/.test(one) && !isAlive(Number(one)))) {
    const left = join(folder, name);
    const profile = await readFile(join(left, PROFILE_NOTE), 'utf8').catch(() => '');
    // A note is a file anybody may have changed: only what the library makes is removed.
    const isTemporary = dirname(profile) === tmpdir() && basename(profile).startsWith(PROFILE_PREFIX);
    if (isTemporary) await rm(profile, { recursive: true, force: true });
    await rm(left, { recursive: true, force: true });
  }
}
