import { describe, expect, it } from 'vitest';
import { pageFormats } from './page-formats.ts';

/** Intl separates with spaces that do not break. */
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');
const pt = pageFormats('pt-BR');
const en = pageFormats('en');

describe('formats of the pages', () => {
  it('write numbers, money and shares as each language does', () => {
    expect([pt.number(1234.5), pt.integer(1_234_567), pt.percent(66.67)]).toEqual([
      '1.234,5',
      '1.234.567',
      '66,67%',
    ]);
    expect([en.number(1234.5), en.integer(1_234_567), en.percent(66.67)]).toEqual([
      '1,234.5',
      '1,234,567',
      '66.67%',
    ]);
    expect([plain(pt.money(1234.5)), plain(en.money(1234.5))]).toEqual(['R$ 1.234,50', 'R$1,234.50']);
    expect([plain(pt.shortMoney(8_900_926)), plain(en.shortMoney(8_900_926))]).toEqual([
      'R$ 8,9 mi',
      'R$8.9M',
    ]);
  });

  it('round a whole percentage down, so that 99.99 never reads as 100', () => {
    expect(pt.wholePercent(99.99)).toBe('99%');
  });

  it('write dates so that day and month cannot be mistaken', () => {
    expect([pt.date('2026-03-02'), pt.shortDate('2026-03-02'), pt.weekday('2026-03-02')]).toEqual([
      '02/03/2026',
      '02/03',
      'seg',
    ]);
    expect([en.date('2026-03-02'), en.shortDate('2026-03-02'), en.weekday('2026-03-02')]).toEqual([
      '02 Mar 2026',
      '02 Mar',
      'Mon',
    ]);
  });

  it('write the time of an instant as its own offset says', () => {
    expect(pt.time('2026-03-02T11:00:05-03:00')).toBe('11:00:05');
  });
});
