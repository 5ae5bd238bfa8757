import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { CHROMIUM, startChromium } from '../test/embed/browser.ts';
import { leapToTheEnd } from '../test/page/leaps.ts';
import { longestTask, picturesAt, tasksOf } from '../test/page/trace.ts';
import { type BenchRun, compare } from './bench-run.ts';
import { demoDatabase } from './demo-database.ts';
import { builtProduct, withProductOn } from './product.ts';
import { ratioOf, type Spread, single, spreadOf, type Target } from './report.ts';

/*
 * The order book in a real Chromium, served by the built product in a process of its own. Every round is a browser of
 * its own: nothing in its cache, no code compiled before.
 */

const SECTION = 'pagina';
const ORDERS = 50_000;
const MOST_ROUNDS = 5;
const PATIENCE_MS = 60_000;
const SIZE = { width: 1280, height: 720 };
/** Browsers tell the time of a frame to a tenth of a millisecond; a sixtieth of a second is 16.7 then. */
const FRAME_MS = 16.7;
/** A turn of the wheel by a hurried person: 150 rows a second. */
const PIXELS_PER_SECOND = 6_000;
const SCROLL_SECONDS = 4;
const ROW_PIXELS = 40;
const LEAPS = 120;

/** Notes when the first rows with an order were painted, by the clock that begins with the navigation. */
const NOTE_FIRST_ROWS = `window.firstRowsAt = new Promise((resolve) => {
  const look = new MutationObserver(() => {
    if (document.querySelector('.table-body .table-row a') === null) return;
    look.disconnect();
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now());
      port2.postMessage(null);
    });
  });
  look.observe(document, { childList: true, subtree: true });
})`;

const COUNT_FRAMES = `(() => {
  window.frameTimes = [];
  const next = (time) => {
    frameTimes.push(time);
    window.nextFrame = requestAnimationFrame(next);
  };
  window.nextFrame = requestAnimationFrame(next);
})()`;

/** Intervals between frames, in milliseconds. */
type Frames = readonly number[];

/** A turn of the wheel. */
interface Scroll {
  /** As the page's thread sees them. */
  readonly frames: Frames;
  /** As they come to the screen: the browser moves what is there between two of the page's. */
  readonly drawn: Frames;
  /** What the page's thread worked for a frame, in milliseconds; a frame that comes late has more rows to show. */
  readonly work: number;
}

/** One browser's visit, as it was measured; times in milliseconds. */
interface Visit {
  readonly firstRows: number;
  readonly again: number;
  readonly list: Scroll;
  /** The same turn of the wheel over a table that is all there, in the same browser: as smooth as it can be. */
  readonly plain: Scroll;
  readonly longestWork: number;
  readonly longestWall: number;
  /** Rows the list says it has, and the last one there is at its end. */
  readonly rows: string;
}

/** The page with 50,000 orders: its first rows, how it scrolls, what it weighs. */
export async function pages(run: BenchRun): Promise<void> {
  if (CHROMIUM === null) {
    run.say('no Chromium is installed (CHROMIUM may name one): the pages are not measured');
    return;
  }
  const orders = Math.max(200, Math.round(ORDERS * run.scale));
  await weigh(run);
  const database = await demoDatabase(run, orders);
  await withProductOn(run, database, async ({ url }) => {
    const address = `${url}/carteira`;
    run.say('the first visit to a process');
    const first = await visit(address);
    const visits: Visit[] = [];
    for (let round = 1; round <= Math.min(run.runs, MOST_ROUNDS); round++) {
      run.say(`visit ${round}`);
      visits.push(await visit(address));
    }
    note(run, orders, first, visits);
  });
}

/** Scripts and styles of all pages together, as they travel to a browser that takes gzip. */
async function weigh(run: BenchRun): Promise<void> {
  const folder = join(await builtProduct(run), 'web', 'page');
  const names = (await readdir(folder)).filter((name) => /\.(js|css)\.gz$/.test(name));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  const kilobytes = sum(sizes) / 1_000;
  add(run, 'scripts and styles of all pages, gzip', 'kB', single(kilobytes), { atMost: 150 });
}

async function visit(address: string): Promise<Visit> {
  // An interrupted run ends by itself and takes the browser along.
  const browser = await startChromium({
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    timeout: PATIENCE_MS,
  });
  try {
    const context = await browser.newContext({ viewport: SIZE, locale: 'pt-BR' });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    await page.setContent(plainTable());
    const plain = await turnTheWheel(browser, page);
    await page.addInitScript(NOTE_FIRST_ROWS);
    await page.goto(address);
    const firstRows = await firstRowsAt(page);
    await analysed(page);
    const list = await turnTheWheel(browser, page);
    return { firstRows, list, plain, ...(await reload(browser, page)) };
  } finally {
    await browser.close();
  }
}

async function firstRowsAt(page: Page): Promise<number> {
  // The page's own promise has no patience that ends.
  await page.locator('.table-body .table-row a').first().waitFor();
  return (await page.evaluate('window.firstRowsAt')) as number;
}

/** Until the analysis that the page began by itself has ended. */
async function analysed(page: Page): Promise<void> {
  await page.locator('.run-ended').waitFor();
}

/** A table as long as the way the wheel goes. */
function plainTable(): string {
  const rows = (PIXELS_PER_SECOND * SCROLL_SECONDS + 2 * SIZE.height) / ROW_PIXELS;
  const cells = Array.from({ length: 10 }, (_, column) => `<td>Pedido ${column}</td>`).join('');
  const style = `tr { height: ${ROW_PIXELS}px } table { width: 100%; border-collapse: collapse }`;
  return `<style>${style}</style><table>${`<tr>${cells}</tr>`.repeat(rows)}</table>`;
}

/** Scrolls as the browser does for a person, apart from what scripts do. */
async function turnTheWheel(browser: Browser, page: Page): Promise<Scroll> {
  const session = await page.context().newCDPSession(page);
  await browser.startTracing(page, { categories: ['toplevel', 'viz'] });
  await page.evaluate(COUNT_FRAMES);
  await session.send('Input.synthesizeScrollGesture', {
    x: SIZE.width / 2,
    y: SIZE.height * 0.7,
    yDistance: -PIXELS_PER_SECOND * SCROLL_SECONDS,
    speed: PIXELS_PER_SECOND,
    gestureSourceType: 'mouse',
  });
  const times = (await page.evaluate(
    '(cancelAnimationFrame(window.nextFrame), window.frameTimes)',
  )) as number[];
  const trace = await browser.stopTracing();
  await session.detach();
  return {
    frames: intervals(times),
    drawn: intervals(picturesAt(trace)),
    work: sum(tasksOf(trace)) / times.length,
  };
}

function intervals(times: readonly number[]): Frames {
  return times.slice(1).map((time, index) => time - times[index]!);
}

/** Loads the page again and leaps through it while the analysis is under way, under a trace. */
async function reload(
  browser: Browser,
  page: Page,
): Promise<Pick<Visit, 'again' | 'longestWork' | 'longestWall' | 'rows'>> {
  await browser.startTracing(page, { categories: ['toplevel'] });
  await page.reload();
  const again = await firstRowsAt(page);
  await page.evaluate(leapToTheEnd(LEAPS));
  const rowCount = await page.getByRole('grid').getAttribute('aria-rowcount');
  await page.locator(`.table-row[aria-rowindex="${rowCount}"] a`).waitFor();
  await analysed(page);
  const trace = await browser.stopTracing();
  return {
    again,
    longestWork: longestTask(trace),
    longestWall: Math.max(...tasksOf(trace, 'dur')),
    rows: `${Number(rowCount) - 1} rows`,
  };
}

function note(run: BenchRun, orders: number, first: Visit, visits: readonly Visit[]): void {
  const spread = (of: (visit: Visit) => number): Spread => spreadOf(visits.map(of));
  const book = `${orders} orders`;
  add(run, `${book}, first visit to a process, first rows`, 'ms', single(first.firstRows), { atMost: 1_000 });
  add(
    run,
    `${book}, a new browser, first rows`,
    'ms',
    spread((one) => one.firstRows),
    { atMost: 1_000 },
  );
  add(
    run,
    `${book}, loaded again, first rows`,
    'ms',
    spread((one) => one.again),
  );
  noteScrolling(run, visits);
  const task = 'loading, analysis and leaps to the end, longest task';
  add(
    run,
    `${task}, CPU`,
    'ms',
    spread((one) => one.longestWork),
    { atMost: 200 },
  );
  add(
    run,
    task,
    'ms',
    spread((one) => one.longestWall),
  );
  const wrong = [first, ...visits].find(({ rows }) => rows !== `${orders} rows`);
  compare(run, SECTION, ['the book', 'the list, to its end'], [`${orders} rows`, (wrong ?? first).rows]);
}

function noteScrolling(run: BenchRun, visits: readonly Visit[]): void {
  const rates = (of: (visit: Visit) => Scroll): number[] =>
    visits.map((visit) => framesPerSecond(of(visit).frames));
  const drawn = visits.map((visit) => spreadOf(visit.list.drawn).median);
  const list = rates((visit) => visit.list);
  const plain = rates((visit) => visit.plain);
  const middles = visits.map((visit) => spreadOf(visit.list.frames).median);
  const late = visits.map((visit) => 100 * lateShare(visit.list.frames));
  add(run, 'scrolling, median frame on the screen', 'ms', spreadOf(drawn), { atMost: FRAME_MS });
  add(
    run,
    'scrolling, frames on the screen',
    '1/s',
    spreadOf(visits.map((visit) => framesPerSecond(visit.list.drawn))),
  );
  add(run, 'scrolling, median frame of the page', 'ms', spreadOf(middles), { atMost: FRAME_MS });
  add(run, 'scrolling, frames of the page', '1/s', spreadOf(list));
  add(run, 'floor: a plain table, frames of the page', '1/s', spreadOf(plain));
  add(run, 'scrolling / plain table, frames of the page', '×', ratioOf(list, plain));
  add(run, 'scrolling, frames of the page that came late', '%', spreadOf(late));
  const work = spreadOf(visits.map((visit) => visit.list.work));
  add(run, 'scrolling, work of the page for a frame, CPU', 'ms', work);
  add(run, 'floor: a plain table, the same', 'ms', spreadOf(visits.map((visit) => visit.plain.work)));
}

function framesPerSecond(frames: Frames): number {
  return (1_000 * frames.length) / sum(frames);
}

/** Share of the frames that missed at least one beat of the screen. */
function lateShare(frames: Frames): number {
  return frames.filter((one) => one > 1.5 * FRAME_MS).length / frames.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function add(run: BenchRun, name: string, unit: string, spread: Spread, target?: Target): void {
  run.rows.push({ section: SECTION, name, unit, spread, ...(target && { target }) });
}
