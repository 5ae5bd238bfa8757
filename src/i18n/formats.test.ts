import { describe, expect, it } from 'vitest';
import { parseIsoDate } from '../contract/units.ts';
import { formatsOf } from './formats.ts';

const pt = formatsOf('pt-BR');
const en = formatsOf('en');
const day = parseIsoDate('2026-03-02')!;

describe('formats people read', () => {
  it.each([
    [1_234_500, '1.234,5', '1,234.5'],
    [0, '0', '0'],
    [-1, '-0,001', '-0.001'],
    [1000, '1', '1'],
    [999_999_999_999_999, '999.999.999.999,999', '999,999,999,999.999'],
    [-123_456_780, '-123.456,78', '-123,456.78'],
  ])('write the quantity %d exactly', (value, portuguese, english) => {
    expect(pt.quantity(value)).toBe(portuguese);
    expect(en.quantity(value)).toBe(english);
  });

  it.each([
    [123_456n, 'R$ 1.234,56', 'R$ 1,234.56'],
    [-5n, '-R$ 0,05', '-R$ 0.05'],
    [100n, 'R$ 1,00', 'R$ 1.00'],
    [90_071_992_547_409_931n, 'R$ 900.719.925.474.099,31', 'R$ 900,719,925,474,099.31'],
  ])('write %d cents exactly, beyond 2^53 too', (cents, portuguese, english) => {
    expect(pt.money(cents)).toBe(portuguese);
    expect(en.money(cents)).toBe(english);
  });

  it('round whole money and whole percentages down', () => {
    expect(pt.wholeMoney(199n)).toBe('R$ 1');
    expect(pt.wholeMoney(-1)).toBe('-R$ 1');
    expect(pt.wholeMoney(-100n)).toBe('-R$ 1');
    expect(pt.wholePercent(9999)).toBe('99%');
    expect(pt.percent(6667)).toBe('66,67%');
    expect(en.percent(10_000)).toBe('100.00%');
  });

  it('write dates as each language does', () => {
    expect([pt.date(day), pt.shortDate(day), pt.weekday(day)]).toEqual(['02/03/2026', '02/03', 'seg']);
    expect([en.date(day), en.shortDate(day), en.weekday(day)]).toEqual(['02 Mar 2026', '02 Mar', 'Mon']);
    expect(pt.weekday(parseIsoDate('1969-12-31')!)).toBe('qua');
  });

  it('write durations and sizes', () => {
    expect([0.4, 999, 1000, 59_940, 60_000, 125_400].map((ms) => pt.duration(ms))).toEqual([
      '0 ms',
      '999 ms',
      '1,0 s',
      '59,9 s',
      '1 min 00 s',
      '2 min 05 s',
    ]);
    expect([0, 999, 1536, 12_345_678].map((count) => pt.bytes(count))).toEqual([
      '0 B',
      '999 B',
      '1,5 kB',
      '12,3 MB',
    ]);
  });
});
