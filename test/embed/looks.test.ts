/** The script on small pages in a real browser: what its buttons show, how results come, what it leaves behind. */

import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, openPage, type WatchedPage } from './browser.ts';
import {
  ADDON,
  BUTTONS,
  CLIENT,
  count,
  type EmbedBench,
  LEGACY,
  loadStates,
  openEmbedBench,
  pageOf,
  STATES,
} from './support.ts';

const BOOTSTRAP = readFileSync(new URL(import.meta.resolve('bootstrap/dist/css/bootstrap.min.css')), 'utf8');
const ORDERS = Object.keys(STATES);
const TEXTS = Object.fromEntries(Object.entries(STATES).map(([order, { text }]) => [order, text]));
const STREAM = 'info: [ruptura] resultados por stream';

describe.skipIf(CHROMIUM === null)('the embedded script (in Chromium)', () => {
  let bench: EmbedBench;
  let opened: WatchedPage[] = [];

  beforeAll(async () => {
    bench = await openEmbedBench();
    await loadStates(bench.database);
  });
  afterEach(async () => {
    for (const { context } of opened) await context.close();
    opened = [];
    bench.front.pages.clear();
    bench.front.clear();
  });
  afterAll(async () => {
    await bench.close();
  });

  async function open(html: string): Promise<WatchedPage> {
    bench.front.pages.set('/pagina', html);
    const watched = await openPage(bench.browser, `${bench.front.url}/pagina`);
    opened.push(watched);
    return watched;
  }

  async function answered({ page }: WatchedPage, texts = TEXTS): Promise<void> {
    await expect.poll(() => page.evaluate(BUTTONS), { timeout: 10_000 }).toEqual(texts);
  }

  it('shows every state in its words and colour', async () => {
    const watched = await open(pageOf(ORDERS, CLIENT));
    await answered(watched);
    for (const [order, { colour }] of Object.entries(STATES)) {
      const button = watched.page.locator(`button[data-pedido="${order}"]`);
      expect((await button.getAttribute('class'))?.split(' '), order).toContain(colour);
      await expect.poll(() => button.isEnabled()).toBe(true);
    }
    await expect.poll(() => watched.page.locator('#ruptura-P-OK .ruptura-resultado').count()).toBe(1);
    expect(watched.console).toEqual([STREAM]);
  });

  it('loads one script, streams one run without polling, and forgets it at its end', async () => {
    const watched = await open(pageOf(ORDERS, `${CLIENT}${LEGACY}${ADDON}`));
    await answered(watched);
    await expect.poll(() => count(bench.front, 'limpar-cache')).toBe(1);
    await expect.poll(() => count(bench.front, '/api/ao-vivo')).toBe(1);
    expect(count(bench.front, 'POST /api/ruptura/worker/processar')).toBe(1);
    expect(count(bench.front, /worker\/stream/)).toBe(1);
    expect(count(bench.front, /buscar-resultados|worker\/status|worker\/resultado/)).toBe(0);
    const runs = async (): Promise<unknown> => {
      const { rows } = await bench.database.pool.query('SELECT FROM ruptura.sessao_analise');
      return rows;
    };
    await expect.poll(runs).toEqual([]);
    expect(watched.console).toEqual([STREAM]);
  });

  it.each([
    ['client', CLIENT, '', true],
    ['estoque', LEGACY, '', true],
    ['client, meta false', CLIENT, '<meta name="ruptura-workers" content="false">', false],
    ['client, flag false', CLIENT, '<script>window.RUPTURA_USE_WORKERS = false</script>', false],
    ['addon', ADDON, '', false],
    ['addon, meta true', ADDON, '<meta name="ruptura-workers" content="true">', true],
    ['addon, flag true', ADDON, '<script>window.RUPTURA_USE_WORKERS = true</script>', true],
    ['addon, flag later', `${ADDON}<script>window.RUPTURA_USE_WORKERS = true</script>`, '', true],
    [
      'addon, made',
      `${ADDON}<script>window.rupturaWorkerAddon = new RupturaWorkerAddon()</script>`,
      '',
      true,
    ],
  ] as const)('is switched as the page says: %s', async (_name, script, head, isOn) => {
    const html = pageOf(ORDERS, script, head);
    const watched = await open(html);
    if (isOn) {
      await answered(watched);
      return;
    }
    await watched.page.waitForTimeout(300);
    await expect
      .poll(() => watched.page.locator('tbody').innerHTML())
      .toBe(/<tbody>(.*)<\/tbody>/s.exec(html)?.[1]);
    expect(count(bench.front, '/api/')).toBe(0);
    expect(watched.console).toEqual([]);
  });

  it('takes the colours of Bootstrap where the page has it', async () => {
    const watched = await open(pageOf(['P-OK'], CLIENT, `<style>${BOOTSTRAP}</style>`));
    await answered(watched, { 'P-OK': 'Estoque OK' });
    const colour = `getComputedStyle(document.querySelector('.btn-ruptura-worker')).backgroundColor`;
    await expect.poll(() => watched.page.evaluate(colour)).toBe('rgb(25, 135, 84)');
  });
});
