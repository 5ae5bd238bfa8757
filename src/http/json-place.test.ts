import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonFault, placeAt } from './json-place.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 2_147_483_647);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('the place where JSON goes wrong', () => {
  it.each([
    ['{"a":}', 5],
    ['[1,2', 4],
    ['[1,]', 3],
    ['{"a" 1}', 5],
    ['{"a":1,}', 7],
    ['', 0],
    ['{}x', 2],
    ['"abc', 0],
    ['01', 1],
    ['{a:1}', 1],
    ['tru', 0],
    ['"a\\x"', 0],
    ['["a\\u12g4"]', 1],
    ['["\\', 1],
  ])('%s is offset %d', (text, offset) => {
    expect(findJsonFault(text)).toBe(offset);
  });

  it(`agrees with the parser about what JSON is (SEED=${seed})`, () => {
    const damaged = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '}', ']', '"', '\\', '1', ':', '\u0001', '-'))
      .map(([text, at, piece]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + piece + text.slice(place + 1);
      });
    fc.assert(
      fc.property(fc.oneof(fc.json(), damaged, fc.string()), (text) => {
        expect(findJsonFault(text) === null, text).toBe(isJson(text));
      }),
      { seed, numRuns: 2000 },
    );
  });

  it('is found in a string of millions of escapes', () => {
    const escapes = '\\n'.repeat(4_000_000);
    expect(findJsonFault(`["${escapes}"x`)).toBe(escapes.length + 3);
    expect(findJsonFault(`["${escapes}`)).toBe(1);
    expect(findJsonFault(`["${escapes}"]`)).toBeNull();
  });

  it('is counted in lines and columns', () => {
    expect(placeAt('{\n  "a": x\n}', 9)).toEqual({ line: 2, column: 8, excerpt: 'x' });
  });
});
