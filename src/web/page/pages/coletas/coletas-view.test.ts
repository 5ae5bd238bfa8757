import { describe, expect, it } from 'vitest';
import type { CollectionPurchase } from '../../../../contract/collection-wire.ts';
import {
  cancelPath,
  collectionPath,
  collectionsPath,
  isFiltered,
  keyOf,
  purchaseFilesPath,
  purchaseQueryOf,
  purchasesPath,
  sessionPath,
} from './coletas-view.ts';

describe('the collections that an address asks for', () => {
  const filterOf = (query: string) => purchaseQueryOf(new URLSearchParams(query));

  it('are filtered by statuses there are and a text', () => {
    expect(filterOf('status=PARTIAL,NADA,RUNNING&texto=1')).toEqual({
      status: ['RUNNING', 'PARTIAL'],
      texto: '1',
    });
    expect(isFiltered(filterOf(''))).toBe(false);
    expect([isFiltered(filterOf('texto=1')), isFiltered(filterOf('status=PARTIAL'))]).toEqual([true, true]);
  });

  it('are asked for whole, in windows, and by their parts', () => {
    expect(collectionsPath(20)).toBe('/api/coletas?limite=20');
    expect(collectionPath('c1')).toBe('/api/coletas/c1?limite=0');
    expect(purchasesPath('c1', filterOf('status=PARTIAL,FAILED'), 100, 50)).toBe(
      '/api/coletas/c1?status=PARTIAL%2CFAILED&posicao=100&limite=50',
    );
    expect([cancelPath('c1', true), cancelPath('c1', false)]).toEqual([
      '/api/coletas/c1?agora=1',
      '/api/coletas/c1',
    ]);
    expect(purchaseFilesPath('c1', 'PO/1')).toBe('/api/coletas/c1/pedidos/PO%2F1/arquivos');
    expect(sessionPath(null, 'http://x:9')).toBe('/api/coletas/sessao?base=http%3A%2F%2Fx%3A9');
  });

  it('tell rows apart that name one purchase, or none', () => {
    const row = (pedido: string, linhas: number[]): CollectionPurchase =>
      ({ pedido, linhas }) as unknown as CollectionPurchase;
    const keys = [row('', [3]), row('', [4]), row('1', [5]), row('1', [])].map((one) => keyOf(one));
    expect(new Set(keys).size).toBe(4);
  });
});
