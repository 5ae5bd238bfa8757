import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import { buildPage } from '../../scripts/build-page.mjs';
import type { Language } from '../../src/contract/language.ts';
import { type RunningServer, startServer } from '../../src/http/start-server.ts';
import { resolveSettings } from '../../src/settings/process-settings.ts';
import { closeProfiles, sharedChromium, type WatchedPage, watchedPage } from '../embed/browser.ts';
import { TODAY } from '../http/support.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const AXE = fileURLToPath(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url));

/** The real server with the pages as the sources say now, on a database of its own, and the browser of the process. */
export interface PageBench {
  readonly database: TestDatabase;
  readonly server: RunningServer;
  readonly browser: Browser;
  /** Stops the server and starts it again at the same address. */
  restart(pause?: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

let pages: Promise<void> | null = null;

/** Once for all files of tests that share this process. */
function pagesBuilt(): Promise<void> {
  pages ??= buildPage(ROOT, `${ROOT}dist/web/page`);
  return pages;
}

/** @param environment settings of the server, `RUPTURA_HOJE` among them */
export async function openPageBench(environment: Record<string, string> = {}): Promise<PageBench> {
  await pagesBuilt();
  const database = await createTestDatabase({ poolSize: 4 });
  const { values } = resolveSettings({ DATABASE_URL: database.url, RUPTURA_HOJE: TODAY, ...environment });
  let server = await startServer({ ...values, PORT: 0 }, { openLog: () => null });
  // On a busy machine a server answers before its data are there, and a browser tells of that.
  const isReady = async (): Promise<boolean> => (await fetch(`${server.url}/saude`)).ok;
  await vi.waitUntil(isReady, { timeout: 60_000, interval: 50 });
  const port = Number(new URL(server.url).port);
  const browser = await sharedChromium();
  return {
    database,
    get server() {
      return server;
    },
    browser,
    restart: async (pause) => {
      await server.close();
      await pause?.();
      server = await startServer({ ...values, PORT: port }, { openLog: () => null });
    },
    close: async () => {
      await closeProfiles(browser);
      await server.close();
      await database.close();
    },
  };
}

export interface Look {
  readonly theme?: 'light' | 'dark';
  readonly language?: Language;
  readonly size?: { readonly width: number; readonly height: number };
}

/** Opens an address of the pages in a profile of its own. */
export async function openAt(bench: PageBench, address: string, look: Look = {}): Promise<WatchedPage> {
  const { theme = 'light', language = 'pt-BR', size = { width: 1280, height: 720 } } = look;
  const context: BrowserContext = await bench.browser.newContext({
    viewport: size,
    locale: language,
    colorScheme: theme,
    // What moves costs a processor without graphics a tenth of its time; pictures are taken with it.
    reducedMotion: 'reduce',
  });
  const watched = await watchedPage(context);
  await watched.page.goto(`${bench.server.url}${address}`);
  return watched;
}

/** A text as it is read: money is written with a space that does not break. */
export function plainText(text: string | null): string {
  return (text ?? '').replace(/\s+/g, ' ');
}

/** Waits until the page follows the book and the analysis it began has ended. */
export async function settled(page: Page): Promise<void> {
  await page.locator('.live-live').waitFor();
  await page.locator('.run-ended').waitFor();
}

/** Paths of all that a page asks for from when it is at rest; what belongs to its opening may come a moment later. */
export async function askedAtRest(page: Page): Promise<readonly string[]> {
  const asked: string[] = [];
  let last = performance.now();
  page.on('request', (request) => {
    asked.push(new URL(request.url()).pathname);
    last = performance.now();
  });
  await expect.poll(() => performance.now() - last).toBeGreaterThan(500);
  asked.length = 0;
  return asked;
}

interface AxeNode {
  readonly target: readonly string[];
  readonly failureSummary: string;
}
interface AxeResult {
  readonly id: string;
  readonly nodes: readonly AxeNode[];
}

/** Brings what moves to where it is going; what never ends, and what another step of a bar begins anew, is left. */
const COME_TO_REST = `document.getAnimations()
  .filter((one) => one.effect.getTiming().iterations !== Infinity)
  .forEach((one) => one.finish())`;

/** Read once by this process; a document takes it once, however often it is looked at. */
const axeSource = readFile(AXE, 'utf8');
/** What depends on colours, and on nothing else of a look. */
const CONTRAST = '{ type: "rule", values: ["color-contrast"] }';
/** Colours in the middle of an animation are nobody's colours. */
const SET_THEME = (theme: string): string =>
  `document.documentElement.dataset.theme = '${theme}'; ${COME_TO_REST}`;

async function scan(page: Page, runOnly: string): Promise<string[]> {
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(await axeSource);
  await page.evaluate(COME_TO_REST);
  // Style sheets and media are fetched once more for rules on sound, which there is none of, and for trial ones.
  const options = `{ resultTypes: ["violations"], preload: false, ${runOnly} }`;
  const found = (await page.evaluate(`axe.run(document, ${options})`)) as {
    readonly violations: readonly AxeResult[];
  };
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id} ${node.target.join(' ')}: ${node.failureSummary.replace(/\s+/g, ' ')}`),
  );
}

/**
 * What breaks WCAG 2.2 AA or good practice on a light page as it stands, and whose colours are too close in the dark;
 * one line each, empty where nothing does.
 */
export async function violations(page: Page): Promise<string[]> {
  const light = await scan(page, '');
  await page.evaluate(SET_THEME('dark'));
  const dark = await contrastViolations(page);
  await page.evaluate(SET_THEME('light'));
  return [...light, ...dark.map((line) => `dark: ${line}`)];
}

/** Whose colours are too close on the page as it stands; structure is the same in every look. */
export async function contrastViolations(page: Page): Promise<string[]> {
  return await scan(page, `runOnly: ${CONTRAST}`);
}

/** Texts of the cells of a row, by the order it shows; null where it is not on the screen. */
export async function rowOf(page: Page, order: string): Promise<string[] | null> {
  const row = page.locator('.table-body .table-row', { has: page.getByText(order, { exact: true }) });
  if ((await row.count()) === 0) return null;
  // Money has a space that does not break.
  return (await row.locator('[role=gridcell]').allInnerTexts()).map((text) => text.replaceAll('\u00a0', ' '));
}

/** The line that tells how many orders the list has, where it says so: `7 pedidos`. */
export function shown(page: Page, text: string): Locator {
  return page.locator('.shown', { hasText: new RegExp(`^${text.replaceAll('.', '\\.')}$`) });
}
