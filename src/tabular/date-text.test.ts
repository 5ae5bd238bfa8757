import { describe, expect, it } from 'vitest';
import { formatIsoDate, parseIsoDate } from '../contract/units.ts';
import { daySerial, readDate, readInstant, serialDay } from './date-text.ts';

function iso(text: string): string {
  const reading = readDate(text);
  return 'day' in reading ? formatIsoDate(reading.day) : reading.reason;
}

describe('dates as people write them', () => {
  it.each([
    ['02/03/2026', '2026-03-02'],
    ['2/3/2026', '2026-03-02'],
    ['2/3/26', '2026-03-02'],
    ['02/03/99', '1999-03-02'],
    ['02-03-2026', '2026-03-02'],
    ['02.03.2026', '2026-03-02'],
    ['2026-03-02', '2026-03-02'],
    ['2026/3/2', '2026-03-02'],
    ['20260302', '2026-03-02'],
    ['02/03/2026 00:00', '2026-03-02'],
    ['02/03/2026 00:00:00', '2026-03-02'],
    ['2026-03-02T00:00:00.000Z', '2026-03-02'],
    ['29/02/2024', '2024-02-29'],
    ['01/01/1900', '1900-01-01'],
    ['31/12/2200', '2200-12-31'],
    ['29/02/2026', 'DATA_INEXISTENTE'],
    ['31/04/2026', 'DATA_INEXISTENTE'],
    ['00/01/2026', 'DATA_INEXISTENTE'],
    ['02/28/2026', 'DATA_MES_DIA'],
    ['31/12/1899', 'DATA_FORA_DA_FAIXA'],
    ['01/01/2201', 'DATA_FORA_DA_FAIXA'],
    ['9999-12-31', 'DATA_FORA_DA_FAIXA'],
    ['02/03/2026 10:30', 'DATA_COM_HORA'],
    ['02/03-2026', 'DATA_INVALIDA'],
    ['amanhã', 'DATA_INVALIDA'],
    ['infinity', 'DATA_INVALIDA'],
    ['46083', 'DATA_INVALIDA'],
    ['2026-03', 'DATA_INVALIDA'],
  ])('%s: %s', (text, expected) => {
    expect(iso(text)).toBe(expected);
  });
});

describe('dates with time', () => {
  it.each([
    ['2026-03-02', '2026-03-02 00:00:00'],
    ['02/03/2026 10:30', '2026-03-02 10:30:00'],
    ['2026-03-02T10:30:05.123456-03:00', '2026-03-02 10:30:05.123456-03:00'],
    ['2026-03-02 10:30:05-03', '2026-03-02 10:30:05-03'],
    ['2026-03-02T10:30:05z', '2026-03-02 10:30:05Z'],
  ])('%s is %s', (text, instant) => {
    expect(readInstant(text)).toEqual({ instant });
  });

  it.each(['2026-03-02 25:00', '2026-03-02 10:60', '2026-03-02 10:00+99', 'x'])('%s is none', (text) => {
    expect(readInstant(text)).toEqual({ reason: 'INSTANTE_INVALIDO' });
  });
});

describe('spreadsheet serials', () => {
  it('counts from 1900 with the day that never was, and from 1904', () => {
    expect(serialDay(1, false)).toBe(parseIsoDate('1900-01-01'));
    expect(serialDay(59, false)).toBe(parseIsoDate('1900-02-28'));
    expect(serialDay(60, false)).toBeNull();
    expect(serialDay(61, false)).toBe(parseIsoDate('1900-03-01'));
    expect(serialDay(46083, false)).toBe(parseIsoDate('2026-03-02'));
    expect(serialDay(44621, true)).toBe(parseIsoDate('2026-03-02'));
    expect(serialDay(0, true)).toBe(parseIsoDate('1904-01-01'));
    expect(serialDay(0, false)).toBeNull();
  });

  it('writes what it reads, for every day of the first two months and some later ones', () => {
    const first = parseIsoDate('1900-01-01')!;
    for (const offset of [...Array.from({ length: 70 }, (_, day) => day), 20_000, 46_000, 100_000]) {
      expect(serialDay(daySerial(first + offset), false)).toBe(first + offset);
    }
  });
});
