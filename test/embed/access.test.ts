/**
 * How the script looks and is operated in a real browser: accessible (axe), by keyboard, nothing clipped, no jumping
 * rows. `PICTURES=folder` keeps a picture of every state there.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, openPage, type WatchedPage } from './browser.ts';
import { holding } from './front-server.ts';
import {
  BUTTONS,
  CLIENT,
  type EmbedBench,
  LARGE_ORDER,
  loadLargeOrder,
  loadStates,
  openEmbedBench,
  STATES,
} from './support.ts';

const text = (name: string): string => readFileSync(new URL(import.meta.resolve(name)), 'utf8');
const AXE = text('axe-core/axe.min.js');
const BOOTSTRAP = `<style>${text('bootstrap/dist/css/bootstrap.min.css')}</style>`;
const PLAIN =
  '<style>body{font:15px/1.5 sans-serif;margin:8px}td,th{padding:4px 6px;text-align:left}</style>';
const PICTURES = process.env['PICTURES'];

const PAGES = { bootstrap: BOOTSTRAP, escuro: BOOTSTRAP, simples: PLAIN } as const;
const SIZES = { '1280': { width: 1280, height: 720 }, '390': { width: 390, height: 844 } } as const;
/** What is looked for: everything once, and where the colours are others those alone; structure is the same in all. */
const EVERYTHING = '';
const COLOURS = "runOnly: { type: 'rule', values: ['color-contrast'] }";
/** Each look and each size, and the narrow one where rules for it come from two sides. */
const CASES: readonly (readonly [keyof typeof PAGES, keyof typeof SIZES, string | null])[] = [
  ['bootstrap', '1280', EVERYTHING],
  ['bootstrap', '390', null],
  ['simples', '390', COLOURS],
  ['escuro', '1280', COLOURS],
];
const CUSTOMERS = ['Mercado Bom Preço', 'Atacadão São João', 'Padaria da Vila', 'Distribuidora Rio Claro'];

/** A page as an existing system has it, with landmarks, so that a scan tells only what the script adds. */
function hostPage(look: keyof typeof PAGES, orders: readonly string[], lang = 'pt-BR'): string {
  const rows = orders.map(
    (order, index) => `<tr class="pedido-row" data-pedido="${order}"><td>${order}</td>
      <td>${CUSTOMERS[index % CUSTOMERS.length]}</td><td class="coluna-entrega-obs"></td></tr>`,
  );
  return `<!doctype html><html lang="pt-BR"${look === 'escuro' ? ' data-bs-theme="dark"' : ''}><head>
    <meta charset="utf-8"><title>Pedidos</title><meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="icon" href="data:,">${PAGES[look]}</head><body><main class="container-fluid px-1 px-sm-4 py-3"><h1 class="h4">Pedidos</h1>
    <table id="tabela-carteira" class="table table-sm table-striped table-hover"><thead><tr><th scope="col">Pedido</th>
    <th scope="col">Cliente</th><th scope="col">Entrega</th></tr></thead><tbody>${rows.join('')}</tbody></table>
    </main>${CLIENT.replace('src=', `data-lang="${lang}" src=`)}</body></html>`;
}

/** Elements of the script whose text does not fit, or that leave the window. */
const CLIPPED = `[...document.querySelectorAll(
    '.btn-ruptura-worker, .ruptura-resultado, #ruptura-progresso *, #ruptura-workers, .ruptura-dialogo > *, .ruptura-dialogo button, .ruptura-rolagem')]
  .filter((one) => one.clientWidth > 0)
  .filter((one) => {
    const { left, right } = one.getBoundingClientRect();
    return one.scrollWidth > one.clientWidth + 1 || left < 0 || right > innerWidth + 1;
  }).map((one) => one.outerHTML.slice(0, 120))`;

/** Where the rows are, to the pixel. */
const PLACES = `[...document.querySelectorAll('tr.pedido-row, tr.pedido-row > td')].map((one) => {
  const { x, y, width, height } = one.getBoundingClientRect();
  return [x, y, width, height].map(Math.round).join(' ');
})`;

describe.skipIf(CHROMIUM === null)('the embedded script, looked at and operated (in Chromium)', () => {
  let bench: EmbedBench;
  let opened: WatchedPage[] = [];
  const orders = [...Object.keys(STATES), LARGE_ORDER];

  beforeAll(async () => {
    // A batch for each order: a run that can be looked at half done.
    bench = await openEmbedBench({ BATCH_SIZE: '1' });
    await loadStates(bench.database);
    await loadLargeOrder(bench.database);
    if (PICTURES !== undefined) mkdirSync(PICTURES, { recursive: true });
  });
  afterEach(async () => {
    for (const { context } of opened) await context.close();
    opened = [];
    bench.front.clear();
  });
  afterAll(async () => {
    await bench.close();
  });

  async function open(html: string, size: keyof typeof SIZES = '1280'): Promise<Page> {
    bench.front.pages.set('/pagina', html);
    const watched = await openPage(bench.browser, `${bench.front.url}/pagina`, SIZES[size]);
    opened.push(watched);
    return watched.page;
  }

  async function shows(page: Page, what: string): Promise<void> {
    const shown = async () => [...new Set(Object.values(await page.evaluate<object>(BUTTONS)))];
    await expect.poll(shown, { timeout: 10_000 }).toEqual([what]);
  }

  async function answered(page: Page): Promise<void> {
    const open = `[...document.querySelectorAll('.btn-ruptura-worker')]
      .filter((button) => /análise|Analisando|Enviando/.test(button.textContent)).length`;
    await expect.poll(() => page.evaluate(open), { timeout: 10_000 }).toBe(0);
  }

  /** Switched off and on again: it begins anew, with what is in its way now. */
  async function begunAnew(page: Page, obstruct: EmbedBench['front']['obstruct']): Promise<void> {
    bench.front.obstruct = obstruct;
    await page.evaluate('rupturaClient.desligar(), rupturaClient.ligar()');
  }

  /** No violation of the rules looked for, nothing clipped; and a picture. */
  async function inOrder(page: Page, name: string, rules: string | null = EVERYTHING): Promise<void> {
    await page.evaluate('Promise.all(document.getAnimations().map((one) => one.finished.catch(() => 0)))');
    if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, `${name}.png`) });
    expect(await page.evaluate(CLIPPED), name).toEqual([]);
    if (rules === null) return;
    if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(AXE);
    const found = await page.evaluate<
      string[]
    >(`axe.run(document, { resultTypes: ['violations'], preload: false, ${rules} }).then((result) =>
      result.violations.flatMap((one) => one.nodes.map((node) =>
        one.id + ': ' + node.html.slice(0, 160) + ' | ' + node.failureSummary)))`);
    expect(found, name).toEqual([]);
  }

  it.each(CASES)(
    'is accessible, fits and moves no row in every state: %s at %s',
    async (look, size, rules) => {
      const name = (state: string): string => `${look}-${size}-${state}`;
      bench.front.obstruct = holding('/processar');
      const page = await open(hostPage(look, [...orders, 'NAO-EXISTE']), size);
      await shows(page, 'Enviando…');
      await inOrder(page, name('1-enviando'), rules);
      const before = await page.evaluate(PLACES);

      await begunAnew(page, () => null);
      await answered(page);
      await expect.poll(() => page.evaluate(PLACES)).toEqual(before);
      await inOrder(page, name('2-respostas'), rules);
      for (const order of [LARGE_ORDER, 'P-OK', 'P-DISPUTADO']) {
        await page.locator(`button[data-pedido="${order}"]`).click();
        await expect.poll(() => page.locator('.ruptura-aviso').textContent()).toMatch(/^Analisado/);
        await inOrder(page, name(`3-detalhes-${order}`), rules);
        await page.keyboard.press('Escape');
      }

      await begunAnew(page, (path) => (path.includes('/stream/') ? { bytes: 6000, rest: 'held' } : null));
      await expect
        .poll(() => page.locator('#ruptura-workers').textContent())
        .toMatch(/^Workers Ativos \(\d\)$/);
      const bar = page.getByRole('progressbar', { name: 'Analisando Ruptura de Estoque' });
      await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(0);
      await expect.poll(() => page.getByText('Analisando…', { exact: true }).count()).toBeGreaterThan(0);
      await inOrder(page, name('4-progresso'), rules);

      await begunAnew(page, holding('/stream/'));
      // Accepted, and no worker has given a sign yet.
      await shows(page, 'Aguardando análise…');
      await page.evaluate(`document.querySelector('tbody').insertAdjacentHTML('beforeend',
      '<tr class="pedido-row" data-pedido="NOVO"><td>NOVO</td><td>Depois</td><td class="coluna-entrega-obs"></td></tr>')`);
      await expect
        .poll(() => page.locator('[id="ruptura-NOVO"] button').textContent())
        .toBe('Aguardando análise…');
      await inOrder(page, name('5-aguardando'), rules);
    },
    60_000,
  );

  it('says all of it in English where the tag asks for that', async () => {
    const page = await open(hostPage('bootstrap', orders, 'en'));
    const button = page.locator('button[data-pedido="P-ALTA"]');
    await expect.poll(() => button.textContent()).toBe('50% avail. | All avail. 10 Mar');
    await button.click();
    await expect.poll(() => page.locator('.ruptura-aviso').textContent()).toMatch(/^Analysed at/);
    const said = await page.locator('.ruptura-dialogo').textContent();
    expect(said).toContain('All of it ships on 10 Mar: 5 of CHEGA-10 are missing');
    expect(said).toMatch(/What is missing.*Waits for a receipt.*Covered by the stock/s);
    expect(said).not.toMatch(/Fechar|Qtd|Motivo|Disponível/);
    await inOrder(page, 'bootstrap-1280-6-ingles');
  });

  it('is operated by keyboard alone: Enter opens, the focus stays inside, Esc closes and gives it back', async () => {
    const page = await open(hostPage('bootstrap', orders));
    await answered(page);
    const focused = async () =>
      await page.evaluate<string>(`(() => {
      const one = document.activeElement;
      return one.closest('dialog') ? 'dialog' : one === document.body ? 'body' : one.dataset.pedido ?? one.outerHTML;
    })()`);
    await page.keyboard.press('Tab');
    await expect.poll(() => focused()).toBe('P-OK');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('dialog[open]').count()).toBe(1);
    const dialog = page.getByRole('dialog', { name: 'Pedido P-DISPUTADO' });
    await expect.poll(() => dialog.count()).toBe(1);
    const visited = new Set<string>();
    for (let press = 0; press < 8; press++) {
      visited.add(await focused());
      await page.keyboard.press(press < 5 ? 'Tab' : 'Shift+Tab');
    }
    // Past the last element the focus is the browser's own, never the page's behind the dialog.
    expect([...visited].filter((place) => place !== 'body')).toEqual(['dialog']);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('dialog').count()).toBe(0);
    await expect.poll(() => focused()).toBe('P-DISPUTADO');
  });

  it('gives the focus back to a button that was disabled meanwhile', async () => {
    const page = await open(hostPage('simples', orders));
    await answered(page);
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/worker/resultado/*', async (route) => {
      await released;
      await route.continue();
    });
    await page.locator('button[data-pedido="P-OK"]').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('dialog[open]').count()).toBe(1);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('button[data-pedido="P-OK"]').isDisabled()).toBe(true);
    release();
    await expect.poll(() => page.evaluate('document.activeElement.dataset.pedido')).toBe('P-OK');
    await expect.poll(() => page.locator('dialog').count()).toBe(0);
  });
});
