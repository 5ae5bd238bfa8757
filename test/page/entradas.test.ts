import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHROMIUM } from '../embed/browser.ts';
import { addLine, addReceipt } from '../http/support.ts';
import { openAt, openPageBench, type PageBench, plainText, violations } from './support.ts';

describe.skipIf(CHROMIUM === null)('the page of receipts', () => {
  let bench: PageBench;

  beforeAll(async () => {
    bench = await openPageBench();
  });
  afterAll(async () => {
    await bench?.close();
  });
  /** A: 7 never came, 20 come on the 5th for two orders, a third finds none. B comes today for one order, worth more. */
  beforeEach(async () => {
    const { pool } = bench.database;
    await pool.query(
      `DELETE FROM carteira_principal; DELETE FROM movimentacao_estoque; DELETE FROM programacao_producao`,
    );
    const line = (order: string, product: string, quantity: string, date: string, price: string) =>
      addLine(pool, { order, product, quantity, date, price, name: `Produto ${product}` });
    await line('P-1', 'A', '8', '2026-03-03', '2');
    await line('P-2', 'A', '12', '2026-03-04', '2');
    await line('P-3', 'A', '6', '2026-03-04', '2');
    await line('P-4', 'B', '3', '2026-03-09', '100');
    await addReceipt(pool, 'A', '7', '2026-02-25', 'OP 1');
    await addReceipt(pool, 'A', '20', '2026-03-05', 'OP 2');
    await addReceipt(pool, 'B', '4', '2026-03-02', 'OP 3');
  });

  const open = async (address = '/entradas', look = {}) => {
    const watched = await openAt(bench, address, look);
    await watched.page.locator('.live-live').waitFor();
    await watched.page.locator('.table-body [role=row] a').first().waitFor();
    return watched;
  };
  const rows = async (page: Page) => {
    const texts = await page
      .locator('.table-body [role=row]')
      .evaluateAll((all) =>
        all.map((row) => [...row.querySelectorAll('[role=gridcell]')].map((cell) => cell.textContent ?? '')),
      );
    return texts.map((cells) => plainText(cells.join(' | ')));
  };
  const tile = (page: Page, name: string) => page.locator('.list-tiles').getByRole('button', { name });

  it('tells what comes by day, who waits for it and whether it is enough, with nothing in the console', async () => {
    const { page, context, console: said } = await open();
    await expect
      .poll(() => rows(page))
      .toEqual([
        'atrasada, 25/02 | A | Produto A | OP 1 | 7 | 1 | R$ 12,00 | — | basta',
        'hoje, 02/03 | B | Produto B | OP 3 | 4 | 1 | R$ 300,00 | — | basta',
        'qui 05/03 | A | Produto A | OP 2 | 20 | 2 | R$ 40,00 | 2 · R$ 40,00 | faltam 6',
      ]);
    await expect
      .poll(async () => plainText(await tile(page, 'Atrasadas').textContent()))
      .toContain('liberariam R$ 12 hoje');
    expect(await violations(page)).toEqual([]);
    await page
      .locator('.table-body [role=row]')
      .nth(2)
      .click({ position: { x: 400, y: 10 } });
    await page.getByRole('heading', { name: 'A', exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.get('dia')).toBe('2026-03-05');
    await page.goBack();
    await page.locator('.table-body [role=row]').nth(2).getByRole('link', { name: '2', exact: true }).click();
    await page.getByRole('heading', { name: 'Carteira' }).waitFor();
    expect(new URL(page.url()).searchParams.get('cod_produto')).toBe('A');
    expect(said).toEqual([]);
    await context.close();
  });

  it('shows those that free the most, the late ones or those not enough by a click, and follows a SQL write', async () => {
    const { page, context } = await open();
    const codes = () => page.locator('.table-body [role=row] a.strong').allTextContents();
    await tile(page, 'Valor à espera').click();
    await expect.poll(codes).toEqual(['B', 'A', 'A']);
    await tile(page, 'Não bastam').click();
    await expect.poll(codes).toEqual(['A']);
    await page.reload();
    await expect.poll(codes).toEqual(['A']);
    await tile(page, 'Não bastam').click();
    await tile(page, 'Atrasadas').click();
    await expect.poll(async () => (await rows(page))[0]).toContain('OP 1');
    const client = await bench.database.connect();
    await client.query(
      "UPDATE programacao_producao SET documento = 'OP 9', qtd_programada = 26 WHERE documento = 'OP 1'",
    );
    await expect
      .poll(() => rows(page))
      .toEqual(['atrasada, 25/02 | A | Produto A | OP 9 | 26 | 3 | R$ 52,00 | — | basta']);
    await client.query("DELETE FROM programacao_producao WHERE documento = 'OP 9'");
    await client.end();
    await page.getByText('Nenhuma entrada com este filtro').waitFor();
    await context.close();
  });
});
