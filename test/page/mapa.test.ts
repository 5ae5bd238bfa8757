import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHROMIUM } from '../embed/browser.ts';
import { addLine, addReceipt, move } from '../http/support.ts';
import { openAt, openPageBench, type PageBench, shown, violations } from './support.ts';

const STATUS = { critical: 'CRITICO-1', warning: 'ATENCAO-1', fine: 'OK-1' } as const;

describe.skipIf(CHROMIUM === null)('the map of stockouts', () => {
  let bench: PageBench;

  beforeAll(async () => {
    bench = await openPageBench();
  });
  afterAll(async () => {
    await bench?.close();
  });
  /** One product of each status: short from D1 on, short from D15 to D19 only, never short. */
  beforeEach(async () => {
    const { pool } = bench.database;
    await pool.query(
      'DELETE FROM carteira_principal; DELETE FROM movimentacao_estoque; DELETE FROM programacao_producao',
    );
    await move(pool, STATUS.critical, '20');
    const critical = { product: STATUS.critical, name: 'Palmito inteiro', price: '10' };
    await addLine(pool, { ...critical, order: 'P-1', quantity: '50', date: '2026-03-03' });
    await move(pool, STATUS.warning, '58');
    const warning = { product: STATUS.warning, name: 'Azeitona verde' };
    await addLine(pool, { ...warning, order: 'P-2', quantity: '60', date: '2026-03-17' });
    await addReceipt(pool, STATUS.warning, '29', '2026-03-22');
    await move(pool, STATUS.fine, '12500');
  });

  const open = async (address = '/mapa', look = {}) => {
    const watched = await openAt(bench, address, look);
    await watched.page.locator('.live-live').waitFor();
    await watched.page.locator('.map-body [data-day]').first().waitFor();
    return watched;
  };
  const line = (page: Page, product: string) =>
    page.locator('.map-body .map-line', { has: page.getByRole('link', { name: product, exact: true }) });
  const cell = (page: Page, product: string, day: number) =>
    line(page, product).locator(`[data-day="${day}"]`);
  const products = (page: Page) => page.locator('.map-body .map-product a').allInnerTexts();
  const tile = (page: Page, name: RegExp) =>
    page.locator('.map-tiles').getByRole('button', { name }).locator('.tile-value');

  it('shows every product by day, the worst first, in colours and words, with nothing in the console', async () => {
    const { page, context, console: said } = await open('/mapa', { size: { width: 1920, height: 1080 } });
    await expect.poll(() => products(page)).toEqual([STATUS.critical, STATUS.warning, STATUS.fine]);
    const row = await line(page, STATUS.critical).locator('.map-lead > *').allInnerTexts();
    expect(row.map((text) => text.replace(/\s+/g, ' '))).toEqual([
      'CRITICO-1 Palmito inteiro',
      'Crítico',
      '20',
      '03/03',
      '1',
      'R$ 500',
    ]);
    const balances = await line(page, STATUS.critical).locator('[data-day]').allInnerTexts();
    expect(balances).toEqual(['20', ...Array.from({ length: 28 }, () => '-30')]);
    await expect.poll(() => cell(page, STATUS.fine, 0).textContent()).toBe('12k');
    await expect
      .poll(() => cell(page, STATUS.fine, 0).getAttribute('aria-label'))
      .toBe('02/03: saldo 12k (12.500)');
    await expect
      .poll(() => cell(page, STATUS.critical, 1).getAttribute('aria-label'))
      .toBe('03/03: saldo -30, em falta');
    const heads = await page.locator('.map-day').allInnerTexts();
    expect([heads.length, heads[0]?.split('\n'), heads[5]?.split('\n')]).toEqual([
      29,
      ['hoje', '02/03'],
      ['sáb', '07/03'],
    ]);
    await expect.poll(() => page.title()).toBe('Mapa de rupturas · Ruptura');
    const level = async (product: string, day: number) =>
      /heat-(deep|short|slight|low|some|good|ample|idle)/.exec(
        (await cell(page, product, day).getAttribute('class')) ?? '',
      )?.[1];
    // 60 in 29 days: 58 cover 28, -2 lack one, 27 cover 13. 50 in 29 days: -30 lack 17.
    expect([
      await level(STATUS.warning, 0),
      await level(STATUS.warning, 15),
      await level(STATUS.warning, 20),
      await level(STATUS.critical, 0),
      await level(STATUS.critical, 1),
      await level(STATUS.fine, 0),
    ]).toEqual(['ample', 'slight', 'good', 'good', 'deep', 'idle']);
    await cell(page, STATUS.warning, 20).hover();
    const told = page.locator('.map-point');
    await expect
      .poll(async () => ((await told.textContent()) ?? '').replace(/\s+/g, ' '))
      .toBe('ATENCAO-1dom 22/03/2026Saídas0Entradas29Saldo27cobre 13 dias de saída');
    await cell(page, STATUS.critical, 1).hover();
    await expect
      .poll(async () => ((await told.textContent()) ?? '').replace(/\s+/g, ' '))
      .toBe('CRITICO-1ter 03/03/2026Saídas50Entradas0Saldo-30faltam 17 dias de saída');
    expect(said).toEqual([]);
    await context.close();
  });

  it('tells orders and R$ at every width, and has most R$ first when asked', async () => {
    await addLine(bench.database.pool, {
      order: 'P-3',
      product: STATUS.warning,
      quantity: '90',
      date: '2026-03-18',
    });
    const { page, context } = await open('/mapa', { size: { width: 1024, height: 768 } });
    await page.getByLabel('Ordem').selectOption('Mais R$ em falta primeiro');
    await expect.poll(() => products(page)).toEqual([STATUS.warning, STATUS.critical, STATUS.fine]);
    expect(new URL(page.url()).searchParams.get('ordenar')).toBe('valor_aguardando');
    for (const width of [1024, 1280, 1920]) {
      await page.setViewportSize({ width, height: 768 });
      const lead = line(page, STATUS.critical);
      await expect.poll(() => lead.locator('.map-orders').textContent()).toBe('1');
      await expect
        .poll(async () => ((await lead.locator('.map-value').textContent()) ?? '').replace(/\s/g, ' '))
        .toBe('R$ 500');
      expect(await lead.locator('.map-value').isVisible(), String(width)).toBe(true);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    }
    await context.close();
  });

  it('opens the stock card on the day that is clicked', async () => {
    const { page, context } = await open();
    await cell(page, STATUS.warning, 15).click();
    await page.getByRole('heading', { name: STATUS.warning }).waitFor();
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe(
      '/produto?cod_produto=ATENCAO-1&dia=2026-03-17',
    );
    await page.locator('.day-open[data-date="2026-03-17"]').waitFor();
    await page.goBack();
    await cell(page, STATUS.warning, 15).waitFor();
    await context.close();
  });

  it('filters by tiles, choices and text, the address holds it, and a file has what is shown', async () => {
    const { page, context } = await open();
    await expect.poll(() => tile(page, /^Produtos/).textContent()).toBe('3');
    await page.getByRole('button', { name: /^Críticos/ }).click();
    await shown(page, '1 produto').waitFor();
    await expect.poll(() => products(page)).toEqual([STATUS.critical]);
    expect(new URL(page.url()).searchParams.get('status')).toBe('CRÍTICO');
    const again = await openAt(bench, `/mapa${new URL(page.url()).search}`);
    await shown(again.page, '1 produto').waitFor();
    await again.context.close();
    await page.locator('.toolbar').getByRole('button', { name: 'Status' }).click();
    await page.getByRole('checkbox', { name: 'Atenção' }).check();
    await shown(page, '2 produtos').waitFor();
    await page.keyboard.press('Escape');
    await page.getByLabel('Filtrar por código ou nome').fill('verde azeit');
    await expect.poll(() => products(page)).toEqual([STATUS.warning]);
    await page.getByRole('button', { name: 'Exportar' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'CSV, formato ISO' }).click();
    const stream = await (await download).createReadStream();
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const lines = Buffer.concat(chunks).toString('utf8').trim().split(/\r?\n/);
    expect(lines.slice(1).map((one) => one.split(',')[0])).toEqual([STATUS.warning]);
    await page.keyboard.press('Escape');
    // The tiles count what the text lets through, whatever the status.
    await expect.poll(() => tile(page, /^Produtos/).textContent()).toBe('1');
    await page.getByRole('button', { name: 'Limpar filtros' }).click();
    await shown(page, '3 produtos').waitFor();
    await page.getByLabel('Filtrar por código ou nome').fill('nada disso');
    await page.getByText('Nenhum produto passa por estes filtros').waitFor();
    await context.close();
  });

  it('is walked by the keyboard alone, day by day and product by product', async () => {
    const { page, context } = await open();
    for (let steps = 0; steps < 40; steps++) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate('document.activeElement.getAttribute("role")')) === 'grid') break;
    }
    const active = () =>
      page.evaluate(
        'document.getElementById(document.activeElement.getAttribute("aria-activedescendant"))?.getAttribute("aria-label")',
      );
    await expect.poll(() => active()).toBe('02/03: saldo 20');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => active()).toBe('03/03: saldo -30, em falta');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => active()).toBe('03/03: saldo 58');
    await page.keyboard.press('End');
    await expect.poll(() => active()).toBe('30/03: saldo 27');
    await expect.poll(() => page.locator('.map-point').textContent()).toContain('30/03/2026');
    await page.keyboard.press('Control+End');
    await expect.poll(() => active()).toBe('30/03: saldo 12k (12.500)');
    await page.keyboard.press('Control+Home');
    await expect.poll(() => active()).toBe('02/03: saldo 20');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: STATUS.critical }).waitFor();
    expect(new URL(page.url()).searchParams.get('dia')).toBe('2026-03-03');
    await context.close();
  });

  it('shows a plain SQL write in the cells it changes, and marks only those', async () => {
    const { page, context } = await open();
    await expect.poll(() => tile(page, /^Críticos/).textContent()).toBe('1');
    const client = await bench.database.connect();
    await client.query(
      "INSERT INTO programacao_producao (cod_produto, data_programacao, qtd_programada) VALUES ('OK-1', '2026-03-12', 500)",
    );
    await page.locator('[class*=heat-changed]').first().waitFor();
    const changed = await page
      .locator('[class*=heat-changed]')
      .evaluateAll((cells) => cells.map((one) => Number(one.getAttribute('data-day'))));
    expect(changed).toEqual(Array.from({ length: 19 }, (_, index) => index + 10));
    await expect.poll(() => cell(page, STATUS.fine, 10).textContent()).toBe('13k');
    // A product that recovers moves to its new place, and the tiles follow.
    await client.query(
      "UPDATE movimentacao_estoque SET qtd_movimentacao = 90 WHERE cod_produto = 'CRITICO-1'",
    );
    await client.end();
    await expect.poll(() => products(page)).toEqual([STATUS.warning, STATUS.critical, STATUS.fine]);
    await expect.poll(() => cell(page, STATUS.critical, 1).textContent()).toBe('40');
    await expect.poll(() => tile(page, /^Críticos/).textContent()).toBe('0');
    await context.close();
  });

  it('breaks no rule of accessibility', async () => {
    const { page, context } = await open();
    await cell(page, STATUS.critical, 1).hover();
    await page.locator('.map-figures dd .skeleton').first().waitFor({ state: 'detached' });
    expect(await violations(page)).toEqual([]);
    await page.locator('.filters .menu button').click();
    expect(await violations(page)).toEqual([]);
    await context.close();
  });
});
