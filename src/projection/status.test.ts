import { describe, expect, it } from 'vitest';
import { availableToPromise, closingBalances, lowestOfWeek, stockoutDay, stockoutStatus } from './status.ts';

function days(values: Record<number, number>): number[] {
  return Array.from({ length: 29 }, (_, day) => values[day] ?? 0);
}

it('projects the worked example', () => {
  const closing = closingBalances(20, days({ 0: 3, 3: 15 }), days({ 2: 10, 4: 1, 5: 3 }));
  expect(closing.slice(0, 7)).toEqual([17, 17, 27, 12, 13, 16, 16]);
  expect(availableToPromise(closing).slice(0, 7)).toEqual([12, 12, 12, 12, 13, 16, 16]);
  expect(lowestOfWeek(closing)).toBe(12);
  expect(stockoutDay(closing)).toBe(-1);
});

describe('status of a product', () => {
  function status(stock: number, out: Record<number, number>, into: Record<number, number> = {}): string {
    return stockoutStatus(closingBalances(stock, days(out), days(into)), days(out));
  }

  it('is CRÍTICO when the week ends below zero', () => {
    expect(status(5, { 2: 6 })).toBe('CRÍTICO');
  });

  it('is ATENÇÃO when it recovers within the week, or runs out after it', () => {
    expect(status(5, { 2: 6 }, { 7: 1 })).toBe('ATENÇÃO');
    expect(status(5, { 8: 6 })).toBe('ATENÇÃO');
    expect(status(5, { 28: 6 })).toBe('ATENÇÃO');
  });

  it('is ATENÇÃO at exactly zero within the week from the first requirement on, and only then', () => {
    expect(status(5, { 7: 5 })).toBe('ATENÇÃO');
    expect(status(5, { 8: 5 })).toBe('OK');
    expect(status(0, {})).toBe('OK');
    expect(status(0, { 3: 5 }, { 3: 10 })).toBe('OK');
    expect(status(0, { 0: 5 }, { 0: 5 })).toBe('ATENÇÃO');
  });
});
