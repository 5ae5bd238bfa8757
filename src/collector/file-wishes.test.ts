import { describe, expect, it } from 'vitest';
import {
  type FileWishes,
  NO_WISHES,
  parseBytes,
  parseDay,
  parseEndings,
  reasonToLeave,
} from './file-wishes.ts';

const known = { name: 'nota.pdf', bytes: 1_000, date: '2026-03-02T10:00:00Z' };
const wishes = (others: Partial<FileWishes>): FileWishes => ({ ...NO_WISHES, ...others });

describe('a file that is not wanted', () => {
  it('is so by its ending, its size or its date; what nobody knows is wanted', () => {
    expect(reasonToLeave(NO_WISHES, known)).toBeNull();
    expect(reasonToLeave(wishes({ endings: ['xml', 'pdf'] }), known)).toBeNull();
    expect(reasonToLeave(wishes({ endings: ['xml'] }), known)).toBe('type');
    expect(reasonToLeave(wishes({ endings: ['xml'] }), { ...known, name: 'nota.XML' })).toBeNull();
    expect(reasonToLeave(wishes({ endings: ['jpg'] }), { ...known, name: 'foto.jpeg' })).toBeNull();
    expect(reasonToLeave(wishes({ endings: ['xml'] }), { ...known, name: null })).toBeNull();
    expect(reasonToLeave(wishes({ mostBytes: 999 }), known)).toBe('size');
    expect(reasonToLeave(wishes({ mostBytes: 1_000 }), known)).toBeNull();
    expect(reasonToLeave(wishes({ mostBytes: 9 }), { ...known, bytes: null })).toBeNull();
    expect(reasonToLeave(wishes({ since: '2026-03-03' }), known)).toBe('date');
    expect(reasonToLeave(wishes({ since: '2026-03-02' }), known)).toBeNull();
    expect(reasonToLeave(wishes({ since: '2026-03-03' }), { ...known, date: null })).toBeNull();
  });

  it.each([
    ['20MB', 20_000_000],
    ['500 kB', 500_000],
    ['1.5g', 1_500_000_000],
    ['1,5 MB', 1_500_000],
    ['2MB/s', 2_000_000],
    ['1000', 1_000],
    ['0', null],
    ['-1', null],
    ['20 metros', null],
    ['', null],
  ])('of a size written %s: %s bytes', (text, bytes) => expect(parseBytes(text)).toBe(bytes));

  it('by endings and days as people write them', () => {
    expect(parseEndings('pdf, .XML;*.zip pdf')).toEqual(['pdf', 'xml', 'zip']);
    expect(parseEndings(' , ')).toBeNull();
    expect(parseEndings('../x')).toBeNull();
    expect([parseDay('2026-03-01'), parseDay('01/03/2026')]).toEqual(['2026-03-01', '2026-03-01']);
    expect([parseDay('2026-02-30'), parseDay('ontem'), parseDay('31/02/2026')]).toEqual([null, null, null]);
  });
});
