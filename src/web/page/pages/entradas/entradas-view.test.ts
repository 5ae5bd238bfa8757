import { describe, expect, it } from 'vitest';
import {
  BY_VALUE,
  receiptsExport,
  receiptsFilterOf,
  receiptsPath,
  receiptsSortingChange,
  receiptsSortingOf,
  receiptTotalsPath,
} from './entradas-view.ts';

const query = (text: string) => new URLSearchParams(text);
const sent = (path: string) => query(path.split('?')[1]!);
const BY_DAY = { by: 'data', descending: false };

describe('the receipts that an address asks for', () => {
  it('are filtered by what there is', () => {
    const text =
      'quando=HOJE,NADA,ATRASADA&suficiente=2&texto=&data_de=2026-03-02&data_ate=ontem&cod_produto=A';
    expect(receiptsFilterOf(query(text))).toEqual({
      quando: 'ATRASADA,HOJE',
      data_de: '2026-03-02',
      cod_produto: 'A',
    });
  });

  it('come by day, unless another order is asked for', () => {
    expect(receiptsSortingOf(query('ordenar=nada'))).toEqual(BY_DAY);
    expect(receiptsSortingOf(query('ordenar=valor_a_espera&sentido=desc'))).toEqual(BY_VALUE);
    expect(receiptsSortingChange({ by: 'valor_a_espera', descending: false }, BY_DAY)).toEqual({
      ordenar: 'valor_a_espera',
      sentido: 'desc',
    });
    expect(receiptsSortingChange(BY_DAY, BY_VALUE)).toEqual({ ordenar: null, sentido: null });
    expect(receiptsSortingChange({ by: 'data', descending: true }, BY_DAY)).toEqual({
      ordenar: 'data',
      sentido: 'desc',
    });
  });

  it('are asked for in windows, counted and exported; a code with a comma stays one', () => {
    const filter = { quando: 'HOJE', cod_produto: 'A,1' };
    expect(sent(receiptsPath(filter, BY_VALUE, 100, 50)).getAll('cod_produto')).toEqual(['A,1', 'A,1']);
    const totals = sent(receiptTotalsPath(filter, BY_VALUE));
    expect([totals.get('quando'), totals.get('limite')]).toEqual([null, '0']);
    expect(receiptsExport({ texto: 'a' }, BY_DAY, 'xlsx')).toBe(
      '/api/exportar/entradas?texto=a&ordenar=data&sentido=asc&formato=xlsx',
    );
  });
});
