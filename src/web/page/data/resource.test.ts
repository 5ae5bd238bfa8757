import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeAnswer, FakeBrowser, type FakeSource } from '../../../../test/support/fake-browser.ts';
import { startLive } from './live.ts';
import { orderTouched, productTouched, Resource, type TouchTest } from './resource.ts';

let browser: FakeBrowser;
let live: FakeSource;
let resource: Resource<{ readonly n: number }>;

const NEWS = { versao: 7, timestamp: '2026-03-02T08:00:00-03:00', data_base: '2026-03-02' };
const touch = (changes: object): void => live.tell({ ...NEWS, pedidos: [], produtos: [], ...changes });

/** An answer at a path, asked for once. */
async function asked(test: TouchTest): Promise<void> {
  browser.answers = () => ({ n: browser.asked.length });
  resource = new Resource('/api/x', test);
  await browser.pass(0);
}

beforeEach(() => {
  browser = new FakeBrowser();
  startLive();
  live = browser.source;
  touch({});
});
afterEach(() => {
  resource.close();
  live.close();
  browser.close();
});

describe('an answer that is shown', () => {
  it('is asked for once, and is loading until it is there', async () => {
    browser.answers = () => ({ n: 1 });
    resource = new Resource('/api/x', () => true);
    expect(resource.state.value).toEqual({ data: null, error: null, isLoading: true });
    await browser.pass(60_000);
    expect(resource.state.value).toEqual({ data: { n: 1 }, error: null, isLoading: false });
    expect(browser.asked).toHaveLength(1);
  });

  it.each([
    ['its order', orderTouched('P-1'), { pedidos: ['P-1'] }, { pedidos: ['P-2'], produtos: ['P-1'] }],
    ['its product', productTouched('A'), { produtos: ['A'] }, { produtos: ['B'], pedidos: ['A'] }],
  ])('is asked for again when a commit touches %s, and by no other', async (_name, test, its, another) => {
    await asked(test);
    touch(another);
    await browser.pass(1000);
    expect(browser.asked).toHaveLength(1);
    touch(its);
    await browser.pass(1000);
    expect(browser.asked).toHaveLength(2);
    touch({ tudo: true });
    await browser.pass(1000);
    expect([browser.asked.length, resource.state.value.data]).toEqual([3, { n: 3 }]);
  });

  it('is asked for again after a gap, and when the day is another', async () => {
    await asked(orderTouched('P-1'));
    live.cut();
    touch({});
    await browser.pass(1000);
    expect(browser.asked).toHaveLength(2);
    touch({});
    await browser.pass(1000);
    expect(browser.asked).toHaveLength(2);
    touch({ data_base: '2026-03-03' });
    await browser.pass(1000);
    expect(browser.asked).toHaveLength(3);
    touch({});
  });

  it('is asked for seldom, however many commits there are', async () => {
    await asked(() => true);
    for (let commit = 0; commit < 100; commit++) {
      touch({ produtos: ['A'] });
      await browser.pass(10);
    }
    await browser.pass(1000);
    expect(browser.asked.length).toBeGreaterThan(5);
    expect(browser.asked.length).toBeLessThanOrEqual(2 + 1000 / 120);
  });

  it('stays shown where asking fails, beside the reason', async () => {
    await asked(() => true);
    browser.answers = () => new FakeAnswer(503, { error: 'Fora do ar.', codigo: 'X' });
    resource.again();
    await browser.pass(1000);
    expect(resource.state.value).toMatchObject({
      data: { n: 1 },
      error: { message: 'Fora do ar.', status: 503 },
    });
    browser.answers = () => {
      throw new TypeError('no connection');
    };
    resource.again();
    await browser.pass(1000);
    expect(resource.state.value).toMatchObject({ data: { n: 1 }, error: { status: 0, code: 'UNREACHABLE' } });
    browser.answers = () => ({ n: 9 });
    resource.again();
    await browser.pass(1000);
    expect(resource.state.value).toEqual({ data: { n: 9 }, error: null, isLoading: false });
  });

  it('is not asked for any more when nobody shows it, and what is on its way is dropped', async () => {
    browser.answers = () => new Promise(() => undefined);
    resource = new Resource('/api/x', () => true);
    await browser.pass(0);
    resource.close();
    touch({ tudo: true });
    resource.again();
    await browser.pass(1000);
    expect(browser.asked).toHaveLength(1);
    expect(resource.state.value).toEqual({ data: null, error: null, isLoading: true });
  });
});
