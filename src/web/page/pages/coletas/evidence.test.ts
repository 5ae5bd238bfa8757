import { describe, expect, it } from 'vitest';
import type { CollectionPurchase, PurchaseEvidence } from '../../../../contract/collection-wire.ts';
import { evidenceSum, isWhole, missingText } from './evidence.ts';

const part = (dito: number | null, encontrado: number, guardado = encontrado, falta: string | null = null) =>
  ({ parte: 'form', pagina: 'https://p', dito, encontrado, guardado, falta }) satisfies PurchaseEvidence;

describe('the evidence of a purchase', () => {
  it('adds up over its parts, and leaves open what no part says', () => {
    expect(evidenceSum([part(2, 2), part(3, 3, 1)])).toEqual({
      dito: 5,
      isOpen: false,
      encontrado: 5,
      guardado: 3,
    });
    expect(evidenceSum([part(2, 2), part(null, 1)])).toMatchObject({ dito: 2, isOpen: true });
    // A part that says nothing and has nothing leaves nothing open.
    expect(evidenceSum([part(2, 2), part(null, 0)])).toMatchObject({ dito: 2, isOpen: false });
    expect(evidenceSum([part(null, 0)])).toMatchObject({ dito: null, isOpen: false });
    expect(evidenceSum([])).toEqual({ dito: null, isOpen: false, encontrado: 0, guardado: 0 });
  });

  it('is whole where a part has what it says, stored unless it was only looked at or filtered', () => {
    const whole = (one: PurchaseEvidence) => isWhole(one, 'PARTIAL');
    expect([part(2, 2), part(0, 0), part(null, 3)].map(whole)).toEqual([true, true, true]);
    expect([part(2, 1), part(2, 2, 1), part(2, 2, 2, 'why')].map(whole)).toEqual([false, false, false]);
    expect([isWhole(part(2, 1), 'SIMULATED'), isWhole(part(2, 2, 0), 'SIMULATED')]).toEqual([false, true]);
    // A filter left one out.
    expect([isWhole(part(2, 2, 1), 'COMPLETED'), isWhole(part(2, 2, 1, 'why'), 'COMPLETED')]).toEqual([
      ...[true, false],
    ]);
  });

  it('says what is missing of a purchase: what a part misses, else why it failed', () => {
    const purchase = (evidencias: PurchaseEvidence[], error: string | null) =>
      ({ evidencias, error }) as unknown as CollectionPurchase;
    expect(missingText(purchase([part(1, 1), part(2, 1, 1, 'one is missing')], 'failed'))).toBe(
      'one is missing',
    );
    expect(missingText(purchase([part(1, 1)], 'failed'))).toBe('failed');
    expect(missingText(purchase([], null))).toBeNull();
  });
});
