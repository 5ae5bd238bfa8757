import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeBrowser } from '../../../../../test/support/fake-browser.ts';
import { navigate, query } from '../../app/router.ts';
import {
  groupingOf,
  groupsPath,
  itemsExport,
  leftOutOf,
  openGroupsOf,
  orderBookExport,
  rowsPath,
  setGrouping,
  setSorting,
  sortingOf,
  toggleGroup,
  totalsPath,
} from './carteira-view.ts';
import { orderFilterOf } from './order-filter.ts';

const filterOf = (text: string) => orderFilterOf(new URLSearchParams(text));

describe('the order book that an address asks for', () => {
  it('is sorted by ship date where nothing is said, or what there is not', () => {
    expect(sortingOf(new URLSearchParams(''))).toEqual({ by: 'expedicao', descending: false });
    expect(sortingOf(new URLSearchParams('ordenar=cor'))).toEqual({ by: 'expedicao', descending: false });
    expect(sortingOf(new URLSearchParams('ordenar=uf&sentido=desc'))).toEqual({ by: 'uf', descending: true });
  });

  it('is gathered by one thing, days in their own order and everything else by value unless somebody says so', () => {
    expect(groupingOf(new URLSearchParams(''))).toBeNull();
    expect(groupingOf(new URLSearchParams('agrupar=uf'))).toEqual({ by: 'uf', sort: 'valor' });
    expect(groupingOf(new URLSearchParams('agrupar=promessa'))).toEqual({ by: 'promessa', sort: 'nome' });
    expect(groupingOf(new URLSearchParams('agrupar=promessa&ordenar_grupos=hoje'))).toEqual({
      by: 'promessa',
      sort: 'hoje',
    });
  });

  it('says what of the address there is not', () => {
    expect(leftOutOf(new URLSearchParams('ordenar=cor&agrupar=cor&pedido_ok=talvez'))).toEqual([
      { name: 'pedido_ok', value: 'talvez' },
      { name: 'ordenar', value: 'cor' },
      { name: 'agrupar', value: 'cor' },
    ]);
    expect(leftOutOf(new URLSearchParams('ordenar=uf&agrupar=uf&outra=1'))).toEqual([]);
  });

  it('is asked for in windows, in groups, as totals alone, and as a file', () => {
    const filter = filterOf('texto=a b&criticidade=ALTA&lote=L1,L2');
    const sorting = { by: 'uf', descending: true };
    const wanted = 'texto=a+b&lote=L1&lote=L2&criticidade=ALTA&adiados=ocultar';
    expect(rowsPath(filter, sorting, 200, 100)).toBe(
      `/api/carteira?${wanted}&ordenar=uf&sentido=desc&posicao=200&limite=100`,
    );
    expect(groupsPath(filter, { by: 'produto', sort: 'nome' }, 0, 100)).toBe(
      `/api/carteira?${wanted}&agrupar=produto&ordenar_grupos=nome&posicao=0&limite=100`,
    );
    expect(totalsPath(filter)).toBe(`/api/carteira?${wanted}&limite=0`);
    expect(orderBookExport(filter, { ...sorting, descending: false }, ['num_pedido', 'uf'], 'xlsx')).toBe(
      `/api/exportar/carteira?${wanted}&ordenar=uf&colunas=num_pedido%2Cuf&formato=xlsx`,
    );
    expect(itemsExport(filter, sorting)).toBe(
      `/api/exportar/itens?${wanted}&ordenar=uf&sentido=desc&formato=xlsx`,
    );
  });
});

describe('the address', () => {
  let browser: FakeBrowser;
  beforeEach(() => {
    browser = new FakeBrowser();
    navigate('/carteira?texto=a');
  });
  afterEach(() => browser.close());

  it('holds the order of rows, the groups and which of them are open', () => {
    setSorting({ by: 'cliente', descending: true });
    expect(browser.visited.at(-1)).toBe('/carteira?texto=a&ordenar=cliente&sentido=desc');
    setGrouping({ by: 'uf', sort: 'valor' });
    toggleGroup(query.value, 'SP');
    toggleGroup(query.value, ' ');
    expect(browser.visited.at(-1)).toBe(
      '/carteira?texto=a&ordenar=cliente&sentido=desc&agrupar=uf&aberto=SP&aberto=+',
    );
    expect(openGroupsOf(query.value)).toEqual(['SP', ' ']);
    toggleGroup(query.value, 'SP');
    expect(openGroupsOf(query.value)).toEqual([' ']);
    setGrouping({ by: 'cliente', sort: 'nome' });
    expect(browser.visited.at(-1)).toBe(
      '/carteira?texto=a&ordenar=cliente&sentido=desc&agrupar=cliente&ordenar_grupos=nome',
    );
    setGrouping(null);
    expect(browser.visited.at(-1)).toBe('/carteira?texto=a&ordenar=cliente&sentido=desc');
  });
});
