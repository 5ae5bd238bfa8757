/** What stands around every page: keys, search, terms and addresses that lead nowhere. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM } from '../embed/browser.ts';
import { loadStates, STATES } from '../embed/support.ts';
import { openAt, openPageBench, type PageBench, settled, violations } from './support.ts';

describe.skipIf(CHROMIUM === null)('around the pages', () => {
  let bench: PageBench;

  beforeAll(async () => {
    bench = await openPageBench();
    await loadStates(bench.database);
  });
  afterAll(async () => {
    await bench?.close();
  });

  const open = async (address = '/carteira', look = {}) => {
    const watched = await openAt(bench, address, look);
    await settled(watched.page);
    return watched;
  };
  const focused = (page: Page): Promise<string> =>
    page.evaluate("document.activeElement.getAttribute('role') ?? document.activeElement.tagName");
  const openOrder = (page: Page): Promise<string | null> =>
    page.evaluate("new URL(location.href).searchParams.get('pedido')");

  it('three Tabs from the start lead to the list, and j, k, Enter and Esc walk its orders', async () => {
    const { page, context } = await open();
    let tabs = 0;
    while ((await focused(page)) !== 'grid' && tabs < 3) {
      await page.keyboard.press('Tab');
      tabs++;
      if (await page.evaluate("document.activeElement.matches('.skip')")) await page.keyboard.press('Enter');
    }
    expect([tabs <= 3, await focused(page)]).toEqual([true, 'grid']);
    const orders = await page.locator('.table-body .table-row [role=gridcell]:first-child').allInnerTexts();
    expect(orders.length).toBe(Object.keys(STATES).length);
    const active = () => page.locator('.row-active [role=gridcell]').first().textContent();
    await page.keyboard.press('j');
    await expect.poll(active).toBe(orders[1]);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: `Pedido ${orders[1]}` }).waitFor();
    await page.keyboard.press('j');
    await expect.poll(() => openOrder(page)).toBe(orders[2]);
    await page.keyboard.press('k');
    await page.keyboard.press('k');
    await expect.poll(() => openOrder(page)).toBe(orders[0]);
    // There is nothing before the first.
    await page.keyboard.press('k');
    await page.getByRole('button', { name: 'Próximo pedido' }).click();
    await expect.poll(() => openOrder(page)).toBe(orders[1]);
    await expect.poll(active).toBe(orders[1]);
    await page.keyboard.press('Escape');
    await expect.poll(() => openOrder(page)).toBeNull();
    await context.close();
  });

  it('select orders one by one, as a range and all of a filter, and write an owner about them', async () => {
    const { page, context } = await open();
    const bar = page.getByRole('region', { name: 'Seleção' });
    const count = Object.keys(STATES).length;
    await page.getByRole('grid').focus();
    await page.keyboard.press('x');
    await bar.getByText('1 pedido selecionado').waitFor();
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await bar.getByText('3 pedidos selecionados').waitFor();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press(' ');
    await bar.getByText('2 pedidos selecionados').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect.poll(() => bar.count()).toBe(0);
    await page.goto(`${bench.server.url}/carteira?situacao=ATRASADO`);
    await settled(page);
    const late = await page.locator('.table-body .table-row [role=gridcell]:first-child').allTextContents();
    expect([late.length > 0, late.length < count]).toEqual([true, true]);
    await page.getByRole('checkbox', { name: 'Selecionar todos os pedidos do filtro' }).check();
    await bar
      .getByText(late.length === 1 ? '1 pedido selecionado' : `${late.length} pedidos selecionados`)
      .waitFor();
    await bar.getByRole('button', { name: 'Responsável…' }).click();
    await page.keyboard.type('Ana');
    await page.keyboard.press('Enter');
    await page.getByText(/^\d+ pedidos? alterados?\.$/).waitFor();
    const noted = await bench.database.pool.query<{ num_pedido: string }>(
      `SELECT num_pedido FROM anotacao_pedido WHERE responsavel = 'Ana' ORDER BY 1`,
    );
    expect(noted.rows.map((row) => row.num_pedido)).toEqual([...late].sort());
    await expect.poll(() => bar.count()).toBe(0);
    await context.close();
  });

  it('put the order beside the list for good, which keeps its answer and the focus', async () => {
    const { page, context } = await open();
    await page.getByRole('button', { name: 'Lista e pedido lado a lado' }).click();
    await page.getByRole('grid').focus();
    await page.keyboard.press('Enter');
    const order = page.getByRole('region', { name: /^Pedido / });
    await order.waitFor();
    expect(await focused(page)).toBe('grid');
    const first = await openOrder(page);
    await page.keyboard.press('j');
    await expect.poll(() => openOrder(page)).not.toBe(first);
    const [list, beside] = await Promise.all([page.getByRole('grid').boundingBox(), order.boundingBox()]);
    expect(list!.x + list!.width).toBeLessThanOrEqual(beside!.x + 1);
    const titles = await page.getByRole('columnheader').allTextContents();
    expect(titles).toEqual(expect.arrayContaining(['Pedido', 'Disponibilidade', 'Promessa', 'Situação']));
    expect(await violations(page)).toEqual([]);
    await page.reload();
    await order.waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => openOrder(page)).toBeNull();
    // Below, it lies above the list.
    await page.setViewportSize({ width: 1024, height: 768 });
    await page.getByRole('link', { name: 'P-ALTA', exact: true }).click();
    await page.getByRole('dialog', { name: 'Pedido P-ALTA' }).waitFor();
    await context.close();
  });

  it('? lists the keys, which are silent in fields and can be switched off', async () => {
    const { page, context } = await open();
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Atalhos do teclado' });
    await help.getByText('Selecionar a linha').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('dialog').count()).toBe(0);
    // In a field a key is a letter.
    await page.keyboard.press('/');
    await page.keyboard.type('?jx');
    await expect.poll(() => page.getByRole('combobox').inputValue()).toBe('?jx');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Preferências' }).click();
    await page.getByLabel('Atalhos de uma tecla').uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.keyboard.press('Control+k');
    await expect.poll(() => page.getByRole('combobox').evaluate((box) => box.matches(':focus'))).toBe(true);
    expect(await help.count()).toBe(0);
    await context.close();
  });

  it('Ctrl+K goes to pages, filters and looks; what was found stands beside what can be done', async () => {
    const { page, context } = await open();
    await page.keyboard.press('Control+k');
    const options = page.getByRole('option');
    await options.filter({ hasText: 'Mapa de rupturas' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.type('escura');
    await expect.poll(() => options.allInnerTexts()).toEqual(['Escura']);
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('atrasados');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.url()).toContain('situacao=ATRASADO');
    await page.keyboard.press('/');
    await page.keyboard.type('P-ALT');
    await options.filter({ hasText: 'P-ALTA' }).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => openOrder(page)).toBe('P-ALTA');
    await context.close();
  });

  it('explain a term by hover and by focus, until Esc', async () => {
    const { page, context } = await open();
    const tip = page.getByRole('tooltip');
    await page.locator('.tile [data-term=criticidade]').hover();
    await tip.getByText('Tamanho da ruptura.').waitFor();
    // The pointer may go to the explanation and read it there.
    await tip.hover();
    await page.keyboard.press('Escape');
    await expect.poll(() => tip.count()).toBe(0);
    await page.getByRole('button', { name: /^Podem sair hoje/ }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    await tip.getByText('Pedidos prometidos para hoje').waitFor();
    const described = await page.evaluate("document.activeElement.getAttribute('aria-describedby')");
    expect(await tip.getAttribute('id')).toBe(described);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Tab');
    await expect.poll(() => tip.getByText('Pedidos prometidos para hoje').count()).toBe(0);
    await context.close();
  });

  it('say so where an address leads nowhere, and list the terms where one asks for the glossary', async () => {
    const { page, context } = await openAt(bench, '/nada');
    await page.getByRole('heading', { name: 'Página não encontrada' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Glossário' }).click();
    await page.getByRole('term').filter({ hasText: 'Disputado' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await context.close();
  });
});
