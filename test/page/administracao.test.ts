import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM } from '../embed/browser.ts';
import { addLine, addReceipt, move } from '../http/support.ts';
import { askedAtRest, openAt, openPageBench, type PageBench, violations } from './support.ts';

describe.skipIf(CHROMIUM === null)('the administration', { timeout: 90_000 }, () => {
  let bench: PageBench;

  beforeAll(async () => {
    bench = await openPageBench();
    const { pool } = bench.database;
    await move(pool, 'AD-1', '100');
    await addLine(pool, { order: 'AD1', product: 'AD-1', quantity: '5', date: '2026-03-10' });
    await addReceipt(pool, 'AD-1', '50', '2026-02-20', 'NF 1');
  });
  afterAll(async () => {
    await bench?.close();
  });

  const tile = (page: Page, label: string) =>
    page.locator('.tile', { hasText: label }).locator('.tile-value');

  it('tells how the program is, and asks again only when told to', async () => {
    const { page, context, console: said } = await openAt(bench, '/administracao');
    await tile(page, 'Estado').getByText('Pronto').waitFor();
    await expect.poll(() => tile(page, 'Pedidos em aberto').textContent()).toBe('1');
    await expect.poll(() => tile(page, 'Memória').textContent()).toMatch(/^[\d,.]+ [MG]B$/);
    await expect.poll(() => page.locator('.admin-facts').first().textContent()).toContain('seg 02/03/2026');
    await page.getByText('Desligado: a data está fixada').waitFor();
    const asked = await askedAtRest(page);
    await addLine(bench.database.pool, { order: 'AD2', product: 'AD-1', quantity: '1', date: null });
    // Whatever the commit sets off is under way when the answer to what is asked by hand is here.
    await page.getByRole('button', { name: 'Atualizar' }).click();
    await tile(page, 'Pedidos em aberto').getByText('2').waitFor();
    expect([...asked].sort()).toEqual(['/api/estoque/cache/status', '/metrics', '/saude']);
    expect(said).toEqual([]);
    await context.close();
  });

  it('verifies the answers of the server when asked to, and shows what differs', async () => {
    const { page, context } = await openAt(bench, '/administracao');
    await page.getByRole('button', { name: 'Verificar agora' }).click();
    await page.locator('.drift-result').waitFor();
    await expect
      .poll(() => page.locator('.drift-result').textContent())
      .toMatch(/^Nenhuma diferença1 produtos e \d pedidos/);
    const { pool } = bench.database;
    await pool.query('ALTER TABLE movimentacao_estoque DISABLE TRIGGER USER');
    await pool.query("UPDATE movimentacao_estoque SET qtd_movimentacao = 90 WHERE cod_produto = 'AD-1'");
    await page.getByRole('button', { name: 'Verificar agora' }).click();
    await page.locator('.drift-result', { hasText: 'Há diferenças' }).waitFor();
    await page.getByText(/estoque_atual 100(\.000)?, soma das movimentações 90/).waitFor();
    await pool.query("UPDATE movimentacao_estoque SET qtd_movimentacao = 100 WHERE cod_produto = 'AD-1'");
    await pool.query('ALTER TABLE movimentacao_estoque ENABLE TRIGGER USER');
    await context.close();
  });

  it('shows the settings in force, and what each means', async () => {
    const { page, context } = await openAt(bench, '/administracao?secao=configuracao');
    await page.locator('.settings-table').waitFor();
    const row = page.locator('.settings-table tr', { hasText: 'BATCH_SIZE' });
    await expect
      .poll(() => row.locator('th, td').allTextContents())
      .toEqual(['BATCH_SIZE', expect.stringMatching(/^20/), 'padrão', 'pedidos de um lote']);
    await expect.poll(() => page.locator('.answers').textContent()).toContain('America/Sao_Paulo');
    await page.getByText('Item a item.', { exact: true }).waitFor();
    await context.close();
  });

  it('changes what changes answers after showing what would move, and takes it back', async () => {
    const { page, context } = await openAt(bench, '/administracao?secao=configuracao');
    await page.getByRole('button', { name: 'Alterar' }).click();
    await page.getByRole('radio', { name: /Pedido completo/ }).check();
    await page.getByRole('combobox', { name: 'Critério 1' }).selectOption('valor');
    expect(await page.getByRole('button', { name: 'Gravar para todos' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Ver o que mudaria' }).click();
    await page.locator('.rules-preview').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Gravar para todos' }).click();
    await expect
      .poll(() => page.locator('.answers').textContent())
      .toMatch(/Pedido completo.*Valor do pedido/);
    await page.getByRole('button', { name: 'Voltar à anterior' }).click();
    await expect.poll(() => page.locator('.answers').textContent()).toMatch(/Item a item.*Ordem padrão/);
    await context.close();
  });

  it('lists bad data by kind, follows the book, and exports them', async () => {
    const { page, context } = await openAt(bench, '/administracao');
    await page.getByRole('link', { name: 'Dados com problema' }).click();
    await page.getByRole('heading', { name: 'Entrada atrasada' }).waitFor();
    const cells = page.locator('.bad-pane tbody tr').first().locator('td');
    await expect
      .poll(() => cells.allTextContents())
      .toEqual(['AD-1', 'NF 1', '20/02/2026', '50', '1', 'Está certo assim']);
    await page.locator('.live-live').waitFor();
    await bench.database.pool.query(
      `INSERT INTO programacao_producao (cod_produto, data_programacao, qtd_programada, documento)
       SELECT 'AD-1', '2026-02-21', 1, 'NF ' || n FROM generate_series(2, 150) AS n`,
    );
    await page.locator('.bad-kind', { hasText: 'Entrada atrasada' }).getByText('150').waitFor();
    await page.getByText('100 de 150').waitFor();
    await page.getByRole('button', { name: 'Mostrar mais' }).click();
    await page.getByText('150 de 150').waitFor();
    await page.getByRole('button', { name: 'Exportar' }).click();
    const file = page.waitForEvent('download');
    await page.getByRole('link', { name: /XLSX/ }).click();
    expect((await file).suggestedFilename()).toMatch(/\.xlsx$/);
    await page.keyboard.press('Escape');
    // What is right as it is leaves the list, and comes back when that is taken back.
    await page.getByRole('button', { name: 'Está certo assim', exact: true }).first().click();
    await page.locator('.bad-kind', { hasText: 'Entrada atrasada' }).getByText('149').waitFor();
    await page.getByRole('button', { name: 'Mostrar aceitos (1)' }).click();
    await page.getByRole('button', { name: 'Listar de novo' }).click();
    await page.locator('.bad-kind', { hasText: 'Entrada atrasada' }).getByText('150').waitFor();
    await context.close();
  });

  it('breaks no rule of accessibility', async () => {
    const { page, context } = await openAt(bench, '/administracao');
    await page.locator('.admin-tiles').waitFor();
    await page.locator('.background-state').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.locator('.section-link').nth(1).click();
    await page.locator('.settings-table').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.locator('.section-link').nth(2).click();
    await page.locator('.bad-pane tbody tr').first().waitFor();
    expect(await violations(page)).toEqual([]);
    await context.close();
  });
});
