import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { severity } from './analysis.ts';

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
