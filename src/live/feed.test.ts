/** Whoever commits, and however: the clients that watch are told the new answers, only those, and none is lost. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SmallBook } from '../../test/support/small-book.ts';
import { FeedBench, fillSmall, type WatchedEvent, Watcher } from '../../test/support/watchers.ts';

let bench: FeedBench;
let book: SmallBook;

beforeEach(() => {
  bench = new FeedBench();
  book = bench.book;
  fillSmall(book);
});

afterEach(() => {
  bench.close();
  expect(bench.problems).toEqual([]);
});

function ordersOf(event: WatchedEvent): unknown[] {
  return (event.resultados ?? []).map((answer) => answer['num_pedido']);
}

function stockOf(watcher: Watcher, order: string): unknown {
  const answer = watcher.answersOf(order).at(-1)!;
  return (
    [...(answer['itens'] as []), ...(answer['itens_disponiveis'] as [])][0]! as { estoque_atual: number }
  ).estoque_atual;
}

describe('a commit', () => {
  it('is told to who watches everything, with the new answers and no others', async () => {
    const all = await bench.watch({ allOrders: true });
    expect(all.events).toMatchObject([{ hoje: '2026-03-02', versao: expect.any(Number) }]);
    expect(all.last.resultados).toBeUndefined();
    book.requantify('P4', 9);
    await bench.pass();
    expect(all.events).toHaveLength(2);
    const { versao } = all.last;
    expect(versao).toBe(book.engine.book.version);
    expect(all.last.resultados).toMatchObject([
      { success: true, num_pedido: 'P4', itens_disponiveis: [{ qtd_saldo: 9 }], versao },
    ]);
    expect(bench.lags).toHaveLength(1);
  });

  it('is told within the time of a look, and a second one a little later', async () => {
    const all = await bench.watch({ allOrders: true });
    book.move('B', 1);
    await bench.pass(20);
    expect(all.events).toHaveLength(2);
    book.move('B', 1);
    await bench.pass(20);
    expect(all.events).toHaveLength(3);
  });

  it('tells every order that shares the product', async () => {
    const all = await bench.watch({ allOrders: true });
    book.move('A', -8);
    await bench.pass();
    expect(ordersOf(all.last).sort()).toEqual(['P1', 'P2', 'P3']);
  });

  it('reaches a list with its own answers first, and then only what changed of them', async () => {
    const list = await bench.watch({ orders: ['P1', 'P4'] });
    expect(ordersOf(list.last)).toEqual(['P1', 'P4']);
    book.move('A', -8);
    await bench.pass();
    expect(ordersOf(list.last)).toEqual(['P1']);
    expect(list.last.resultados).toMatchObject([{ pedido_ok: false }]);
    book.requantify('P3', 4);
    book.requantify('P4', 4);
    await bench.pass();
    expect(list.answersOf('P4')).toHaveLength(1);
    expect([...list.answersOf('P2'), ...list.answersOf('P3')]).toEqual([]);
  });

  it('reaches the watchers of a product with its projection', async () => {
    const product = await bench.watch({ products: ['B'] });
    expect(product.last.produtos).toMatchObject([{ cod_produto: 'B', estoque_atual: 10 }]);
    book.move('A', 1);
    await bench.pass();
    expect(product.events).toHaveLength(1);
    book.receive('B', 7, '2026-03-05');
    await bench.pass();
    expect(product.last.produtos).toMatchObject([{ cod_produto: 'B', projecao: { 3: { entradas: 7 } } }]);
  });

  it('says nothing where no answer really changed', async () => {
    const all = await bench.watch({ allOrders: true });
    book.move('B', 1);
    await bench.pass();
    book.move('B', 2);
    book.move('B', -2);
    await bench.pass();
    expect(all.answersOf('P4')).toHaveLength(1);
  });

  it('tells a change back to what was told before it changed unwatched', async () => {
    const early = await bench.watch({ allOrders: true });
    book.move('B', 1);
    await bench.pass();
    const other = await bench.watch({ orders: ['P1'] });
    early.leave();
    book.move('B', 1);
    await bench.pass();
    const late = await bench.watch({ allOrders: true }, { version: book.engine.book.version });
    book.move('B', -1);
    await bench.pass();
    expect(stockOf(late, 'P4')).toBe(11);
    expect(other.events).toHaveLength(1);
  });

  it('tells a change back to what was told before it changed while nobody watched at all', async () => {
    const early = await bench.watch({ allOrders: true });
    book.move('B', 1);
    await bench.pass();
    early.leave();
    book.move('B', 1);
    await bench.pass();
    const late = await bench.watch({ allOrders: true }, { version: book.engine.book.version });
    book.move('B', -1);
    await bench.pass();
    expect(stockOf(late, 'P4')).toBe(11);
  });

  it('tells that an order is gone, in the language of the client, and when it is back', async () => {
    const portuguese = await bench.watch({ orders: ['P4'] });
    const english = await bench.watch({ allOrders: true, language: 'en' });
    book.remove('P4');
    await bench.pass();
    expect(portuguese.answersOf('P4')).toMatchObject([
      { success: false, codigo: 'PEDIDO_NAO_ENCONTRADO', error: expect.stringContaining('não encontrado') },
    ]);
    expect(english.answersOf('P4')).toMatchObject([{ error: expect.stringContaining('not found') }]);
    book.line({ order: 'P4', product: 'B', quantity: 3, date: null });
    await bench.pass();
    for (const client of [portuguese, english]) {
      expect(client.answersOf('P4').at(-1)).toMatchObject({ success: true });
    }
  });

  it('that makes sums too large tells why there is no answer, and the answer when they are small again', async () => {
    const client = await bench.watch({ orders: ['P4'], products: ['B'] });
    book.move('B', 2 ** 53 / 1000);
    await bench.pass();
    const fault = { success: false, codigo: 'QUANTIDADES_GRANDES_DEMAIS' };
    expect(client.last).toMatchObject({
      resultados: [{ ...fault, num_pedido: 'P4' }],
      produtos: [{ ...fault, cod_produto: 'B' }],
    });
    book.move('B', -(2 ** 53) / 1000);
    await bench.pass();
    expect(client.last).toMatchObject({ resultados: [{ success: true }], produtos: [{ cod_produto: 'B' }] });
  });

  it('of many that come thick is told together with the others, as the last state of each order', async () => {
    const all = await bench.watch({ allOrders: true });
    for (let i = 1; i <= 50; i++) {
      book.move('B', 1);
      await bench.pass(5);
    }
    await bench.pass();
    expect(stockOf(all, 'P4')).toBe(60);
    // The first ones go at once; when they come thick, what changes within 50 ms is sent together.
    expect(all.events.length - 1).toBeLessThanOrEqual(16);
  });

  it('of thousands of lines gives a list its answers and tells everybody else to ask again', async () => {
    const all = await bench.watch({ allOrders: true });
    const list = await bench.watch({ orders: ['P1', 'N7'] });
    for (let n = 1; n <= 3000; n++) {
      book.line({ order: `N${n}`, product: 'A', quantity: 1, date: '2026-03-04' });
    }
    await bench.pass(1500);
    expect(all.events.slice(1)).toMatchObject([{ tudo: true }]);
    expect(all.last.resultados).toBeUndefined();
    expect(list.answersOf('N7')).toMatchObject([{ success: true }]);
    expect(list.events.some((event) => event.tudo === true)).toBe(false);
    book.move('B', 1);
    await bench.pass();
    expect(ordersOf(all.last)).toEqual(['P4']);
  });

  it('tells that everything changed at most once a second, and never forgets it', async () => {
    for (let n = 1; n <= 1500; n++) {
      book.line({ order: `N${n}`, product: 'A', quantity: 1, date: '2026-03-04' });
    }
    const all = await bench.watch({ allOrders: true });
    for (let i = 0; i < 8; i++) {
      book.move('A', 1);
      await bench.pass(60);
    }
    expect(all.events.slice(1)).toMatchObject([{ tudo: true }]);
    await bench.pass(1000);
    expect(all.events.slice(1)).toMatchObject([{ tudo: true }, { tudo: true }]);
    expect(all.last.versao).toBe(book.engine.book.version);
    await bench.pass(5000);
    expect(all.events).toHaveLength(3);
  });
});

describe('what changes every answer', () => {
  it('a setting: a list gets its new answers, watchers of everything ask again', async () => {
    const list = await bench.watch({ orders: ['P4'] });
    const all = await bench.watch({ allOrders: true });
    book.set('RUPTURA_TZ', 'America/Noronha');
    await bench.pass();
    expect(all.last.tudo).toBe(true);
    expect(list.last).toMatchObject({ horario: expect.stringMatching(/-02:00$/), resultados: [{}] });
  });

  it('another day of the same book: lists get their answers, watchers of everything ask again', async () => {
    book.line({ order: 'P5', product: 'C', quantity: 1, date: null });
    const list = await bench.watch({ orders: ['P1', 'P5'], products: ['A'] });
    const all = await bench.watch({ allOrders: true });
    const keys = await bench.watch({ allOrders: true, detail: 'keys' });
    const keysOfList = await bench.watch({ orders: ['P1'], detail: 'keys' });
    const before = all.lastId;
    const same = book.engine.book;
    book.roll('2026-03-03');
    await bench.pass();
    expect(book.engine.book).toBe(same);
    expect(all.last).toMatchObject({ tudo: true, hoje: '2026-03-03' });
    expect(list.last).toMatchObject({
      hoje: '2026-03-03',
      produtos: [{ projecao: { 0: { data: '2026-03-03' } } }],
    });
    for (const one of [keys, keysOfList]) {
      expect(one.last).toMatchObject({ tudo: true, data_base: '2026-03-03' });
    }
    const late = await bench.watch({ allOrders: true }, { position: before });
    expect(late.last.tudo).toBe(true);
  });

  it('another day that comes while nobody watches is not missed', async () => {
    const all = await bench.watch({ allOrders: true });
    const list = await bench.watch({ orders: ['P1'] });
    const { version } = book.engine.book;
    all.leave();
    list.leave();
    book.roll('2026-03-03');
    const again = await bench.watch({ allOrders: true }, { position: all.lastId });
    expect(again.last).toMatchObject({ tudo: true, hoje: '2026-03-03' });
    const listAgain = await bench.watch({ orders: ['P1'] }, { position: list.lastId });
    expect(listAgain.last).toMatchObject({ hoje: '2026-03-03', resultados: [{ num_pedido: 'P1' }] });
    const ofYesterday = await bench.watch({ allOrders: true }, { version });
    expect(ofYesterday.last).toMatchObject({ tudo: true, hoje: '2026-03-03' });
  });
});

describe('under the policy completa', () => {
  beforeEach(() => {
    bench.close();
    bench = new FeedBench(new SmallBook({ politica: 'completa' }));
    book = bench.book;
    book.move('A', 10);
    book.move('B', 5);
    book.receive('A', 100, '2026-03-12');
    // P1 takes A only together with B; while B is missing the A it does not take is free for P2.
    book.line({ order: 'P1', product: 'A', quantity: 10, date: '2026-03-03' });
    book.line({ order: 'P1', product: 'B', quantity: 50, date: '2026-03-03' });
    book.line({ order: 'P2', product: 'A', quantity: 10, date: '2026-03-04' });
  });

  it('a change tells the orders whose promise it moved elsewhere', async () => {
    const client = await bench.watch({ orders: ['P2'] });
    const keys = await bench.watch({ allOrders: true, detail: 'keys' });
    expect(client.last.resultados).toMatchObject([{ promessa: { data: '2026-03-04' } }]);
    book.move('B', 100);
    await bench.pass();
    expect(client.last.resultados).toMatchObject([{ promessa: { data: '2026-03-12' } }]);
    expect(keys.ordersTold).toEqual(['P1', 'P2']);
  });

  it('a change tells the orders that have others before them now, though their date stays', async () => {
    book.line({ order: 'P3', product: 'A', quantity: 10, date: '2026-03-05' });
    const client = await bench.watch({ orders: ['P3'] });
    const promise = { data: '2026-03-12', decisivo: 'A', fila_entrada: { data: '2026-03-12', qtd: 100 } };
    expect(client.last.resultados).toMatchObject([
      { promessa: { ...promise, fila: [{ num_pedido: 'P2' }] } },
    ]);
    book.move('B', 100);
    await bench.pass();
    expect(client.last.resultados).toMatchObject([
      { promessa: { ...promise, fila: [{ num_pedido: 'P1' }] } },
    ]);
  });

  it('what moved while nobody watched cannot be told: ask again', async () => {
    const first = await bench.watch({ allOrders: true });
    first.leave();
    book.move('B', 100);
    const again = await bench.watch({ allOrders: true }, { position: first.lastId });
    expect(again.last.tudo).toBe(true);
  });
});

describe('a client that comes back', () => {
  it('is told what changed meanwhile, also when nobody watched', async () => {
    const first = await bench.watch({ allOrders: true });
    first.leave();
    await bench.pass();
    book.move('A', -8);
    const second = await bench.watch({ allOrders: true }, { position: first.lastId });
    expect(ordersOf(second.last).sort()).toEqual(['P1', 'P2', 'P3']);
    second.leave();
    const third = await bench.watch({ allOrders: true }, { position: second.lastId });
    expect(third.last).not.toHaveProperty('resultados');
    expect(third.last).not.toHaveProperty('tudo');
  });

  it('with the version of answers it holds begins after that version', async () => {
    await bench.watch({ orders: ['P1'] });
    const { version } = book.engine.book;
    book.move('B', -8);
    const all = await bench.watch({ allOrders: true }, { version });
    expect(ordersOf(all.last)).toEqual(['P4']);
    const list = await bench.watch({ orders: ['P1', 'P4'] }, { version });
    expect(ordersOf(list.last)).toEqual(['P4']);
  });

  it('with the instant of answers it holds is told what changed since', async () => {
    await bench.watch({ orders: ['P1'] });
    await bench.pass(10);
    const instant = Date.now();
    const unchanged = await bench.watch({ orders: ['P1', 'P4'] }, { instant });
    expect(unchanged.last.resultados).toBeUndefined();
    book.move('B', -8);
    await bench.pass();
    const late = await bench.watch({ orders: ['P1', 'P4'] }, { instant });
    expect(ordersOf(late.last)).toEqual(['P4']);
  });

  it.each(['x.1', 'nonsense', '12', '..', 'AAAAAAAA.99999999999999999999'])(
    'with a position that says nothing here (%s) is told to ask again, or the answers of its list',
    async (position) => {
      const all = await bench.watch({ allOrders: true }, { position });
      expect(all.last.tudo).toBe(true);
      const list = await bench.watch({ orders: ['P1'] }, { position });
      expect(list.last.resultados).toHaveLength(1);
      const keys = await bench.watch({ orders: ['P1'], detail: 'keys' }, { position });
      expect(keys.last.tudo).toBe(true);
    },
  );

  it('loses nothing while its connection breaks again and again under changes', async () => {
    const held = new Map<unknown, unknown>();
    let watcher = await bench.watch({ orders: ['P1', 'P2', 'P3', 'P4'] });
    for (let i = 0; i < 60; i++) {
      book.move(i % 2 === 0 ? 'A' : 'B', i % 3 === 0 ? -4 : 3);
      await bench.pass(i % 7);
      if (i % 5 !== 0) continue;
      keep(watcher, held);
      watcher.leave();
      await bench.pass(i % 4);
      watcher = await bench.watch({ allOrders: true }, { position: watcher.lastId });
    }
    await bench.pass(2000);
    keep(watcher, held);
    for (const order of ['P1', 'P2', 'P3', 'P4']) {
      const now = await bench.watch({ orders: [order] });
      expect(held.get(order)).toEqual(withoutVersion(now.last.resultados![0]!));
    }
  });
});

function keep(watcher: Watcher, held: Map<unknown, unknown>): void {
  for (const event of watcher.events) {
    expect(event.tudo).toBeUndefined();
    for (const answer of event.resultados ?? []) held.set(answer['num_pedido'], withoutVersion(answer));
  }
}

function withoutVersion({
  versao: _version,
  calculado_em: _instant,
  ...answer
}: Readonly<Record<string, unknown>>) {
  return answer;
}

describe('a client that does not keep up', () => {
  it('is handed nothing meanwhile, and then what changed since, once', async () => {
    const slow = await bench.watch({ allOrders: true });
    slow.isQuick = false;
    for (let i = 0; i < 3; i++) {
      book.move('B', 1);
      await bench.pass();
    }
    expect(slow.answersOf('P4')).toHaveLength(1);
    slow.resume();
    await bench.pass();
    expect(slow.answersOf('P4')).toHaveLength(2);
    expect(stockOf(slow, 'P4')).toBe(13);
  });

  it('is told of everything that changed meanwhile, not only of the last change', async () => {
    const slow = await bench.watch({ allOrders: true });
    slow.isQuick = false;
    for (const product of ['B', 'A', 'B']) {
      book.move(product, 1);
      await bench.pass();
    }
    slow.resume();
    await bench.pass();
    expect(ordersOf(slow.last).sort()).toEqual(['P1', 'P2', 'P3', 'P4']);
  });

  it('is told to ask again where everything changed meanwhile', async () => {
    const slow = await bench.watch({ allOrders: true });
    slow.isQuick = false;
    book.move('B', 1);
    await bench.pass();
    book.roll('2026-03-03');
    await bench.pass(1500);
    slow.resume();
    await bench.pass();
    expect(slow.last).toMatchObject({ tudo: true, hoje: '2026-03-03' });
  });

  it('keeps nobody else waiting', async () => {
    const slow = await bench.watch({ allOrders: true });
    const quick = await bench.watch({ allOrders: true });
    slow.isQuick = false;
    for (let i = 0; i < 3; i++) {
      book.move('B', 1);
      await bench.pass();
    }
    expect(quick.answersOf('P4')).toHaveLength(3);
  });
});

describe('looks at the book', () => {
  it('happen only while somebody watches', async () => {
    await bench.pass(1000);
    expect(bench.feed.counts.looks).toBe(0);
    const client = await bench.watch({ allOrders: true });
    await bench.pass(1000);
    const { looks } = bench.feed.counts;
    expect(looks).toBeGreaterThan(30);
    client.leave();
    await bench.pass(1000);
    expect(bench.feed.counts.looks).toBeLessThanOrEqual(looks + 1);
    expect(bench.feed.clients).toBe(0);
  });

  it('go on, more slowly, while they fail, and nothing is lost', async () => {
    const client = await bench.watch({ allOrders: true });
    book.failure = new Error('away');
    await bench.pass(2000);
    expect(bench.problems.splice(0).length).toBeLessThan(12);
    book.failure = null;
    book.move('B', 1);
    await bench.pass(500);
    expect(client.answersOf('P4')).toHaveLength(1);
  });

  it('end with the feed, and nobody is told anything any more', async () => {
    const client = await bench.watch({ allOrders: true });
    book.move('B', 1);
    bench.feed.close();
    await bench.pass(1000);
    expect(client.events).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});

it('a client without news learns the position now and then', async () => {
  const all = await bench.watch({ allOrders: true });
  const list = await bench.watch({ orders: ['P1'] });
  book.move('B', 1);
  await bench.pass();
  expect(list.lastId).not.toBe(all.lastId);
  await bench.pass(20_000);
  expect(list.lastId).toBe(all.lastId);
  expect(list.events).toHaveLength(1);
});

it('a client that is gone before the book was looked at is not entered', async () => {
  const sink = new Watcher();
  sink.leave();
  await bench.watch({ allOrders: true }, {}, sink);
  expect(bench.feed.clients).toBe(0);
  expect(sink.events).toEqual([]);
});

it('a book that cannot be read refuses the client', async () => {
  book.failure = new Error('away');
  await expect(bench.watch({ allOrders: true })).rejects.toThrow('away');
  expect(bench.feed.clients).toBe(0);
});
