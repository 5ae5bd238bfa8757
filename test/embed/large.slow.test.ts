/** The script in a page with a table of thousands of orders. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseIsoDate } from '../../src/contract/units.ts';
import { demoBook } from '../../src/demo/book.ts';
import { loadDemo } from '../../src/demo/load.ts';
import { TODAY } from '../http/support.ts';
import { CHROMIUM, openPage } from './browser.ts';
import { BUTTONS, CLIENT, count, type EmbedBench, openEmbedBench, pageOf } from './support.ts';

const STREAM = 'info: [ruptura] resultados por stream';

describe.skipIf(CHROMIUM === null)('the embedded script in a large page (in Chromium)', () => {
  let bench: EmbedBench;
  let orders: string[] = [];

  beforeAll(async () => {
    bench = await openEmbedBench();
    const client = await bench.database.connect();
    await loadDemo(client, demoBook({ orders: 5000, seed: 7, today: parseIsoDate(TODAY)! }), {
      replace: false,
    });
    const { rows } = await client.query<{ num_pedido: string }>(
      'SELECT DISTINCT num_pedido FROM carteira_principal WHERE ativo AND qtd_saldo_produto_pedido > 0',
    );
    await client.end();
    orders = rows.map((row) => row.num_pedido);
  });
  afterAll(async () => {
    await bench?.close();
  });

  it('answers 5,000 rows in one run, tells how it goes, and clears that away', async () => {
    // What the box and the badge say is gone in a moment: a script of the page writes it down.
    const witness = `<script>window.told = [];
      new MutationObserver(() => {
        for (const one of document.querySelectorAll('#ruptura-progresso p, #ruptura-workers')) {
          if (!told.includes(one.textContent)) told.push(one.textContent);
        }
      }).observe(document.documentElement, { childList: true, subtree: true });</script>`;
    bench.front.pages.set('/pagina', pageOf(orders, CLIENT, witness));
    const watched = await openPage(bench.browser, `${bench.front.url}/pagina`);
    const unanswered = `[...document.querySelectorAll('.btn-ruptura-worker')]
      .filter((button) => !/Estoque OK|Disp\\./.test(button.textContent)).length`;
    await expect.poll(() => watched.page.evaluate(unanswered), { timeout: 20_000 }).toBe(0);
    expect(Object.keys(await watched.page.evaluate<object>(BUTTONS)).length).toBe(orders.length);
    await expect
      .poll(() => watched.page.evaluate('window.told'))
      .toEqual(expect.arrayContaining(['Processando 5.000 pedidos com 2 workers…', 'Workers Ativos (2)']));
    await expect.poll(() => count(bench.front, 'limpar-cache')).toBe(1);
    expect(count(bench.front, 'buscar-resultados')).toBe(0);
    expect(watched.console).toEqual([STREAM]);
    await expect
      .poll(() => watched.page.locator('#ruptura-progresso p').textContent())
      .toMatch(/^[\d.]+ com estoque/);
    await expect
      .poll(() => watched.page.locator('#ruptura-progresso, #ruptura-workers').count(), { timeout: 6000 })
      .toBe(0);
    await watched.context.close();
  });
});
