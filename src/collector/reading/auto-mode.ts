import type { CollectionMode } from '../../contract/collection-codes.ts';
import type { PurchaseReading } from './read-purchase.ts';

/** How a purchase's pages are read. `both`: by browser, and over HTTP to compare. */
export type ReadingWay = 'browser' | 'http' | 'both';

/** What two readings of one purchase say of each other; readings without attachments prove little. */
export type Agreement = 'same' | 'different' | 'says-nothing';

/** What is compared of a purchase that was read. */
export type ReadingContent = Pick<PurchaseReading, 'verdict' | 'attachments' | 'isWhole'>;

/** Purchases in a row that must be the same both ways before HTTP is enough. */
const TRIALS = 2;
/** Purchases over HTTP from one comparison to the next. */
const PURCHASES_BETWEEN_CHECKS = 40;
/** Purchases by browser after a difference, before HTTP is given another chance. */
const PURCHASES_OF_DISTRUST = 30;
/** Differences after which it is given none. */
const MOST_DIFFERENCES = 2;

/**
 * Decides how each purchase is read. In mode `auto`:
 *
 *     trying ──2 the same──▶ http ──every 40th both ways──▶ http
 *        ▲                     │ different
 *        └──30 by browser──────┴──▶ browser (for good after 2 differences)
 *
 * Purchases of which a page itself says that HTTP does not show all of it are the collector's business: they are read by
 * browser, and change nothing here.
 */
export class AutoMode {
  readonly #mode: CollectionMode;
  #state: 'trying' | 'http' | 'browser' = 'trying';
  #same = 0;
  #differences = 0;
  /** Purchases since the state or the last comparison. */
  #purchases = 0;

  constructor(mode: CollectionMode) {
    this.#mode = mode;
  }

  /** Whether the browser can be spared for now. */
  get isHttpEnough(): boolean {
    return this.#mode === 'http' || (this.#mode === 'auto' && this.#state === 'http');
  }

  /** How to read the next purchase. */
  next(): ReadingWay {
    if (this.#mode === 'http' || this.#mode === 'browser') return this.#mode;
    if (this.#state === 'trying') return 'both';
    this.#purchases++;
    if (this.#state === 'http') return this.#purchases > PURCHASES_BETWEEN_CHECKS ? 'both' : 'http';
    if (this.#purchases > PURCHASES_OF_DISTRUST && this.#differences < MOST_DIFFERENCES)
      this.#enter('trying');
    return this.#state === 'browser' ? 'browser' : 'both';
  }

  /** What came of reading a purchase both ways. */
  compared(agreement: Agreement): void {
    if (agreement === 'different') {
      this.#differences++;
      this.#enter('browser');
      return;
    }
    // A purchase that proves nothing neither brings HTTP nearer nor ends it; the next one is compared.
    if (agreement === 'says-nothing') return;
    this.#same++;
    if (this.#state === 'trying' && this.#same >= TRIALS) this.#enter('http');
    else this.#purchases = 0;
  }

  #enter(state: 'trying' | 'http' | 'browser'): void {
    this.#state = state;
    this.#same = 0;
    this.#purchases = 0;
  }
}

/**
 * Compares a purchase read by browser with the same read over HTTP: the same addresses with the same names in the same
 * order, or not. Where HTTP itself said that it did not see all, nothing is said about purchases of which it does.
 */
export function compareReadings(byBrowser: ReadingContent, byHttp: ReadingContent): Agreement {
  if (byBrowser.verdict !== byHttp.verdict) return 'different';
  if (!byHttp.isWhole || needsClicks(byHttp) || needsClicks(byBrowser)) return 'says-nothing';
  if (textOf(byBrowser) !== textOf(byHttp)) return 'different';
  return byBrowser.attachments.length === 0 ? 'says-nothing' : 'same';
}

/** Whether a reading over HTTP is enough to collect the purchase. */
export function isEnough(reading: ReadingContent): boolean {
  return reading.isWhole && reading.verdict !== 'unknown' && !needsClicks(reading);
}

function needsClicks({ attachments }: ReadingContent): boolean {
  return attachments.some(({ trigger }) => trigger !== null);
}

function textOf({ attachments }: ReadingContent): string {
  return JSON.stringify(attachments.map(({ url, page, names }) => [url, page, names]).sort());
}
