/** Watchers of keys are told only whose answers changed: small, for any number of pages of a large book. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SmallBook } from '../../test/support/small-book.ts';
import { FeedBench, fillSmall, type Watcher } from '../../test/support/watchers.ts';

let bench: FeedBench;
let book: SmallBook;

beforeEach(() => {
  bench = new FeedBench();
  book = bench.book;
});

afterEach(() => {
  bench.close();
  expect(bench.problems).toEqual([]);
});

function watchAll(known: { position?: string; version?: number } = {}): Promise<Watcher> {
  return bench.watch({ allOrders: true, detail: 'keys' }, known);
}

/** So many orders of product A, each of one line. */
function share(orders: number): void {
  for (let n = 1; n <= orders; n++) {
    book.line({ order: `P${n}`, product: 'A', quantity: 1, date: '2026-03-04' });
  }
}

describe('a commit', () => {
  it('is told as the orders and products it touched, without answers', async () => {
    fillSmall(book);
    const all = await watchAll();
    expect(all.last).toMatchObject({ data_base: '2026-03-02', pedidos: [], produtos: [] });
    expect(Object.keys(all.last).sort()).toEqual(['data_base', 'pedidos', 'produtos', 'timestamp', 'versao']);
    book.move('A', -8);
    await bench.pass();
    expect(all.events).toHaveLength(2);
    expect([...all.last.pedidos!].sort()).toEqual(['P1', 'P2', 'P3']);
    expect(all.last).toMatchObject({ produtos: ['A'], versao: book.engine.book.version });
    expect(all.last).not.toHaveProperty('tudo');
    expect(all.last).not.toHaveProperty('resultados');
  });

  it('is told also where no answer differs in the end: nobody works that out for keys', async () => {
    fillSmall(book);
    const all = await watchAll();
    book.move('B', 2);
    book.move('B', -2);
    await bench.pass();
    expect(all.ordersTold).toEqual(['P4']);
  });

  it('names orders that are new and orders that are gone', async () => {
    fillSmall(book);
    const all = await watchAll();
    book.line({ order: 'P5', product: 'C', quantity: 1, date: null });
    await bench.pass();
    book.remove('P4');
    await bench.pass();
    expect(all.ordersTold).toEqual(['P4', 'P5']);
  });

  it('in a burst becomes few events that name each code', async () => {
    fillSmall(book);
    const all = await watchAll();
    for (let i = 0; i < 40; i++) {
      book.move(i % 2 === 0 ? 'A' : 'B', 1);
      await bench.pass(2);
    }
    await bench.pass();
    expect(all.ordersTold).toEqual(['P1', 'P2', 'P3', 'P4']);
    expect(all.last.versao).toBe(book.engine.book.version);
    expect(all.events.length).toBeLessThanOrEqual(12);
  });

  it('reaches a list with its own keys alone', async () => {
    fillSmall(book);
    const list = await bench.watch({ orders: ['P1'], products: ['B'], detail: 'keys' });
    book.move('A', -8);
    book.move('B', -8);
    await bench.pass();
    expect(list.last).toMatchObject({ pedidos: ['P1'], produtos: ['B'] });
  });

  it('is told to clients of answers and of keys at once, each in their own way', async () => {
    fillSmall(book);
    const answers = await bench.watch({ allOrders: true });
    const keys = await watchAll();
    book.move('B', 1);
    await bench.pass();
    book.move('B', -1);
    await bench.pass();
    expect(keys.events.slice(1).map((event) => event.pedidos)).toEqual([['P4'], ['P4']]);
    expect(answers.answersOf('P4')).toHaveLength(2);
  });

  it('that touches more than 2,000 codes says to ask again, and names those written themselves', async () => {
    share(2100);
    const all = await watchAll();
    book.move('A', -1);
    await bench.pass(1500);
    expect(all.last.tudo).toBe(true);
    const few = await watchAll();
    book.requantify('P7', 2);
    await bench.pass(1500);
    expect(few.ordersTold).toEqual(['P7']);
    expect(few.events.some((event) => event.tudo === true)).toBe(true);
    for (const event of few.events) {
      expect((event.pedidos ?? []).length + (event.produtos ?? []).length).toBeLessThanOrEqual(2000);
    }
  });

  it('that touches 1,900 codes names them all', async () => {
    share(1900);
    const all = await watchAll();
    book.move('A', -1);
    await bench.pass();
    expect(all.last.pedidos).toHaveLength(1900);
    expect(all.last).not.toHaveProperty('tudo');
  });
});

describe('a client that comes back', () => {
  it('is told the keys of what it missed, also when nobody watched', async () => {
    fillSmall(book);
    const first = await watchAll();
    first.leave();
    book.move('B', -8);
    await bench.pass();
    const second = await watchAll({ position: first.lastId });
    expect(second.last).toMatchObject({ pedidos: ['P4'], produtos: ['B'] });
    second.leave();
    const third = await watchAll({ position: second.lastId });
    expect(third.last).toMatchObject({ pedidos: [], produtos: [] });
    expect(third.last).not.toHaveProperty('tudo');
  });

  it('with the version of the answers it holds is told what changed after it', async () => {
    fillSmall(book);
    await watchAll();
    const { version } = book.engine.book;
    book.move('B', -8);
    const client = await watchAll({ version });
    expect(client.last).toMatchObject({ pedidos: ['P4'], produtos: ['B'] });
  });
});
