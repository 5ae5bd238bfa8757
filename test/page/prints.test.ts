import { inflateSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM } from '../embed/browser.ts';
import { openAt, openPageBench, type PageBench, settled, violations } from './support.ts';

const ORDERS = 2000;

/** What each page of a PDF draws, in the order of the pages: its stream of drawing, expanded. */
function pagesOf(pdf: Buffer): string[] {
  const text = pdf.toString('latin1');
  return [...text.matchAll(/\/Type \/Page\b[\s\S]*?\/Contents (\d+) 0 R/g)].map(([, number]) => {
    const start = text.indexOf('stream', text.indexOf(`\n${number} 0 obj`));
    const from = text.indexOf('\n', start) + 1;
    return inflateSync(pdf.subarray(from, text.indexOf('endstream', from))).toString('latin1');
  });
}

/** Texts drawn on a page, as the numbers of their glyphs. */
function textsOf(page: string): string[] {
  return [...page.matchAll(/<([0-9A-F]+)> Tj/g)].map(([, glyphs]) => glyphs!);
}

describe.skipIf(CHROMIUM === null)('printing', () => {
  let bench: PageBench;

  beforeAll(async () => {
    bench = await openPageBench();
    await bench.database.pool.query(
      `INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido, preco_produto_pedido, expedicao, cliente, uf)
       SELECT 'P' || lpad(n::text, 5, '0'), 'A', 1, 1, '2026-03-04', 'Mercado ' || n, 'SP' FROM generate_series(1, ${ORDERS}) n;
       INSERT INTO separacao (separacao_lote_id, num_pedido, cod_produto, qtd_saldo, expedicao)
       SELECT 'L' || n % 3, 'P' || lpad(n::text, 5, '0'), 'A', 1, '2026-03-04' FROM generate_series(1, 30) n`,
    );
  });
  afterAll(async () => {
    await bench?.close();
  });

  /** The page that a click or a key opens beside. */
  const opened = async (page: Page, act: () => Promise<void>): Promise<Page> => {
    const [beside] = await Promise.all([page.context().waitForEvent('page'), act()]);
    await beside.waitForLoadState();
    return beside;
  };

  it('a list gives all its rows, its headings on every page, and nothing to operate', async () => {
    const { page, context } = await openAt(
      bench,
      '/imprimir/carteira?colunas=num_pedido,cliente,uf,promessa',
    );
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('tbody tr:visible').count()).toBe(ORDERS);
    expect(await page.locator('.bar').isVisible()).toBe(false);
    const pages = pagesOf(await page.pdf({ preferCSSPageSize: true })).map(textsOf);
    expect(pages.length).toBeGreaterThan(20);
    // Title, filter, time of the data and four headings: drawn on each page as on the first.
    const repeated = [...new Set(pages[0])].filter((text) => pages.every((drawn) => drawn.includes(text)));
    expect(repeated.length).toBeGreaterThanOrEqual(7);
    await context.close();
  });

  it('a lot takes two clicks: a page a lot, with a box for each product', async () => {
    const { page, context } = await openAt(bench, '/carteira');
    await settled(page);
    await page.getByRole('button', { name: 'Imprimir' }).click();
    const sheets = await opened(page, () => page.getByRole('link', { name: 'Separação por lote' }).click());
    expect(await sheets.locator('.about strong').allInnerTexts()).toEqual(['Lote L0', 'Lote L1', 'Lote L2']);
    expect(await sheets.locator('tbody .box i').count()).toBe(30);
    expect(await violations(sheets)).toEqual([]);
    expect(pagesOf(await sheets.pdf({ preferCSSPageSize: true }))).toHaveLength(3);
    await context.close();
  });

  it('by Ctrl+P opens the whole list, and where the browser prints the page itself, that says where', async () => {
    const { page, context } = await openAt(bench, '/carteira?texto=p0000');
    await settled(page);
    const beside = await opened(page, () => page.keyboard.press('Control+p'));
    expect(new URL(beside.url()).pathname).toBe('/imprimir/carteira');
    expect(await beside.locator('tbody tr').count()).toBe(9 + 1);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('main [role="row"]:visible, main button:visible').count()).toBe(0);
    expect(await page.locator('.print-note').textContent()).toContain('/imprimir/carteira?texto=p0000');
    await context.close();
  });

  it('an order is printed from its drawer, also by Ctrl+P', async () => {
    const { page, context } = await openAt(bench, '/carteira?pedido=P00007');
    await settled(page);
    const byClick = await opened(page, () =>
      page.getByRole('dialog').getByRole('link', { name: 'Imprimir' }).click(),
    );
    expect(await byClick.locator('.about strong').textContent()).toBe('Pedido P00007');
    const byKey = await opened(page, () => page.keyboard.press('Control+p'));
    expect(new URL(byKey.url()).pathname).toBe('/imprimir/pedido');
    await context.close();
  });
});
