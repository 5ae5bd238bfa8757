/** The pictures of the guide to collections, from the local portal: `PICTURES=folder` keeps them. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openColetasBench, standing } from './coletas-bench.ts';
import { openAt } from './support.ts';

const SIZE = { width: 1180, height: 720 };
/** Names that every font has. */
const PLAIN = /^[\p{Script=Latin}\d .&'-]+$/u;
const FIRST = 10;

/** Walks the way of the guide once, and keeps a picture of each step in the folder. */
export async function takeGuidePictures(folder: string): Promise<void> {
  const bench = await openColetasBench({
    purchases: 60,
    scenes: ['realistic', 'plain', 'realistic', 'empty', 'realistic'],
    filesPerPurchase: 3,
    pageMs: 150,
    mountMs: [0, 200],
    fileMs: [100, 400],
    fileBytes: [80_000, 900_000],
  });
  try {
    const { portal } = bench;
    const wanted = portal.purchases
      .filter((number) => PLAIN.test(portal.record(number)!.supplier.name.replace('/', ' ')))
      .slice(0, FIRST);
    portal.setFault(wanted[2]!, { on: 'file', which: 1, kind: 'status', status: 403 });
    const rows = [...wanted, '19999999', wanted[0]!, 'a confirmar'].map(
      (number) => `PO${number};Ana Conceição;matriz`,
    );
    const list = ['Pedido de compra;Comprador;Centro', ...rows].join('\r\n');
    const { page, context } = await openAt(bench.pages, '/coletas', { size: SIZE });
    const keep = async (name: string, height = SIZE.height): Promise<void> => {
      await page.waitForTimeout(400);
      const clip = { x: 56, y: 52, width: SIZE.width - 56, height: height - 52 };
      await page.screenshot({ path: join(folder, `coletas-${name}.png`), clip });
    };
    await page.getByText('Ninguém entrou ainda').waitFor();
    await keep('entrar', 560);
    await bench.signIn();
    await page.getByRole('button', { name: 'Conferir de novo' }).click();
    await page.getByText('Sessão válida').waitFor();
    await choose(page, list);
    await keep('lista');
    await page.getByText('Mais opções').click();
    await page.getByLabel('Incluir os anexos das requisições').uncheck();
    await page.getByRole('button', { name: 'Simular', exact: true }).click();
    await standing(page, 'Concluída').waitFor({ timeout: 120_000 });
    await keep('simulacao', 640);
    await page.getByRole('button', { name: 'Coletar', exact: true }).click();
    await page.locator('.worker-table .transfer').first().waitFor({ timeout: 60_000 });
    await keep('andamento', 640);
    await standing(page, 'Concluída').waitFor({ timeout: 90_000 });
    await keep('resultado', 640);
    await page.locator('.table-row', { hasText: wanted[2]! }).click();
    await page.getByRole('heading', { name: 'Não foram guardados' }).waitFor();
    await page.waitForTimeout(400);
    await page.locator('.drawer').screenshot({ path: join(folder, 'coletas-pedido.png') });
    await context.close();
  } finally {
    await bench.close();
  }
}

async function choose(page: Page, list: string): Promise<void> {
  await page
    .locator('.list-box input[type=file]')
    .setInputFiles({ name: 'pedidos de março.csv', mimeType: 'text/csv', buffer: Buffer.from(list) });
  await page.locator('.preview-counts').waitFor();
}
