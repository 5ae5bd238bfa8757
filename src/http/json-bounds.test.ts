import { describe, expect, it } from 'vitest';
import { lookOver } from './json-bounds.ts';

const rounded = (text: string) => lookOver(text).rounded;

describe('a number that would be rounded', () => {
  it.each([
    '[0.1]',
    '{"a": 999999999999.999}',
    '["1234567890123456789"]',
    '[1000000000000000000]',
    '[0.000000000000000001]',
    '[1.5e-123456789012345678]',
    '[12345678,12345678]',
    '["\\",1234567890123456789"]',
  ])('is none in %s', (text) => expect(rounded(text)).toBeNull());

  it('is named with its offset', () => {
    expect(rounded('{"a": 1.0000000000000001}')).toEqual({ offset: 6, number: '1.0000000000000001' });
    expect(rounded('["\\"", 99999999999.99999999]')).toMatchObject({ offset: 7 });
    expect(rounded('[-1234567890123456e+3]')).toEqual({ offset: 1, number: '-1234567890123456e+3' });
    expect(rounded('["\\\\",1234567890123456]')).toMatchObject({ offset: 6 });
  });
});

describe('a text with too much of something', () => {
  it.each([
    ['[[[1]]]', null],
    ['[[[[1]]]]', 'JSON_PROFUNDO'],
    ['[[[{"a":1}]]]', 'JSON_PROFUNDO'],
    ['[[],[],[],[[]]]', null],
    ['["[[[[", "\\"[[[["]', null],
    ['[[[[', 'JSON_PROFUNDO'],
  ])('%s is %s at a depth of 3', (text, code) => {
    expect(lookOver(text, 3).excess?.code ?? null).toBe(code);
  });

  it.each([
    ['[1,2,3]', null],
    ['[1,2,3,4]', 'JSON_EXTENSO'],
    ['{"a":1,"b":2,"c":3,"d":4}', 'JSON_EXTENSO'],
    ['[{},{}]', 'JSON_EXTENSO'],
    ['[",,,,,,"]', null],
    [',,,,', 'JSON_EXTENSO'],
  ])('%s is %s with 4 values', (text, code) => {
    expect(lookOver(text, 32, 4).excess?.code ?? null).toBe(code);
  });

  it('is a body only where no genuine one is', () => {
    const orders = Array.from({ length: 200_000 }, (_, number) => `PED${number}`);
    expect(lookOver(JSON.stringify({ pedidos: orders })).excess).toBeNull();
  });
});
