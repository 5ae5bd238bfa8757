import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CodeIndex, compareCodes } from './codes.ts';

it('orders codes by the bytes of their UTF-8 form, which UTF-16 order does not', () => {
  expect(compareCodes('\uff5e', '\u{1d4b3}')).toBeLessThan(0);
  expect('\uff5e' < '\u{1d4b3}').toBe(false);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(Math.sign(compareCodes(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});

it('keeps "1", "01" and "1 " apart and gives each one number', () => {
  const index = new CodeIndex();
  const numbers = ['1', '01', '1 ', '1'].map((code) => index.intern(code));
  expect(numbers).toEqual([0, 1, 2, 0]);
  expect(index.find('001')).toBe(-1);
});

it('gives a released number to the next code and forgets the old one', () => {
  const index = new CodeIndex();
  index.intern('a');
  index.intern('b');
  index.release(index.find('a'));
  expect(index.find('a')).toBe(-1);
  expect(index.intern('c')).toBe(0);
  expect(index.code(0)).toBe('c');
  expect(Array.from(index.sorted(), (number) => index.code(number))).toEqual(['b', 'c']);
});
