import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoBook } from '../../src/demo/book.ts';
import { loadDemo } from '../../src/demo/load.ts';
import { CHROMIUM } from '../embed/browser.ts';
import { dayOf, TODAY } from '../http/support.ts';
import { leapToTheEnd } from './leaps.ts';
import { openAt, openPageBench, type PageBench, settled, shown } from './support.ts';
import { staysResponsive } from './trace.ts';

const ORDERS = 50_000;

describe.skipIf(CHROMIUM === null)('an order book of 50,000 orders', () => {
  let bench: PageBench;

  beforeAll(async () => {
    bench = await openPageBench();
    const client = await bench.database.connect();
    await loadDemo(client, demoBook({ orders: ORDERS, seed: 1, today: dayOf(TODAY) }), { replace: false });
    await client.end();
    await bench.server.ruptura.fresh();
  }, 120_000);
  afterAll(async () => {
    await bench?.close();
  });

  it('scrolls from end to end, analyses and changes without long tasks', { timeout: 120_000 }, async () => {
    const { page, context, console: said } = await openAt(bench, '/carteira');
    await staysResponsive(bench.browser, page, async () => {
      await page.goto(`${bench.server.url}/carteira`);
      await shown(page, '50.000 pedidos').waitFor();
      const grid = page.getByRole('grid');
      await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe(String(ORDERS + 1));
      // While the analysis is under way: fast, in steps that leave rows no time to arrive, then to the very end.
      await page.evaluate(leapToTheEnd(120));
      await page.locator(`.table-row[aria-rowindex="${ORDERS + 1}"] a`).waitFor();
      await grid.press('Home');
      await page.locator('.table-row[aria-rowindex="2"] a').waitFor();
      await grid.press('PageDown');
      await settled(page);
      await page.getByText(/^Analisados 50\.000 pedidos/).waitFor();
      await bench.database.pool.query(
        "UPDATE carteira_principal SET preco_produto_pedido = preco_produto_pedido + 1 WHERE num_pedido < 'PED0000500'",
      );
      await page.getByRole('button', { name: /^Críticos/ }).click();
      await expect.poll(() => grid.getAttribute('aria-rowcount')).not.toBe(String(ORDERS + 1));
    });
    // Only the rows in sight, and a few around them, exist.
    await expect.poll(() => page.locator('.table-body .table-row').count()).toBeLessThan(60);
    expect(said).toEqual([]);
    await context.close();
  });

  it('keeps few rows and asks in windows, however far a person scrolls', async () => {
    const { page, context } = await openAt(bench, '/carteira?ordenar=valor_total_pedido&sentido=desc');
    await settled(page);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.evaluate("document.querySelector('[role=grid]').scrollTop = 30 * 31_415");
    await page.locator('.table-row[aria-rowindex="31417"] a').waitFor();
    const windows = asked.filter((url) => url.includes('posicao='));
    expect(windows.length).toBeLessThanOrEqual(3);
    for (const url of windows) expect(new URL(url).searchParams.get('limite')).toBe('100');
    await context.close();
  });
});
