import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RupturaError } from '../../contract/errors.ts';
import { parsePurchaseNumber, readPurchaseNumber } from './purchase-number.ts';

const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

function refusal(text: string): string {
  try {
    return readPurchaseNumber(text).number;
  } catch (error) {
    return error instanceof RupturaError ? error.code : String(error);
  }
}

/** Spellings of a number that people and programs make, and that say nothing but it. */
const SPELLINGS: Readonly<Record<string, (digits: string) => string>> = {
  plain: (digits) => digits,
  prefixed: (digits) => `PO${digits}`,
  'in small letters': (digits) => `po${digits}`,
  'of the other prefix': (digits) => `PM${digits}`,
  dashed: (digits) => `PO-${digits}`,
  spaced: (digits) => `PO ${digits}`,
  'with a hash': (digits) => `PO#${digits}`,
  'with a hash alone': (digits) => `#${digits}`,
  'with its abbreviation': (digits) => `PO nº ${digits}`,
  'with a word': (digits) => `Pedido de compra nº ${digits}`,
  'in English': (digits) => `Purchase order number: ${digits}`,
  'as a text of a spreadsheet': (digits) => `'${digits}`,
  'as a formula of a text': (digits) => `="${digits}"`,
  'as a decimal': (digits) => `${digits}.0`,
  'as a decimal of two places': (digits) => `${digits},00`,
  'with blanks that nobody sees': (digits) => `\ufeff\u00a0${digits}\u200b `,
  'with a mark within': (digits) => `${digits.slice(0, 2)}\u200b${digits.slice(2)}`,
  'in full width': (digits) =>
    digits.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)),
};

/** Spellings of numbers without leading noughts. */
const NUMERIC_SPELLINGS: Readonly<Record<string, (digits: string) => string>> = {
  'as a power': (digits) => `${digits[0]}.${digits.slice(1)}E${digits.length - 1}`,
  'as a power with a comma': (digits) =>
    `${digits[0]},${digits.slice(1)}E+${String(digits.length - 1).padStart(2, '0')}`,
  'in groups with decimals': (digits) => `${digits.replace(/\B(?=(?:\d{3})+$)/g, ',')}.00`,
};

const anyNumber = fc.stringMatching(/^\d{3,20}$/);
const properNumber = fc.stringMatching(/^[1-9]\d{2,19}$/);

describe('the number of a purchase order', () => {
  it.each([
    ...['PO15262984', 'po15262984', 'Po-15262984', 'PO 15262984', 'PO#15262984', 'PO # 15262984'],
    ...['PO nº 15262984', 'PO Nº15262984', 'PO n. 15262984', 'PO no. 15262984', 'PO: 15262984'],
    ...['15262984', ' 15262984\u00a0', '\ufeffPO15262984\u200b', "'15262984", '="15262984"'],
    ...['Pedido 15262984', 'OC 15262984', 'Ordem de compra nº 15262984', 'nº 15262984', '# 15262984'],
    ...['15262984.0', '15262984,0', '15262984.00', 'PO15262984.0', '1.5262984E7', '1,5262984E+07'],
    ...['1.5262984e+007', '1.52629840E+07', '15.262.984', '15,262,984', '15\u00a0262\u00a0984'],
    ...['15.262.984,00', '15,262,984.00', '１５２６２９８４', 'ＰＯ１５２６２９８４'],
  ])('is read out of "%s"', (text) => expect(parsePurchaseNumber(text)).toBe('15262984'));

  it.each([
    ['po-15262984', 'PO15262984'],
    ['PM 15262984', 'PM15262984'],
    ['pm nº 15262984', 'PM15262984'],
    ['Pedido 15262984', '15262984'],
    ['15262984.0', '15262984'],
    ['PO000123', 'PO000123'],
  ])('keeps the prefix that "%s" has', (text, written) =>
    expect(readPurchaseNumber(text).written).toBe(written),
  );

  it('keeps its leading zeros and all of its digits', () => {
    expect(parsePurchaseNumber('000123')).toBe('000123');
    expect(parsePurchaseNumber('007.0')).toBe('007');
    expect(parsePurchaseNumber('PO12345678901234567890')).toBe('12345678901234567890');
    expect(parsePurchaseNumber('123')).toBe('123');
  });

  it.each([
    ['', 'COLETA_PEDIDO_EM_BRANCO'],
    [' \u200b', 'COLETA_PEDIDO_EM_BRANCO'],
    ['12', 'COLETA_PEDIDO_CURTO'],
    ['PO12', 'COLETA_PEDIDO_CURTO'],
    ['12.0', 'COLETA_PEDIDO_CURTO'],
    ['123456789012345678901', 'COLETA_PEDIDO_LONGO'],
    ['1.5E7', 'COLETA_PEDIDO_ARREDONDADO'],
    ['1,53E+07', 'COLETA_PEDIDO_ARREDONDADO'],
    ['1.23456789012346E+17', 'COLETA_PEDIDO_ARREDONDADO'],
    ['1.52629845E7', 'COLETA_PEDIDO_FRACAO'],
    ['15262984.5', 'COLETA_PEDIDO_FRACAO'],
    ['15.262', 'COLETA_PEDIDO_SEPARADOR'],
    ['123.000', 'COLETA_PEDIDO_SEPARADOR'],
    ['123,456,789', 'COLETA_PEDIDO_SEPARADOR'],
    ['015.262.984', 'COLETA_PEDIDO_SEPARADOR'],
    ['PR15262984', 'COLETA_PEDIDO_LETRAS'],
    ['POPO15262984', 'COLETA_PEDIDO_LETRAS'],
    ['P015262984', 'COLETA_PEDIDO_LETRAS'],
    ['15262984A', 'COLETA_PEDIDO_LETRAS'],
    ['N15262984', 'COLETA_PEDIDO_LETRAS'],
    ['#REF!', 'COLETA_PEDIDO_LETRAS'],
    ['15262984 15262985', 'COLETA_PEDIDO_VARIOS'],
    ['PO15262984, PO15262985', 'COLETA_PEDIDO_VARIOS'],
    ['15262984\n15262985', 'COLETA_PEDIDO_VARIOS'],
    ['15262984/15262985', 'COLETA_PEDIDO_VARIOS'],
    ['123 456 789', 'COLETA_PEDIDO_VARIOS'],
    ['15262984/1', 'COLETA_PEDIDO_INVALIDO'],
    ['15262984²', 'COLETA_PEDIDO_INVALIDO'],
    ['-15262984', 'COLETA_PEDIDO_INVALIDO'],
    ['../15262984', 'COLETA_PEDIDO_INVALIDO'],
    ['١٢٣٤', 'COLETA_PEDIDO_INVALIDO'],
    [`123${'\n '.repeat(200_000)}x`, 'COLETA_PEDIDO_INVALIDO'],
  ])('is not read out of "%s": %s', (text, code) => expect(refusal(text)).toBe(code));

  it(`is read back out of any spelling of it (SEED=${SEED})`, () => {
    for (const [name, spell] of Object.entries(SPELLINGS)) {
      fc.assert(
        fc.property(anyNumber, (digits) => {
          // Three digits and three noughts could be a group of thousands; the decimal spellings have one or two.
          expect(parsePurchaseNumber(spell(digits)), name).toBe(digits);
        }),
        { seed: SEED, numRuns: 100 },
      );
    }
    for (const [name, spell] of Object.entries(NUMERIC_SPELLINGS)) {
      fc.assert(
        fc.property(properNumber, (digits) => {
          expect(parsePurchaseNumber(spell(digits)), name).toBe(digits);
        }),
        { seed: SEED, numRuns: 100 },
      );
    }
  });

  it(`is never another number than the digits that are written (SEED=${SEED})`, () => {
    const text = fc.oneof(
      fc.string(),
      fc.stringMatching(/^ ?(po|PM|Po|nº)?[ #-]?[0-9]{1,24} ?$/),
      fc.stringMatching(/^[0-9]{1,4}([.,\u00a0 ;/][0-9]{1,4}){0,4}(E\+?[0-9]{1,2})?$/),
    );
    fc.assert(
      fc.property(text, (written) => {
        const number = parsePurchaseNumber(written);
        if (number === null) return;
        expect(number).toMatch(/^\d{3,20}$/);
        const exponent = /e\+?\d+$/i;
        const digits = written.replace(exponent, '').replace(/\D/g, '');
        // Nothing is left out but noughts behind it, nothing is added.
        expect(digits.startsWith(number)).toBe(true);
        expect(digits.slice(number.length)).toMatch(/^0*$/);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  it(`of a rounded power is never guessed (SEED=${SEED})`, () => {
    fc.assert(
      fc.property(properNumber, fc.integer({ min: 0, max: 18 }), (digits, kept) => {
        const fraction = digits.slice(1, 1 + Math.min(kept, digits.length - 2));
        const rounded = `${digits[0]}${fraction === '' ? '' : `.${fraction}`}E+${digits.length - 1}`;
        expect(refusal(rounded)).toBe('COLETA_PEDIDO_ARREDONDADO');
      }),
      { seed: SEED, numRuns: 500 },
    );
  });
});
