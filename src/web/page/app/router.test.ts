import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeBrowser } from '../../../../test/support/fake-browser.ts';
import { changeQuery, navigate, pageAddress, place, query, startRouter } from './router.ts';

let browser: FakeBrowser;
/** The address the browser shows. */
const at = (pathname: string, search = ''): void => {
  vi.stubGlobal('location', { pathname, search, origin: 'http://x' });
};

beforeEach(() => {
  browser = new FakeBrowser();
});
afterEach(() => browser.close());

describe('the page of an address', () => {
  it.each([
    ['/', 'carteira'],
    ['/carteira', 'carteira'],
    ['/mapa/', 'mapa'],
    ['/produto', 'produto'],
    ['/produtos', 'produtos'],
    ['/nada', null],
    ['/carteira/nada', null],
  ])('%s is %s', (pathname, page) => {
    at(pathname, '?a=1');
    startRouter();
    expect([place.value.page, query.value.get('a')]).toEqual([page, '1']);
  });

  it('follows what is navigated to, and the buttons of the browser', () => {
    at('/carteira');
    startRouter();
    navigate('/mapa?texto=a');
    expect([place.value.page, query.value.get('texto'), browser.visited]).toEqual([
      'mapa',
      'a',
      ['/mapa?texto=a'],
    ]);
    navigate('/mapa?texto=a');
    expect(browser.visited).toHaveLength(1);
    at('/carteira', '?uf=SP');
    browser.window.dispatchEvent(new Event('popstate'));
    expect([place.value.page, query.value.get('uf')]).toEqual(['carteira', 'SP']);
  });
});

describe('the query of an address', () => {
  beforeEach(() => {
    at('/carteira', '?texto=a&uf=SP');
    startRouter();
  });

  it('is changed in parts: null and empty take a part out', () => {
    changeQuery({ texto: 'b & c', uf: null, cliente: '' });
    expect(browser.visited).toEqual(['/carteira?texto=b+%26+c']);
    changeQuery({ texto: null });
    expect(browser.visited.at(-1)).toBe('/carteira');
  });

  it('leaves no trace of what a person types, letter by letter', () => {
    navigate('/carteira');
    changeQuery({ texto: 'a' }, { replace: true });
    changeQuery({ texto: 'ab' }, { replace: true });
    expect(browser.visited).toEqual(['/carteira?texto=ab']);
  });
});

describe('the address of a page', () => {
  it('holds what its path has no place for in its query', () => {
    expect(pageAddress('produto', { cod_produto: 'P/1 ..&2' }, { dia: null })).toBe(
      '/produto?cod_produto=P%2F1+..%262',
    );
    expect(pageAddress('coletas')).toBe('/coletas');
  });
});
