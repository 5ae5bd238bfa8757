import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ByteKeys } from './byte-keys.ts';

it('numbers contents as a Map of texts would, however many there are', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 6 }), { maxLength: 400 }), (texts) => {
      const keys = new ByteKeys();
      const expected = new Map<string, number>();
      for (const text of texts) {
        if (!expected.has(text)) expected.set(text, expected.size);
        const bytes = Buffer.from(`<${text}>`);
        expect(keys.find(bytes, 1, bytes.length - 1)).toBe(expected.get(text));
      }
    }),
  );
});

it('keeps 100,000 keys apart', () => {
  const keys = new ByteKeys();
  for (const round of [1, 2]) {
    for (let i = 0; i < 100_000; i++) {
      const bytes = Buffer.from(`PED${i}`);
      const key = keys.find(bytes, 0, bytes.length);
      if (key !== i) throw new Error(`round ${round}: ${i} became ${key}`);
    }
  }
});
