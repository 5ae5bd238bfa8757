import type { PurchaseCookies } from '../net/cookies.ts';
import { SessionExpiredError } from '../retry.ts';
import { type Agreement, compareReadings, isEnough, type ReadingAdvice } from './auto-mode.ts';
import type { PageReader } from './page-reader.ts';
import { type PurchaseReading, type ReadingPurchase, readPurchase } from './read-purchase.ts';

/** Purchases in a row that HTTP did not show whole before it is asked only now and then. */
const MISSES = 4;
/** How seldom then. */
const ASK_EVERY = 10;
/** Purchases in a row over HTTP after which the memory of the browser is of more use than the browser. */
const IDLE_PURCHASES = 5;

export interface Readers {
  readonly http: PageReader;
  /** Null in mode `http`. */
  readonly browser: PageReader | null;
  /** Null in mode `browser`. */
  readonly advice: ReadingAdvice | null;
  /** Cookies for a second reading of a purchase: what one reading sets must not help or hinder the other. */
  readonly ownCookies: () => PurchaseCookies;
}

/**
 * Reads purchases over HTTP, in a browser or both ways.
 *
 *     auto    HTTP ──all of it there?── no ──▶ browser
 *                        │ yes
 *                     advice ── http ──▶ that reading
 *                        │ both, browser
 *                        └──▶ browser, compared with what HTTP showed ──▶ that reading
 *
 * Where the last purchase needed the browser, the next one is opened in it while HTTP is still asked.
 */
export class PurchaseReader {
  readonly #readers: Readers;
  /** Purchases in a row of which HTTP did not show all. */
  #misses = 0;
  #needsBrowser = true;
  #idle = 0;

  constructor(readers: Readers) {
    this.#readers = readers;
  }

  /** @throws what the readers throw about the purchase's own page */
  async read(what: ReadingPurchase, cookies: PurchaseCookies, signal: AbortSignal): Promise<PurchaseReading> {
    const { http, browser, advice } = this.#readers;
    if (browser === null) return await readPurchase(http, what, cookies, signal);
    if (advice === null) return await readPurchase(browser, what, cookies, signal);
    const reading = this.#needsBrowser
      ? await this.#readBoth(browser, advice, what, cookies, signal)
      : await this.#readByHttp(browser, advice, what, cookies, signal);
    await this.#rest(browser, reading);
    return reading;
  }

  async #readBoth(
    browser: PageReader,
    advice: ReadingAdvice,
    what: ReadingPurchase,
    cookies: PurchaseCookies,
    signal: AbortSignal,
  ): Promise<PurchaseReading> {
    const isAsked = this.#misses < MISSES || this.#misses % ASK_EVERY === 0;
    const byHttp = isAsked ? this.#tryHttp(what, signal) : Promise.resolve(null);
    const byBrowser = await readPurchase(browser, what, cookies, signal);
    const other = await byHttp;
    if (!(other instanceof Error) && other !== null && isEnough(other)) {
      const agreement = compareReadings(byBrowser, other);
      advice.compared(what.purchase.number, other.shapes, agreement);
      this.#misses = 0;
      this.#needsBrowser = agreement !== 'same';
    } else this.#misses++;
    return byBrowser;
  }

  async #tryHttp(what: ReadingPurchase, signal: AbortSignal): Promise<PurchaseReading | Error> {
    try {
      return await this.#shaped(what, this.#readers.ownCookies(), signal);
    } catch (error) {
      return error as Error;
    }
  }

  #shaped(what: ReadingPurchase, cookies: PurchaseCookies, signal: AbortSignal): Promise<PurchaseReading> {
    return readPurchase(this.#readers.http, { ...what, isShaped: true }, cookies, signal);
  }

  async #readByHttp(
    browser: PageReader,
    advice: ReadingAdvice,
    what: ReadingPurchase,
    cookies: PurchaseCookies,
    signal: AbortSignal,
  ): Promise<PurchaseReading> {
    const byHttp = await this.#shaped(what, cookies, signal).catch(ofSessionOnly);
    const { number } = what.purchase;
    if (byHttp === null || !isEnough(byHttp)) {
      this.#misses++;
      this.#needsBrowser = true;
      return await readPurchase(browser, what, cookies, signal);
    }
    this.#misses = 0;
    const way = await advice.advise(number, namesOf(byHttp));
    if (way === 'http') return byHttp;
    this.#idle = 0;
    let agreement: Agreement = 'says-nothing';
    try {
      const byBrowser = await readPurchase(browser, what, cookies, signal);
      agreement = compareReadings(byBrowser, byHttp);
      return byBrowser;
    } finally {
      this.#needsBrowser = way === 'browser' || agreement === 'different';
      advice.compared(number, byHttp.shapes, agreement);
    }
  }

  /** Until the browser is needed again its memory is of more use to others. */
  async #rest(browser: PageReader, reading: PurchaseReading): Promise<void> {
    this.#idle =
      this.#needsBrowser || reading.attachments.some(({ trigger }) => trigger !== null) ? 0 : this.#idle + 1;
    if (this.#idle === IDLE_PURCHASES) await browser.close();
  }
}

/** Whether a session has ended is for the browser to say: some portals sign in by scripts. */
function ofSessionOnly(error: unknown): null {
  if (error instanceof SessionExpiredError) return null;
  throw error;
}

function namesOf({ shapes }: PurchaseReading): string[] {
  return shapes.map(({ name }) => name);
}
