import { describe, expect, it } from 'vitest';
import { quantityOf } from './quantity-text.ts';

describe('a typed quantity', () => {
  it.each([
    ['12', '12'],
    ['1.234', '1234'],
    ['1.234,5', '1234.5'],
    ['1234,567', '1234.567'],
    ['0,5', '0.5'],
    ['1.5', '1.5'],
    ['0.500', '0.500'],
    [' 007 ', '7'],
    ['12.345.678', '12345678'],
  ])('reads %s in Portuguese as %s', (typed, quantity) => {
    expect(quantityOf(typed, ',')).toBe(quantity);
  });

  it.each([
    ['1,234', '1234'],
    ['1,234.5', '1234.5'],
    ['0.5', '0.5'],
    ['1,5', '1.5'],
  ])('reads %s in English as %s', (typed, quantity) => {
    expect(quantityOf(typed, '.')).toBe(quantity);
  });

  it.each(['', 'abc', '-1', '1,2,3', '1,2345', '1e3', '1234567890123'])('refuses “%s”', (typed) => {
    expect(quantityOf(typed, ',')).toBeNull();
  });
});
