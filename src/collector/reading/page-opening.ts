import type { Download, Frame, Page } from 'playwright-core';
import { ignoreTimeout } from '../net/browser-launch.ts';
import type { PartOpener, PortalPage } from '../portal.ts';
import type { Attachment } from '../purchase.ts';
import { clickThrough } from './covered-click.ts';
import { addressIn } from './page-copy.ts';
import { parsePage, visibleText } from './page-document.ts';
import type { LookedAt, SettledPage } from './settled-page.ts';
import { attachmentKey } from './united-attachments.ts';

/** Clicks on one page that are to show more of it. */
const MOST_CLICKS = 60;
/** For all of them together. */
const OPENING_MS = 60_000;
/** For what one of them brings. */
const BRING_MS = 15_000;
/** Clicks of one page that may lead away from it: each costs loading it again. */
const MOST_LEADING = 5;

/** What a page says after all of it was opened, and how what only a click starts is got at again. */
export interface Opened {
  readonly page: PortalPage;
  /** By `attachmentKey`. */
  readonly ways: ReadonlyMap<string, WayTo>;
}

/** How an attachment that only a click starts comes into sight. */
export interface WayTo {
  /** Clicks on the page as it is loaded, in their order. */
  readonly steps: readonly PartOpener[];
  /** Whether it is still there once everything is open. */
  readonly isLeft: boolean;
  /** Address of the page to load. */
  readonly home: string;
}

/**
 * Opens what can be opened of a page that was read, one thing after the other, and reads it again after each.
 *
 *     settled ──click──▶ settled    brought something: it may bring more, what is new stays to be opened
 *        ▲                  │       nothing new: exhausted, not clicked again
 *        │                  │       shows less than before: the page before it is kept in `former`
 *        └──loaded anew─────┘       another page: not clicked again
 */
export class PageOpening {
  readonly #page: Page;
  readonly #settled: SettledPage;
  readonly #reload: () => Promise<LookedAt>;
  readonly #ways = new Map<string, readonly PartOpener[]>();
  /** Clicks since the page was loaded. */
  #steps: PartOpener[] = [];
  /** What was seen so far: attachments, things to open, texts of leaves. */
  readonly #seen = new Set<string>();
  /** Clicks that led to another page. */
  readonly #leading = new Set<string>();

  /** @param reload loads the page anew */
  constructor(page: Page, settled: SettledPage, reload: () => Promise<LookedAt>) {
    this.#page = page;
    this.#settled = settled;
    this.#reload = reload;
  }

  async openAll(first: LookedAt): Promise<Opened> {
    const end = performance.now() + OPENING_MS;
    let now = first;
    this.#see(now);
    for (let clicks = 0; clicks < MOST_CLICKS && performance.now() < end; clicks++) {
      const opener = await this.#next(now);
      if (opener === null) break;
      now = await this.#open(opener, now);
    }
    return await this.#opened(now);
  }

  async #opened(now: LookedAt): Promise<Opened> {
    const openers = openersOf(now);
    const tried = await triedOf(this.#page, openers);
    const exhausted = openers.filter((one) => tried.has(one) || this.#leading.has(keyOf(one)));
    const left = new Set(clickedOf(now).map(attachmentKey));
    const ways = [...this.#ways].map(([key, steps]): [string, WayTo] => [
      key,
      { steps, isLeft: left.has(key), home: now.page.url },
    ]);
    const { page } = now;
    const told = exhausted.map(({ selector }) => selector);
    return { page: told.length > 0 ? { ...page, exhausted: told } : page, ways: new Map(ways) };
  }

  async #next(now: LookedAt): Promise<PartOpener | null> {
    const openers = openersOf(now).filter((one) => !this.#leading.has(keyOf(one)));
    const tried = await triedOf(this.#page, openers);
    return openers.find((one) => !tried.has(one)) ?? null;
  }

  async #open(opener: PartOpener, before: LookedAt): Promise<LookedAt> {
    if (opener.replaces) {
      this.#seen.add(textOf(before));
      this.#settled.keep(before.page);
    }
    const after = await this.#withoutWindows(async () => {
      await clickOpener(this.#page, this.#settled, opener);
      return await this.#settled.settle(BRING_MS);
    });
    if (!isSamePage(before, after, opener)) return await this.#comeBack(opener, before);
    this.#steps.push(opener);
    const isNews = this.#see(after, opener.replaces);
    // It may bring more another time.
    if (isNews) await unmark(this.#page, opener);
    const shown = new Set(keysOf(after));
    const isLess = keysOf(before).some((key) => !shown.has(key));
    if (opener.replaces ? isNews : !isLess) return after;
    if (opener.replaces && !isLess) this.#settled.forget(before.page);
    else if (!opener.replaces) this.#settled.keep(before.page);
    return await this.#settled.settle(BRING_MS);
  }

  /** What was open is closed again on a page that is loaded anew; what it showed is kept. */
  async #comeBack(opener: PartOpener, before: LookedAt): Promise<LookedAt> {
    this.#leading.add(keyOf(opener));
    if (this.#leading.size > MOST_LEADING) for (const one of openersOf(before)) this.#leading.add(keyOf(one));
    if (this.#steps.length > 0 && !opener.replaces) this.#settled.keep(before.page);
    this.#steps = [];
    return await this.#reload();
  }

  /** Windows and downloads that a click begins are none of what it was to show. */
  async #withoutWindows<T>(work: () => Promise<T>): Promise<T> {
    const begun: (Download | Page)[] = [];
    const note = (one: Download | Page): void => void begun.push(one);
    const context = this.#page.context();
    context.on('download', note).on('page', note);
    try {
      return await work();
    } finally {
      context.off('download', note).off('page', note);
      for (const one of begun) await ('cancel' in one ? one.cancel() : one.close()).catch(() => undefined);
    }
  }

  /** Takes note of what a page shows. @returns whether any of it is new */
  #see(now: LookedAt, isLeaf = false): boolean {
    for (const one of clickedOf(now)) {
      const key = attachmentKey(one);
      if (!this.#ways.has(key)) this.#ways.set(key, [...this.#steps]);
    }
    const shown = [...keysOf(now), ...openersOf(now).map(keyOf), ...(isLeaf ? [textOf(now)] : [])];
    const before = this.#seen.size;
    for (const one of shown) this.#seen.add(one);
    return this.#seen.size > before;
  }
}

/** Clicks again what an attachment needs open. */
export async function replay(page: Page, settled: SettledPage, steps: readonly PartOpener[]): Promise<void> {
  for (const step of steps) {
    await clickOpener(page, settled, step);
    await settled.settle(BRING_MS);
  }
}

/** The frame of a page at an address in which a selector means something; null where there is none. */
export async function frameWith(page: Page, address: string, selector: string): Promise<Frame | null> {
  const { origin } = new URL(page.url());
  for (const frame of page.frames()) {
    const at = frame === page.mainFrame() ? page.url() : addressIn(frame, origin);
    if (at === address && (await frame.locator(selector).count()) > 0) return frame;
  }
  return null;
}

async function clickOpener(page: Page, settled: SettledPage, opener: PartOpener): Promise<void> {
  const frame = await frameWith(page, opener.page, opener.selector);
  settled.touched();
  // One that has gone meanwhile brings nothing.
  if (frame === null) return;
  await frame.locator(opener.selector).first().evaluate(setMark, true).catch(ignoreTimeout);
  await clickThrough(frame.locator(opener.selector)).catch(ignoreTimeout);
  settled.touched();
}

async function unmark(page: Page, { page: address, selector }: PartOpener): Promise<void> {
  const frame = await frameWith(page, address, selector);
  await frame?.locator(selector).first().evaluate(setMark, false).catch(ignoreTimeout);
}

/** Those that were clicked and brought nothing: places move on a page, its elements are known by a mark. */
async function triedOf(page: Page, openers: readonly PartOpener[]): Promise<ReadonlySet<PartOpener>> {
  const tried = new Set<PartOpener>();
  for (const opener of openers) {
    const frame = await frameWith(page, opener.page, opener.selector);
    if (frame === null) continue;
    const isTried = await frame.evaluate(hasMark, opener.selector);
    if (isTried) tried.add(opener);
  }
  return tried;
}

/** Runs in the page. */
function setMark(element: unknown, isSet: boolean): void {
  (element as Record<symbol, boolean>)[Symbol.for('ruptura.tried')] = isSet;
}

/** Runs in the page. */
function hasMark(selector: string): boolean {
  const { document } = globalThis as unknown as {
    document: { querySelector(selectors: string): Record<symbol, boolean> | null };
  };
  return document.querySelector(selector)?.[Symbol.for('ruptura.tried')] === true;
}

function isSamePage(before: LookedAt, after: LookedAt, opener: PartOpener): boolean {
  const [here, there] = [new URL(before.page.url), new URL(after.page.url)];
  if (after.verdict !== before.verdict || here.origin !== there.origin) return false;
  // Its address may name a place or a leaf of it; a link to more of it may have an address of its own.
  return here.pathname === there.pathname || opener.url !== null;
}

function textOf({ page }: LookedAt): string {
  return visibleText(parsePage(page.html));
}

function openersOf({ content }: LookedAt): PartOpener[] {
  const openers = new Map<string, PartOpener>();
  for (const { toOpen } of content?.parts ?? []) for (const one of toOpen) openers.set(keyOf(one), one);
  return [...openers.values()];
}

function keyOf({ page, selector }: PartOpener): string {
  return `${page} ${selector}`;
}

function keysOf({ own }: LookedAt): string[] {
  return (own?.attachments ?? []).map((one) => one.url ?? attachmentKey(one));
}

function clickedOf({ own }: LookedAt): Attachment[] {
  return (own?.attachments ?? []).filter(({ trigger }) => trigger !== null);
}
