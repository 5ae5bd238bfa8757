import { describe, expect, it } from 'vitest';
import { isSwitchedOn } from './switch.ts';

describe('the switch', () => {
  it.each([
    [false, null, undefined, true],
    [false, 'false', undefined, false],
    [false, ' FALSE ', undefined, false],
    [false, 'false', true, false],
    [false, null, false, false],
    [true, null, undefined, false],
    [true, 'true', undefined, true],
    [true, null, true, true],
    [true, 'true', false, false],
    [true, 'sim', 'true', false],
  ])('addon %s, meta %s, flag %s: %s', (isAddon, meta, flag, expected) => {
    expect(isSwitchedOn({ isAddon, meta, flag })).toBe(expected);
  });
});
