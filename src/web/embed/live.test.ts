import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeBrowser } from '../../../test/support/fake-browser.ts';
import type { LiveNews } from './answers.ts';
import { Api } from './api.ts';
import { LiveFollower } from './live.ts';

let browser: FakeBrowser;
let heard: LiveNews[];
let live: LiveFollower;
beforeEach(() => {
  browser = new FakeBrowser();
  heard = [];
  live = new LiveFollower(new Api('http://r/', 'pt-BR'), (news) => heard.push(news));
});
afterEach(() => {
  live.stop();
  browser.close();
});

const url = (): string => browser.source.url;

describe('the live book of a page', () => {
  it('is followed for its orders, from the version that the page holds', () => {
    live.follow(['A/1', 'é'], 7);
    expect(url()).toBe('http://r/api/ao-vivo?pedidos=A%2F1,%C3%A9&desde=7');
    browser.source.tell({ versao: 9, resultados: [] });
    expect(heard).toEqual([{ versao: 9, resultados: [] }]);
  });

  it('is followed as a whole where a code has a comma, or the list is too long for an address', () => {
    live.follow(['a,b'], 1);
    expect(url()).toBe('http://r/api/ao-vivo?todos=1&desde=1');
    live.follow(
      Array.from({ length: 500 }, (_, index) => `P-${index}`),
      1,
    );
    // The same stream: it has told everything since it began.
    expect(browser.sources).toHaveLength(1);
  });

  it('begins anew for other orders, and goes on for the same', () => {
    live.follow(['A'], 1);
    live.follow(['A'], 5);
    expect(browser.sources).toHaveLength(1);
    live.follow(['A', 'B'], 5);
    expect(browser.sources.map(({ readyState }) => readyState)).toEqual([2, 0]);
    expect(url()).toBe('http://r/api/ao-vivo?pedidos=A,B&desde=5');
  });

  it('goes on from the version heard last, after a refusal and after the page was hidden', async () => {
    live.follow(['A'], 1);
    browser.source.tell({ versao: 12 });
    browser.source.refuse();
    await browser.pass(1000);
    expect(url()).toBe('http://r/api/ao-vivo?pedidos=A&desde=12');
    browser.source.tell({ versao: 15 });
    browser.show(false);
    await browser.pass(0);
    expect(browser.source.readyState).toBe(2);
    browser.show(true);
    expect(url()).toBe('http://r/api/ao-vivo?pedidos=A&desde=15');
  });

  it('is not followed by a page that nobody looks at, nor after it was stopped', async () => {
    browser.isHidden = true;
    live.follow(['A'], 1);
    expect(browser.sources).toEqual([]);
    live.stop();
    browser.show(true);
    await browser.pass(60_000);
    expect(browser.sources).toEqual([]);
  });
});
