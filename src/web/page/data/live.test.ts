import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeBrowser } from '../../../../test/support/fake-browser.ts';
import { liveAt, liveState, liveToday, liveVersion, onTouched, startLive, type TouchedKeys } from './live.ts';

let browser: FakeBrowser;
let touched: TouchedKeys[];
let unlisten: () => void;

const NEWS = { versao: 7, timestamp: '2026-03-02T08:00:00-03:00', data_base: '2026-03-02' };

beforeEach(() => {
  browser = new FakeBrowser();
  touched = [];
  liveVersion.value = null;
  liveToday.value = null;
  liveState.value = 'connecting';
  unlisten = onTouched((one) => touched.push(one));
  startLive();
});
afterEach(() => {
  unlisten();
  browser.source.close();
  browser.close();
});

describe('the page and the book', () => {
  it('is live from the first news on, which touch nothing', () => {
    expect(liveState.value).toBe('connecting');
    browser.source.tell({ ...NEWS, pedidos: [], produtos: [] });
    expect([liveState.value, liveVersion.value, liveAt.value, liveToday.value]).toEqual([
      'live',
      7,
      NEWS.timestamp,
      '2026-03-02',
    ]);
    expect(touched).toEqual([]);
  });

  it('tells what a commit touches', () => {
    browser.source.tell({ ...NEWS, pedidos: ['P-1'], produtos: ['A', 'B'] });
    expect(touched).toEqual([{ all: false, orders: new Set(['P-1']), products: new Set(['A', 'B']) }]);
  });

  it('is reconnecting once it was live, and everything may have changed meanwhile', async () => {
    browser.source.cut();
    expect(liveState.value).toBe('connecting');
    browser.source.tell({ ...NEWS, pedidos: [], produtos: [] });
    browser.source.cut();
    expect([liveState.value, liveVersion.value]).toEqual(['reconnecting', 7]);
    browser.source.tell({ ...NEWS, pedidos: [], produtos: [] });
    expect([liveState.value, touched.map(({ all }) => all)]).toEqual(['live', [true]]);
    browser.source.refuse();
    await browser.pass(1000);
    expect(browser.sources).toHaveLength(2);
    browser.source.tell({ ...NEWS, pedidos: ['P-1'], produtos: [] });
    browser.source.tell({ ...NEWS, pedidos: ['P-1'], produtos: [] });
    expect(touched.map(({ all }) => all)).toEqual([true, true, false]);
  });

  it('lets go after it was hidden for long, and catches up when it is seen', async () => {
    browser.source.tell({ ...NEWS, pedidos: [], produtos: [] });
    browser.show(false);
    await browser.pass(30_000);
    expect([liveState.value, browser.source.readyState]).toEqual(['reconnecting', 2]);
    browser.show(true);
    browser.source.tell({ ...NEWS, pedidos: [], produtos: [] });
    expect([liveState.value, touched.map(({ all }) => all)]).toEqual(['live', [true]]);
  });

  it('connects anew where the browser brings the page back as it was', () => {
    browser.source.tell({ ...NEWS, pedidos: [], produtos: [] });
    const shown = (persisted: boolean): Event => Object.assign(new Event('pageshow'), { persisted });
    browser.window.dispatchEvent(shown(false));
    expect(browser.sources).toHaveLength(1);
    browser.window.dispatchEvent(shown(true));
    expect(browser.sources.map(({ readyState }) => readyState)).toEqual([2, 0]);
  });
});
