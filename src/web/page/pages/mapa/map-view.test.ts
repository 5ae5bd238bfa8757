import { describe, expect, it } from 'vitest';
import {
  cardAddress,
  chosenStatuses,
  countPath,
  mapExport,
  mapFilterOf,
  mapPath,
  waitingPath,
} from './map-view.ts';

const filterOf = (query: string) => mapFilterOf(new URLSearchParams(query));

describe('the map that an address asks for', () => {
  it('is filtered by text and statuses there are, the worst first', () => {
    expect(filterOf('texto=a&status=OK,NADA,CRÍTICO&dia=1')).toEqual({ texto: 'a', status: 'CRÍTICO,OK' });
    expect(filterOf('texto=&status=NADA')).toEqual({});
    expect(chosenStatuses('ATENÇÃO')).toEqual(['ATENÇÃO']);
  });

  it('is asked for in windows, twice: balances, and who waits', () => {
    expect(mapPath({ texto: 'a' }, 100, 50)).toBe('/api/estoque/mapa?texto=a&posicao=100&limite=50');
    const waiting = new URLSearchParams(waitingPath({ texto: 'a' }, 100, 50).split('?')[1]);
    // That list tells of stockouts alone where nothing is said.
    expect(waiting.get('status')).toBe('CRÍTICO,ATENÇÃO,OK');
    expect(new URLSearchParams(waitingPath({ status: 'OK' }, 0, 1).split('?')[1]).get('status')).toBe('OK');
  });

  it('is counted, exported, and left for a stock card on a day', () => {
    expect(countPath('a', 'OK')).toBe('/api/estoque/mapa?texto=a&status=OK&limite=0');
    expect(mapExport({ status: 'OK' }, 'csv')).toBe('/api/exportar/mapa?status=OK&formato=csv');
    expect(cardAddress('A/1', '2026-03-03')).toBe('/produto?cod_produto=A%2F1&dia=2026-03-03');
    expect(cardAddress('A', null)).toBe('/produto?cod_produto=A');
  });
});
