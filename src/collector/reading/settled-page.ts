import { setTimeout as sleep } from 'node:timers/promises';
import type { Page, Request, Response } from 'playwright-core';
import { ignoreTimeout } from '../net/browser-launch.ts';
import { STEP_MS } from '../net/browser-page.ts';
import { timeOut, unreachable } from '../net/http-client.ts';
import { documentChanges, revealAll } from '../net/page-changes.ts';
import { PageTraffic } from '../net/page-traffic.ts';
import type { PageVerdict, PortalAdapter, PortalPage, PurchasePage } from '../portal.ts';
import { copyOf } from './page-copy.ts';
import { type QuietTimes, quietNeeded } from './page-patience.ts';

/** However long a page promises more, or asks for something. */
const SETTLE_MS = 30_000;
/** A page that proves that it is whole is not kept waiting for what else it asks for. */
const PROVEN_MS = 2_000;
/** Looks at a page are at least this far apart, and rest longer than they take. */
const LOOK_EVERY_MS = 80;
const REST = 3;
/** Frames tell nothing of their changes, nor requests of their being waited for too long. */
const TICK_MS = 250;
const REVEAL_EVERY_MS = 1_000;

/** A page at one moment, and what it says. */
export interface LookedAt {
  readonly page: PortalPage;
  readonly verdict: PageVerdict;
  /** What it and those before it say; null where it is no page of a purchase or a requisition. */
  readonly content: PurchasePage | null;
  /** What it says by itself. */
  readonly own: PurchasePage | null;
}

/** Watches one page of a browser while it is read. Ended by `end`. */
export class SettledPage {
  readonly #page: Page;
  readonly #adapter: PortalAdapter;
  readonly #asked: string;
  readonly #times: QuietTimes;
  readonly #traffic: PageTraffic;
  #answer: Response | null = null;
  #former: readonly PortalPage[] = [];
  #break: (reason: string) => void = () => undefined;
  /** Settled with the reason once the document broke off. */
  readonly #broken = new Promise<string>((resolve) => {
    this.#break = resolve;
  });
  #revealedUrl = '';
  #revealedAt = 0;

  constructor(page: Page, adapter: PortalAdapter, asked: string, times: QuietTimes) {
    this.#page = page;
    this.#adapter = adapter;
    this.#asked = asked;
    this.#times = times;
    this.#traffic = new PageTraffic(page, new URL(asked).origin);
    page.on('response', this.#listen).on('requestfailed', this.#onFailure);
  }

  /** The last answer to a navigation of the page itself; null before the first one. */
  get answer(): Response | null {
    return this.#answer;
  }

  end(): void {
    this.#page.off('response', this.#listen).off('requestfailed', this.#onFailure);
    this.#traffic.end();
  }

  readonly #listen = (response: Response): void => {
    const isOwn = response.request().isNavigationRequest() && response.frame() === this.#page.mainFrame();
    if (isOwn) this.#answer = response;
  };

  /** Keeps a page that was shown before: what is read from now on is more of it. */
  keep(page: PortalPage): void {
    const { former, ...alone } = page;
    this.#former = [...this.#former, alone];
  }

  /** It is still shown. */
  forget(page: PortalPage): void {
    this.#former = this.#former.filter(({ html }) => html !== page.html);
  }

  /** From now on the page has not been quiet yet: something was clicked. */
  touched(): void {
    this.#traffic.touched();
  }

  /** A document that breaks off; one that gives way to another, or to a file, is only let go of. */
  readonly #onFailure = (request: Request): void => {
    const reason = request.failure()?.errorText ?? '';
    if (!request.isNavigationRequest() || /ERR_ABORTED/.test(reason)) return;
    if (request.frame() === this.#page.mainFrame()) this.#break(reason);
  };

  /**
   * Looks at the page again and again, as it changes, until it is whole, has been quiet for as long as what it says needs,
   * or `ms` are over. Addresses it was still waiting for then are in `pending` of the page.
   * @throws TransientError where there is no page to look at even then, or its document broke off
   */
  async settle(ms = SETTLE_MS): Promise<LookedAt> {
    const end = performance.now() + ms;
    let last: LookedAt | null = null;
    let provenAt: number | null = null;
    for (;;) {
      await this.#parsed(end);
      const { changes } = this.#traffic;
      const known = await documentChanges(this.#page, -1, 0);
      const began = performance.now();
      const looked = known === -1 ? null : await this.#look();
      const nextLook = performance.now() + Math.max(LOOK_EVERY_MS, REST * (performance.now() - began));
      const needed = looked === null ? Number.POSITIVE_INFINITY : this.#needed(looked);
      // What is asked for only once it is in sight must be, before it is waited for.
      if (needed > this.#times.silentMs) await revealAll(this.#page);
      provenAt = needed === 0 ? (provenAt ?? began) : null;
      const until = provenAt === null ? end : Math.min(end, provenAt + PROVEN_MS);
      if (needed > 0) await this.#reveal(needed);
      const isSettled = await this.#quietOrChanged(needed, changes, known, until);
      last = looked ?? last;
      if (looked !== null && isSettled) return this.#asSettled(looked);
      if (looked !== null && provenAt !== null && performance.now() >= until) return looked;
      if (performance.now() >= end) return this.#unfinished(last, ms);
      await sleep(Math.max(0, Math.min(nextLook, end) - performance.now()));
    }
  }

  /** Scripts may fill what is seen only: once on each page, now and then where something is missing. */
  async #reveal(needed: number): Promise<void> {
    const now = performance.now();
    const isMissing = needed > this.#times.silentMs;
    const isNew = this.#revealedUrl !== this.#page.url();
    if (!isNew && !(isMissing && now - this.#revealedAt > REVEAL_EVERY_MS)) return;
    this.#revealedUrl = this.#page.url();
    await revealAll(this.#page);
    this.#revealedAt = performance.now();
  }

  async #parsed(end: number): Promise<void> {
    const timeout = Math.max(1, Math.min(STEP_MS, end - performance.now()));
    const parsed = this.#page.waitForLoadState('domcontentloaded', { timeout }).catch(ignoreTimeout);
    const reason = await Promise.race([this.#broken, parsed]);
    if (typeof reason === 'string') throw unreachable(this.#asked, new Error(reason));
  }

  /** Waits until the page is quiet enough for what it shows (true), or shows something else perhaps (false). */
  async #quietOrChanged(needed: number, changes: number, known: number, end: number): Promise<boolean> {
    const hasFrames = this.#page.frames().length > 1;
    for (;;) {
      if (changes !== this.#traffic.changes) return false;
      const quiet = this.#traffic.quietMs();
      if (quiet >= needed) return true;
      const left = end - performance.now();
      if (left <= 0) return false;
      const ms = Math.min(left, quiet < 0 || hasFrames ? TICK_MS : needed - quiet);
      const count = await Promise.race([
        documentChanges(this.#page, known, ms),
        this.#traffic.change(ms).then(() => known),
      ]);
      if (count !== known) return false;
      if (hasFrames) return this.#traffic.quietMs() >= needed && changes === this.#traffic.changes;
    }
  }

  #needed(looked: LookedAt): number {
    const needed = quietNeeded(looked.verdict, looked.content, this.#times);
    if (needed < this.#times.waitingMs) return needed;
    // A list without entries is a place still to be filled for a while, and then one that says nothing.
    const { verdict, content } = this.#asSettled(looked);
    return Math.max(this.#times.lackingMs, quietNeeded(verdict, content, this.#times));
  }

  #asSettled(looked: LookedAt): LookedAt {
    const page = { ...looked.page, isSettled: true };
    // Only what waits is taken for something else once it need not be waited for.
    const isWaiting = looked.content?.parts.some((part) => part.isWaiting) ?? false;
    return isWaiting ? this.#read(page, looked.verdict) : { ...looked, page };
  }

  #read(page: PortalPage, verdict: PageVerdict): LookedAt {
    if (verdict !== 'purchase' && verdict !== 'requisition')
      return { page, verdict, content: null, own: null };
    const { former, ...alone } = page;
    const own = this.#adapter.read(alone);
    const content = former === undefined ? own : this.#adapter.read(page);
    return { page, verdict, content, own };
  }

  #unfinished(looked: LookedAt | null, ms: number): LookedAt {
    if (looked === null) throw timeOut(this.#asked, ms);
    return { ...looked, page: { ...looked.page, pending: this.#traffic.pending() } };
  }

  /** The page at this moment; null where it is just being replaced by another one. */
  async #look(): Promise<LookedAt | null> {
    const page = await copyOf(this.#page, this.#asked, this.#answer?.status() ?? 0);
    if (page === null) return null;
    const verdict = this.#adapter.verdict(page);
    return this.#read(this.#former.length > 0 ? { ...page, former: this.#former } : page, verdict);
  }
}
