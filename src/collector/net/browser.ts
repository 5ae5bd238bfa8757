import { mkdir, rm } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { TransientError } from '../retry.ts';
import {
  browserFlags,
  isDeath,
  launchFailure,
  launchOptions,
  loadPlaywright,
  reasonOf,
} from './browser-launch.ts';
import { block, clearPage, type OpenPage, openPage, STEP_MS, setCookies } from './browser-page.ts';
import { noteProfile, pidsOf, residentBytes } from './browser-remains.ts';
import type { StorageState, StoredCookie } from './cookies.ts';
import type { PortalPace } from './portal-pace.ts';

export interface BrowserSettings {
  /** Chromium or Chrome. */
  readonly program: string;
  readonly headless: boolean;
  /** Folder for files on their way, emptied at the end; on the file system of their final place. */
  readonly downloadsFolder: string;
  /** Origin of the portal. */
  readonly base: string;
  readonly limits?: Partial<RecyclingLimits>;
  /** Held to whenever something is done with a page. */
  readonly pace?: PortalPace;
  /** Waits until a browser may be started; what it returns says that it was. */
  readonly awaitStart?: () => Promise<() => void>;
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
const LAUNCH_MS = 60_000;
/** A browser that does not end when asked is killed by its library after this. */
const CLOSE_MS = 10_000;

/** Pictures without a known ending in their address are left out too. */
const WITHOUT_PICTURES = '--blink-settings=imagesEnabled=false';

interface Running {
  readonly browser: Browser;
  readonly context: BrowserContext;
  page: OpenPage | null;
  purchases: number;
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
    await this.#settings.pace?.turn();
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
    const { program, headless, downloadsFolder, base } = this.#settings;
    let browser: Browser | null = null;
    const started = await this.#settings.awaitStart?.();
    try {
      await mkdir(downloadsFolder, { recursive: true });
      const { chromium } = await loadPlaywright();
      browser = await chromium.launch({
        ...launchOptions(program, base),
        headless,
        args: [...(await browserFlags(program)), WITHOUT_PICTURES],
        downloadsPath: downloadsFolder,
        timeout: LAUNCH_MS,
      });
      this.#starts++;
      await noteProfile(browser, downloadsFolder);
      return await this.#equip(browser, state);
    } catch (error) {
      await browser?.close().catch(() => undefined);
      throw launchFailure(program, error);
    } finally {
      started?.();
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

async function readyPage(running: Running): Promise<OpenPage> {
  running.page ??= await openPage(running.context);
  return running.page;
}

async function within(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}
