import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactShare, roundedShare, severity } from './analysis.ts';

describe('share of the value that is available', () => {
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
});

describe('severity of an order', () => {
  it.each([
    [0, 0, null],
    [1, 1, 'BAIXA'],
    [2, 500, 'BAIXA'],
    [2, 501, 'MEDIA'],
    [3, 0, 'MEDIA'],
    [3, 1000, 'MEDIA'],
    [1, 1001, 'ALTA'],
    [4, 1, 'ALTA'],
    [4, 1001, 'CRITICA'],
  ])('%i items short with %i hundredths of a percent is %s', (short, shortage, expected) => {
    expect(severity(short, shortage)).toBe(expected);
  });

  it('never falls when more is short', () => {
    const order = [null, 'BAIXA', 'MEDIA', 'ALTA', 'CRITICA'];
    const items = fc.nat(6);
    const share = fc.nat(10_000);
    fc.assert(
      fc.property(items, items, share, share, (n, moreItems, v, moreShare) => {
        const before = order.indexOf(severity(n, n === 0 ? 0 : v));
        const after = order.indexOf(severity(n + moreItems, n === 0 ? moreShare : v + moreShare));
        expect(after).toBeGreaterThanOrEqual(before);
      }),
    );
  });
});
