/** How a collection is begun on the page: its list read, a dry run, the person signed in; at every width. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cli } from '../cli/support.ts';
import { CHROMIUM } from '../embed/browser.ts';
import { windowlessBrowser } from '../portal/windowless-browser.ts';
import { type ColetasBench, collectByHttp, dropFile, openColetasBench, standing } from './coletas-bench.ts';
import { contrastViolations, openAt, rowOf, violations } from './support.ts';

function listOf(text: string, name = 'pedidos.csv') {
  return { name, mimeType: 'text/csv', buffer: Buffer.from(text) };
}

/** Things wider than the window, by which it could be scrolled sideways. */
const WIDTHS = '[document.documentElement.scrollWidth, document.body.scrollWidth, innerWidth]';

describe.skipIf(CHROMIUM === null)('a collection', () => {
  let bench: ColetasBench;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ruptura-page-window-'));
    vi.stubEnv('CHROMIUM', await windowlessBrowser(CHROMIUM!, folder));
    vi.stubEnv('DISPLAY', ':99');
    bench = await openColetasBench({
      purchases: 3,
      scenes: ['plain', 'empty', 'requisitions'],
      filesPerPurchase: 2,
      singleSignOn: true,
    });
  });
  afterAll(async () => {
    await bench?.close();
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true, force: true });
  });

  const chosen = (page: Page, text: string) =>
    page.locator('.list-box input[type=file]').setInputFiles(listOf(text));
  const counts = (page: Page) => page.locator('.preview-counts');

  it('needs somebody signed in: the window of the server says how it stands, and is closed from the page', async () => {
    const { page, context, console: said } = await openAt(bench.pages, '/coletas');
    await page.getByText('Ninguém entrou ainda').waitFor();
    // Nobody signs in for an API.
    await page.getByRole('combobox', { name: 'Portal' }).selectOption('coupa-api');
    await page.getByText('API oficial: sem credenciais').waitFor();
    await page.getByText('COUPA_CLIENT_ID').waitFor();
    await page.getByRole('combobox', { name: 'Portal' }).selectOption('coupa');
    await page.getByRole('button', { name: 'Entrar no portal' }).click();
    await page.getByText('esperando você entrar').waitFor({ timeout: 30_000 });
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Fechar a janela' }).click();
    await page.getByText('A janela fechou e ninguém entrou').waitFor();
    // Without a screen here, a file from elsewhere does.
    await page.getByText('Entrar em outra máquina').click();
    await page.getByText(`--base-url ${bench.portal.base} --estado sessao.json`).waitFor();
    await bench.signIn();
    bench.portal.expireSessions();
    await page.getByRole('button', { name: 'Conferir de novo' }).click();
    await page.getByText('Sessão expirada').waitFor();
    // Single sign-on knows the person, as a window does that was used before.
    await page.getByRole('button', { name: 'Entrar no portal' }).click();
    await page.getByText('Sessão válida').waitFor({ timeout: 30_000 });
    expect(said).toEqual([]);
    await context.close();
  }, 90_000);

  it('begins with nothing but a list that was read: which column, how many, what is wrong with it', async () => {
    await bench.signIn();
    const [first = '', second = ''] = bench.portal.purchases;
    const { page, context } = await openAt(bench.pages, '/coletas');
    await page.getByText('Sessão válida').waitFor();
    await dropFile(page, listOf(`Pedido;Situação\nPO${first};x\n${first};y\nnada;z\n${second};w\n`));
    await counts(page).getByText('2 pedidos a coletar').waitFor();
    await counts(page).getByText('1 linha repetida').waitFor();
    await page.getByText('1 linha recusada').click();
    await page.locator('.preview-rejected', { hasText: 'Linha 4:' }).getByText('"nada"').waitFor();
    expect(await page.getByLabel('Coluna dos pedidos de compra').inputValue()).toBe('Pedido');
    expect(await page.locator('.preview-rows tbody tr').count()).toBe(4);
    expect(await violations(page)).toEqual([]);
    // Dropped and read, and nothing has begun.
    await page.getByText('Nenhuma coleta ainda').waitFor();

    await chosen(page, `Código;Valor\n${first};1\n${second};2\n`);
    await page.locator('.preview').getByRole('alert').waitFor();
    await page.getByRole('button', { name: 'Coletar', exact: true }).click();
    await expect.poll(() => page.getByRole('alert').count()).toBe(2);
    await page.getByLabel('Coluna dos pedidos de compra').selectOption('Código');
    await counts(page).getByText('2 pedidos a coletar').waitFor();
    await context.close();
  });

  it('is looked at first, and then collected from the same list', async () => {
    const { page, context, console: said } = await openAt(bench.pages, '/coletas');
    await page.getByText('Sessão válida').waitFor();
    const list = ['Código', ...bench.portal.purchases].join('\n');
    await chosen(page, list);
    await page.getByLabel('Coluna dos pedidos de compra').selectOption('Código');
    await collectByHttp(page, 'Simular');
    await standing(page, 'Concluída').waitFor({ timeout: 60_000 });
    await page.locator('.collection-head').getByText('Simulação').waitFor();
    const heads = page.locator('.table-head [role=columnheader]');
    await expect
      .poll(() => heads.allInnerTexts())
      .toEqual(expect.arrayContaining(['Dito', 'Encontrado', 'O que falta']));
    const [first = ''] = bench.portal.purchases;
    const wanted = bench.portal.expectedFiles(first).length;
    await expect.poll(async () => (await rowOf(page, first))?.slice(4, 6)).toEqual([String(wanted), '0']);
    await page.locator('.table-row', { hasText: first }).click();
    const drawer = page.getByRole('dialog');
    const parts = drawer.locator('.evidence-table tbody');
    await parts.getByRole('rowheader', { name: 'Formulário' }).waitFor();
    expect(await parts.getByText('nem tudo veio').count()).toBe(0);
    await drawer.getByRole('heading', { name: 'O que viria' }).waitFor();
    await expect.poll(() => drawer.locator('.file').count()).toBe(wanted);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Coletar', exact: true }).click();
    await page.locator('.collection-head').getByText('Simulação').waitFor({ state: 'detached' });
    await standing(page, 'Concluída').waitFor({ timeout: 60_000 });
    const tile = (name: string) =>
      page.locator('.tile', { hasText: name }).locator('.tile-value').textContent();
    await expect.poll(() => Promise.all([tile('Completos'), tile('Sem anexos')])).toEqual(['2', '1']);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Tudo (ZIP)' }).click();
    expect((await download).suggestedFilename()).toMatch(/^pedidos-[\d-]+-\w{4}\.zip$/);
    expect(said).toEqual([]);
    await context.close();
  }, 120_000);

  it('says until when the portal is left alone', async () => {
    bench.portal.setClosed({ status: 503, retryAfter: 3_600 });
    const query = 'modo=http&workers=1&arquivo=pedidos.csv';
    const begun = await fetch(`${bench.url}/api/coletas?${query}`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: ['PO_NUMBER', ...bench.portal.purchases].join('\n'),
    });
    const { coleta } = (await begun.json()) as { coleta: { coleta_id: string } };
    const { page, context } = await openAt(bench.pages, `/coletas?coleta=${coleta.coleta_id}`);
    const notice = page.locator('.collection-notice');
    await notice.getByText(/até \d\d:\d\d:\d\d \(faltam (59|1 h)/).waitFor();
    expect(await violations(page)).toEqual([]);
    await context.close();
    bench.portal.setClosed(null);
    await fetch(`${bench.url}/api/coletas/${coleta.coleta_id}?agora=1`, { method: 'DELETE' });
  });

  it('that begins by itself is listed with its next time, and removed', async () => {
    const list = join(folder, 'toda manhã.csv');
    await writeFile(list, ['PO_NUMBER', ...bench.portal.purchases].join('\n'));
    const environment = { DATABASE_URL: bench.pages.database.url, COUPA_URL: bench.portal.base };
    const { code } = await cli(['coletar', list, '--agenda', 'seg-sex 06:00'], { environment });
    expect(code).toBe(0);
    const { page, context } = await openAt(bench.pages, '/coletas');
    const card = page.locator('.schedule-card', { hasText: 'toda manhã.csv' });
    await card.getByText('seg-sex 06:00').waitFor();
    await card.getByText(/próxima: \d\d\/\d\d\/\d{4} \d\d:\d\d/).waitFor();
    await card.getByText('ainda não começou nenhuma vez').waitFor();
    expect(await violations(page)).toEqual([]);
    await card.getByRole('button', { name: 'Remover a agenda' }).click();
    await page.getByRole('button', { name: 'Remover a agenda seg-sex 06:00' }).click();
    await card.waitFor({ state: 'detached' });
    await context.close();
  });

  it.each([390, 768, 1024])('fits a window of %i pixels, in both themes', async (width) => {
    const { page, context } = await openAt(bench.pages, '/coletas', { size: { width, height: 844 } });
    await page.locator('.session .badge').waitFor();
    await chosen(page, `${'Um título bem comprido;'.repeat(8)}PO\n${'x;'.repeat(8)}15262900\n`);
    await counts(page).waitFor();
    await page.getByText('Mais opções').click();
    const fits = async (theme: string): Promise<void> => {
      await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
      expect(await page.evaluate(WIDTHS)).toEqual([width, width, width]);
      expect(await contrastViolations(page)).toEqual([]);
    };
    for (const theme of ['light', 'dark']) await fits(theme);
    await page.locator('.collection-card').first().click();
    await page.locator('.crew-summary').waitFor();
    for (const theme of ['light', 'dark']) await fits(theme);
    await page.locator('.table-row', { hasText: bench.portal.purchases[0]! }).click();
    await page.locator('.drawer .outcome').waitFor();
    for (const theme of ['light', 'dark']) await fits(theme);
    await context.close();
  });

  it('fits every window while it runs, with all that can be done', async () => {
    const [first = '', , last = ''] = bench.portal.purchases;
    bench.portal.setFault(first, { on: 'file', which: 0, kind: 'status', status: 403 });
    bench.portal.setFault(last, { on: 'file', which: 0, kind: 'slow', ms: 60_000 });
    const query = 'modo=http&workers=1&arquivo=uma%20lista%20com%20um%20nome%20comprido.csv';
    const begun = await fetch(`${bench.url}/api/coletas?${query}`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: ['PO_NUMBER', first, last].join('\n'),
    });
    const { coleta } = (await begun.json()) as { coleta: { coleta_id: string } };
    const { page, context } = await openAt(bench.pages, `/coletas?coleta=${coleta.coleta_id}`);
    await page.getByRole('button', { name: 'Repetir os que falharam' }).waitFor();
    await page.getByRole('link', { name: 'Tudo (ZIP)' }).waitFor();
    for (const width of [390, 768, 1024, 1180, 1280]) {
      await page.setViewportSize({ width, height: 844 });
      expect(await page.evaluate(WIDTHS)).toEqual([width, width, width]);
    }
    await context.close();
    for (const one of [first, last]) bench.portal.setFault(one, null);
    await fetch(`${bench.url}/api/coletas/${coleta.coleta_id}?agora=1`, { method: 'DELETE' });
  });
});
