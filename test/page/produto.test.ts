import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHROMIUM } from '../embed/browser.ts';
import { addLine, addReceipt, move } from '../http/support.ts';
import { openAt, openPageBench, type PageBench, violations } from './support.ts';

/** A code that a path would not survive. */
const PRODUCT = 'P/1 ..&2';
const CARD = `/produto?cod_produto=${encodeURIComponent(PRODUCT)}`;

describe.skipIf(CHROMIUM === null)('the stock card', () => {
  let bench: PageBench;

  beforeAll(async () => {
    bench = await openPageBench();
  });
  afterAll(async () => {
    await bench?.close();
  });
  /** 30 in stock; 40 leave on D2 by three kinds of documents, 10 overdue fall on D0; 25 come on D5, 7 never came. */
  beforeEach(async () => {
    const { pool } = bench.database;
    await pool.query(
      `DELETE FROM carteira_principal; DELETE FROM movimentacao_estoque; DELETE FROM programacao_producao;
       DELETE FROM separacao; DELETE FROM pre_separacao_item; DELETE FROM pedido`,
    );
    await move(pool, PRODUCT, '42.5', '2026-02-10');
    await move(pool, PRODUCT, '-12.5', '2026-02-20');
    const line = (order: string, quantity: string, date: string | null) =>
      addLine(pool, { order, product: PRODUCT, quantity, date, name: 'Palmito inteiro' });
    await line('V-1', '20', '2026-03-04');
    await line('V-2', '10', '2026-02-25');
    await line('V-3', '5', null);
    await pool.query(
      `INSERT INTO separacao (separacao_lote_id, num_pedido, cod_produto, qtd_saldo, expedicao)
       VALUES ('LOTE-9', 'V-1', $1, 12, '2026-03-04')`,
      [PRODUCT],
    );
    await pool.query(
      `INSERT INTO pre_separacao_item (num_pedido, cod_produto, qtd_selecionada_usuario, data_expedicao_editada, status)
       VALUES ('V-4', $1, 20, '2026-03-04', 'CRIADO')`,
      [PRODUCT],
    );
    await addReceipt(pool, PRODUCT, '25', '2026-03-07', 'OP 77');
    await addReceipt(pool, PRODUCT, '7', '2026-02-27', 'OP 70');
  });

  const open = async (address = CARD, look = {}) => {
    const watched = await openAt(bench, address, look);
    await watched.page.locator('.live-live').waitFor();
    return watched;
  };
  const openCard = async (more = '', look = {}) => {
    const watched = await open(`${CARD}${more}`, look);
    await watched.page.locator('.day-row').first().waitFor();
    return watched;
  };
  const fact = (page: Page, label: string) =>
    page
      .locator('.produto-facts .figure', { has: page.getByText(label, { exact: true }) })
      .locator('dd')
      .textContent();
  const day = (page: Page, date: string) => page.locator(`.day-row[data-date="${date}"]`);
  const figures = (page: Page, date: string) => day(page, date).locator('td').allTextContents();
  const documents = async (page: Page) =>
    (await page.locator('.day-documents li').allTextContents()).map((text) => text.trim());

  it('tells how the product stands, gives its lists as files, with nothing in the console', async () => {
    const { page, context, console: said } = await openCard();
    await page.getByRole('heading', { name: PRODUCT }).waitFor();
    await expect.poll(() => page.locator('.produto-name').textContent()).toBe('Palmito inteiro');
    expect([
      await fact(page, 'Est.Hoje'),
      await fact(page, 'Est.Min.D+7'),
      await fact(page, 'Prod.Hoje'),
      await fact(page, 'Primeira ruptura'),
      await fact(page, 'Sem data'),
      await fact(page, 'Entrada atrasada'),
    ]).toEqual(['30', '-20', '0', 'qua 04/03', '5', '7']);
    await page.locator('.chart-drawing').waitFor();
    await expect.poll(() => page.locator('.chart > table tbody tr').count()).toBe(29);
    await page.getByRole('button', { name: 'Exportar' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Movimentações, CSV ISO' }).click();
    const stream = await (await download).createReadStream();
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const lines = Buffer.concat(chunks).toString('utf8').trim().split(/\r?\n/);
    expect(lines.length).toBe(3);
    expect(lines.join('\n')).toContain('42.5');
    expect(said).toEqual([]);
    await context.close();
  });

  it('shows 29 days, the documents of the one that is opened, and what no day holds', async () => {
    const { page, context } = await openCard();
    await expect.poll(() => page.locator('.day-row').count()).toBe(29);
    await expect.poll(() => figures(page, '2026-03-02')).toEqual(['30', '10', '0', '20', '-20']);
    await expect.poll(() => figures(page, '2026-03-04')).toEqual(['20', '40', '0', 'em falta-20', '-20']);
    await expect.poll(() => figures(page, '2026-03-07')).toEqual(['-20', '0', '25', '5', '5']);
    await day(page, '2026-03-04').click();
    await expect
      .poll(() => documents(page))
      .toEqual(['V-1separação · lote LOTE-912', 'V-4pré-separação20', 'V-1carteira8']);
    expect(new URL(page.url()).searchParams.get('dia')).toBe('2026-03-04');
    await day(page, '2026-03-02').click();
    await expect.poll(() => documents(page)).toEqual(['V-2carteira · vencido em 25/02/202610']);
    await day(page, '2026-03-07').click();
    await expect.poll(() => documents(page)).toEqual(['OP 7725']);
    await day(page, '2026-03-08').click();
    await page.getByText('Nenhum documento: o saldo só passa para o dia seguinte.').waitFor();
    await day(page, '2026-03-08').click();
    await page.locator('.day-documents').waitFor({ state: 'detached' });
    await expect.poll(() => page.locator('#sem-data li').allTextContents()).toEqual(['V-3carteira5']);
    await expect
      .poll(() => page.locator('#atrasadas li').allTextContents())
      .toEqual(['OP 70era para 27/02/20267']);
    await context.close();
  });

  it('shows the orders short of this very product, what is missing, and when it is promised', async () => {
    const { page, context } = await openCard();
    const plain = (texts: string[]) => texts.map((text) => text.replace(/\s+/g, ' ').trim());
    const panel = page.locator('.produto-panel', { has: page.locator('#pedidos-titulo') });
    await expect
      .poll(async () => plain(await panel.locator('.badge').allTextContents()))
      .toEqual(['3 em falta · R$ 350,00']);
    await expect
      .poll(async () => plain(await panel.locator('li').allTextContents()))
      .toEqual([
        'V-1R$ 200,00faltam 20 de 20expedição 04/03prometido 04/03',
        'V-2R$ 100,00faltam 10 de 10expedição 25/02prometido 02/03',
        'V-3R$ 50,00faltam 5 de 5sem data de expediçãoprometido 07/03',
      ]);
    // The orders stay short of another product: that is no matter of this one.
    await move(bench.database.pool, PRODUCT, '100');
    await addLine(bench.database.pool, { order: 'V-1', product: 'OUTRO', quantity: '9', date: '2026-03-04' });
    await panel.getByText('O produto não falta em nenhum pedido.').waitFor();
    await expect.poll(() => panel.locator('.badge').count()).toBe(0);
    await context.close();
  });

  it('opens on the day of a link, and leads on to the orders', async () => {
    const { page, context } = await openCard('&dia=2026-03-28', { size: { width: 1280, height: 600 } });
    const row = day(page, '2026-03-28');
    await expect.poll(() => row.locator('button').getAttribute('aria-expanded')).toBe('true');
    await expect
      .poll(() =>
        page.evaluate('document.querySelector(".day-open").getBoundingClientRect().bottom <= innerHeight'),
      )
      .toBe(true);
    await page.getByRole('link', { name: 'Ver os 3 na Carteira' }).click();
    await page.locator('.shown', { hasText: '3 pedidos' }).waitFor();
    expect(new URL(page.url()).searchParams.get('cod_produto')).toBe(PRODUCT);
    await page.goBack();
    await day(page, '2026-03-04').click();
    await page.locator('.day-documents').getByRole('link', { name: 'V-4' }).click();
    await page.getByRole('dialog', { name: 'Pedido V-4' }).waitFor();
    await context.close();
  });

  it('answers since when a quantity is there, and whether it stays', async () => {
    const { page, context } = await openCard();
    const box = page.getByLabel('Quantidade', { exact: true });
    const verdict = page.locator('.produto-verdict');
    await box.fill('20');
    await expect.poll(() => verdict.textContent()).toContain('Disponível em hoje, 02/03/2026');
    await expect
      .poll(() => verdict.textContent())
      .toContain('Sem data garantida: depois o saldo volta a cair abaixo de 20.');
    await box.fill('4,5');
    await expect.poll(() => verdict.textContent()).toContain('Garantido a partir de sáb 07/03/2026');
    expect(new URL(page.url()).searchParams.get('qtd')).toBe('4.5');
    await box.fill('1.000');
    await verdict.getByText('Não há saldo para 1.000 em nenhum dia até seg 30/03/2026.').waitFor();
    await box.fill('muito');
    await verdict.getByText('Não é uma quantidade').waitFor();
    await box.fill('30,5');
    await verdict.getByText('Não há saldo para 30,5').waitFor();
    await move(bench.database.pool, PRODUCT, '100');
    await expect.poll(() => verdict.textContent()).toContain('Garantido: daí em diante');
    await context.close();
  });

  it('shows the movements with their running balance, and older ones as a person scrolls', async () => {
    const { page, context } = await openCard();
    const rows = page.locator('.movements-body .movement');
    const cells = async (index: number) => await rows.nth(index).locator('[role=cell]').allTextContents();
    expect([await cells(0), await cells(1)]).toEqual([
      ['20/02/2026', '—', '—', '—', '-12,5', '30'],
      ['10/02/2026', '—', '—', '—', '+42,5', '42,5'],
    ]);
    await bench.database.pool.query(
      `INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao, documento)
       SELECT $1, date '2025-01-01' + n / 10, 1, 'NF ' || n FROM generate_series(1, 900) n`,
      [PRODUCT],
    );
    await page.getByText('100 carregadas, há mais adiante').waitFor();
    const list = page.locator('.movements');
    await expect
      .poll(async () => {
        await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
        return await page.getByText('902 carregadas', { exact: true }).count();
      })
      .toBe(1);
    await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await expect
      .poll(() => rows.last().locator('[role=cell]').allTextContents())
      .toEqual(['01/01/2025', '—', 'NF 1', '—', '+1', '1']);
    await expect.poll(() => rows.count()).toBeLessThan(60);
    await context.close();
  });

  it('shows a plain SQL write in figures, table and chart by itself', async () => {
    const { page, context } = await openCard('&dia=2026-03-04');
    const client = await bench.database.connect();
    await client.query(
      "INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao) VALUES ($1, '2026-03-01', 70)",
      [PRODUCT],
    );
    await expect.poll(() => fact(page, 'Est.Hoje')).toBe('100');
    await expect.poll(() => page.locator('.produto-facts [class*=value-changed]').count()).toBeGreaterThan(0);
    await expect.poll(() => fact(page, 'Primeira ruptura')).toBe('nenhuma');
    await expect.poll(() => figures(page, '2026-03-04')).toEqual(['90', '40', '0', '50', '50']);
    const twin = page.locator('.chart > table tbody tr').nth(2).locator('td');
    await expect.poll(() => twin.allTextContents()).toEqual(['50', '0', '-40', '50']);
    await client.query("UPDATE pre_separacao_item SET status = 'CANCELADO'");
    await client.end();
    await expect.poll(() => documents(page)).toEqual(['V-1separação · lote LOTE-912', 'V-1carteira8']);
    await context.close();
  });

  it('is worked by the keyboard alone', async () => {
    const { page, context } = await openCard();
    const role = () => page.evaluate('document.activeElement.getAttribute("role")');
    for (let steps = 0; steps < 60 && (await role()) !== 'slider'; steps++) await page.keyboard.press('Tab');
    const told = () => page.evaluate('document.activeElement.getAttribute("aria-valuetext")');
    await expect.poll(() => told()).toBe('02/03/2026: Saldo 20, Entradas 0, Saídas -10, ATP -20');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => told()).toBe('04/03/2026: Saldo -20, Entradas 0, Saídas -40, ATP -20');
    await page.keyboard.press('Enter');
    await page.locator('.day-open[data-date="2026-03-04"]').waitFor();
    const name = () => page.evaluate('document.activeElement.textContent');
    for (let steps = 0; steps < 40 && !String(await name()).includes('04/03, documentos'); steps++) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.locator('.day-documents').waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('V-1');
    await context.close();
  });

  it('gives way to all products without one, and says so when one is not found', async () => {
    const { page, context } = await open('/produto?texto=palmi');
    await page.locator('.table-body').getByRole('link', { name: PRODUCT }).click();
    await page.getByRole('heading', { name: PRODUCT }).waitFor();
    await page.getByRole('link', { name: 'Todos os produtos' }).click();
    await page.getByRole('heading', { name: 'Produtos' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/produtos');
    await page.goto(`${bench.server.url}/produto?cod_produto=NAO-HA`);
    await page.locator('.live-live').waitFor();
    await page.getByText('Produto NAO-HA não encontrado').waitFor();
    await move(bench.database.pool, 'NAO-HA', '3');
    await expect.poll(() => fact(page, 'Est.Hoje')).toBe('3');
    await context.close();
  });

  it('breaks no rule of accessibility', async () => {
    const { page, context } = await openCard('&dia=2026-03-04&qtd=20');
    await page.locator('.product-orders').waitFor();
    await page.locator('.produto-since').waitFor();
    expect(await violations(page)).toEqual([]);
    await context.close();
  });
});
