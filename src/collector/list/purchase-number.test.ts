import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePurchaseNumber } from './purchase-number.ts';

const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

describe('the number of a purchase order', () => {
  it.each([
    'PO15262984',
    'po15262984',
    'Po15262984',
    'PM15262984',
    'pm15262984',
    '15262984',
    ' 15262984\u00a0',
    '\ufeffPO15262984\u200b',
  ])('is read out of "%s"', (text) => expect(parsePurchaseNumber(text)).toBe('15262984'));

  it('keeps its leading zeros and all of its digits', () => {
    expect(parsePurchaseNumber('000123')).toBe('000123');
    expect(parsePurchaseNumber('PO12345678901234567890')).toBe('12345678901234567890');
  });

  it.each([
    '',
    ' ',
    '12345',
    'PO12345',
    'PR15262984',
    'PO 15262984',
    'PO-15262984',
    '15262984.0',
    '1.5262984E7',
    '15.262.984',
    '15262984/1',
    'POPO15262984',
    '１５２６２９８４',
    '15262984 15262985',
    '123456789012345678901',
    '../15262984',
    '15262984\n15262985',
  ])('is not read out of "%s"', (text) => expect(parsePurchaseNumber(text)).toBeNull());

  it(`is digits only, whatever is written (SEED=${SEED})`, () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^ ?(po|PM|Po)?[0-9]{3,24} ?$/));
    fc.assert(
      fc.property(text, (written) => {
        const number = parsePurchaseNumber(written);
        if (number !== null) expect(number).toMatch(/^\d{6,20}$/);
        if (number !== null) expect(written).toContain(number);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });
});
