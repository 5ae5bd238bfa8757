import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeBrowser } from '../../../../../test/support/fake-browser.ts';
import { USUAL_ORDER_COLUMNS } from '../../../../contract/order-choices.ts';
import { navigate } from '../../app/router.ts';
import {
  chooseColumns,
  chooseDensity,
  densityOf,
  layoutOf,
  listLayout,
  readListLayout,
  shownColumns,
} from './list-layout.ts';

const NOTHING = layoutOf(null);

describe('the columns of the order book', () => {
  it('are the usual ones where nobody chose, without those that give way in a narrow window', () => {
    expect(shownColumns(null, NOTHING, 1920)).toEqual([...USUAL_ORDER_COLUMNS]);
    const narrow = shownColumns(null, NOTHING, 1024);
    expect(narrow).toEqual(
      USUAL_ORDER_COLUMNS.filter((id) => !['cidade', 'lotes', 'criticidade'].includes(id)),
    );
    expect(narrow).toContain('promessa');
    expect(narrow).toContain('situacao');
  });

  it('are those of the address before those of the person, and begin with the order', () => {
    const own = layoutOf('{"columns":["uf","cliente","uf"]}');
    expect(shownColumns(null, own, 1024)).toEqual(['num_pedido', 'uf', 'cliente']);
    expect(shownColumns('valor_total_pedido,num_pedido', own, 1024)).toEqual([
      'num_pedido',
      'valor_total_pedido',
    ]);
    expect(shownColumns('', own, 1024)).toEqual(['num_pedido', 'uf', 'cliente']);
  });

  it('are the usual ones where what was kept makes no sense', () => {
    for (const text of ['', '{', '7', '{"columns":5,"density":"enorme"}', 'null']) {
      expect(layoutOf(text)).toEqual({ columns: null, density: null });
    }
  });
});

describe('the height of rows', () => {
  it('follows the height of the window until a person chooses', () => {
    expect(densityOf(NOTHING, 720)).toBe('compacta');
    expect(densityOf(NOTHING, 1080)).toBe('padrao');
    expect(densityOf(layoutOf('{"density":"padrao"}'), 720)).toBe('padrao');
  });
});

describe('what a person chose', () => {
  let browser: FakeBrowser;
  let kept: Map<string, string>;
  beforeEach(() => {
    browser = new FakeBrowser();
    kept = new Map();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
    });
    readListLayout();
  });
  afterEach(() => browser.close());

  it('is kept in the browser, and outlives an address without a query', () => {
    navigate('/carteira?colunas=uf&texto=a');
    chooseColumns(['cliente', 'num_pedido', 'lotes']);
    chooseDensity('compacta');
    expect(browser.visited.at(-1)).toBe('/carteira?texto=a');
    navigate('/carteira');
    readListLayout();
    expect(listLayout.value).toEqual({ columns: ['num_pedido', 'cliente', 'lotes'], density: 'compacta' });
    chooseColumns(null);
    readListLayout();
    expect(listLayout.value).toEqual({ columns: null, density: 'compacta' });
  });
});
