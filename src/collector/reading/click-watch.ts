import type { BrowserContext, Download, Page, Request, Response } from 'playwright-core';

/** A document that is shown and not downloaded within this is only shown. */
const SHOWN_MS = 1_500;
/** A click after which nothing is asked for during this brings nothing. */
const QUIET_MS = 2_500;
const LOOK_EVERY_MS = 250;
/** However busy the page is. */
const LONGEST_MS = 10 * 60_000;

/** What a click brings: a download, the address of a document that is shown instead, or null for nothing. */
export type ClickResult = Download | string | null;

/** Watches a browser from before a click on. */
export interface ClickWatch {
  readonly result: Promise<ClickResult>;
  /** From now on silence means that nothing comes. */
  clicked(): void;
  /** Stops watching, and closes windows that the click opened. */
  end(): Promise<void>;
}

/**
 * Begins to watch: downloads come in this tab, in a new one, or out of a script.
 * @param quietMs a click after which nothing is asked for during this brings nothing
 */
export function watchForFile(context: BrowserContext, quietMs = QUIET_MS): ClickWatch {
  let found: (result: ClickResult) => void = () => undefined;
  const result = new Promise<ClickResult>((resolve) => {
    found = resolve;
  });
  let shown: NodeJS.Timeout | undefined;
  const activity = new Activity(quietMs);
  let look: NodeJS.Timeout | undefined;
  const clicked = (): void => {
    activity.restart();
    look = setInterval(() => {
      if (activity.isOver()) found(null);
    }, LOOK_EVERY_MS);
  };
  const onResponse = (response: Response): void => {
    if (!isShownDocument(response)) return;
    // Some of what could be shown is downloaded all the same, and an address may be good for once only.
    shown = setTimeout(() => found(response.url()), SHOWN_MS);
  };
  const popups: Page[] = [];
  const onPage = (page: Page): void => {
    popups.push(page);
  };
  context.on('download', found).on('response', onResponse).on('page', onPage);
  context
    .on('request', activity.begin)
    .on('requestfinished', activity.finish)
    .on('requestfailed', activity.finish);
  const end = async (): Promise<void> => {
    clearInterval(look);
    clearTimeout(shown);
    context.off('download', found).off('response', onResponse).off('page', onPage);
    context
      .off('request', activity.begin)
      .off('requestfinished', activity.finish)
      .off('requestfailed', activity.finish);
    for (const popup of popups) await popup.close().catch(() => undefined);
  };
  return { result, clicked, end };
}

function isShownDocument(response: Response): boolean {
  if (!response.request().isNavigationRequest() || response.status() !== 200) return false;
  const { 'content-type': type = '', 'content-disposition': disposition = '' } = response.headers();
  return !/html/i.test(type) && !/^\s*attachment/i.test(disposition);
}

/** Whether a page still asks for something. */
class Activity {
  readonly #quietMs: number;
  #beganAt = performance.now();
  readonly #open = new Set<Request>();
  #lastAt = performance.now();

  constructor(quietMs: number) {
    this.#quietMs = quietMs;
  }

  readonly begin = (request: Request): void => {
    this.#open.add(request);
    this.#lastAt = performance.now();
  };

  readonly finish = (request: Request): void => {
    this.#open.delete(request);
    this.#lastAt = performance.now();
  };

  restart(): void {
    this.#beganAt = performance.now();
    this.#lastAt = this.#beganAt;
  }

  isOver(): boolean {
    const now = performance.now();
    if (now - this.#beganAt > LONGEST_MS) return true;
    return this.#open.size === 0 && now - this.#lastAt > this.#quietMs;
  }
}
