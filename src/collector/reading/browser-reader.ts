import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Download, Page, Response } from 'playwright-core';
import type { BrowserHost } from '../net/browser.ts';
import { reasonOf } from '../net/browser-launch.ts';
import { STEP_MS } from '../net/browser-page.ts';
import type { PurchaseCookies, StorageState, StoredCookie } from '../net/cookies.ts';
import { timeOut, unreachable } from '../net/http-client.ts';
import type { PortalAdapter, PortalPage } from '../portal.ts';
import type { Attachment } from '../purchase.ts';
import {
  PATIENCE,
  type Patience,
  parseRetryAfter,
  SessionExpiredError,
  TransientError,
  withRetries,
} from '../retry.ts';
import { type ClickWatch, watchForFile } from './click-watch.ts';
import type { Clicked, ClickingReader } from './page-reader.ts';

const OPEN_MS = 60_000;
/** A page that never says it is ready is taken as it is after this. */
const READY_MS = 15_000;
const DOWNLOAD_MS = 30 * 60_000;
/** A sign-in page that knows the person goes on by itself within this. */
const SIGN_ON_MS = 4_000;

/** Reads pages in a browser, scripts of theirs included, and clicks. */
export class BrowserReader implements ClickingReader {
  readonly #host: BrowserHost;
  readonly #adapter: PortalAdapter;
  readonly #base: string;
  readonly #state: () => StorageState;
  readonly #patience: Patience;
  readonly #signOnMs: number;
  readonly #quietMs: number | undefined;
  #owner: PurchaseCookies | null = null;

  /**
   * @param state the session as it is now, for a browser that has to be started
   * @param signOnMs a sign-in page that has not gone on by itself after this waits for a person
   * @param quietMs a click after which nothing is asked for during this brings nothing; by default as long as pages need
   */
  constructor(
    host: BrowserHost,
    adapter: PortalAdapter,
    base: string,
    state: () => StorageState,
    patience: Patience = PATIENCE,
    signOnMs = SIGN_ON_MS,
    quietMs?: number,
  ) {
    this.#host = host;
    this.#adapter = adapter;
    this.#base = base;
    this.#state = state;
    this.#patience = patience;
    this.#signOnMs = signOnMs;
    this.#quietMs = quietMs;
  }

  read(url: string, cookies: PurchaseCookies, signal: AbortSignal): Promise<PortalPage> {
    return withRetries(() => this.#read(url, cookies, signal), signal, this.#patience);
  }

  async #read(url: string, cookies: PurchaseCookies, signal: AbortSignal): Promise<PortalPage> {
    await this.#begin(cookies);
    return await this.#forgetOnFailure(signal, () =>
      this.#host.withPage(async (page, context) => {
        const read = await this.#open(page, url);
        if (this.#adapter.verdict(read) === 'sign-in') throw new SessionExpiredError(this.#base);
        cookies.put((await context.cookies()) as StoredCookie[]);
        return read;
      }),
    );
  }

  async #begin(cookies: PurchaseCookies): Promise<void> {
    if (this.#owner === cookies) return;
    this.#owner = null;
    await this.#host.beginPurchase(this.#state(), cookies.list());
    this.#owner = cookies;
  }

  /** After a failure the purchase begins anew; what was only let go of must not go on in the next purchase's page. */
  async #forgetOnFailure<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    try {
      return await abortable(signal, work);
    } catch (error) {
      this.#owner = null;
      if (signal.aborted) await this.#host.dropPage();
      throw error;
    }
  }

  async #open(page: Page, url: string): Promise<PortalPage> {
    let last: Response | null = null;
    const listen = (response: Response): void => {
      if (response.request().isNavigationRequest() && response.frame() === page.mainFrame()) last = response;
    };
    page.on('response', listen);
    try {
      const first = await page.goto(url, { waitUntil: 'commit', timeout: OPEN_MS });
      // What a portal in trouble shows has none of the marks that are waited for.
      await throwIfBusy(first, url);
      if ((first?.status() ?? 200) < 400) await this.#waitUntilReady(page);
      else await page.waitForLoadState('domcontentloaded', { timeout: STEP_MS });
      const answer = (last ?? first) as Response | null;
      await throwIfBusy(answer, url);
      return await pageOf(page, url, answer?.status() ?? 0);
    } catch (error) {
      throw openFailure(error, url);
    } finally {
      page.off('response', listen);
    }
  }

  /** Waits for links or ready or error, whichever comes first; no longer than a page says that more is to come. */
  async #waitUntilReady(page: Page): Promise<void> {
    const { links, done, error } = this.#adapter.ready;
    await page
      .waitForFunction(
        ({ wanted, failed }) => {
          const { document } = globalThis as unknown as { document: PageDocument };
          if (document.readyState === 'loading') return false;
          if (document.querySelector(failed) !== null) return true;
          return (
            document.querySelector('[aria-busy="true"]') === null && document.querySelector(wanted) !== null
          );
        },
        { wanted: `${links}, ${done}`, failed: error },
        { timeout: READY_MS, polling: 20 },
      )
      .catch(ignoreTimeout);
    if (!this.#adapter.isSignInUrl(page.url(), this.#base)) return;
    // Single sign-on submits this page by itself: then it is a page on the way.
    const isSignIn = (url: URL): boolean => this.#adapter.isSignInUrl(url.href, this.#base);
    await page
      .waitForURL((url) => !isSignIn(url), { timeout: this.#signOnMs, waitUntil: 'commit' })
      .catch(ignoreTimeout);
    if (!isSignIn(new URL(page.url()))) await this.#waitUntilReady(page);
  }

  async click(
    attachment: Attachment,
    folder: string,
    cookies: PurchaseCookies,
    signal: AbortSignal,
  ): Promise<Clicked> {
    await this.#begin(cookies);
    const isThere = await this.#forgetOnFailure(signal, () =>
      this.#host.withPage(async (page) => page.url() === attachment.page),
    );
    if (!isThere) await this.read(attachment.page, cookies, signal);
    return await this.#forgetOnFailure(signal, () =>
      this.#host.withPage(async (page, context) => {
        await this.#host.unblock();
        const watch = watchForFile(context, this.#quietMs);
        const clicked = await clickForFile(page, watch, attachment, folder);
        cookies.put((await context.cookies()) as StoredCookie[]);
        return clicked;
      }),
    );
  }

  async close(): Promise<void> {
    await this.#host.close();
  }
}

/** What is asked of a page's document here; this program itself has no such thing. */
interface PageDocument {
  readonly readyState: string;
  querySelector(selectors: string): unknown;
}

function ignoreTimeout(error: unknown): void {
  if ((error as Error).name !== 'TimeoutError') throw error;
}

/** Lets go of work that cannot be stopped itself. */
async function abortable<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const working = work();
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([working, aborted]);
  } finally {
    working.catch(() => undefined);
    signal.removeEventListener('abort', stop);
  }
}

async function throwIfBusy(answer: Response | null, url: string): Promise<void> {
  const status = answer?.status() ?? 0;
  if (status !== 408 && status !== 429 && status < 500) return;
  const isGuided = status === 429 || status === 503;
  const header = isGuided ? await answer?.headerValue('retry-after') : null;
  const retryAfterMs = parseRetryAfter(header ?? undefined, Date.now());
  throw new TransientError(`HTTP_${status}`, 'COLETA_HTTP', { status, url }, { retryAfterMs });
}

async function pageOf(page: Page, asked: string, status: number): Promise<PortalPage> {
  const url = page.url();
  const { origin } = new URL(url);
  const frames: PortalPage[] = [];
  for (const frame of page.frames()) {
    const address = frame.url();
    if (frame === page.mainFrame() || !/^https?:/.test(address) || new URL(address).origin !== origin)
      continue;
    await frame.waitForLoadState('domcontentloaded', { timeout: STEP_MS }).catch(ignoreTimeout);
    frames.push({ asked: address, url: address, status: 200, html: await frame.content(), frames: [] });
  }
  return { asked, url, status, html: await page.content(), frames };
}

/** Network errors of a navigation are tried again; deaths are the host's business. */
function openFailure(error: unknown, url: string): unknown {
  if (!(error instanceof Error)) return error;
  if (error.name === 'TimeoutError') return timeOut(url, OPEN_MS);
  const network = /net::(ERR_\w+)/.exec(error.message)?.[1];
  return network === undefined ? error : unreachable(url, new Error(network));
}

/** Clicks, and waits for the file that comes of it: by a download, in this tab or one it opens, or by its address. */
async function clickForFile(
  page: Page,
  watch: ClickWatch,
  attachment: Attachment,
  folder: string,
): Promise<Clicked> {
  try {
    await page
      .locator(attachment.trigger ?? 'body')
      .first()
      .click({ timeout: STEP_MS });
    watch.clicked();
    const came = await watch.result;
    if (came === null) throw nothingCame(attachment);
    if (typeof came === 'string') return { url: came, path: null, name: null };
    return await keep(came, attachment, folder);
  } catch (error) {
    throw error instanceof Error && error.name === 'TimeoutError' ? nothingCame(attachment) : error;
  } finally {
    await watch.end();
  }
}

async function keep(download: Download, attachment: Attachment, folder: string): Promise<Clicked> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(timeOut(attachment.page, DOWNLOAD_MS)), DOWNLOAD_MS);
  });
  try {
    const path = await Promise.race([download.path(), late]);
    const name = download.suggestedFilename();
    const kept = join(folder, `${path.replace(/^.*[/\\]/, '')}.part`);
    await rename(path, kept);
    const url = download.url();
    return { url: /^https?:/.test(url) ? url : attachment.page, path: kept, name };
  } catch (error) {
    await download.cancel().catch(() => undefined);
    throw error instanceof TransientError ? error : nothingCame(attachment, error);
  } finally {
    clearTimeout(timer);
  }
}

function nothingCame({ names, trigger, page }: Attachment, cause?: unknown): TransientError {
  const nome = names[0] ?? trigger ?? '';
  return new TransientError(
    'CLICK',
    'COLETA_CLIQUE_SEM_ARQUIVO',
    { nome, url: page },
    { cause: cause ?? reasonOf('') },
  );
}
