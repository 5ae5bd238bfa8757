import { describe, expect, it } from 'vitest';
import { bar, shareWidths, sparkline } from './bars.ts';
import { renderTable, type TableColumn } from './table.ts';
import { columnsOf, cutText, flowText, padText, printable, wrapText } from './text.ts';

const same = (text: string): string => text;
const look = (width: number | null) => ({ width, heading: same, rule: same });

describe('texts on a terminal', () => {
  it('are measured, cut and padded by columns, not by characters', () => {
    expect(columnsOf('ação')).toBe(4);
    expect(columnsOf('価格')).toBe(4);
    expect(cutText('Muçarela', 5)).toBe('Muça…');
    expect(cutText('価格表', 5)).toBe('価格…');
    expect(cutText('価格表', 4)).toBe('価…');
    expect(cutText('abc', 3)).toBe('abc');
    expect(padText('ç', 3, 'right')).toBe('  ç');
  });

  it('cannot steer it', () => {
    expect(printable('a\u001b[31mb\r\n\u202ec')).toBe('a·[31mb···c');
  });

  it('are broken at blanks only', () => {
    expect(wrapText('um dois três', 7)).toEqual(['um dois', 'três']);
    expect(wrapText('palavra-enorme x', 5)).toEqual(['palavra-enorme', 'x']);
    const pieces = ['aa', 'bb', 'cc'].map((text) => ({ text, style: same }));
    expect(flowText(pieces, ' ', 5)).toEqual(['aa bb', 'cc']);
  });
});

describe('a table', () => {
  const columns: TableColumn[] = [
    { title: 'Code' },
    { title: 'Name', least: 4 },
    { title: 'Qty', align: 'right' },
    { title: 'Note', sacrifice: 1 },
  ];
  const rows = [
    ['01', 'a long name', '1.234,5', 'first'],
    ['002', 'b', '-7', 'second'],
  ];

  it('aligns numbers right and texts left', () => {
    expect(renderTable(columns, rows, look(null))).toEqual([
      'Code  Name             Qty  Note',
      '────  ───────────  ───────  ──────',
      '01    a long name  1.234,5  first',
      '002   b                 -7  second',
    ]);
  });

  it('cuts what may be cut, then leaves out what can be spared', () => {
    expect(renderTable(columns, rows, look(32))[2]).toBe('01    a long n…  1.234,5  first');
    expect(renderTable(columns, rows, look(24))[2]).toBe('01    a long n…  1.234,5');
    for (const line of renderTable(columns, rows, look(19))) expect(columnsOf(line)).toBeLessThanOrEqual(19);
  });

  it('draws drawings as wide as their column', () => {
    const drawn = [{ draw: (width: number) => '#'.repeat(width), most: 8, style: same }];
    expect(renderTable([{ title: '', least: 2 }], [drawn], look(5))[2]).toBe('#####');
    expect(renderTable([{ title: '', least: 2 }], [drawn], look(null))[2]).toBe('########');
  });
});

describe('drawings', () => {
  it('show the lowest, the highest and what is below zero', () => {
    expect(sparkline([0, 5, 10], (step) => step)).toBe('▁▅█');
    expect(sparkline([-10, 0, 10], (step, negative) => (negative ? `(${step})` : step))).toBe('(▁)▅█');
    expect(sparkline([0, 0], (step) => step)).toBe('▁▁');
  });

  it('give even a small share a mark', () => {
    expect(bar(0, 10)).toBe('');
    expect(bar(0.001, 10)).toBe('▏');
    expect(bar(0.5, 10)).toBe('█████');
    expect(bar(2, 4)).toBe('████');
  });

  it('share a width out completely', () => {
    expect(shareWidths([900, 1, 0, 99], 20)).toEqual([17, 1, 0, 2]);
    expect(shareWidths([0, 0], 20)).toEqual([0, 0]);
  });
});
