import { describe, expect, it } from 'vitest';
import {
  defaultStyle,
  NumberEvidence,
  numberShape,
  plainDouble,
  readNumber,
  withoutNoise,
} from './number-text.ts';

function evidence(...texts: string[]): NumberEvidence {
  const gathered = new NumberEvidence();
  texts.forEach((text, index) => {
    gathered.add(text, index + 2);
  });
  return gathered;
}

describe('what a spelling says about its column', () => {
  it.each([
    ['12', 'neutral'],
    ['1.234,56', 'comma'],
    ['1,234.56', 'point'],
    ['1234,5', 'comma'],
    ['1234.5', 'point'],
    ['3.075', 'ambiguous'],
    ['3,075', 'ambiguous'],
    ['123.456', 'ambiguous'],
    ['0.075', 'point'],
    ['0,075', 'comma'],
    ['1234.567', 'point'],
    ['1.234.567', 'comma'],
    ['1,234,567', 'point'],
    ['1.234.567,891', 'comma'],
    ['1,234,567.891', 'point'],
    ['.5', 'point'],
    [',5', 'comma'],
    ['5,', 'comma'],
    ['1.2345', 'point'],
    ['R$ 1.234,56', 'comma'],
    ['1.23.456', 'invalid'],
    ['1,2.3,4', 'invalid'],
    ['1.234,567.8', 'invalid'],
    ['abc', 'invalid'],
    [',', 'invalid'],
    ['1e3', 'invalid'],
    ['12-03', 'invalid'],
  ] as const)('%s is %s', (text, shape) => {
    expect(numberShape(text)).toBe(shape);
  });
});

describe('reading under the style of the column', () => {
  it.each([
    ['1.234,56', '1234.56'],
    ['1234,56', '1234.56'],
    ['3.075', '3075'],
    ['3,075', '3.075'],
    ['1.234.567', '1234567'],
    ['R$ 1.234,50', '1234.50'],
    ['R$1.234,50', '1234.50'],
    ['-R$ 5,00', '-5.00'],
    ['R$ -5,00', '-5.00'],
    ['(5,00)', '-5.00'],
    ['(R$ 5,00)', '-5.00'],
    ['5,00-', '-5.00'],
    ['\u22125,5', '-5.5'],
    ['+5,5', '5.5'],
    ['1 234,5', '1234.5'],
    ['1\u00a0234\u00a0567,5', '1234567.5'],
    [',5', '0.5'],
    ['5,', '5'],
  ])('comma: %s is %s', (text, plain) => {
    expect(readNumber(text, 'comma')).toBe(plain);
  });

  it.each([
    ['1,234.56', '1234.56'],
    ['3.075', '3.075'],
    ['3,075', '3075'],
    ['-12.5', '-12.5'],
    ['.5', '0.5'],
  ])('point: %s is %s', (text, plain) => {
    expect(readNumber(text, 'point')).toBe(plain);
  });

  it.each([
    '1.5',
    '12.34',
    '1.23.456',
    '0.075',
    '1,2,3',
    '',
    '-',
    'R$',
    '--5',
    '(5,0',
    '-(5,0)',
    '(-5,0)',
    '1 2',
    '5%',
    '5 UN',
    '1e5',
    'NaN',
    '∞',
    '٣',
  ])('comma: %j is no number', (text) => {
    expect(readNumber(text, 'comma')).toBeNull();
  });
});

describe('deciding a column', () => {
  it('lets one clear cell settle the ambiguous ones', () => {
    expect(evidence('3.075', '12', '1,5').decided()).toBe('comma');
    expect(evidence('3.075', '12', '1.5').decided()).toBe('point');
    expect(evidence('3,075', '1.234,56').decided()).toBe('comma');
  });

  it('cannot decide where nothing tells, and remembers the first such cell', () => {
    const column = evidence('12', '3.075', '4.100');
    expect(column.decided()).toBeNull();
    expect(column.firstAmbiguous).toEqual({ line: 3, value: '3.075' });
  });

  it('follows the other columns, then the separator of the file', () => {
    const clear = evidence('1,5');
    expect(defaultStyle([evidence('3.075'), clear], false)).toBe('comma');
    expect(defaultStyle([evidence('3.075'), evidence('1.5')], true)).toBe('point');
    expect(defaultStyle([evidence('3.075')], true)).toBe('comma');
    expect(defaultStyle([evidence('3.075')], false)).toBe('point');
  });
});

describe('numbers of spreadsheet cells', () => {
  it.each([
    ['1.5E-3', '0.0015'],
    ['7.89123456789E+12', '7891234567890'],
    ['1E3', '1000'],
    ['-2.5e1', '-25'],
    ['0.1', '0.1'],
    ['12', '12'],
  ])('%s is %s', (text, plain) => {
    expect(plainDouble(text)).toBe(plain);
  });

  it('refuses what is no number', () => {
    for (const text of ['', 'abc', 'NaN', 'Infinity', '1E9999', '0x10']) expect(plainDouble(text)).toBeNull();
  });

  it('rounds the noise of binary fractions and nothing else', () => {
    expect(withoutNoise('0.30000000000000004', 3)).toBe('0.300');
    expect(withoutNoise('15.838999999999999', 3)).toBe('15.839');
    expect(withoutNoise('0.3005', 3)).toBe('0.3005');
    expect(withoutNoise('0.0000001', 3)).toBe('0.0000001');
    expect(withoutNoise('12.5', 3)).toBe('12.5');
  });
});
