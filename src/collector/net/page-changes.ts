import type { Page } from 'playwright-core';

/** Changes of a document so far, and who waits for the next one; kept in the page itself. */
interface Changes {
  count: number;
  tell: (() => void) | null;
}

/** What of a page is used here; this program itself has no such thing. */
interface PageGlobals {
  readonly document: object;
  readonly MutationObserver: new (
    callback: () => void,
  ) => {
    observe(target: object, options: object): void;
  };
  [key: symbol]: Changes | undefined;
}

/**
 * Number of changes of the page's document so far, once it is another one than `known`; after `ms` as it is then. -1 where
 * the document is just being replaced by another one, whose changes are counted from 0 again.
 * @param known -1 for an answer at once
 */
export async function documentChanges(page: Page, known: number, ms: number): Promise<number> {
  try {
    return await page.evaluate(
      (given) => {
        const globals = globalThis as unknown as PageGlobals;
        const key = Symbol.for('ruptura.changes');
        let changes = globals[key];
        if (changes === undefined) {
          const fresh: Changes = { count: 0, tell: null };
          const seen = new globals.MutationObserver(() => {
            fresh.count++;
            fresh.tell?.();
          });
          seen.observe(globals.document, {
            childList: true,
            subtree: true,
            characterData: true,
            attributes: true,
          });
          Object.defineProperty(globals, key, { value: fresh });
          changes = fresh;
        }
        const counted = changes;
        if (given.known === -1 || counted.count !== given.known) return counted.count;
        return new Promise<number>((resolve) => {
          counted.tell = () => resolve(counted.count);
          setTimeout(() => resolve(counted.count), given.ms);
        });
      },
      { known, ms },
    );
  } catch (error) {
    if (isReplaced(error)) return -1;
    throw error;
  }
}

/** A page is shown to its own scripts in so many pieces at most. */
const MOST_PIECES = 25;

/** Shows all of a page, piece by piece, to whatever waits for being seen before it loads. */
export async function revealAll(page: Page): Promise<void> {
  try {
    await page.evaluate(async (most) => {
      const { document, scrollTo, innerHeight } = globalThis as unknown as {
        document: {
          readonly documentElement: { readonly scrollHeight: number };
          querySelectorAll(selectors: string): Iterable<{ loading: string; scrollIntoView(): void }>;
        };
        scrollTo(x: number, y: number): void;
        innerHeight: number;
      };
      for (const frame of document.querySelectorAll('iframe[loading="lazy"]')) frame.loading = 'eager';
      const step = Math.max(innerHeight, document.documentElement.scrollHeight / most);
      for (let top = 0; top < document.documentElement.scrollHeight; top += step) {
        scrollTo(0, top);
        // Two frames: what is seen is told after the first. Windows that nobody sees have none.
        await new Promise<void>((resolve) => {
          requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
          setTimeout(() => resolve(), 60);
        });
      }
      // What scrolls by itself inside the page.
      for (const place of document.querySelectorAll('[id*="mount" i], [aria-busy="true"]'))
        place.scrollIntoView();
    }, MOST_PIECES);
  } catch (error) {
    if (!isReplaced(error)) throw error;
  }
}

declare function requestAnimationFrame(callback: () => void): void;

/** Whether a step failed only because the page is on its way to another document. */
export function isReplaced(error: unknown): boolean {
  return (
    error instanceof Error &&
    /Execution context was destroyed|is navigating|Frame was detached|Cannot find context/i.test(
      error.message,
    )
  );
}
