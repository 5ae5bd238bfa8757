/** The script while things fail: streams that die, a server that restarts, pages that are in a state. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseIsoDate } from '../../src/contract/units.ts';
import { demoBook } from '../../src/demo/book.ts';
import { loadDemo } from '../../src/demo/load.ts';
import { addLine, move, TODAY } from '../http/support.ts';
import { CHROMIUM, openPage, type WatchedPage } from './browser.ts';
import { BUTTONS, CLIENT, count, type EmbedBench, openEmbedBench, pageOf } from './support.ts';

const STREAM = 'info: [ruptura] resultados por stream';
const POLLING = 'info: [ruptura] stream recusado ou mudo: resultados por consulta a cada 2 s';
/** Enough for many batches, few enough to be laid out on any machine. */
const ORDERS = 600;
/** A part of what a run of them tells. */
const SOME_BYTES = 100_000;
const UNANSWERED = `[...document.querySelectorAll('.btn-ruptura-worker')]
  .filter((button) => !/Estoque OK|Disputado|Disp\\./.test(button.textContent)).length`;

describe.skipIf(CHROMIUM === null)('the embedded script while things fail (in Chromium)', () => {
  let bench: EmbedBench;
  let opened: WatchedPage[] = [];
  let orders: string[] = [];

  beforeAll(async () => {
    // Small batches: a run that something can happen to.
    bench = await openEmbedBench({ BATCH_SIZE: '5' });
    const client = await bench.database.connect();
    const book = demoBook({ orders: ORDERS, seed: 11, today: parseIsoDate(TODAY)! });
    await loadDemo(client, book, { replace: false });
    const { rows } = await client.query<{ num_pedido: string }>(
      'SELECT DISTINCT num_pedido FROM carteira_principal WHERE ativo AND qtd_saldo_produto_pedido > 0',
    );
    await client.end();
    orders = rows.map((row) => row.num_pedido);
  }, 120_000);
  afterEach(async () => {
    for (const { context } of opened) await context.close();
    opened = [];
    bench.front.clear();
  });
  afterAll(async () => {
    await bench.close();
  });

  async function open(html: string): Promise<WatchedPage> {
    const path = `/pagina-${randomUUID()}`;
    bench.front.pages.set(path, html);
    const watched = await openPage(bench.browser, `${bench.front.url}${path}`);
    opened.push(watched);
    return watched;
  }

  async function allAnswered({ page }: WatchedPage, timeout = 30_000): Promise<void> {
    await expect.poll(() => page.evaluate(UNANSWERED), { timeout }).toBe(0);
    await expect.poll(() => page.locator('.btn-ruptura-worker').count()).toBe(orders.length);
  }

  const infos = ({ console: said }: WatchedPage): string[] => said.filter((line) => line.startsWith('info'));

  it('goes on with a stream that dies in the middle, where it was', async () => {
    let streams = 0;
    bench.front.obstruct = (path) =>
      path.includes('/stream/') && ++streams < 2 ? { bytes: SOME_BYTES, rest: 'cut' } : null;
    const watched = await open(pageOf(orders, CLIENT));
    await allAnswered(watched);
    expect(streams).toBe(2);
    expect(count(bench.front, 'buscar-resultados')).toBe(0);
    expect(count(bench.front, 'POST /api/ruptura/worker/processar')).toBe(1);
    expect(infos(watched)).toEqual([STREAM]);
    await expect.poll(() => count(bench.front, 'limpar-cache')).toBe(1);
  }, 60_000);

  it('polls for the rest where a stream dies and is refused afterwards', async () => {
    let streams = 0;
    bench.front.refuse = (path) => path.includes('/stream/') && ++streams > 1;
    bench.front.obstruct = (path) => (path.includes('/stream/') ? { bytes: SOME_BYTES, rest: 'cut' } : null);
    const watched = await open(pageOf(orders, CLIENT));
    await allAnswered(watched);
    expect(infos(watched)).toEqual([STREAM, POLLING]);
    expect(count(bench.front, /worker\/resultado/)).toBe(0);
    await expect.poll(() => count(bench.front, 'limpar-cache'), { timeout: 5000 }).toBe(1);
  }, 60_000);

  it('answers every row although the server restarts in mid-run', async () => {
    bench.front.obstruct = (path) => (path.includes('/stream/') ? { bytes: SOME_BYTES, rest: 'lost' } : null);
    const watched = await open(pageOf(orders, CLIENT));
    await expect.poll(() => watched.page.evaluate(UNANSWERED)).toBeLessThan(orders.length);
    const before = await watched.page.evaluate(UNANSWERED);
    expect(before).toBeGreaterThan(0);
    bench.front.obstruct = () => null;
    await bench.restart();
    await allAnswered(watched);
    expect(count(bench.front, 'POST /api/ruptura/worker/processar')).toBe(1);
    expect(watched.console.join('\n')).not.toContain('exception');
    await expect.poll(() => count(bench.front, 'limpar-cache'), { timeout: 15_000 }).toBe(1);
  }, 90_000);

  it('follows the live book again after the server restarted', async () => {
    const product = `X-${randomUUID()}`;
    const order = `R-${randomUUID()}`;
    await addLine(bench.database.pool, { order, product, quantity: '5', date: '2026-03-04' });
    const watched = await open(pageOf([order], CLIENT));
    const shows = async (text: string): Promise<void> => {
      const shown = () => watched.page.evaluate(BUTTONS);
      await expect.poll(shown, { timeout: 20_000 }).toEqual({ [order]: text });
    };
    await shows('Disp. 0% | Total Não Disp.');
    await expect.poll(() => count(bench.front, 'ao-vivo')).toBe(1);
    const restarted = bench.restart();
    // Written while the server is away.
    await move(bench.database.pool, product, '5');
    await restarted;
    await shows('Estoque OK');
    await move(bench.database.pool, product, '-5');
    await shows('Disp. 0% | Total Não Disp.');
    expect(infos(watched)).toEqual([STREAM]);
    expect(watched.console.join('\n')).not.toContain('exception');
  }, 60_000);
});
