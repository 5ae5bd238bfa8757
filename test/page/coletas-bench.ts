/** The pages over a server with collections in a folder of its own, and a portal to collect from. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { PortalOptions } from '../portal/options.ts';
import { type Portal, startPortal } from '../portal/start.ts';
import { storageState } from '../portal/storage-state.ts';
import { openPageBench, type PageBench } from './support.ts';

export interface ColetasBench extends Pick<PageBench, 'browser' | 'restart'> {
  /** For `openAt`. */
  readonly pages: PageBench;
  readonly portal: Portal;
  readonly url: string;
  /** Gives the server a session at the portal. */
  signIn(): Promise<void>;
  close(): Promise<void>;
}

export async function openColetasBench(options: Partial<PortalOptions>): Promise<ColetasBench> {
  const portal = await startPortal(options);
  const folder = await mkdtemp(join(tmpdir(), 'ruptura-coletas-page-'));
  const pages = await openPageBench({ RUPTURA_DATA: folder, COUPA_URL: portal.base });
  return {
    pages,
    portal,
    browser: pages.browser,
    get url() {
      return pages.server.url;
    },
    restart: (pause) => pages.restart(pause),
    signIn: async () => {
      const answer = await fetch(`${pages.server.url}/api/coletas/sessao`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(await storageState(portal.base)),
      });
      if (!answer.ok) throw new Error(await answer.text());
    },
    close: async () => {
      await pages.close();
      await portal.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A list as a file that a person chooses. */
export function listFile(purchases: readonly string[], name = 'pedidos de março.csv') {
  const text = ['PO_NUMBER;Obs', ...purchases.map((purchase) => `PO${purchase};x`)].join('\r\n');
  return { name, mimeType: 'text/csv', buffer: Buffer.from(text) };
}

/** Drops a file on the page, as a person does from a folder. */
export async function dropFile(page: Page, file: ReturnType<typeof listFile>): Promise<void> {
  const [name, text] = [file.name, file.buffer.toString()].map((one) => JSON.stringify(one));
  const transfer = await page.evaluateHandle(
    `(() => {
      const data = new DataTransfer();
      data.items.add(new File([${text}], ${name}, { type: 'text/csv' }));
      return data;
    })()`,
  );
  await page.dispatchEvent('.start', 'dragover', { dataTransfer: transfer });
  await page.dispatchEvent('.start', 'drop', { dataTransfer: transfer });
}

/** Begins a collection of the chosen list over HTTP, which every machine can do, once the list was read. */
export async function collectByHttp(page: Page, begin = 'Coletar', workers?: string): Promise<void> {
  await page.locator('.preview-counts').waitFor();
  await page.getByText('Mais opções').click();
  await page.getByLabel('Como ler as páginas').selectOption('http');
  if (workers !== undefined) await page.getByLabel('Workers', { exact: true }).fill(workers);
  await page.locator('.start').getByRole('button', { name: begin, exact: true }).click();
}

/** Where the page of a collection says how it stands, where it says so. */
export function standing(page: Page, state: string): Locator {
  return page.locator('.collection-head .badge', { hasText: state });
}

/** What a page showed of a collection that ran, whenever it was. */
export interface SeenWork {
  readonly states: readonly string[];
  /** Titles of the table of workers, and the most rows it had. */
  readonly titles: readonly string[];
  readonly rows: number;
  /** Names of the files whose bars were shown. */
  readonly bars: readonly string[];
  readonly isLive: boolean;
}

/** Begins to note what the page shows: on a busy machine it may be gone by the time a test looks. */
export async function noteWork(page: Page): Promise<void> {
  await page.evaluate(`(() => {
    const seen = { states: new Set(), titles: [], rows: 0, bars: new Set(), isLive: false };
    const texts = (selector) => [...document.querySelectorAll(selector)].map((one) => one.textContent);
    window.seenWork = seen;
    setInterval(() => {
      texts('.collection-head .badge').forEach((text) => seen.states.add(text));
      const titles = texts('.worker-table thead th');
      if (titles.length > 0) seen.titles = titles;
      seen.rows = Math.max(seen.rows, texts('.worker-table tbody tr').length);
      for (const bar of document.querySelectorAll('.transfer [role=progressbar]'))
        seen.bars.add(bar.getAttribute('aria-label'));
      seen.isLive ||= document.querySelector('.collection-head .live-live') !== null;
    }, 30);
  })()`);
}

export async function seenWork(page: Page): Promise<SeenWork> {
  return (await page.evaluate(
    '({ ...seenWork, states: [...seenWork.states], bars: [...seenWork.bars] })',
  )) as SeenWork;
}
