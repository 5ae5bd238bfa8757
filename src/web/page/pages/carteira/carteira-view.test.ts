import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeBrowser } from '../../../../../test/support/fake-browser.ts';
import { navigate } from '../../app/router.ts';
import {
  baseFilter,
  changeOrderFilter,
  chosenCodes,
  clearOrderFilter,
  itemsExport,
  leftOutOf,
  orderBookExport,
  orderFilterOf,
  rowsPath,
  SEVERITY_CHOICES,
  setSorting,
  sortingOf,
  totalsPath,
} from './carteira-view.ts';

const filterOf = (query: string) => orderFilterOf(new URLSearchParams(query));

describe('the order book that an address asks for', () => {
  it('is filtered by what has a value and a name', () => {
    expect(filterOf('texto=a&uf=&outra=1&criticidade=ALTA,OK&pedido=P-1')).toEqual({
      texto: 'a',
      criticidade: 'ALTA,OK',
    });
  });

  it('leaves out what there is not, and says so', () => {
    const link =
      'pedido_ok=true&criticidade=alta,NADA&expedicao_de=2026-02-30&expedicao_ate=2026-03-04&ordenar=cor';
    expect(filterOf(link)).toEqual({ criticidade: 'ALTA', expedicao_ate: '2026-03-04' });
    expect(sortingOf(new URLSearchParams(link))).toEqual({ by: 'expedicao', descending: false });
    expect(leftOutOf(new URLSearchParams(link))).toEqual([
      { name: 'expedicao_de', value: '2026-02-30' },
      { name: 'criticidade', value: 'NADA' },
      { name: 'pedido_ok', value: 'true' },
      { name: 'ordenar', value: 'cor' },
    ]);
    expect(leftOutOf(new URLSearchParams('texto=a&criticidade=ALTA&outra=1'))).toEqual([]);
  });

  it('is told of by the tiles without what the tiles set', () => {
    expect(baseFilter(filterOf('texto=a&criticidade=ALTA&situacao=SEM_DATA&pedido_ok=1&uf=SP'))).toEqual({
      texto: 'a',
      uf: 'SP',
    });
  });

  it('is sorted by ship date where nothing is said', () => {
    expect(sortingOf(new URLSearchParams(''))).toEqual({ by: 'expedicao', descending: false });
    expect(sortingOf(new URLSearchParams('ordenar=uf&sentido=desc'))).toEqual({ by: 'uf', descending: true });
  });

  it('knows the choices there are, in their own order', () => {
    expect(chosenCodes('OK,NADA,CRITICA', SEVERITY_CHOICES)).toEqual(['CRITICA', 'OK']);
    expect(chosenCodes(undefined, SEVERITY_CHOICES)).toEqual([]);
  });

  it('is asked for in windows, as totals alone, and as a file', () => {
    const filter = filterOf('texto=a b&criticidade=ALTA');
    const sorting = { by: 'uf', descending: true };
    expect(rowsPath(filter, sorting, 200, 100)).toBe(
      '/api/carteira?texto=a+b&criticidade=ALTA&ordenar=uf&sentido=desc&posicao=200&limite=100',
    );
    expect(totalsPath(filter)).toBe('/api/carteira?texto=a+b&criticidade=ALTA&limite=0');
    expect(orderBookExport(filter, { ...sorting, descending: false }, ['num_pedido', 'uf'], 'xlsx')).toBe(
      '/api/exportar/carteira?texto=a+b&criticidade=ALTA&ordenar=uf&colunas=num_pedido%2Cuf&formato=xlsx',
    );
    expect(itemsExport(filter, sorting)).toBe(
      '/api/exportar/itens?texto=a+b&criticidade=ALTA&ordenar=uf&sentido=desc&formato=xlsx',
    );
  });
});

describe('the address', () => {
  let browser: FakeBrowser;
  beforeEach(() => {
    browser = new FakeBrowser();
    navigate('/carteira?texto=a&criticidade=ALTA&ordenar=uf&pedido=P-1');
  });
  afterEach(() => browser.close());

  it('holds what is changed, and keeps the rest', () => {
    changeOrderFilter({ criticidade: null, uf: 'SP' });
    expect(browser.visited.at(-1)).toBe('/carteira?texto=a&ordenar=uf&pedido=P-1&uf=SP');
    setSorting({ by: 'cliente', descending: true });
    expect(browser.visited.at(-1)).toBe('/carteira?texto=a&ordenar=cliente&pedido=P-1&uf=SP&sentido=desc');
    clearOrderFilter();
    expect(browser.visited.at(-1)).toBe('/carteira?ordenar=cliente&pedido=P-1&sentido=desc');
  });
});
