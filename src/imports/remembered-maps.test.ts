import { describe, expect, it } from 'vitest';
import { headerDigest, originOf, type RememberedMap, rememberedFor } from './remembered-maps.ts';

describe('where a file comes from', () => {
  it.each([
    ['Relatório Vendas 2026-03-02 (1).csv', null, 'vendas'],
    ['/dados/erp/Relatório Vendas 2026-03-03.csv', null, 'vendas'],
    ['export.csv', null, 'export'],
    ['Vendas março.xlsx', 'Plan1', 'vendas marco [plan1]'],
  ])('%s [%s] is %s', (file, sheet, origin) => {
    expect(originOf(file, sheet)).toBe(origin);
  });
});

describe('what is remembered of a header', () => {
  const header = ['Pedido', 'Mercadoria', 'Quanto'];
  const map = (id: number, origin: string): RememberedMap =>
    ({ id, origin, header: headerDigest(header), columns: [] }) as unknown as RememberedMap;

  it('is that of its origin, else the only one there is', () => {
    const both = [map(1, 'sul'), map(2, 'norte')];
    expect(rememberedFor(both, 'norte', header)?.id).toBe(2);
    expect(rememberedFor(both, 'leste', header)).toBeNull();
    expect(rememberedFor([map(1, 'sul')], 'leste', [' PEDIDO', 'mercadoria', 'Quanto'])?.id).toBe(1);
    expect(rememberedFor([map(1, 'sul')], 'sul', ['Mercadoria', 'Pedido', 'Quanto'])).toBeNull();
  });
});
