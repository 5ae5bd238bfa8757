import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM } from '../embed/browser.ts';
import { loadStates, STATES } from '../embed/support.ts';
import { addLine, move } from '../http/support.ts';
import { openAt, openPageBench, type PageBench, rowOf, settled, shown, violations } from './support.ts';

describe.skipIf(CHROMIUM === null)('the order book', () => {
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
  const words = (page: Page, order: string) =>
    page
      .locator('.table-body .table-row', { has: page.getByText(order, { exact: true }) })
      .locator('.availability-text')
      .textContent();

  it('shows every order in the words of the embedded button, with nothing in the console', async () => {
    const { page, context, console: said } = await open('/');
    const states = Object.entries(STATES);
    for (const [order, { text }] of states) expect([order, await words(page, order)]).toEqual([order, text]);
    await expect
      .poll(() => page.getByRole('grid').getAttribute('aria-rowcount'))
      .toBe(String(states.length + 1));
    await expect
      .poll(() => rowOf(page, 'P-ALTA'))
      .toEqual([
        'P-ALTA',
        '—',
        '—',
        '—',
        '04/03/2026',
        'R$ 100,00',
        'Disp. 50% | Total Disp. 10/03',
        'Alta',
        '10/03/2026',
        'atrasado 6 d',
        '—',
      ]);
    await expect.poll(() => page.title()).toBe('Carteira · Ruptura');
    await page.getByText('Hoje fixado em 02/03/2026').waitFor();
    await expect.poll(() => page.locator('.live-state').textContent()).toBe('ao vivo');
    await expect.poll(() => page.locator('.live-version').textContent()).toMatch(/^\d\d:\d\d:\d\d · v\d+$/);
    expect(said).toEqual([]);
    await context.close();
  });

  it('analyses by itself, says how it went, and forgets the run', async () => {
    const { page, context } = await openAt(bench, '/carteira');
    const forgotten = page.waitForResponse((response) => response.url().endsWith('/limpar-cache'));
    const started = await page.waitForRequest((request) => request.url().endsWith('/processar'));
    expect(started.postDataJSON()).toEqual({ todos: true, filtro: {}, detalhe: 'resumo' });
    await page.getByText(/^Analisados 7 pedidos em [\d,]+ s$/).waitFor();
    const { session_id } = (await forgotten).request().postDataJSON() as { session_id: string };
    const status = await fetch(`${bench.server.url}/api/ruptura/worker/status/${session_id}`);
    expect(status.status).toBe(404);
    await context.close();
  });

  it('filters by a tile, by text, choices and dates together, and the address holds it', async () => {
    const { page, context } = await open();
    await page.getByRole('button', { name: /^Críticos/ }).click();
    await shown(page, '1 pedido').waitFor();
    await expect.poll(() => rowOf(page, 'P-CRITICA')).not.toBeNull();
    await expect.poll(() => rowOf(page, 'P-OK')).toBeNull();
    expect(page.url()).toContain('criticidade=CRITICA');
    // The tiles go on telling of the whole book.
    await expect.poll(() => page.getByRole('button', { name: /^Pedidos/ }).textContent()).toContain('7');
    const again = await openAt(bench, new URL(page.url()).search);
    await shown(again.page, '1 pedido').waitFor();
    await again.context.close();
    await page.getByRole('button', { name: /^Críticos/ }).click();
    await shown(page, '7 pedidos').waitFor();
    await page.goBack();
    await shown(page, '1 pedido').waitFor();
    await page.goForward();
    await shown(page, '7 pedidos').waitFor();
    await page.getByLabel('Filtrar por pedido').fill('p-');
    await page.getByRole('search').getByRole('button', { name: 'Situação' }).click();
    await page.getByRole('checkbox', { name: /sem data/ }).check();
    await page.keyboard.press('Escape');
    await page.getByRole('search').getByRole('button', { name: 'Expedição' }).click();
    await page.getByLabel('Até').fill('2026-03-04');
    await shown(page, '3 pedidos').waitFor();
    const params = new URL(page.url()).searchParams;
    expect(Object.fromEntries(params)).toEqual({
      texto: 'p-',
      situacao: 'SEM_DATA',
      expedicao_ate: '2026-03-04',
    });
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Limpar filtros' }).click();
    await shown(page, '7 pedidos').waitFor();
    await context.close();
  });

  it('moves nothing under the pointer while a filter is asked for', async () => {
    const { page, context } = await open();
    await page.evaluate(`(() => {
      window.heights = new Set();
      const look = () => {
        window.heights.add(document.querySelector('.toolbar').getBoundingClientRect().top);
        requestAnimationFrame(look);
      };
      look();
    })()`);
    await page.route('**/api/carteira?**', async (route) => {
      await sleep(200);
      await route.continue();
    });
    await page.getByLabel('Filtrar por pedido').fill('P-OK');
    await shown(page, '1 pedido').waitFor();
    expect(await page.evaluate('window.heights.size')).toBe(1);
    await context.close();
  });

  it('sorts by a column, forwards and backwards, and shows the columns a person chooses', async () => {
    const { page, context } = await open();
    const first = () => page.locator('.table-row[aria-rowindex="2"] .table-cell').first().textContent();
    const header = page.getByRole('columnheader', { name: 'Valor' });
    await header.getByRole('button').click();
    await expect.poll(first).toBe('P-PRAZO');
    await expect.poll(() => header.getAttribute('aria-sort')).toBe('ascending');
    await header.getByRole('button').click();
    await expect.poll(first).toMatch(/P-(BAIXA|MEDIA)/);
    await expect.poll(() => header.getAttribute('aria-sort')).toBe('descending');
    await page.getByRole('button', { name: 'Colunas', exact: true }).click();
    await page.getByRole('checkbox', { name: 'Lote' }).uncheck();
    await page.getByRole('checkbox', { name: 'Itens em falta' }).check();
    await expect
      .poll(() => page.getByRole('columnheader').allInnerTexts())
      .toEqual([
        'Pedido',
        'Cliente',
        'Cidade',
        'UF',
        'Expedição',
        'Valor',
        'Disponibilidade',
        'Criticidade',
        'Promessa',
        'Situação',
        'Itens em falta',
      ]);
    expect((await rowOf(page, 'P-CRITICA'))?.at(-1)).toBe('4 de 4');
    await context.close();
  });

  it('saves a view by Enter, for all or to begin with, opens it again, and gives its rows as a file', async () => {
    const { page, context } = await open('/carteira?criticidade=ALTA&ordenar=cliente');
    await page.getByRole('button', { name: 'Visões' }).click();
    await page.getByRole('button', { name: 'Salvar esta visão…' }).click();
    // The field has the focus: a name and Enter are all it takes.
    await page.keyboard.type('Altas por cliente');
    await page.getByRole('checkbox', { name: 'Abrir a carteira com esta visão' }).check();
    await page.getByLabel('Nome da visão').press('Enter');
    await page.getByText('Visão “Altas por cliente” salva.').waitFor();
    await context.close();
    // Kept in the database: another browser begins with it.
    const again = await open('/carteira');
    await shown(again.page, '2 pedidos').waitFor();
    expect(new URL(again.page.url()).search).toBe('?criticidade=ALTA&ordenar=cliente');
    await again.page.getByRole('button', { name: 'Exportar' }).click();
    const download = again.page.waitForEvent('download');
    await again.page.getByRole('link', { name: 'CSV, formato ISO' }).click();
    const stream = await (await download).createReadStream();
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    expect(
      Buffer.concat(chunks)
        .toString('utf8')
        .match(/^"?P-[A-Z]+/gm),
    ).toEqual(['P-ALTA', 'P-PRAZO']);
    await again.page.getByRole('button', { name: 'Visões' }).click();
    await again.page.getByRole('button', { name: 'Carteira inteira' }).click();
    await shown(again.page, '7 pedidos').waitFor();
    await again.page.getByRole('button', { name: 'Visões' }).click();
    await again.page.getByRole('button', { name: 'Apagar a visão Altas por cliente' }).click();
    await again.page.getByText('Nenhuma visão salva ainda.').waitFor();
    await again.context.close();
  });

  it('says what leaves on each of the next days, and lists the orders of one', async () => {
    const { page, context } = await open();
    const strip = page.getByRole('toolbar', { name: 'Promessas dos próximos 14 dias' });
    await expect.poll(() => strip.getByRole('button').count()).toBe(14);
    await expect.poll(() => strip.getByRole('button').first().getAttribute('aria-current')).toBe('date');
    // One stop of the Tab key; arrows go on from there.
    const day = strip.getByRole('button', { name: /10\/03\/2026: \d+ pedidos? prometidos?/ });
    await strip.getByRole('button').first().focus();
    for (let steps = 0; steps < 8; steps++) await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toContain('10/03/2026');
    await page.keyboard.press('Enter');
    await expect.poll(() => day.getAttribute('aria-pressed')).toBe('true');
    await expect.poll(() => rowOf(page, 'P-ALTA')).not.toBeNull();
    await expect.poll(() => rowOf(page, 'P-OK')).toBeNull();
    expect(new URL(page.url()).search).toBe('?promessa_de=2026-03-10&promessa_ate=2026-03-10');
    await page.getByRole('button', { name: 'Tirar o filtro Promessa: 10/03/2026' }).click();
    await shown(page, '7 pedidos').waitFor();
    await context.close();
  });

  it('gathers orders with their R$, opens a group by the keyboard, and keeps that in the address', async () => {
    const { page, context } = await open();
    await page.getByRole('button', { name: 'Agrupar' }).click();
    await page.getByRole('radio', { name: 'Dia de expedição' }).check();
    await page.keyboard.press('Escape');
    const grid = page.getByRole('treegrid');
    const groups = page.locator('.row-heading');
    await expect.poll(() => groups.count()).toBeGreaterThan(1);
    const first = groups.first();
    const count = Number(/(\d+) pedidos?/.exec((await first.textContent()) ?? '')?.[1]);
    await expect.poll(() => first.locator('strong').last().textContent()).toMatch(/^R\$/);
    await grid.focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => first.getAttribute('aria-expanded')).toBe('true');
    await expect.poll(() => page.locator('.table-body .table-row[aria-level="2"] a').count()).toBe(count);
    expect(await violations(page)).toEqual([]);
    const again = await openAt(bench, `/carteira${new URL(page.url()).search}`);
    await expect.poll(() => again.page.locator('.table-row[aria-level="2"] a').count()).toBe(count);
    await again.context.close();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => first.getAttribute('aria-expanded')).toBe('false');
    await context.close();
  });

  it('keeps promise and status in sight on a tablet, and tiles in one row', async () => {
    const { page, context } = await open('/carteira', { size: { width: 1024, height: 768 } });
    for (const name of ['Promessa', 'Situação']) {
      const box = await page.getByRole('columnheader', { name }).boundingBox();
      expect([name, (box?.x ?? 0) + (box?.width ?? 1e9) <= 1024]).toEqual([name, true]);
    }
    expect(
      await page.evaluate(
        "new Set([...document.querySelectorAll('.tile')].map((one) => one.offsetTop)).size",
      ),
    ).toBe(1);
    await context.close();
  });

  it('shows an old link without what there is not, and keeps the rows when the server is away', async () => {
    const { page, context } = await open('/carteira?pedido_ok=talvez&criticidade=ALTA');
    await page
      .getByText('Este endereço pedia o que não existe, e isso ficou de fora: Falta “talvez”')
      .waitFor();
    await shown(page, '2 pedidos').waitFor();
    await page.route('**/api/carteira?**ordenar=cliente**', (route) => route.abort());
    await page.getByRole('columnheader', { name: 'Cliente' }).getByRole('button').click();
    await page.getByText(/^As linhas abaixo são as de antes: O servidor não responde/).waitFor();
    await expect.poll(() => rowOf(page, 'P-ALTA')).not.toBeNull();
    await page.unroute('**/api/carteira?**ordenar=cliente**');
    await page.locator('.list-notice').getByRole('button', { name: 'Tentar de novo' }).click();
    await page.getByText(/^As linhas abaixo são as de antes/).waitFor({ state: 'detached' });
    await context.close();
  });

  it('opens an order beside the list, what it lacks, balances, holders, receipts; or says that it is gone', async () => {
    const { page, context } = await open();
    await page.getByRole('link', { name: 'P-ALTA', exact: true }).click();
    const drawer = page.getByRole('dialog', { name: 'Pedido P-ALTA' });
    await drawer.getByRole('heading', { name: 'Sai tudo em 10/03' }).waitFor();
    await drawer.getByText('Faltam 5 de CHEGA-10; espera a entrada de 50 em 10/03.').waitFor();
    const item = drawer.locator('.item-short');
    const figures = () => item.locator('.figure').allInnerTexts();
    await expect
      .poll(async () => (await figures()).map((text) => text.replace(/\s+/g, ' ')))
      .toEqual(['Sai em 10/03', 'Saldo 5', 'Est.Hoje 0', 'Est.Min.D+7 0', 'Prod.Hoje 0', 'Valor R$ 50,00']);
    await expect.poll(() => item.locator('.chip').textContent()).toBe('50 em 10/03');
    await item.getByRole('button', { name: 'Gráfico de CHEGA-10' }).click();
    await item.locator('.chart-drawing').waitFor();
    await expect.poll(() => item.locator('.chart table caption').textContent()).toContain('CHEGA-10');
    await expect.poll(() => item.locator('.chart table.hidden-label tbody tr').count()).toBe(29);
    expect(page.url()).toContain('pedido=P-ALTA');
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    await page.goto(`${bench.server.url}/carteira?pedido=P-DISPUTADO`);
    const contested = page.getByRole('dialog', { name: 'Pedido P-DISPUTADO' });
    await contested
      .getByText('O estoque cobre 10 de DISPUTA, mas 1 reserva vem antes na fila e fica com 10 (P-OUTRO)')
      .waitFor();
    const queue = contested.locator('.causes', { hasText: 'Antes na fila' });
    await expect.poll(() => queue.getByRole('button').allInnerTexts()).toEqual(['P-OUTRO\n10, separação']);
    await page.goto(`${bench.server.url}/carteira?pedido=NAO-HA`);
    await page.getByText('O pedido NAO-HA não tem mais saldo em aberto, ou não existe.').waitFor();
    await context.close();
  });

  it('is worked by the keyboard alone', async () => {
    const { page, context } = await open();
    await page.keyboard.press('Tab');
    await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Ir para o conteúdo');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate('document.activeElement.getAttribute("role")')).toBe('grid');
    const active = () =>
      page.evaluate(
        'document.getElementById(document.activeElement.getAttribute("aria-activedescendant"))?.getAttribute("aria-rowindex")',
      );
    await expect.poll(() => active()).toBe('2');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => active()).toBe('3');
    await page.keyboard.press('End');
    await expect.poll(() => active()).toBe('8');
    const order = await page.locator('.row-active .table-cell').first().textContent();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: `Pedido ${order}` }).waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.tagName')).toBe('H2');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate('document.activeElement.getAttribute("role")')).toBe('grid');
    // Orders are found from anywhere.
    await page.keyboard.press('/');
    await page.keyboard.type('p-med');
    await page.getByRole('option', { name: /P-MEDIA/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Pedido P-MEDIA' }).waitFor();
    await page.keyboard.press('Control+k');
    await expect.poll(() => page.evaluate('document.activeElement.getAttribute("role")')).toBe('combobox');
    await context.close();
  });

  it('speaks English and keeps the choice', async () => {
    const { page, context } = await open();
    await page.getByRole('button', { name: 'Preferências' }).click();
    await page.getByLabel('Idioma', { exact: true }).selectOption('en');
    await page.getByRole('heading', { name: 'Order book' }).waitFor();
    await expect.poll(() => words(page, 'P-ALTA')).toBe('50% avail. | All avail. 10 Mar');
    await page.reload();
    await page.getByRole('heading', { name: 'Order book' }).waitFor();
    await expect.poll(() => page.evaluate('document.documentElement.lang')).toBe('en');
    await context.close();
  });

  it('breaks no rule of accessibility', async () => {
    const { page, context } = await open('/carteira?pedido=P-CRITICA');
    await page.locator('.item').first().waitFor();
    await page.locator('.sparkline').first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.locator('.drawer').waitFor({ state: 'detached' });
    await page.locator('.filters .menu button').nth(1).click();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('p');
    await page.getByRole('option').first().waitFor();
    expect(await violations(page)).toEqual([]);
    await context.close();
  });

  it('greets an empty filter, and new orders that pass it; tells of a page there is not', async () => {
    const { page, context } = await open('/carteira?texto=ninguem');
    await page.getByText('Nenhum pedido passa por estes filtros').waitFor();
    await move(bench.database.pool, 'CHEIO', '1');
    await addLine(bench.database.pool, { order: 'NINGUEM-1', product: 'CHEIO', quantity: '1', date: null });
    await page.getByRole('link', { name: 'NINGUEM-1' }).waitFor();
    await bench.database.pool.query("DELETE FROM carteira_principal WHERE num_pedido = 'NINGUEM-1'");
    await page.getByText('Nenhum pedido passa por estes filtros').waitFor();
    await page.evaluate("history.pushState(null, '', '/nada'); dispatchEvent(new PopStateEvent('popstate'))");
    await page.getByRole('heading', { name: 'Página não encontrada' }).waitFor();
    await page.getByRole('link', { name: 'Abrir a carteira' }).click();
    await page.getByRole('heading', { name: 'Carteira' }).waitFor();
    await context.close();
  });
});
