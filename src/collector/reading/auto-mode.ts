import type { PageShape, PurchaseReading } from './read-purchase.ts';

/** How a purchase's pages are read. `both`: over HTTP and in a browser, to compare. */
export const READING_WAYS = ['http', 'browser', 'both'] as const;
export type ReadingWay = (typeof READING_WAYS)[number];

/** What two readings of one purchase say of each other; readings without attachments prove nothing. */
export const AGREEMENTS = ['same', 'different', 'says-nothing'] as const;
export type Agreement = (typeof AGREEMENTS)[number];

/** Who says how purchases are read whose pages have shapes (`shapeOf`): one for all workers of a collection. */
export interface ReadingAdvice {
  /** How to read a purchase all of which its first HTML shows. */
  advise(purchase: string, shapes: readonly string[]): Promise<ReadingWay>;
  /** What came of reading a purchase both ways. */
  compared(purchase: string, shapes: readonly PageShape[], agreement: Agreement): void;
}

/** Purchases with attachments that must be the same both ways before a shape is trusted; more after a difference. */
const TRIALS = 3;
const TRIALS_AFTER_DIFFERENCE = 10;
/** Differences after which a shape is never trusted again. */
const MOST_DIFFERENCES = 2;
/** Purchases over HTTP before the first check of a trusted shape; twice as many before the next, up to the most. */
const FIRST_CHECK_AFTER = 10;
const CHECK_AFTER_MOST = 40;

interface Shape {
  isTrusted: boolean;
  same: number;
  differences: number;
  /** Purchases collected over HTTP since the last agreement. */
  readonly byHttp: Set<string>;
  checkAfter: number;
  /** Purchase that is being compared to check it: one at a time. */
  checkedBy: string | null;
}

/**
 * Decides by the shape of its pages how a purchase is read in mode `auto`. A purchase has the shapes of all its pages; what
 * is said of it is said of each of them.
 *
 *     untrusted ──3 the same──▶ trusted ──10, 20, 40, 40 … purchases──▶ one is compared ──same──▶ trusted
 *         ▲                        │                                          │
 *         └──10 the same needed────┴───────────different──────────────────────┘   never again after the 2nd difference
 *
 * At a difference every purchase that was collected over HTTP by that shape since the last agreement is to be collected
 * again. Purchases that cannot be read whole over HTTP are no business of this: they are read in a browser.
 */
export class AutoMode {
  readonly #shapes = new Map<string, Shape>();

  advise(purchase: string, names: readonly string[]): ReadingWay {
    const shapes = this.#shapesOf(names);
    if (shapes.some(({ differences }) => differences >= MOST_DIFFERENCES)) return 'browser';
    if (!shapes.every(({ isTrusted }) => isTrusted)) return 'both';
    const isDue = shapes.some(
      ({ byHttp, checkAfter, checkedBy }) => byHttp.size >= checkAfter && checkedBy === null,
    );
    if (isDue) {
      for (const shape of shapes) shape.checkedBy = purchase;
      return 'both';
    }
    for (const { byHttp } of shapes) byHttp.add(purchase);
    return 'http';
  }

  /** @returns purchases that are to be collected again */
  compared(purchase: string, pages: readonly PageShape[], agreement: Agreement): readonly string[] {
    this.abandoned(purchase);
    const shapes = this.#shapesOf(pages.map(({ name }) => name));
    // It was read in the browser too.
    for (const { byHttp } of shapes) byHttp.delete(purchase);
    if (agreement === 'different') return [...new Set(shapes.flatMap(distrust))];
    const proved = new Set(pages.filter(({ holds }) => holds).map(({ name }) => name));
    if (agreement === 'same') for (const shape of this.#shapesOf([...proved])) agree(shape);
    return [];
  }

  /** A purchase that was to be compared is not, or not yet: another one may be. */
  abandoned(purchase: string): void {
    for (const shape of this.#shapes.values()) if (shape.checkedBy === purchase) shape.checkedBy = null;
  }

  #shapesOf(names: readonly string[]): Shape[] {
    return [...new Set(names)].map((name) => {
      const known = this.#shapes.get(name);
      if (known !== undefined) return known;
      const fresh = {
        isTrusted: false,
        same: 0,
        differences: 0,
        byHttp: new Set<string>(),
        checkAfter: FIRST_CHECK_AFTER,
        checkedBy: null,
      };
      this.#shapes.set(name, fresh);
      return fresh;
    });
  }
}

function agree(shape: Shape): void {
  shape.same++;
  shape.byHttp.clear();
  if (shape.isTrusted) shape.checkAfter = Math.min(2 * shape.checkAfter, CHECK_AFTER_MOST);
  const trials = shape.differences === 0 ? TRIALS : TRIALS_AFTER_DIFFERENCE;
  if (shape.same >= trials) shape.isTrusted = true;
}

/** @returns what was collected by it since it agreed last */
function distrust(shape: Shape): string[] {
  const doubtful = [...shape.byHttp];
  shape.byHttp.clear();
  shape.isTrusted = false;
  shape.same = 0;
  shape.differences++;
  shape.checkAfter = FIRST_CHECK_AFTER;
  return doubtful;
}

/**
 * Compares a purchase read in a browser with the same read over HTTP, which seemed whole: the same attachments with the
 * same names, or not.
 */
export function compareReadings(byBrowser: ComparedReading, byHttp: ComparedReading): Agreement {
  if (byBrowser.verdict !== byHttp.verdict) return 'different';
  if (textOf(byBrowser) !== textOf(byHttp)) return 'different';
  return byBrowser.attachments.length === 0 ? 'says-nothing' : 'same';
}

/** What is compared of a purchase that was read. */
export type ComparedReading = Pick<PurchaseReading, 'verdict' | 'attachments'>;

/** Whether a reading over HTTP shows all of the purchase, and all of that can be had without a browser. */
export function isEnough({ verdict, isWhole, attachments, unreadRequisitions }: PurchaseReading): boolean {
  return (
    verdict === 'purchase' &&
    isWhole &&
    unreadRequisitions.length === 0 &&
    attachments.every(({ trigger }) => trigger === null)
  );
}

function textOf({ attachments }: ComparedReading): string {
  return JSON.stringify(
    attachments.map(({ url, trigger, page, names }) => [url, trigger, page, names]).sort(),
  );
}
