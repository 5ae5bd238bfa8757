import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactShare, percentage, progressPercentage, roundedShare } from './shares.ts';

describe('a share', () => {
  it('is rounded half up to 1/100 %, exactly, for values up to 2^53', () => {
    const value = fc.maxSafeNat().filter((whole) => whole > 0);
    fc.assert(
      fc.property(value, fc.double({ min: 0, max: 1, noNaN: true }), (whole, part) => {
        const available = Math.floor(whole * part);
        expect(roundedShare(available, whole)).toBe(exactShare(BigInt(available), BigInt(whole)));
      }),
    );
  });

  it('rounds exact halves up', () => {
    // 1/80000 and its odd multiples are exact halves of 1/100 %.
    for (const part of [1, 3, 5, 39_999, 79_999]) {
      expect(roundedShare(part, 20_000 * 4)).toBe(exactShare(BigInt(part), 80_000n));
      expect(roundedShare(part * 2 + 1, 20_000)).toBe(Math.floor((part * 2 + 1) / 2 + 0.5));
    }
  });

  it('of nothing is 0', () => {
    expect([roundedShare(0, 0), exactShare(0n, 0n), percentage(0, 0)]).toEqual([0, 0, 0]);
  });
});

describe('progress', () => {
  it('is 100 when all is done, and not before', () => {
    expect(progressPercentage(99_999, 100_000)).toBe(99.99);
    expect(progressPercentage(100_000, 100_000)).toBe(100);
    expect(progressPercentage(0, 0)).toBe(100);
    expect(progressPercentage(1, 3)).toBe(33.33);
    expect(progressPercentage(2, 3)).toBe(66.67);
  });

  it('never falls', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.nat(100_000), fc.nat(100_000), (a, b, more) => {
        const [less, done] = a < b ? [a, b] : [b, a];
        const whole = done + more;
        expect(progressPercentage(done, whole)).toBeGreaterThanOrEqual(progressPercentage(less, whole));
      }),
    );
  });
});
