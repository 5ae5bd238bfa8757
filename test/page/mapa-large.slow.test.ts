import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM } from '../embed/browser.ts';
import { leapToTheEnd } from './leaps.ts';
import { openAt, openPageBench, type PageBench, shown } from './support.ts';
import { staysResponsive } from './trace.ts';

const PRODUCTS = 50_000;
const TURN_THE_WHEEL = `(async () => {
  const grid = document.querySelector('[role=grid]');
  for (let step = 1; step <= 60; step++) {
    grid.scrollTop = step * 100;
    await new Promise(requestAnimationFrame);
  }
})()`;

describe.skipIf(CHROMIUM === null)('a map of 50,000 products', () => {
  let bench: PageBench;

  beforeAll(async () => {
    bench = await openPageBench();
    const { pool } = bench.database;
    await pool.query(
      `INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao)
       SELECT 'M' || lpad(n::text, 6, '0'), '2026-02-01', 1 + n * 7919 % 4000 FROM generate_series(1, $1) n`,
      [PRODUCTS],
    );
    await pool.query(
      `INSERT INTO carteira_principal (num_pedido, cod_produto, nome_produto, qtd_saldo_produto_pedido, expedicao)
       SELECT 'P' || n, 'M' || lpad(n::text, 6, '0'), 'Produto ' || n, 1 + n * 7907 % 3000,
              date '2026-03-02' + n % 29
       FROM generate_series(1, $1) n`,
      [PRODUCTS],
    );
    await bench.server.ruptura.fresh();
  }, 120_000);
  afterAll(async () => {
    await bench?.close();
  });

  it('scrolls from end to end and changes without long tasks', { timeout: 120_000 }, async () => {
    const {
      page,
      context,
      console: said,
    } = await openAt(bench, '/mapa', {
      size: { width: 1920, height: 1080 },
    });
    await staysResponsive(bench.browser, page, async () => {
      await page.reload();
      await shown(page, '50.000 produtos').waitFor();
      const grid = page.getByRole('grid');
      await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe(String(PRODUCTS + 1));
      // Slowly, as a wheel does, then in leaps that leave rows no time to arrive, to the very end.
      await page.evaluate(TURN_THE_WHEEL);
      await page.evaluate(leapToTheEnd(60));
      await page.locator(`.map-line[aria-rowindex="${PRODUCTS + 1}"] a`).waitFor();
      await grid.press('Control+Home');
      await page.locator('.map-line[aria-rowindex="2"] a').waitFor();
      await grid.press('PageDown');
      const first = page.locator('.map-line[aria-rowindex="2"] .map-product a');
      const worst = await first.textContent();
      await bench.database.pool.query(
        'UPDATE movimentacao_estoque SET qtd_movimentacao = 100000 WHERE cod_produto = $1',
        [worst],
      );
      await expect.poll(() => first.textContent()).not.toBe(worst);
    });
    // Only the rows in sight, and a few around them, exist.
    await expect.poll(() => page.locator('.map-body .map-line').count()).toBeLessThan(60);
    expect(said).toEqual([]);
    await context.close();
  });

  it('is a list too, sorted, filtered and scrolled without long tasks', { timeout: 120_000 }, async () => {
    const { page, context, console: said } = await openAt(bench, '/produtos');
    const first = page.locator('.table-body [aria-rowindex="2"] a.strong');
    await staysResponsive(bench.browser, page, async () => {
      await page.reload();
      await page.locator('.shown', { hasText: '50.000 produtos' }).waitFor();
      await page.evaluate(TURN_THE_WHEEL);
      await page.evaluate(leapToTheEnd(60));
      await page
        .locator(`.table-body [aria-rowindex="${PRODUCTS + 1}"] a`)
        .first()
        .waitFor();
      await page.getByRole('columnheader', { name: 'Produto' }).getByRole('button').first().click();
      await expect.poll(() => first.textContent()).toBe('M000001');
      await page.locator('.list-tiles').getByRole('button', { name: 'Acabam esta semana' }).click();
      await page.locator('.shown', { hasText: '50.000' }).waitFor({ state: 'detached' });
      await bench.database.pool.query(
        "UPDATE carteira_principal SET nome_produto = 'AAA' WHERE cod_produto = 'M000029'",
      );
      await page.getByRole('button', { name: 'Limpar filtros' }).click();
      await expect.poll(() => first.textContent()).toBe('M000029');
    });
    expect(said).toEqual([]);
    await context.close();
  });

  it('moves nothing for a person who wants no motion', async () => {
    const { page, context } = await openAt(bench, '/mapa');
    await shown(page, '50.000 produtos').waitFor();
    await page.evaluate(
      "window.begun = 0; document.addEventListener('transitionrun', () => { window.begun++; })",
    );
    await page.getByRole('grid').press('Control+End');
    await page.locator(`.map-line[aria-rowindex="${PRODUCTS + 1}"] a`).waitFor();
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    expect(await page.evaluate('window.begun')).toBe(0);
    await context.close();
  });
});
