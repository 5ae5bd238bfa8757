import type { ElementHandle, Locator } from 'playwright-core';
import { CLOSING_WORDS, CONSENT_BUTTON_WORDS, CONSENT_WORDS } from '../../contract/portal-words.ts';

/** What is clicked is there already. */
const FIND_MS = 5_000;
/** A click on what nothing covers is done within this, or something holds it up. */
const CLICK_MS = 3_000;
/** Banners fade away for a moment. */
const FADE_MS = 700;

/**
 * Clicks an element although something may lie over it: what is known to be a banner is sent away, anything else is clicked
 * through. Nothing is waited for that would not go by itself.
 * @returns what still covered it when it was clicked, in the page's own words; null where nothing did
 * @throws TimeoutError where there is no such element
 */
export async function clickThrough(target: Locator): Promise<string | null> {
  const element = await target.first().elementHandle({ timeout: FIND_MS });
  if (element === null) return null;
  try {
    const cover = await coverOf(element);
    if (cover !== null && cover !== '') await sendAway(element);
    const left = cover === null ? null : await coverAfter(element);
    if (left === null && (await isClicked(element))) return null;
    await element.dispatchEvent('click');
    return left === '' ? null : left;
  } finally {
    await element.dispose().catch(() => undefined);
  }
}

/** Whether a click as a person's came through. */
async function isClicked(element: ElementHandle): Promise<boolean> {
  try {
    await element.click({ timeout: CLICK_MS, noWaitAfter: true });
    return true;
  } catch (error) {
    if ((error as Error).name === 'TimeoutError') return false;
    throw error;
  }
}

/** Waits for what was sent away to be gone. */
async function coverAfter(element: ElementHandle): Promise<string | null> {
  const end = performance.now() + FADE_MS;
  for (;;) {
    const cover = await coverOf(element);
    if (cover === null || cover === '' || performance.now() > end) return cover;
    await new Promise((resolve) => setTimeout(resolve, FADE_MS / 7));
  }
}

/** What of a page's elements is used here; this program itself has no such things. */
interface PageElement {
  readonly tagName: string;
  readonly id: string;
  readonly textContent: string | null;
  readonly parentElement: PageElement | null;
  scrollIntoView(options: object): void;
  getBoundingClientRect(): { left: number; top: number; width: number; height: number };
  contains(other: PageElement): boolean;
  getRootNode(): { elementFromPoint(x: number, y: number): PageElement | null };
  getAttribute(name: string): string | null;
  querySelectorAll(selectors: string): Iterable<PageElement>;
  click(): void;
}

interface PageWorld {
  readonly document: PageElement;
  getComputedStyle(element: PageElement): { position: string };
}

/**
 * What lies over the middle of an element, by its label or the beginning of its text; null where nothing does, empty where
 * the element itself is not to be seen.
 */
async function coverOf(element: ElementHandle): Promise<string | null> {
  return await element.evaluate((node) => {
    const one = node as unknown as PageElement;
    one.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    const { left, top, width, height } = one.getBoundingClientRect();
    if (width === 0 || height === 0) return '';
    const hit = one.getRootNode().elementFromPoint(left + width / 2, top + height / 2);
    if (hit === null) return '';
    if (one.contains(hit) || hit.contains(one)) return null;
    let label = '';
    let cover: PageElement | null = hit;
    while (cover !== null && !cover.contains(one) && label === '') {
      label = cover.getAttribute('aria-label') ?? (cover.textContent ?? '').replace(/\s+/g, ' ').trim();
      cover = cover.parentElement;
    }
    return (label || hit.id || hit.tagName.toLowerCase()).slice(0, 80);
  });
}

/** Clicks what sends a banner or dialog away, where it is known to do nothing else. */
async function sendAway(element: ElementHandle): Promise<void> {
  await element.evaluate(
    (node, words) => {
      const one = node as unknown as PageElement;
      const { document } = globalThis as unknown as PageWorld;
      // Methods: translators that keep the names of functions would need help of their own in the page.
      const texts = {
        plain(text: string | null): string {
          const bare = (text ?? '').normalize('NFD').replace(/\p{M}/gu, '');
          return bare.replace(/\s+/g, ' ').trim().toLowerCase();
        },
        says(button: PageElement, word: string): boolean {
          return [button.textContent, button.getAttribute('aria-label'), button.getAttribute('title')].some(
            (text) => {
              const label = texts.plain(text);
              return label === word || (word.length > 2 && label.startsWith(`${word} `));
            },
          );
        },
      };
      const { left, top, width, height } = one.getBoundingClientRect();
      const hit = one.getRootNode().elementFromPoint(left + width / 2, top + height / 2);
      const covers: PageElement[] = [];
      for (let cover = hit; cover !== null && !cover.contains(one); cover = cover.parentElement) {
        covers.push(cover);
      }
      // A backdrop has no buttons: the dialog it belongs to has.
      const dialogs = [
        ...document.querySelectorAll(
          'dialog[open], [role="dialog"], [role="alertdialog"], [aria-modal="true"], [id*="cookie" i], [id*="consent" i], [class*="cookie" i], [class*="consent" i]',
        ),
      ].filter((dialog) => !dialog.contains(one));
      for (const cover of [...covers.slice(-1), ...dialogs]) {
        const said = texts.plain([cover.textContent, cover.id, cover.getAttribute('class')].join(' '));
        const isConsent = words.consent.some((word) => said.includes(word));
        const wanted = isConsent ? [...words.consentButtons, ...words.closing] : words.closing;
        const buttons = [
          ...cover.querySelectorAll(
            'button, [role="button"], input[type="button"], a[href="#"], a[href^="javascript:"]',
          ),
        ];
        for (const word of wanted) {
          const button = buttons.find((candidate) => texts.says(candidate, word));
          if (button === undefined) continue;
          button.click();
          return;
        }
      }
    },
    { consent: CONSENT_WORDS, consentButtons: CONSENT_BUTTON_WORDS, closing: CLOSING_WORDS },
  );
}
