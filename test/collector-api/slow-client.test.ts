import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CollectionStreamEvent } from '../../src/contract/collection-wire.ts';
import { begun, type CollectorBench, call, listOf, openCollectorBench, until } from './support.ts';

describe('the stream of a collection', () => {
  let bench: CollectorBench;

  beforeAll(async () => {
    bench = await openCollectorBench({ purchases: 8, scenes: ['plain'], filesPerPurchase: 3, pageMs: 150 });
  });
  afterAll(async () => {
    await bench?.close();
  });

  /** Asks for a stream, and gives what comes of it once it is read. */
  const open = (id: string): { readonly socket: Socket; readonly text: () => string } => {
    let text = '';
    const { port } = new URL(bench.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    socket.write(`GET /api/coletas/${id}/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
    return { socket, text: () => text };
  };
  const eventsOf = (text: string): CollectionStreamEvent[] =>
    [...text.matchAll(/^data: (.*)$/gm)].map((match) => JSON.parse(match[1]!) as CollectionStreamEvent);

  it('sends five pictures a second at most, and one a second when nothing happens', async () => {
    const id = await begun(bench, listOf(bench.portal.purchases), { workers: '2' });
    const began = performance.now();
    const { text } = open(id);
    await until(bench, id, ({ coleta }) => coleta.fim !== null);
    await expect.poll(() => eventsOf(text()).at(-1)?.completo).toBe(true);
    const seconds = (performance.now() - began) / 1000;
    const count = eventsOf(text()).length;
    expect(count).toBeLessThanOrEqual(5 * seconds + 2);
    expect(count).toBeGreaterThanOrEqual(Math.min(3, seconds - 1));
  });

  it('holds nothing back for a client that does not read, and gives it the end when it does', async () => {
    const id = await begun(bench, listOf(bench.portal.purchases.slice(0, 4)), { workers: '1' });
    const slow = Array.from({ length: 20 }, () => open(id));
    for (const { socket } of slow) socket.pause();
    await until(bench, id, ({ coleta }) => coleta.fim !== null, 60_000);
    // Others are answered meanwhile.
    expect((await call(bench, '/saude')).status).toBe(200);
    for (const { socket } of slow) socket.resume();
    for (const { text } of slow) {
      await expect.poll(() => eventsOf(text()).at(-1)?.coleta.estado, { timeout: 15_000 }).toBe('completed');
    }
  }, 90_000);

  it('ends without harm for a client that goes', async () => {
    const id = await begun(bench, listOf(bench.portal.purchases.slice(0, 4)), { workers: '1' });
    const gone = open(id);
    await expect.poll(() => eventsOf(gone.text()).length, { timeout: 10_000 }).toBeGreaterThan(0);
    gone.socket.destroy();
    const { coleta } = await until(bench, id, (now) => now.coleta.fim !== null, 60_000);
    expect(coleta.estado).toBe('completed');
  }, 90_000);
});
