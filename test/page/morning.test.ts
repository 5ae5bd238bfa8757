/**
 * What people come for in the morning, and how many clicks each takes from the page that opens first: on a book as a
 * distributor has it, what the page says held to what the API says.
 */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoBook } from '../../src/demo/book.ts';
import { loadDemo } from '../../src/demo/load.ts';
import { CHROMIUM } from '../embed/browser.ts';
import { dayOf, TODAY } from '../http/support.ts';
import { openAt, openPageBench, type PageBench, plainText, settled } from './support.ts';

const ORDERS = 500;

/** A person at the page, whose clicks are counted. */
class Planner {
  readonly page: Page;
  clicks = 0;

  constructor(page: Page) {
    this.page = page;
  }

  async click(what: Locator): Promise<void> {
    this.clicks++;
    await what.click();
  }

  async goTo(name: string): Promise<void> {
    await this.click(this.page.getByRole('navigation').getByRole('link', { name, exact: true }));
  }

  /** First cells of the rows on the screen, as links. */
  async first(): Promise<string> {
    const link = this.page.locator('.table-body [role=row] a').first();
    await link.waitFor();
    return (await link.textContent()) ?? '';
  }

  async tile(name: RegExp): Promise<string> {
    const tile = this.page.locator('.tiles').getByRole('button', { name });
    return plainText(await tile.textContent());
  }
}

describe.skipIf(CHROMIUM === null)('in the morning', () => {
  let bench: PageBench;
  let ask: <T>(path: string) => Promise<T>;

  beforeAll(async () => {
    bench = await openPageBench();
    const client = await bench.database.connect();
    await loadDemo(client, demoBook({ orders: ORDERS, seed: 1, today: dayOf(TODAY) }), { replace: false });
    await client.end();
    await bench.server.ruptura.fresh();
    ask = async <T>(path: string) => (await (await fetch(`${bench.server.url}${path}`)).json()) as T;
  }, 90_000);
  afterAll(async () => {
    await bench?.close();
  });

  const arrive = async () => {
    const { page, context } = await openAt(bench, '/');
    await settled(page);
    return { planner: new Planner(page), page, context };
  };

  interface Row {
    readonly cod_produto: string;
    readonly num_pedido: string;
  }

  it('what leaves today, and for how much, is there without a click', async () => {
    const { planner, context } = await arrive();
    const { totais } = await ask<{ totais: { podem_sair_hoje: { pedidos: number; valor: number } } }>(
      '/api/carteira?limite=1',
    );
    const { pedidos, valor } = totais.podem_sair_hoje;
    expect(pedidos).toBeGreaterThan(0);
    expect(await planner.tile(/Podem sair hoje/)).toContain(`${pedidos} · R$ ${thousands(valor)}`);
    expect(planner.clicks).toBe(0);
    await context.close();
  });

  it('which orders are late takes one', async () => {
    const { planner, page, context } = await arrive();
    const { total } = await ask<{ total: number }>('/api/carteira?situacao=ATRASADO&limite=1');
    await planner.click(page.locator('.tiles').getByRole('button', { name: /Atrasados/ }));
    await page
      .getByText(new RegExp(`^${total} pedidos?\\b`))
      .first()
      .waitFor();
    await expect.poll(() => page.locator('.table-body [role=row]').count()).toBeGreaterThan(0);
    const texts = await page.locator('.table-body [role=row]').allInnerTexts();
    expect(texts.filter((text) => !/atrasado/.test(text))).toEqual([]);
    expect(planner.clicks).toBe(1);
    await context.close();
  });

  it('the shortage to chase first by R$ takes one, and so do the products that run out this week', async () => {
    const { planner, context } = await arrive();
    const { produtos } = await ask<{ produtos: Row[] }>(
      '/api/estoque/rupturas?ordenar=valor_aguardando&sentido=desc&limite=1',
    );
    const week = await ask<{ total: number }>('/api/estoque/rupturas?esta_semana=1&limite=1');
    await planner.goTo('Produtos');
    expect(await planner.first()).toBe(produtos[0]!.cod_produto);
    await expect.poll(() => planner.tile(/Acabam esta semana/)).toContain(`${week.total}R$`);
    expect(planner.clicks).toBe(1);
    await context.close();
  });

  it('the receipts that free the most take one', async () => {
    const { planner, page, context } = await arrive();
    const { entradas } = await ask<{ entradas: Row[] }>(
      '/api/entradas?ordenar=valor_a_espera&sentido=desc&limite=3',
    );
    await planner.goTo('Entradas');
    const named = page.locator('.most-freeing a b');
    await expect.poll(() => named.allTextContents()).toEqual(entradas.map((row) => row.cod_produto));
    expect(planner.clicks).toBe(1);
    await context.close();
  });

  it('an order on the phone takes two', async () => {
    const { planner, page, context } = await arrive();
    const { pedidos } = await ask<{ pedidos: Row[] }>('/api/carteira?situacao=SEM_DATA&limite=1');
    const order = pedidos[0]!.num_pedido;
    await planner.click(page.getByRole('combobox', { name: /Buscar/ }));
    await page.keyboard.type(order);
    await planner.click(page.getByRole('option', { name: new RegExp(order) }).first());
    const drawer = page.getByRole('dialog', { name: `Pedido ${order}` });
    await drawer.getByRole('heading', { name: 'Ainda sem data para sair tudo' }).waitFor();
    expect(planner.clicks).toBe(2);
    await context.close();
  });

  it('a lot on paper takes two', async () => {
    const { planner, page, context } = await arrive();
    await planner.click(page.getByRole('button', { name: 'Imprimir' }));
    const [sheet] = await Promise.all([
      context.waitForEvent('page'),
      planner.click(page.getByRole('link', { name: 'Separação por lote' })),
    ]);
    await sheet.locator('tbody .box').first().waitFor();
    expect(planner.clicks).toBe(2);
    await context.close();
  });

  it('a sheet of orders by item takes two', async () => {
    const { planner, page, context } = await arrive();
    await planner.click(page.getByRole('button', { name: 'Exportar' }));
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      planner.click(page.getByRole('link', { name: /pedido × item/ })),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.xlsx$/);
    expect(planner.clicks).toBe(2);
    await context.close();
  });
});

/** As tiles round it: `1,2 mi`, `73,4 mil`. */
function thousands(value: number): string {
  const text = new Intl.NumberFormat('pt-BR', { notation: 'compact', maximumFractionDigits: 1 }).format(
    value,
  );
  return plainText(text);
}
