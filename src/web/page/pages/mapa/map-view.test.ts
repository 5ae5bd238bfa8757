import { describe, expect, it } from 'vitest';
import {
  cardAddress,
  chosenStatuses,
  mapExport,
  mapFilterOf,
  mapOrderOf,
  mapPath,
  mapTotalsPath,
} from './map-view.ts';

const filterOf = (query: string) => mapFilterOf(new URLSearchParams(query));

describe('the map that an address asks for', () => {
  it('is filtered by text and statuses there are, the worst first', () => {
    expect(filterOf('texto=a&status=OK,NADA,CRÍTICO&dia=1')).toEqual({ texto: 'a', status: 'CRÍTICO,OK' });
    expect(filterOf('texto=&status=NADA')).toEqual({});
    expect(chosenStatuses('ATENÇÃO')).toEqual(['ATENÇÃO']);
  });

  it('is asked for in windows, the worst first or most R$ first', () => {
    expect(mapPath({ texto: 'a' }, 'urgencia', 100, 50)).toBe(
      '/api/estoque/mapa?texto=a&posicao=100&limite=50',
    );
    const byValue = mapOrderOf(new URLSearchParams('ordenar=valor_aguardando'));
    expect(mapPath({}, byValue, 0, 1)).toBe(
      '/api/estoque/mapa?ordenar=valor_aguardando&sentido=desc&posicao=0&limite=1',
    );
    expect(mapOrderOf(new URLSearchParams('ordenar=nada'))).toBe('urgencia');
  });

  it('is counted, exported, and left for a stock card on a day', () => {
    const totals = new URLSearchParams(mapTotalsPath('a').split('?')[1]);
    // That list tells of stockouts alone where nothing is said.
    expect([totals.get('texto'), totals.get('status')]).toEqual(['a', 'CRÍTICO,ATENÇÃO,OK']);
    expect(mapExport({ status: 'OK' }, 'urgencia', 'csv')).toBe('/api/exportar/mapa?status=OK&formato=csv');
    expect(cardAddress('A/1', '2026-03-03')).toBe('/produto?cod_produto=A%2F1&dia=2026-03-03');
    expect(cardAddress('A', null)).toBe('/produto?cod_produto=A');
  });
});
