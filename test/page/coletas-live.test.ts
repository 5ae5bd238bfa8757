import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM } from '../embed/browser.ts';
import {
  type ColetasBench,
  collectByHttp,
  listFile,
  noteWork,
  openColetasBench,
  seenWork,
  standing,
} from './coletas-bench.ts';
import { openAt, violations } from './support.ts';

/** Few, but enough that one worker has some left whenever it is stopped. */
const PURCHASES = 7;

describe.skipIf(CHROMIUM === null)('a collection that runs, on the page', () => {
  let bench: ColetasBench;

  beforeAll(async () => {
    bench = await openColetasBench({
      purchases: PURCHASES,
      scenes: ['plain'],
      filesPerPurchase: 3,
      pageMs: 200,
      fileMs: [200, 500],
      fileBytes: [100_000, 600_000],
    });
    await bench.signIn();
  });
  afterAll(async () => {
    await bench?.close();
  });

  const begun = async (workers = '2') => {
    const watched = await openAt(bench.pages, '/coletas');
    const { page } = watched;
    await page.getByText('Sessão válida').waitFor();
    await noteWork(page);
    await page.locator('.list-box input[type=file]').setInputFiles(listFile(bench.portal.purchases));
    await collectByHttp(page, 'Coletar', workers);
    await page.locator('.worker-table').waitFor();
    return watched;
  };
  const done = async (page: Page): Promise<number> =>
    Number((await page.locator('.tile-value').first().textContent())?.split(' ')[0]);
  /** Workers that have a purchase. */
  const working = (page: Page) => page.locator('.worker-table tbody td.strong', { hasText: /\d/ });
  const running = (page: Page) => page.locator('.table-body .badge', { hasText: 'Em andamento' });
  const cancelled = async (page: Page, how: string): Promise<void> => {
    await page.getByRole('button', { name: 'Cancelar' }).click();
    await page.getByRole('button', { name: how }).click();
    await standing(page, 'Interrompida').waitFor({ timeout: 90_000 });
  };

  it('shows every file on its way with a bar, and is paused, continued and finished', async () => {
    const { page, context, console: said } = await begun('1');
    await page.getByRole('button', { name: 'Pausar' }).click();
    await standing(page, 'Em pausa').waitFor();
    // What was begun is finished.
    await expect.poll(() => working(page).count(), { timeout: 20_000 }).toBe(0);
    await expect.poll(() => running(page).count(), { timeout: 20_000 }).toBe(0);
    const paused = await done(page);
    expect(paused).toBeLessThan(PURCHASES);
    expect(await violations(page)).toEqual([]);
    // It stays so while somebody else comes and looks.
    const other = await openAt(bench.pages, '/coletas');
    const card = other.page.locator('.collection-card').first();
    await card.getByText('Em pausa').waitFor();
    await card.getByText(`${paused} de ${PURCHASES} pedidos`).waitFor();
    await other.context.close();
    expect(await done(page)).toBe(paused);
    await page.getByRole('button', { name: 'Continuar' }).click();
    await standing(page, 'Concluída').waitFor({ timeout: 60_000 });
    await expect.poll(() => done(page)).toBe(PURCHASES);
    const { bars } = await seenWork(page);
    expect(bars.length).toBeGreaterThan(0);
    for (const name of bars) expect(name).toMatch(/\.\w+$/);
    expect(said).toEqual([]);
    await context.close();
  }, 120_000);

  it('is cancelled, shown so on the list, and resumed', async () => {
    // However slow the page is, there is something left when it is cancelled.
    const last = bench.portal.purchases.slice(1);
    for (const purchase of last)
      bench.portal.setFault(purchase, { on: 'file', which: 0, kind: 'slow', ms: 2_500 });
    const { page, context } = await begun();
    await expect.poll(() => done(page), { timeout: 20_000 }).toBeGreaterThan(0);
    await cancelled(page, 'Terminar o que começou');
    for (const purchase of last) bench.portal.setFault(purchase, null);
    const left = await done(page);
    expect(left).toBeLessThan(PURCHASES);
    await page.getByRole('link', { name: 'Todas as coletas' }).click();
    const card = page.locator('.collection-card').first();
    await card.getByText('Interrompida').waitFor();
    await card.click();
    await page.getByRole('button', { name: 'Retomar' }).click();
    await page.locator('.worker-table').waitFor();
    await page.goBack();
    // The list follows it too.
    await card.getByText('Concluída').waitFor({ timeout: 60_000 });
    await card.getByText(`${PURCHASES} de ${PURCHASES} pedidos`).waitFor();
    await context.close();
  }, 120_000);

  it('outlives a restart of the server as interrupted, and says when it was not followed', async () => {
    const { page, context } = await begun('1');
    await expect.poll(() => done(page), { timeout: 20_000 }).toBeGreaterThan(0);
    await bench.restart(async () => {
      await page.locator('.collection-head .live-reconnecting').waitFor({ timeout: 20_000 });
    });
    await standing(page, 'Interrompida').waitFor({ timeout: 90_000 });
    await page.getByRole('button', { name: 'Retomar' }).waitFor();
    await expect.poll(() => done(page)).toBeGreaterThan(0);
    await context.close();
  }, 120_000);

  it('that ends for want of a session says how to sign in, and goes on from there', async () => {
    bench.portal.expireSessions();
    const watched = await openAt(bench.pages, '/coletas');
    const { page } = watched;
    await page.getByText('Sessão expirada').waitFor();
    await page
      .locator('.list-box input[type=file]')
      .setInputFiles(listFile(bench.portal.purchases.slice(0, 2)));
    await collectByHttp(page);
    await standing(page, 'Interrompida').waitFor({ timeout: 90_000 });
    await page.locator('.collection-notice', { hasText: 'acabou' }).waitFor();
    await page.locator('.collection-session').getByText('Sessão expirada').waitFor();
    await bench.signIn();
    await page.getByRole('button', { name: 'Conferir de novo' }).click();
    await page.getByText('Sessão válida').waitFor();
    await page.getByRole('button', { name: 'Retomar' }).click();
    await standing(page, 'Concluída').waitFor({ timeout: 60_000 });
    await watched.context.close();
  }, 150_000);
});
