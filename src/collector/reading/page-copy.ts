import type { Frame, Page } from 'playwright-core';
import { STEP_MS } from '../net/browser-page.ts';
import { timeOut } from '../net/http-client.ts';
import { isReplaced } from '../net/page-changes.ts';
import type { PortalPage } from '../portal.ts';

/** A frame that is about to be given its address is empty. */
const HAS_BODY = /<body[^>]*>\s*\S(?!\/body>)/i;

/**
 * The document of a browser's page as it is at this moment, frames of the portal included; null where it is just being
 * replaced by another one.
 * @throws TransientError where the page does not answer: a script of its keeps it busy
 */
export async function copyOf(page: Page, asked: string, status: number): Promise<PortalPage | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(timeOut(asked, STEP_MS)), STEP_MS);
  });
  try {
    return await Promise.race([copied(page, asked, status), late]);
  } catch (error) {
    if (isReplaced(error)) return null;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function copied(page: Page, asked: string, status: number): Promise<PortalPage> {
  const url = page.url();
  const frames = await framesIn(page.mainFrame(), new URL(url).origin);
  return { asked, url, status, html: await htmlOf(page.mainFrame()), frames };
}

/** A document as text. What its elements draw apart, in shadow roots, stands in templates, as a page would declare it. */
async function htmlOf(frame: Frame): Promise<string> {
  return (await frame.evaluate(withShadows)) ?? (await frame.content());
}

/** What is asked of a document here; this program itself has no such thing. */
interface ShadowHost {
  readonly shadowRoot: ShadowRoot | null;
}
interface ShadowRoot {
  querySelectorAll(selectors: string): Iterable<ShadowHost>;
}
interface RootElement {
  cloneNode(isDeep: boolean): { readonly outerHTML: string };
  getHTML?(what: { readonly shadowRoots: readonly ShadowRoot[] }): string;
}

/** Runs in the page: null where it draws nothing apart. */
function withShadows(): string | null {
  const { document } = globalThis as unknown as {
    document: ShadowRoot & { readonly documentElement: RootElement | null };
  };
  const root = document.documentElement;
  const shadowRoots: ShadowRoot[] = [];
  const visit = (within: ShadowRoot): void => {
    for (const { shadowRoot } of within.querySelectorAll('*')) {
      if (shadowRoot === null) continue;
      shadowRoots.push(shadowRoot);
      visit(shadowRoot);
    }
  };
  visit(document);
  if (shadowRoots.length === 0 || root?.getHTML === undefined) return null;
  const outer = root.cloneNode(false).outerHTML;
  return outer.replace('</html>', () => `${root.getHTML!({ shadowRoots })}</html>`);
}

/** Frames of a document that whoever reads its own text does not see. */
async function framesIn(parent: Frame, origin: string): Promise<PortalPage[]> {
  const frames: PortalPage[] = [];
  for (const frame of parent.childFrames()) {
    const address = addressIn(frame, origin);
    if (address === null || frame.url() === 'about:srcdoc') continue;
    const html = await htmlOf(frame).catch((error: unknown) => {
      // A frame that has gone meanwhile shows nothing.
      if (isReplaced(error) || frame.isDetached()) return '';
      throw error;
    });
    if (frame.url() === 'about:blank' && !HAS_BODY.test(html)) continue;
    const inner = await framesIn(frame, origin);
    frames.push({ asked: address, url: address, status: 200, html, frames: inner });
  }
  return frames;
}

/** Where a frame is, for whoever may read it; one that was written in place is where its page is. */
export function addressIn(frame: Frame, origin: string): string | null {
  const address = frame.url();
  const parent = frame.parentFrame();
  if (parent === null) return address;
  if (address === 'about:srcdoc' || address === 'about:blank') return addressIn(parent, origin);
  return /^https?:/.test(address) && new URL(address).origin === origin ? address : null;
}
