import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM } from '../embed/browser.ts';
import { addLine, addReceipt, move } from '../http/support.ts';
import { openAt, openPageBench, type PageBench, rowOf, violations } from './support.ts';

const TABLES = [
  'movimentacao_estoque',
  'carteira_principal',
  'separacao',
  'pedido',
  'pre_separacao_item',
  'programacao_producao',
].join(', ');

describe.skipIf(CHROMIUM === null)('the first visit', { timeout: 90_000 }, () => {
  let bench: PageBench;

  beforeAll(async () => {
    bench = await openPageBench();
  });
  afterEach(async () => {
    await bench.database.pool.query(`TRUNCATE ${TABLES}`);
  });
  afterAll(async () => {
    await bench?.close();
  });

  const rows = async (): Promise<number> => {
    const found = await bench.database.pool.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM carteira_principal',
    );
    return found.rows[0]!.n;
  };

  it('greets whoever opens a page that has nothing to show', async () => {
    const { page, context, console: said } = await openAt(bench, '/');
    for (const address of ['/mapa', '/produto?cod_produto=X', '/']) {
      await page.goto(`${bench.server.url}${address}`);
      await page.getByRole('heading', { name: 'Boas-vindas ao Ruptura' }).waitFor();
    }
    await expect.poll(() => page.locator('.welcome .button-primary').count()).toBe(1);
    await page.locator('.live-live').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Importar arquivos' }).click();
    await page.getByRole('heading', { name: 'Solte os arquivos aqui' }).waitFor();
    expect(said).toEqual([]);
    await context.close();
  });

  it('ends by itself when a program writes by plain SQL, were it a receipt alone, and begins again when all is gone', async () => {
    const { page, context } = await openAt(bench, '/carteira');
    await page.locator('.welcome').waitFor();
    await page.locator('.live-live').waitFor();
    await move(bench.database.pool, 'V-1', '100');
    await addLine(bench.database.pool, { order: 'V1', product: 'V-1', quantity: '5', date: '2026-03-10' });
    await page.locator('.table-body').getByText('V1', { exact: true }).waitFor();
    await expect.poll(() => page.locator('.welcome').count()).toBe(0);
    await expect.poll(() => rowOf(page, 'V1')).toContain('Estoque OK');
    await bench.database.pool.query(`TRUNCATE ${TABLES}`);
    await page.locator('.welcome').waitFor();
    await addReceipt(bench.database.pool, 'V-2', '10', '2026-03-05');
    await page.locator('.welcome').waitFor({ state: 'detached' });
    await page.getByText('A carteira está vazia').waitFor();
    await context.close();
  });

  it('shows how far the example is, to others too, and stores nothing of one that is cancelled', async () => {
    const { page, context } = await openAt(bench, '/carteira');
    const other = await openAt(bench, '/mapa');
    await page.getByRole('radio', { name: /100\.000/ }).check();
    await page.getByRole('button', { name: 'Carregar o exemplo' }).click();
    const bar = page.getByRole('progressbar', { name: 'Carga do exemplo' });
    await bar.waitFor();
    await expect.poll(async () => Number(await bar.getAttribute('aria-valuenow'))).toBeGreaterThan(0);
    await other.page.reload();
    await other.page.getByRole('progressbar', { name: 'Carga do exemplo' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Cancelar a carga' }).click();
    await page.getByText('Carga cancelada. Nada foi gravado.').waitFor();
    await other.page.getByText('Carga cancelada. Nada foi gravado.').waitFor();
    await expect.poll(() => rows()).toBe(0);
    await other.context.close();
    await context.close();
  });

  it('loads the example of the chosen size, without a mouse, and the order book fills', async () => {
    const { page, context } = await openAt(bench, '/carteira');
    await page.locator('.welcome').waitFor();
    await page.getByRole('radio', { name: /Padrão/ }).focus();
    await page.keyboard.press('ArrowUp');
    await expect.poll(() => page.getByRole('radio', { name: /Pequeno/ }).isChecked()).toBe(true);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.welcome').waitFor({ state: 'detached' });
    await page.locator('.table-body .table-row').first().waitFor();
    const book = await bench.database.pool.query<{ n: number }>(
      'SELECT count(DISTINCT num_pedido)::int AS n FROM carteira_principal',
    );
    expect(book.rows[0]!.n).toBe(200);
    await page.locator('.shown', { hasText: /^200 pedidos$/ }).waitFor();
    await context.close();
  });
});
