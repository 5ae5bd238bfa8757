/**
 * Every page there is, as a person with the demo book first sees it: it fits the window in both languages, and its
 * colours are far enough apart in both themes. `PICTURES=folder` keeps a picture of each there in every look, of a large
 * screen too, and those of the guide to collections. What else is to be said of accessibility, each page's own test says.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Language } from '../../src/contract/language.ts';
import { PAGE_ROUTES, type PageName } from '../../src/contract/page-routes.ts';
import { demoBook } from '../../src/demo/book.ts';
import { loadDemo } from '../../src/demo/load.ts';
import { CHROMIUM, type WatchedPage, watchedPage } from '../embed/browser.ts';
import { dayOf, TODAY } from '../http/support.ts';
import { takeGuidePictures } from './guide-pictures.ts';
import { contrastViolations, openPageBench, type PageBench, settled } from './support.ts';

const PICTURES = process.env['PICTURES'];
const ORDERS = 500;
const SMALL = { width: 1280, height: 720 };
const LARGE = { width: 1920, height: 1080 };
const THEMES = ['light', 'dark'] as const;
const LANGUAGES = ['pt-BR', 'en'] as const satisfies readonly Language[];
const EVERY_LOOK = THEMES.flatMap((theme) => LANGUAGES.map((language) => [theme, language] as const));
/** Words change where things are, a theme changes their colours: two looks hold all four to it. */
const LOOKS =
  PICTURES === undefined
    ? EVERY_LOOK.filter(([theme, language]) => (theme === 'dark') === (language === 'en'))
    : EVERY_LOOK;

/** What a picture shows: the page's main state and, where it has another that matters, that one. */
interface View {
  /** Name of the picture. */
  readonly name: string;
  readonly route: PageName;
  readonly query?: (product: string) => string;
  /** Until all of it is there. */
  readonly ready: (page: Page) => Promise<void>;
}

const there = (selector: string) => (page: Page) => page.locator(selector).first().waitFor();

const VIEWS: readonly View[] = [
  { name: 'carteira', route: 'carteira', ready: settled },
  { name: 'mapa', route: 'mapa', ready: there('.map-body [data-day]') },
  { name: 'produtos', route: 'produtos', ready: there('.table-body [role=row] a') },
  { name: 'entradas', route: 'entradas', ready: there('.table-body [role=row] a') },
  {
    name: 'produto',
    route: 'produto',

    query: (product) => `?cod_produto=${encodeURIComponent(product)}`,
    ready: there('.product-orders'),
  },
  { name: 'coletas', route: 'coletas', ready: there('.coletas-home .start') },
  { name: 'importar', route: 'importar', ready: there('.accepted li') },
  { name: 'administracao', route: 'administracao', ready: there('.background-state') },
  { name: 'glossario', route: 'glossario', ready: there('.glossary dt') },
];

/** Things wider than the window, by which it could be scrolled sideways; empty where there are none. */
const TOO_WIDE = `(() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width && document.body.scrollWidth <= width) return [];
  const parts = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > width + 1);
  return parts.slice(0, 5).map((one) => one.tagName + '.' + one.className).concat('document');
})()`;

/** Loading shapes that are still on the screen. */
const UNFINISHED = "document.querySelectorAll('.skeleton, .skeletons').length";

describe.skipIf(CHROMIUM === null)('every page, with the demo book', { timeout: 90_000 }, () => {
  let bench: PageBench;
  let folder: string;
  let product: string;

  beforeAll(async () => {
    if (PICTURES !== undefined) await mkdir(PICTURES, { recursive: true });
    folder = await mkdtemp(join(tmpdir(), 'ruptura-pictures-'));
    bench = await openPageBench({ RUPTURA_DATA: folder });
    const client = await bench.database.connect();
    await loadDemo(client, demoBook({ orders: ORDERS, seed: 1, today: dayOf(TODAY) }), { replace: false });
    await client.end();
    await bench.server.ruptura.fresh();
    product = await wantedProduct(bench);
  }, 90_000);
  afterAll(async () => {
    await bench?.close();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  it('is in these pictures', () => {
    expect([...new Set(VIEWS.map(({ route }) => route))].sort()).toEqual(Object.keys(PAGE_ROUTES).sort());
  });

  describe.each(LOOKS)('%s, %s', (theme, language) => {
    let context: BrowserContext;
    let watched: WatchedPage;

    // One profile for all pages: a person goes from one to the next.
    beforeAll(async () => {
      context = await bench.browser.newContext({ viewport: SMALL, locale: language, colorScheme: theme });
      watched = await watchedPage(context);
    });
    afterAll(async () => {
      await context?.close();
    });

    it.each(VIEWS)('$name fits the window, says nothing in the console and can be read', async (view) => {
      const { page, console: said } = watched;
      await page.goto(`${bench.server.url}${PAGE_ROUTES[view.route]}${view.query?.(product) ?? ''}`);
      await page.locator('.live-live').waitFor();
      await view.ready(page);
      await expect.poll(() => page.evaluate(UNFINISHED)).toBe(0);
      expect(await page.evaluate('document.documentElement.lang')).toBe(language);
      expect(await page.evaluate(TOO_WIDE)).toEqual([]);
      expect(await contrastViolations(page)).toEqual([]);
      if (PICTURES !== undefined) await keepPictures(page, `${view.name}-${theme}-${language}`);
      expect(said).toEqual([]);
    });
  });
});

describe.skipIf(CHROMIUM === null || PICTURES === undefined)('the guide to collections', () => {
  it('has a picture of each step', { timeout: 300_000 }, async () => {
    await mkdir(PICTURES!, { recursive: true });
    await takeGuidePictures(PICTURES!);
  });
});

/** The product that most order lines want. */
async function wantedProduct({ database }: PageBench): Promise<string> {
  const found = await database.pool.query<{ cod_produto: string }>(
    'SELECT cod_produto FROM carteira_principal GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1',
  );
  return found.rows[0]!.cod_produto;
}

async function keepPictures(page: Page, name: string): Promise<void> {
  for (const size of [SMALL, LARGE]) {
    await page.setViewportSize(size);
    // What follows the size has done so by the second frame.
    await page.evaluate('new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))');
    await page.waitForTimeout(300);
    await page.screenshot({ path: join(PICTURES!, `${name}-${size.width}.png`) });
    expect(await page.evaluate(TOO_WIDE), `${name} at ${size.width}`).toEqual([]);
  }
  await page.setViewportSize(SMALL);
}
