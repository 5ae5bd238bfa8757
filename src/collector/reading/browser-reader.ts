import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Download, Page, Response } from 'playwright-core';
import type { BrowserHost } from '../net/browser.ts';
import { reasonOf } from '../net/browser-launch.ts';
import type { PurchaseCookies, StorageState, StoredCookie } from '../net/cookies.ts';
import { timeOut, unreachable } from '../net/http-client.ts';
import type { PartOpener, PortalAdapter, PortalPage } from '../portal.ts';
import type { Attachment } from '../purchase.ts';
import {
  PATIENCE,
  type Patience,
  PermanentError,
  parseRetryAfter,
  SessionExpiredError,
  TransientError,
  withRetries,
} from '../retry.ts';
import { type Fetched, fetchByPage } from './browser-fetch.ts';
import { type ClickWatch, watchForFile } from './click-watch.ts';
import { clickThrough } from './covered-click.ts';
import { copyOf } from './page-copy.ts';
import { frameWith, PageOpening, replay, type WayTo } from './page-opening.ts';
import { QUIET_TIMES, type QuietTimes } from './page-patience.ts';
import type { Clicked, ClickingReader } from './page-reader.ts';
import { type LookedAt, SettledPage } from './settled-page.ts';
import { attachmentKey } from './united-attachments.ts';

const OPEN_MS = 60_000;
/** What a browser says of an address that has no page: a file, no content, a circle of redirects. */
const NO_PAGE = /Download is starting|net::ERR_(ABORTED|TOO_MANY_REDIRECTS)/i;
const DOWNLOAD_MS = 30 * 60_000;

/** Reads pages in a browser, scripts of theirs included, and clicks. */
export class BrowserReader implements ClickingReader {
  readonly #host: BrowserHost;
  readonly #adapter: PortalAdapter;
  readonly #base: string;
  readonly #state: () => StorageState;
  readonly #patience: Patience;
  readonly #times: QuietTimes;
  readonly #quietMs: number | undefined;
  #owner: PurchaseCookies | null = null;
  /** How what only a click starts comes into sight, of the pages of this purchase. */
  readonly #ways = new Map<string, WayTo>();
  /** Attachments that its pages showed. */
  readonly #known = new Set<string>();
  #waysOf: PurchaseCookies | null = null;
  /** What is open on the page now; null where that is not known. */
  #standing: string | null = null;

  /**
   * @param state the session as it is now, for a browser that has to be started
   * @param times where pages are not given the usual time to go on by themselves
   * @param quietMs a click after which nothing is asked for during this brings nothing; by default as long as pages need
   */
  constructor(
    host: BrowserHost,
    adapter: PortalAdapter,
    base: string,
    state: () => StorageState,
    patience: Patience = PATIENCE,
    times: Partial<QuietTimes> = {},
    quietMs?: number,
  ) {
    this.#host = host;
    this.#adapter = adapter;
    this.#base = base;
    this.#state = state;
    this.#patience = patience;
    this.#times = { ...QUIET_TIMES, ...times };
    this.#quietMs = quietMs;
  }

  read(url: string, cookies: PurchaseCookies, signal: AbortSignal, isList = false): Promise<PortalPage> {
    return withRetries(() => this.#read(url, cookies, signal, isList), signal, this.#patience);
  }

  async #read(
    url: string,
    cookies: PurchaseCookies,
    signal: AbortSignal,
    isList: boolean,
  ): Promise<PortalPage> {
    await this.#begin(cookies);
    return await this.#forgetOnFailure(signal, () =>
      this.#host.withPage(async (page, context) => {
        const read = await this.#open(page, url, isList);
        if (this.#adapter.verdict(read) === 'sign-in') throw new SessionExpiredError(this.#base);
        cookies.put((await context.cookies()) as StoredCookie[]);
        return read;
      }),
    );
  }

  async #begin(cookies: PurchaseCookies): Promise<void> {
    if (this.#owner === cookies) return;
    this.#owner = null;
    this.#standing = null;
    // One that begins anew after a failure has been read already.
    if (this.#waysOf !== cookies) {
      this.#ways.clear();
      this.#known.clear();
    }
    this.#waysOf = cookies;
    await this.#host.beginPurchase(this.#state(), cookies.list());
    this.#owner = cookies;
  }

  /** After a failure the purchase begins anew; what was only let go of must not go on in the next purchase's page. */
  async #forgetOnFailure<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    try {
      return await abortable(signal, work);
    } catch (error) {
      this.#owner = null;
      this.#standing = null;
      if (signal.aborted) await this.#host.dropPage();
      throw error;
    }
  }

  async #open(page: Page, url: string, isList: boolean): Promise<PortalPage> {
    // A list is none of the known pages, and is not waited for as one that may become one.
    const times = isList ? { ...this.#times, lackingMs: this.#times.silentMs } : this.#times;
    const settled = new SettledPage(page, this.#adapter, url, times);
    try {
      const first = await this.#load(page, settled, url);
      if (first.content === null) return first.page;
      const opening = new PageOpening(page, settled, () => this.#load(page, settled, url));
      const { page: read, ways } = await opening.openAll(first);
      for (const [key, way] of ways) this.#ways.set(key, way);
      for (const one of this.#adapter.read(read).attachments) this.#known.add(attachmentKey(one));
      this.#standing = standingOf(read.url, null);
      return read;
    } catch (error) {
      throw openFailure(error, url);
    } finally {
      settled.end();
    }
  }

  async #load(page: Page, settled: SettledPage, url: string): Promise<LookedAt> {
    this.#standing = null;
    const answer = await this.#goTo(page, url);
    if (answer === 'file') return { page: noPage(url), verdict: 'unknown', content: null, own: null };
    // What a portal in trouble shows is not waited for.
    await throwIfBusy(answer, url);
    const looked = await settled.settle();
    await throwIfBusy(settled.answer, url);
    return looked;
  }

  /** @returns `file` where there is no page at the address but a file, or nothing at all */
  async #goTo(page: Page, url: string): Promise<Response | null | 'file'> {
    const stop = (download: Download): void => void download.cancel().catch(() => undefined);
    page.on('download', stop);
    try {
      return await page.goto(url, { waitUntil: 'commit', timeout: OPEN_MS });
    } catch (error) {
      if (error instanceof Error && NO_PAGE.test(error.message)) return 'file';
      throw error;
    } finally {
      page.off('download', stop);
    }
  }

  async click(
    attachment: Attachment,
    folder: string,
    cookies: PurchaseCookies,
    signal: AbortSignal,
  ): Promise<Clicked> {
    await this.#begin(cookies);
    const way = this.#ways.get(attachmentKey(attachment)) ?? {
      steps: [],
      isLeft: true,
      home: attachment.page,
    };
    return await this.#forgetOnFailure(signal, () =>
      this.#host.withPage(async (page, context) => {
        const found = await this.#find(page, way, attachment);
        await this.#host.unblock();
        const watch = watchForFile(context, this.#quietMs);
        const clicked = await clickForFile(page, watch, found, folder).catch(async (error: unknown) => {
          throw (await this.#showsMore(page, attachment, error)) ?? error;
        });
        this.#standing = clicked.path === null ? null : this.#standing;
        cookies.put((await context.cookies()) as StoredCookie[]);
        return clicked;
      }),
    );
  }

  /** A click that brought no file, and showed attachments that nobody knew of; null where it did not. */
  async #showsMore(page: Page, { names, page: url }: Attachment, error: unknown): Promise<Error | null> {
    if (!(error instanceof TransientError) || error.group !== 'CLICK') return null;
    const now = await copyOf(page, url, 200);
    const shown = now === null ? [] : this.#adapter.read(now).attachments;
    if (shown.every((one) => this.#known.has(attachmentKey(one)))) return null;
    const nome = names[0] ?? '';
    return new PermanentError('SHOWED_MORE', 'COLETA_CLIQUE_MOSTROU_MAIS', { nome, url }, { cause: error });
  }

  /**
   * Brings a file whose address is known, by a link on the page that shows it.
   * @param folder where the file is put, on the file system of its final place
   * @throws TransientError, PermanentError where the browser gets none either; SessionExpiredError
   */
  async fetch(
    { url, page: home }: { readonly url: string; readonly page: string },
    folder: string,
    cookies: PurchaseCookies,
    signal: AbortSignal,
  ): Promise<Fetched> {
    await this.#begin(cookies);
    return await this.#forgetOnFailure(signal, () =>
      this.#host.withPage(async (page, context) => {
        await this.#show(page, { home, steps: [], isLeft: true });
        await this.#host.unblock();
        const fetched = await fetchByPage(page, context, url, folder);
        cookies.put((await context.cookies()) as StoredCookie[]);
        return fetched;
      }),
    );
  }

  /**
   * The attachment as the page has it now: places move on a page when something comes or goes above them, and a click on
   * what is in the old place would bring another file.
   * @throws TransientError where it is not there, even after the page was loaded anew
   */
  async #find(page: Page, way: WayTo, attachment: Attachment): Promise<Attachment> {
    for (let tries = 0; tries < 2; tries++) {
      await this.#show(page, way);
      const now = await copyOf(page, attachment.page, 200);
      const there = now === null ? null : sameIn(this.#adapter.read(now).attachments, attachment);
      if (there !== null) return there;
      this.#standing = null;
    }
    throw nothingCame(attachment, null);
  }

  /** Brings what is to be clicked into sight, on the page as it is or as it is loaded anew. */
  async #show(page: Page, way: WayTo): Promise<void> {
    const { home, steps, isLeft } = way;
    const opened = isLeft ? standingOf(home, null) : null;
    const isThere = page.url() === home && this.#standing !== null;
    if (isThere && (this.#standing === opened || this.#standing === standingOf(home, steps))) return;
    const settled = new SettledPage(page, this.#adapter, home, this.#times);
    try {
      const { verdict } = await this.#load(page, settled, home);
      if (verdict === 'sign-in') throw new SessionExpiredError(this.#base);
      await replay(page, settled, steps);
      this.#standing = standingOf(home, steps);
    } catch (error) {
      throw openFailure(error, home);
    } finally {
      settled.end();
    }
  }

  async close(): Promise<void> {
    await this.#host.close();
  }
}

/** The one of its name; of several of one name only the one in its old place is sure. */
function sameIn(shown: readonly Attachment[], wanted: Attachment): Attachment | null {
  const key = attachmentKey(wanted);
  const named = shown.filter(
    ({ trigger, names, page }) => trigger !== null && page === wanted.page && names[0] === wanted.names[0],
  );
  return named.find((one) => attachmentKey(one) === key) ?? (named.length === 1 ? named[0]! : null);
}

function noPage(url: string): PortalPage {
  return { asked: url, url, status: 200, html: '', frames: [] };
}

/** What is open on a page: `null` for all that can be. */
function standingOf(home: string, steps: readonly PartOpener[] | null): string {
  return JSON.stringify([home, steps]);
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

/** Network errors of a navigation are tried again; deaths are the host's business. */
function openFailure(error: unknown, url: string): unknown {
  if (!(error instanceof Error)) return error;
  if (error.name === 'TimeoutError') return timeOut(url, OPEN_MS);
  // The browser's own page about an address that failed comes a moment late, in the way of the next one.
  const isCrossed = /interrupted by another navigation/.test(error.message);
  const network = /net::(ERR_\w+)/.exec(error.message)?.[1] ?? (isCrossed ? 'ERR_ABORTED' : undefined);
  return network === undefined ? error : unreachable(url, new Error(network));
}

/** Clicks, and waits for the file that comes of it: by a download, in this tab or one it opens, or by its address. */
async function clickForFile(
  page: Page,
  watch: ClickWatch,
  attachment: Attachment,
  folder: string,
): Promise<Clicked> {
  const trigger = attachment.trigger ?? 'body';
  try {
    const frame = (await frameWith(page, attachment.page, trigger)) ?? page.mainFrame();
    const cover = await clickThrough(frame.locator(trigger));
    watch.clicked();
    const came = await watch.result;
    if (came === null) throw nothingCame(attachment, cover);
    if (typeof came === 'string') return { url: came, path: null, name: null };
    return await keep(came, attachment, folder);
  } catch (error) {
    throw error instanceof Error && error.name === 'TimeoutError' ? nothingCame(attachment, null) : error;
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
    throw error instanceof TransientError ? error : nothingCame(attachment, null, error);
  } finally {
    clearTimeout(timer);
  }
}

/** @param cover what lay over it */
function nothingCame(
  { names, trigger, page: url }: Attachment,
  cover: string | null,
  cause: unknown = reasonOf(''),
): TransientError {
  const nome = names[0] ?? trigger ?? '';
  if (cover === null)
    return new TransientError('CLICK', 'COLETA_CLIQUE_SEM_ARQUIVO', { nome, url }, { cause });
  return new TransientError('CLICK', 'COLETA_CLIQUE_COBERTO', { nome, url, cobertura: cover }, { cause });
}
