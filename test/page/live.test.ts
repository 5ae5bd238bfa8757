import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHROMIUM } from '../embed/browser.ts';
import { addLine, addReceipt, move } from '../http/support.ts';
import { askedAtRest, openAt, openPageBench, type PageBench, settled, shown } from './support.ts';

describe.skipIf(CHROMIUM === null)('the order book, live', () => {
  let bench: PageBench;

  beforeAll(async () => {
    bench = await openPageBench();
  });
  afterAll(async () => {
    await bench?.close();
  });
  beforeEach(async () => {
    const { pool } = bench.database;
    await pool.query(
      'DELETE FROM carteira_principal; DELETE FROM movimentacao_estoque; DELETE FROM programacao_producao',
    );
    await move(pool, 'A', '10');
    await move(pool, 'B', '10');
    await addLine(pool, { order: 'P-1', product: 'A', quantity: '30', date: '2026-03-04', price: '10' });
    await addLine(pool, { order: 'P-2', product: 'B', quantity: '5', date: '2026-03-05', price: '10' });
  });

  const open = async (address = '/carteira', look = {}) => {
    const watched = await openAt(bench, address, look);
    await settled(watched.page);
    return watched;
  };
  const row = (page: Page, order: string) =>
    page.locator('.table-body .table-row', { has: page.getByText(order, { exact: true }) });
  const words = (page: Page, order: string) => row(page, order).locator('.availability-text').textContent();
  const figure = (page: Page, label: string) =>
    page
      .locator('.figure', { has: page.getByText(label, { exact: true }) })
      .locator('dd')
      .first()
      .textContent();

  it('shows a plain SQL write in row, tiles and open order without a touch, and marks them', async () => {
    const { page, context } = await open('/carteira?pedido=P-1');
    await expect.poll(() => words(page, 'P-1')).toBe('Disp. 0% | Total Não Disp.');
    await expect.poll(() => figure(page, 'Est.Hoje')).toBe('10');
    await expect
      .poll(() => page.getByRole('button', { name: /^Pedidos/ }).textContent())
      .toContain('1 sem falta');
    await expect.poll(() => page.locator('.row-changed-0, .row-changed-1').count()).toBe(0);
    const today = page.getByRole('button', { name: /^Podem sair hoje/ });
    await expect.poll(() => today.locator('.tile-value').textContent()).toMatch(/^0 · /);
    const client = await bench.database.connect();
    await client.query("UPDATE movimentacao_estoque SET qtd_movimentacao = 50 WHERE cod_produto = 'A'");
    await page.locator('.row-changed-0, .row-changed-1').waitFor();
    await expect.poll(() => words(page, 'P-1')).toBe('Estoque OK');
    await expect.poll(() => figure(page, 'Est.Hoje')).toBe('50');
    await page.locator('.answer h3').getByText('Sai tudo em 04/03').waitFor();
    await expect
      .poll(() => page.getByRole('button', { name: /^Pedidos/ }).textContent())
      .toContain('2 sem falta');
    await expect.poll(() => page.locator('[class*=value-changed]').count()).toBeGreaterThan(0);
    // The other order did not change, and says so by not being marked.
    await expect.poll(() => row(page, 'P-2').getAttribute('class')).not.toContain('row-changed');
    await client.query("UPDATE carteira_principal SET expedicao = '2026-03-02' WHERE num_pedido = 'P-2'");
    await expect.poll(() => today.locator('.tile-exact').textContent()).toMatch(/^1 · R\$\s50,00$/);
    await client.end();
    await context.close();
  });

  it('shows orders that come and go, and changes that touch no quantity', async () => {
    const { page, context } = await open();
    const { pool } = bench.database;
    // Nothing is asked for while nothing changes: what the first commit sets off comes first.
    const asked = await askedAtRest(page);
    await addLine(pool, { order: 'P-3', product: 'B', quantity: '1', date: '2026-03-03' });
    await shown(page, '3 pedidos').waitFor();
    expect([...new Set(asked)]).toEqual(['/api/carteira']);
    await pool.query(
      "UPDATE carteira_principal SET cliente = 'Mercado Novo', uf = 'RS' WHERE num_pedido = 'P-3'",
    );
    await expect.poll(() => row(page, 'P-3').textContent()).toContain('Mercado Novo');
    await pool.query("DELETE FROM carteira_principal WHERE num_pedido = 'P-3'");
    await shown(page, '2 pedidos').waitFor();
    await context.close();
  });

  it('asks seldom, and ends right, under a storm of commits', async () => {
    const { page, context } = await open();
    let asked = 0;
    page.on('request', () => {
      asked += 1;
    });
    const client = await bench.database.connect();
    const began = performance.now();
    for (let stock = 1; stock <= 120; stock++) {
      await client.query("UPDATE movimentacao_estoque SET qtd_movimentacao = $1 WHERE cod_produto = 'A'", [
        stock,
      ]);
      await sleep(5);
    }
    await client.end();
    await expect.poll(() => words(page, 'P-1')).toBe('Estoque OK');
    // Two questions (rows, totals) at most every 120 ms, however long the storm takes here, and some of the opening.
    expect(asked).toBeLessThanOrEqual(30 + (2 * (performance.now() - began)) / 120);
    await context.close();
  });

  it('goes on by itself after the server was away, with what happened meanwhile; lets a run go when told to', async () => {
    const { page, context } = await open('/carteira?pedido=P-1');
    await bench.restart(async () => {
      await page.locator('.live-reconnecting').waitFor();
      await expect.poll(() => page.locator('.live-state').textContent()).toBe('reconectando');
      // Nothing is taken away from the person meanwhile.
      await expect.poll(() => words(page, 'P-1')).toBe('Disp. 0% | Total Não Disp.');
      await addReceipt(bench.database.pool, 'A', '90', '2026-03-04');
    });
    await page.locator('.live-live').waitFor();
    await expect.poll(() => words(page, 'P-1')).toBe('Disp. 0% | Total Disp. 04/03');
    await page.locator('.chip', { hasText: '90 em 04/03' }).waitFor();
    await move(bench.database.pool, 'A', '20');
    await expect.poll(() => words(page, 'P-1')).toBe('Estoque OK');
    // A run that cannot end: the page may only let it go.
    await page.keyboard.press('Escape');
    await page.locator('.drawer').waitFor({ state: 'detached' });
    await page.route('**/api/ruptura/worker/stream/**', () => undefined);
    await page.getByRole('button', { name: 'Analisar de novo' }).click();
    const deleted = page.waitForRequest((request) => request.method() === 'DELETE');
    await page.getByRole('button', { name: 'Cancelar' }).click();
    await page.getByText(/^Análise cancelada em/).waitFor();
    expect((await deleted).url()).toContain('/api/ruptura/worker/sessao/');
    await context.close();
  });
});
