import { createHash } from 'node:crypto';
import type { Download, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM } from '../embed/browser.ts';
import { storageState } from '../portal/storage-state.ts';
import {
  type ColetasBench,
  collectByHttp,
  dropFile,
  listFile,
  noteWork,
  openColetasBench,
  seenWork,
  standing,
} from './coletas-bench.ts';
import { openAt, rowOf, violations } from './support.ts';

async function bytesOf(download: Download): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describe.skipIf(CHROMIUM === null)('the collections', () => {
  let bench: ColetasBench;
  /** A purchase whose second file fails until it is tried once more. */
  let faulty: string;

  beforeAll(async () => {
    bench = await openColetasBench({
      purchases: 6,
      scenes: ['plain', 'requisitions', 'twins'],
      filesPerPurchase: 3,
      pageMs: 150,
    });
    faulty = bench.portal.purchases[3]!;
  });
  afterAll(async () => {
    await bench?.close();
  });

  const begin = async (page: Page): Promise<void> => {
    await collectByHttp(page);
    await page.getByRole('heading', { name: /\.csv$/ }).waitFor();
  };
  const tile = (page: Page, name: string) => page.locator('.tile', { hasText: name }).locator('.tile-value');
  const idOf = (page: Page): string => new URL(page.url()).searchParams.get('coleta') ?? '';

  it('say that nobody has signed in, how to, and take a session that was made elsewhere', async () => {
    const { page, context, console: said } = await openAt(bench.pages, '/coletas');
    await page.getByText('Ninguém entrou ainda').waitFor();
    await page.getByText(`ruptura coletar entrar --base-url ${bench.portal.base}`).waitFor();
    await page.getByText('Nenhuma coleta ainda').waitFor();
    const wrong = { name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('[]') };
    const chooser = page.locator('.session input[type=file]');
    await chooser.setInputFiles(wrong);
    await page.getByRole('alert').getByText('x.json').waitFor();
    const state = Buffer.from(JSON.stringify(await storageState(bench.portal.base)));
    await chooser.setInputFiles({ name: 'sessao.json', mimeType: 'application/json', buffer: state });
    await page.getByText('Sessão válida').waitFor();
    // What the server refused is told by the browser too.
    expect(said.filter((line) => !line.includes('400'))).toEqual([]);
    await context.close();
  });

  it('begin with a list that is dropped, go on live, and end with its result', async () => {
    bench.portal.setFault(faulty, { on: 'file', which: 1, kind: 'status', status: 403, times: 1 });
    // Long enough to be looked at, however busy the machine is.
    bench.portal.setFault(bench.portal.purchases[5]!, { on: 'page', kind: 'slow', ms: 3_000, times: 1 });
    const { page, context, console: said } = await openAt(bench.pages, '/coletas');
    await page.getByText('Sessão válida').waitFor();
    await page.getByRole('button', { name: 'Coletar', exact: true }).click();
    await page.getByRole('alert').getByText('Escolha a lista').waitFor();
    await dropFile(page, listFile([...bench.portal.purchases, '19999999', 'x1']));
    await page.getByText('pedidos de março.csv').waitFor();
    await noteWork(page);
    await begin(page);
    await page.getByRole('heading', { name: 'Resumo por worker' }).waitFor({ timeout: 60_000 });
    await standing(page, 'Concluída').waitFor();
    const seen = await seenWork(page);
    expect(seen).toMatchObject({ rows: 2, isLive: true });
    expect(seen.states).toEqual(expect.arrayContaining(['Em andamento', 'Concluída']));
    expect(seen.titles).toEqual([
      ...['Worker ID', 'PO Atual', 'Status', 'Tempo', 'Arquivos', 'Veloc.', 'Prontos', 'Falhas', 'Ocupado'],
      'Transferindo',
    ]);

    await expect.poll(() => tile(page, 'Pedidos').first().textContent()).toBe('7 de 7');
    await expect.poll(() => tile(page, 'Completos').textContent()).toBe('5');
    await expect.poll(() => tile(page, 'Com falha').textContent()).toBe('2');
    const causes = page.locator('.crew-table').nth(1).locator('tbody th');
    await expect
      .poll(async () => (await causes.allInnerTexts()).sort())
      .toEqual(['Acesso negado (HTTP 403)', 'Não encontrado no portal']);
    await expect.poll(async () => (await rowOf(page, faulty))?.[3]).toBe('Parcial');
    expect((await rowOf(page, 'POx1'))?.[3]).toBe('Falhou');
    expect(said).toEqual([]);

    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Resultado' }).click();
    const result = await download;
    expect(result.suggestedFilename()).toMatch(/^pedidos de março_processed_[\d-]+\.csv$/);
    const rows = (await bytesOf(result)).toString('utf8').trim().split('\r\n');
    expect(rows.length).toBe(9);
    expect(rows.slice(1).map((row) => row.split(';')[1])).toEqual([
      ...[
        'COMPLETED',
        'COMPLETED',
        'COMPLETED',
        'PARTIAL',
        'COMPLETED',
        'COMPLETED',
        'PO_NOT_FOUND',
        'FAILED',
      ],
    ]);
    await context.close();
  }, 90_000);

  it('list themselves, open by their address, and filter their purchases by tile, status and text', async () => {
    const { page, context } = await openAt(bench.pages, '/coletas');
    const card = page.locator('.collection-card').first();
    await card.getByText('7 de 7 pedidos').waitFor();
    await card.click();
    await standing(page, 'Concluída').waitFor();
    await page.getByRole('button', { name: /^Com falha/ }).click();
    await page.locator('.shown', { hasText: /^3 pedidos$/ }).waitFor();
    expect(page.url()).toContain('status=PARTIAL');
    await page.getByRole('button', { name: /^Com falha/ }).click();
    await page.locator('.shown', { hasText: /^8 pedidos$/ }).waitFor();
    await page.getByRole('button', { name: 'Situação' }).click();
    await page.getByRole('checkbox', { name: /Não encontrado/ }).check();
    await page.keyboard.press('Escape');
    await page.locator('.shown', { hasText: /^1 pedido$/ }).waitFor();
    await page.getByRole('button', { name: 'Limpar filtros' }).click();
    await page.getByLabel('Filtrar por pedido').fill(faulty);
    await page.locator('.shown', { hasText: /^1 pedido$/ }).waitFor();
    await page.getByLabel('Filtrar por pedido').fill('nada disso');
    await page.getByText('Nenhum pedido com este filtro').waitFor();
    const again = await openAt(bench.pages, `/coletas?coleta=${idOf(page)}&status=PARTIAL`);
    await again.page.locator('.shown', { hasText: /^1 pedido$/ }).waitFor();
    await expect.poll(() => rowOf(again.page, faulty)).not.toBeNull();
    await again.page.goto(`${bench.url}/coletas?coleta=20260101-000000-abcd`);
    await again.page.getByText('Não há esta coleta').waitFor();
    await again.context.close();
    await context.close();
  });

  it('open a purchase: its files, verified, to download one by one or together; and try it again', async () => {
    const { page, context } = await openAt(bench.pages, '/coletas');
    await page.locator('.collection-card').first().click();
    await page.locator('.table-row', { hasText: faulty }).click();
    const drawer = page.getByRole('dialog', { name: `Pedido ${faulty}` });
    await drawer.getByRole('heading', { name: 'Não foram guardados' }).waitFor();
    await expect.poll(() => drawer.locator('.lost .cause').textContent()).toBe('Acesso negado (HTTP 403)');
    const wanted = new Set(bench.portal.expectedFiles(faulty).map(({ sha256 }) => sha256));
    const lines = drawer.locator('.file');
    await expect.poll(() => lines.count()).toBe(wanted.size - 1);
    const one = page.waitForEvent('download');
    await lines.first().getByRole('link').click();
    const file = await one;
    const hash = createHash('sha256')
      .update(await bytesOf(file))
      .digest('hex');
    expect(wanted.has(hash)).toBe(true);
    await expect.poll(() => lines.first().locator('code').textContent()).toBe(hash.slice(0, 12));
    const zip = page.waitForEvent('download');
    await drawer.getByRole('link', { name: 'Baixar tudo (ZIP)' }).click();
    expect((await zip).suggestedFilename()).toBe(`${faulty}.zip`);

    await drawer.getByRole('button', { name: 'Tentar de novo' }).click();
    await page.getByText(`O pedido ${faulty} será coletado de novo.`).waitFor();
    await drawer.locator('.badge', { hasText: 'Completo' }).waitFor({ timeout: 30_000 });
    await expect.poll(() => lines.count()).toBe(wanted.size);
    await page.keyboard.press('Escape');
    await expect.poll(() => tile(page, 'Completos').textContent()).toBe('6');
    await context.close();
  }, 90_000);

  it('are worked by the keyboard alone', async () => {
    const { page, context } = await openAt(bench.pages, '/coletas');
    await page.locator('.collection-card').first().focus();
    await page.keyboard.press('Enter');
    await standing(page, 'Concluída').waitFor();
    const grid = page.getByRole('grid', { name: 'Pedidos' });
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('9');
    await grid.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: `Pedido ${bench.portal.purchases[1]}` }).waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.tagName')).toBe('H2');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.evaluate('document.activeElement.getAttribute("role")')).toBe('grid');
    await context.close();
  });

  it('break no rule of accessibility', async () => {
    const { page, context } = await openAt(bench.pages, '/coletas');
    await page.locator('.session .badge').waitFor();
    await page.locator('.collection-card').first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Endereço do portal').fill('http://localhost:9');
    await page.keyboard.press('Enter');
    await page.locator('.session-help').waitFor({ timeout: 20_000 });
    expect(await violations(page)).toEqual([]);
    await page.locator('.collection-card').first().click();
    await page.locator('.crew-summary').waitFor();
    await page.locator('.table-row', { hasText: bench.portal.purchases[2]! }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.locator('.table-row', { hasText: bench.portal.purchases[2]! }).click();
    await page.locator('.drawer .file').first().waitFor();
    expect(await violations(page)).toEqual([]);
    await context.close();
  }, 60_000);
});
