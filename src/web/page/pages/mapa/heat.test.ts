import { describe, expect, it } from 'vitest';
import { compactQuantity, levelOf } from './heat.ts';

describe('the level of a balance', () => {
  it('is by days of exits it covers or lacks', () => {
    const levels = [-101, -100, -31, -30, -1, 0, 29, 30, 69, 70, 139, 140].map((one) => levelOf(one, 10));
    expect(levels).toEqual([
      'deep',
      'short',
      'short',
      'slight',
      'slight',
      'low',
      'low',
      'some',
      'some',
      'good',
      'good',
      'ample',
    ]);
  });

  it('is at the ends where nothing leaves', () => {
    expect([levelOf(-1, 0), levelOf(0, 0), levelOf(5, 0)]).toEqual(['deep', 'idle', 'idle']);
  });
});

describe('a compact quantity', () => {
  it('takes five characters at most, whatever its size', () => {
    for (let power = -3; power < 12; power++) {
      for (const digit of [1, 1.05, 9.999]) {
        for (const sign of [1, -1]) {
          expect(compactQuantity(sign * digit * 10 ** power, ',').length).toBeLessThanOrEqual(5);
        }
      }
    }
  });

  it('is cut, never rounded up, and keeps its sign', () => {
    const written = [0, 0.3, 1.1, 9.99, 12.9, 999.9, 1250, -1999, 12_345, 999_999, -1_500_000].map((one) =>
      compactQuantity(one, ','),
    );
    expect(written).toEqual(['0', '0,3', '1,1', '9,9', '12', '999', '1,2k', '-1,9k', '12k', '999k', '-1,5M']);
  });

  it('never reads as zero where it is not', () => {
    expect([compactQuantity(-0.001, '.'), compactQuantity(0.05, '.')]).toEqual(['<0', '>0']);
  });
});
