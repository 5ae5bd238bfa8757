import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { buildEmbed } from '../../scripts/build-embed.mjs';
import { type RunningServer, startServer } from '../../src/http/start-server.ts';
import { resolveSettings } from '../../src/settings/process-settings.ts';
import { addLine, addReceipt, move, TODAY } from '../http/support.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { closeProfiles, sharedChromium } from './browser.ts';
import { type FrontServer, startFrontServer } from './front-server.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The real server on a database of its own, with the script as the sources say now. */
export interface ServerBench {
  readonly database: TestDatabase;
  readonly server: RunningServer;
  /** Stops the server as an operator does, and starts another on the same data and port. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** The same, behind a front server with the pages, and a browser. */
export interface EmbedBench extends ServerBench {
  readonly front: FrontServer;
  readonly browser: Browser;
}

/** Once for all files of tests that share this process. */
let built: Promise<void> | null = null;

export async function openServerBench(environment: Record<string, string> = {}): Promise<ServerBench> {
  built ??= buildEmbed(ROOT, `${ROOT}dist/web/embed.js`);
  await built;
  const database = await createTestDatabase({ poolSize: 4 });
  const { values } = resolveSettings({ DATABASE_URL: database.url, RUPTURA_HOJE: TODAY, ...environment });
  const start = (port: number) => startServer({ ...values, PORT: port }, { openLog: () => null });
  let server = await start(0);
  return {
    database,
    get server() {
      return server;
    },
    restart: async () => {
      const { port } = new URL(server.url);
      await server.close();
      server = await start(Number(port));
    },
    close: async () => {
      await server.close();
      await database.close();
    },
  };
}

export async function openEmbedBench(environment: Record<string, string> = {}): Promise<EmbedBench> {
  const bench = await openServerBench(environment);
  const front = await startFrontServer(bench.server.url);
  const browser = await sharedChromium();
  return Object.assign(Object.create(bench) as ServerBench, {
    front,
    browser,
    close: async () => {
      await closeProfiles(browser);
      await front.close();
      await bench.close();
    },
  });
}

export const CLIENT = '<script src="/static/carteira/js/ruptura-worker-client.js"></script>';
export const ADDON = '<script src="/static/carteira/js/ruptura-worker-addon.js"></script>';
export const LEGACY = '<script src="/static/carteira/js/ruptura-estoque-async.js"></script>';

/** A plain old page: a table of orders, something in its head, scripts at its end. */
export function pageOf(orders: readonly string[], scripts: string, head = ''): string {
  return `<!doctype html><html lang="pt-BR"><head><meta charset="utf-8"><title>Pedidos</title>
<link rel="icon" href="data:,">${head}</head><body class="container"><h1>Pedidos</h1>
<table id="tabela-carteira" class="table"><thead><tr><th>Pedido</th><th>Entrega</th></tr></thead>
<tbody>${orders.map(rowOf).join('')}</tbody></table>${scripts}</body></html>`;
}

export function rowOf(order: string): string {
  const text = order.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return `<tr class="pedido-row" data-pedido="${text}"><td>${text}</td><td class="coluna-entrega-obs"></td></tr>`;
}

/** Orders that stand for every state of the button, by what it shows. */
export const STATES: Readonly<Record<string, { readonly text: string; readonly colour: string }>> = {
  'P-OK': { text: 'Estoque OK', colour: 'btn-success' },
  'P-DISPUTADO': { text: 'Disputado | Total Não Disp.', colour: 'btn-outline-warning' },
  'P-PRAZO': { text: 'Disp. 66% | Total Disp. 14/03', colour: 'btn-outline-success' },
  'P-CRITICA': { text: 'Disp. 0% | Total Não Disp.', colour: 'btn-danger' },
  'P-ALTA': { text: 'Disp. 50% | Total Disp. 10/03', colour: 'btn-warning' },
  'P-MEDIA': { text: 'Disp. 94% | Total Não Disp.', colour: 'btn-primary' },
  'P-BAIXA': { text: 'Disp. 96% | Total Não Disp.', colour: 'btn-secondary' },
};

/** Writes the orders of STATES the way any SQL client does. */
export async function loadStates({ pool }: TestDatabase): Promise<void> {
  const line = (order: string, product: string, quantity: string, date: string | null, price = '10') =>
    addLine(pool, { order, product, quantity, date, price, name: `Produto ${product}` });
  await move(pool, 'CHEIO', '100000');
  await line('P-OK', 'CHEIO', '10', '2026-03-03');
  // The allocation ranks first, though it is for later: the line is covered all week, and promised nothing.
  await move(pool, 'DISPUTA', '10');
  await pool.query(
    `INSERT INTO separacao (separacao_lote_id, num_pedido, cod_produto, qtd_saldo, expedicao)
     VALUES ('LOTE-1', 'P-OUTRO', 'DISPUTA', 10, '2026-03-22')`,
  );
  await line('P-DISPUTADO', 'DISPUTA', '10', '2026-03-05');
  await line('P-PRAZO', 'CHEIO', '2', '2026-03-14');
  await line('P-PRAZO', 'CHEGA-12', '1', '2026-03-14');
  await addReceipt(pool, 'CHEGA-12', '50', '2026-03-12');
  for (const product of ['F1', 'F2', 'F3', 'F4']) await line('P-CRITICA', product, '5', '2026-03-04');
  await line('P-ALTA', 'CHEIO', '5', '2026-03-04');
  await line('P-ALTA', 'CHEGA-10', '5', '2026-03-04');
  await addReceipt(pool, 'CHEGA-10', '50', '2026-03-10');
  await line('P-MEDIA', 'CHEIO', '94', '2026-03-04');
  await line('P-MEDIA', 'F5', '6', '2026-03-04');
  await line('P-BAIXA', 'CHEIO', '96', '2026-03-04');
  await line('P-BAIXA', 'F6', '4', '2026-03-04');
}

/** An order as long as they get: 40 items, long names, receipts, and stock that others hold. */
export const LARGE_ORDER = 'PED-2026-000123456-FILIAL-RIBEIRAO-PRETO';

/** Writes it. */
export async function loadLargeOrder({ pool }: TestDatabase): Promise<void> {
  const names = [
    'Palmito pupunha inteiro em conserva, vidro de 300 g, caixa com 15 unidades, lote especial de exportação',
    'Azeitona verde sem caroço',
    'AZEITONAPRETAFATIADASEMESPACONENHUMNONOMEDOPRODUTOQUENAOQUEBRA',
  ];
  for (let index = 0; index < 40; index++) {
    const product = index === 2 ? 'CODIGO-DE-PRODUTO-MUITO-LONGO-0000000000000003' : `G-${100 + index}`;
    const name = names[index % names.length]!;
    const date = '2026-03-05';
    await addLine(pool, { order: LARGE_ORDER, product, quantity: '1234.5', date, price: '12345.6789', name });
    if (index % 4 === 0) continue;
    await move(pool, product, index % 4 === 1 ? '9999' : '1000');
    for (let day = 0; day < index % 5; day++) {
      await addReceipt(pool, product, String(100 + index), `2026-03-${10 + day}`);
    }
    for (let other = 0; other < index % 7; other++) {
      await addLine(pool, { order: `PED-${other}-${index}`, product, quantity: '75', date: '2026-03-03' });
    }
  }
}

/** How often something was asked for. */
export function count(front: FrontServer, what: string | RegExp): number {
  return front.asked.filter((one) => (typeof what === 'string' ? one.includes(what) : what.test(one))).length;
}

/** What every button of a page shows, by order. */
export const BUTTONS = `Object.fromEntries([...document.querySelectorAll('.btn-ruptura-worker[data-pedido]')]
  .map((button) => [button.dataset.pedido, button.textContent]))`;
