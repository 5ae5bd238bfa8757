import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Portal, startPortal } from '../../../test/portal/start.ts';
import { storageState } from '../../../test/portal/storage-state.ts';
import { BrowserHost } from '../net/browser.ts';
import { PurchaseCookies, type StorageState } from '../net/cookies.ts';
import { findBrowser } from '../net/find-browser.ts';
import { isWholePage } from '../page-parts.ts';
import { coupa } from '../portals/coupa.ts';
import { SessionExpiredError } from '../retry.ts';
import { BrowserReader } from './browser-reader.ts';

const program = findBrowser();

/** A dozen kinds of page in a real browser; all of them, in every mode, are in `variants.slow.test.ts`. */
describe.skipIf(program === null)('pages as portals have them, read in a browser', () => {
  const signal = AbortSignal.timeout(300_000);
  let portal: Portal;
  let folder: string;
  let state: StorageState;
  let host: BrowserHost;
  let reader: BrowserReader;

  beforeAll(async () => {
    portal = await startPortal({ fileBytes: [1_000, 3_000] });
    state = await storageState(portal.base);
    folder = await mkdtemp(join(tmpdir(), 'ruptura-pages-'));
    const settings = { program: program!, headless: true, base: portal.base };
    host = new BrowserHost({ ...settings, downloadsFolder: join(folder, 'down') });
    const patience = { firstDelayMs: 50, longestRetryAfterMs: 1_000 };
    // What never comes is not waited for as long as it is in earnest.
    const times = { lackingMs: 1_500, waitingMs: 1_500, signOnMs: 300 };
    reader = new BrowserReader(host, coupa, portal.base, () => state, patience, times, 800);
  });
  afterAll(async () => {
    await reader.close();
    await rm(folder, { recursive: true, force: true });
    await portal.close();
  });

  const cookies = () => new PurchaseCookies(state.cookies, () => undefined);
  const urlOf = (name: string) => {
    const { number, written } = portal.variantOf(name);
    return coupa.purchaseUrls(portal.base, { number, written })[0];
  };
  const namesOf = (name: string) =>
    portal
      .expectedFiles(portal.variantOf(name).number)
      .map((file) => file.name)
      .sort();

  it.each([
    'mount-600',
    'mount-timer-600',
    'frame-late',
    'menu-asks',
    'view-attachments-covers',
    'show-one-more',
    'comments-next-page',
    'comments-linked-pages',
    'shell-fills-late',
  ])('like "%s" show every file, and that this is all', async (name) => {
    const read = coupa.read(await reader.read(urlOf(name), cookies(), signal));
    expect(read.attachments.map(({ names }) => names[0]).sort()).toEqual(namesOf(name));
    expect(isWholePage(read)).toBe(true);
  });

  it.each(['mount-never', 'show-more-brings-nothing', 'lines-next-page-broken'])(
    'like "%s" are soon given up, and never said to be whole',
    async (name) => {
      const began = performance.now();
      const read = coupa.read(await reader.read(urlOf(name), cookies(), signal));
      expect(read.attachments.map(({ names }) => names[0]).sort()).toEqual(namesOf(name));
      expect(isWholePage(read)).toBe(false);
      expect(performance.now() - began).toBeLessThan(15_000);
    },
  );

  it.each(['sign-in-meta-refresh', 'sign-in-script', 'sign-in-form-submits'])(
    'like "%s" lead to where somebody signs in',
    async (name) => {
      await expect(reader.read(urlOf(name), cookies(), signal)).rejects.toThrow(SessionExpiredError);
    },
  );

  it.each(['consent-over-clicks', 'consent-in-shadow', 'overlay-without-button'])(
    'like "%s" keep nobody from the files below what covers them',
    async (name) => {
      const own = cookies();
      const { attachments } = coupa.read(await reader.read(urlOf(name), own, signal));
      expect(attachments.map(({ trigger }) => trigger === null)).toEqual([false, false]);
      const began = performance.now();
      for (const one of attachments) {
        const { path } = await reader.click(one, folder, own, signal);
        expect((await stat(path!)).size).toBeGreaterThan(500);
      }
      expect(performance.now() - began).toBeLessThan(15_000);
    },
  );

  it('bring the file that was clicked for, wherever its button has moved meanwhile', async () => {
    const own = cookies();
    const { attachments } = coupa.read(await reader.read(urlOf('click-navigates'), own, signal));
    await host.withPage((page) =>
      page.evaluate(() => {
        const { document } = globalThis as unknown as {
          document: { querySelectorAll(selectors: string): Iterable<{ before(other: unknown): void }> };
        };
        const [first, second] = document.querySelectorAll('[data-key]');
        first!.before(second);
      }),
    );
    const files = portal.expectedFiles(portal.variantOf('click-navigates').number);
    for (const one of attachments) {
      const { path } = await reader.click(one, folder, own, signal);
      const { bytes } = files.find(({ name }) => name === one.names[0])!;
      expect((await stat(path!)).size).toBe(bytes);
    }
  });

  it('are not done with after a click that brings no file and shows what nobody knew of', async () => {
    const own = cookies();
    const { attachments } = coupa.read(await reader.read(urlOf('click-navigates'), own, signal));
    await host.withPage((page) =>
      page.evaluate(() => {
        const { document } = globalThis as unknown as {
          document: { querySelector(selectors: string): Record<string, unknown> & { outerHTML: string } };
        };
        const button = document.querySelector('[data-key]');
        button['onclick'] = () => {
          button.outerHTML = `<a href="/attachment/attachment_file/file/99/Escondido.pdf">Escondido.pdf</a>`;
        };
        (button as unknown as { removeAttribute(name: string): void }).removeAttribute('data-key');
      }),
    );
    const click = reader.click(attachments[0]!, folder, own, signal);
    await expect(click).rejects.toMatchObject({ group: 'SHOWED_MORE' });
  });

  it('name what covers a file that a click does not bring', async () => {
    const own = cookies();
    const { number } = portal.variantOf('overlay-without-button');
    const { attachments } = coupa.read(await reader.read(urlOf('overlay-without-button'), own, signal));
    portal.setFault(number, { on: 'file', times: 1, kind: 'status', status: 500 });
    const click = reader.click(attachments[0]!, folder, own, signal);
    await expect(click).rejects.toMatchObject({ group: 'CLICK', code: 'COLETA_CLIQUE_COBERTO' });
    portal.setFault(number, null);
  });
});
