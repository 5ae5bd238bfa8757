import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHROMIUM } from '../embed/browser.ts';
import { addLine, addReceipt, move } from '../http/support.ts';
import { openAt, openPageBench, type PageBench, plainText, violations } from './support.ts';

describe.skipIf(CHROMIUM === null)('the page of all products', () => {
  let bench: PageBench;

  beforeAll(async () => {
    bench = await openPageBench();
  });
  afterAll(async () => {
    await bench?.close();
  });
  /** SEMANA runs out on D1 and waits for D4; CARO is short later, for most R$, and nothing comes; CHEIO has plenty. */
  beforeEach(async () => {
    const { pool } = bench.database;
    await pool.query(
      `DELETE FROM carteira_principal; DELETE FROM movimentacao_estoque; DELETE FROM programacao_producao`,
    );
    await move(pool, 'SEMANA', '5');
    const line = { order: 'P-1', date: '2026-03-03', price: '2' };
    await addLine(pool, { ...line, product: 'SEMANA', quantity: '20', name: 'Palmito' });
    await addReceipt(pool, 'SEMANA', '30', '2026-03-06');
    await addLine(pool, {
      ...line,
      order: 'P-2',
      product: 'CARO',
      quantity: '10',
      date: '2026-03-20',
      price: '99.5',
    });
    await move(pool, 'CHEIO', '500');
  });

  const open = async (address = '/produtos', look = {}) => {
    const watched = await openAt(bench, address, look);
    await watched.page.locator('.live-live').waitFor();
    await watched.page.locator('.table-body [role=row] a').first().waitFor();
    return watched;
  };
  const codes = (page: Page) => page.locator('.table-body [role=row] a.strong').allTextContents();
  const shownText = async (page: Page) => plainText(await page.locator('.shown').textContent());
  const tile = (page: Page, name: string) => page.locator('.list-tiles').getByRole('button', { name });

  it('opens from the menu with most R$ short first, and leads on to orders, receipts and the stock card', async () => {
    const { page, context, console: said } = await openAt(bench, '/carteira');
    await page.locator('.navigation-link', { hasText: 'Produtos' }).click();
    await expect.poll(() => codes(page)).toEqual(['CARO', 'SEMANA', 'CHEIO']);
    expect(new URL(page.url()).pathname).toBe('/produtos');
    const cells = page.locator('.table-body [role=row]').nth(1).locator('[role=gridcell]');
    await expect
      .poll(async () => (await cells.allInnerTexts()).map(plainText))
      .toEqual(['SEMANA', 'Palmito', 'Atenção', 'ter 03/03', '5', '-15', '1', 'R$ 40,00', '06/03 · 30']);
    await expect.poll(() => shownText(page)).toBe('3 produtos · R$ 1.035,00 em falta');
    await page.getByRole('link', { name: '06/03 · 30' }).click();
    await page.getByRole('heading', { name: 'Entradas' }).waitFor();
    expect(new URL(page.url()).searchParams.get('cod_produto')).toBe('SEMANA');
    await page.goBack();
    await page.getByRole('link', { name: 'CARO' }).click();
    await page.getByRole('heading', { name: 'CARO' }).waitFor();
    await expect
      .poll(() => page.locator('.navigation-link[aria-current=page]').textContent())
      .toBe('Produtos');
    expect(said).toEqual([]);
    await context.close();
  });

  it('shows what runs out this week or has no receipt by a click, in any order, and keeps it in the address', async () => {
    const { page, context } = await open();
    await expect
      .poll(async () => plainText(await tile(page, 'Acabam esta semana').textContent()))
      .toContain('R$ 40 em falta');
    await tile(page, 'Acabam esta semana').click();
    await expect.poll(() => codes(page)).toEqual(['SEMANA']);
    await tile(page, 'Acabam esta semana').click();
    await tile(page, 'Falta sem entrada').click();
    await expect.poll(() => codes(page)).toEqual(['CARO']);
    await expect.poll(() => shownText(page)).toBe('1 produto · R$ 995,00 em falta');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Exportar' }).click();
    await page.getByRole('link', { name: 'CSV, formato ISO' }).click();
    const chunks: Buffer[] = [];
    for await (const chunk of await (await download).createReadStream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString('utf8')).toMatch(/CARO,.*,1,995,,/);
    await page.getByRole('button', { name: 'Limpar filtros' }).click();
    await page.getByRole('columnheader', { name: 'Código' }).getByRole('button').first().click();
    await expect.poll(() => codes(page)).toEqual(['CARO', 'CHEIO', 'SEMANA']);
    await page.getByRole('columnheader', { name: 'Est.Hoje' }).getByRole('button').first().click();
    await expect.poll(() => codes(page)).toEqual(['CHEIO', 'SEMANA', 'CARO']);
    await page.reload();
    await expect.poll(() => codes(page)).toEqual(['CHEIO', 'SEMANA', 'CARO']);
    await context.close();
  });

  it('follows a plain SQL write by itself, and breaks no rule of accessibility', async () => {
    const { page, context } = await open('/produtos?texto=o');
    expect(await violations(page)).toEqual([]);
    const client = await bench.database.connect();
    await client.query(
      "INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao) VALUES ('CARO', '2026-03-01', 100)",
    );
    await client.end();
    await expect.poll(() => shownText(page)).toContain('R$ 40,00 em falta');
    await expect.poll(() => codes(page)).toEqual(['SEMANA', 'CARO', 'CHEIO']);
    await page.getByLabel('Buscar por código ou nome do produto').fill('nada disso');
    await page.getByText('Nenhum produto com este filtro').waitFor();
    await context.close();
  });
});
