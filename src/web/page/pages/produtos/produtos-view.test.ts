import { describe, expect, it } from 'vitest';
import {
  productsExport,
  productsFilterOf,
  productsPath,
  productsSortingOf,
  productTotalsPath,
  shownProductColumns,
  sortingChange,
  statusesOf,
} from './produtos-view.ts';

const query = (text: string) => new URLSearchParams(text);
const MOST_VALUE = { by: 'valor_aguardando', descending: true };

describe('the products that an address asks for', () => {
  it('are filtered by what there is', () => {
    const filter = productsFilterOf(query('texto=a&status=OK,NADA,CRÍTICO&esta_semana=1&sem_entrada=2'));
    expect(filter).toEqual({ texto: 'a', status: 'CRÍTICO,OK', esta_semana: '1' });
    expect(statusesOf(filter)).toEqual(['CRÍTICO', 'OK']);
    expect(productsFilterOf(query('status=NADA'))).toEqual({});
  });

  it('come with most R$ first, unless another order is asked for', () => {
    expect(productsSortingOf(query(''))).toEqual(MOST_VALUE);
    expect(productsSortingOf(query('ordenar=nada'))).toEqual(MOST_VALUE);
    const byDay = { by: 'dia_ruptura', descending: false };
    expect(productsSortingOf(query('ordenar=dia_ruptura'))).toEqual(byDay);
    expect(sortingChange(byDay, MOST_VALUE)).toEqual({ ordenar: 'dia_ruptura', sentido: null });
    // A figure whose largest values matter begins with these; a second click turns it round.
    const orders = { by: 'pedidos_aguardando', descending: false };
    expect(sortingChange(orders, byDay)).toEqual({ ordenar: 'pedidos_aguardando', sentido: 'desc' });
    expect(sortingChange({ ...MOST_VALUE, descending: false }, byDay)).toEqual({
      ordenar: null,
      sentido: null,
    });
    expect(sortingChange({ ...MOST_VALUE, descending: false }, MOST_VALUE)).toEqual({
      ordenar: 'valor_aguardando',
      sentido: null,
    });
  });

  it('are shown with the columns of the address, the code always first; a narrow window has fewer', () => {
    expect(shownProductColumns('valor_aguardando,nada,cod_produto', 1000)).toEqual([
      'cod_produto',
      'valor_aguardando',
    ]);
    expect(shownProductColumns(null, 1280)).not.toContain('menor_estoque');
    expect(shownProductColumns('', 1920)).toContain('menor_estoque');
  });

  it('are asked for whole, counted, and exported as they are shown', () => {
    const path = productsPath({ texto: 'a' }, MOST_VALUE, 100, 50);
    expect(Object.fromEntries(query(path.split('?')[1]!))).toEqual({
      texto: 'a',
      status: 'CRÍTICO,ATENÇÃO,OK',
      ordenar: 'valor_aguardando',
      sentido: 'desc',
      posicao: '100',
      limite: '50',
    });
    expect(
      query(productTotalsPath({ texto: 'a', status: 'OK' }, MOST_VALUE).split('?')[1]!).get('limite'),
    ).toBe('0');
    const file = productsExport({ status: 'OK' }, MOST_VALUE, ['cod_produto', 'proxima_entrada'], 'xlsx');
    expect(query(file.split('?')[1]!).get('colunas')).toBe('cod_produto,proxima_entrada,qtd_proxima_entrada');
  });
});
