import { describe, expect, it } from 'vitest';
import { namedDays, roundTicks, valueRange } from './chart-scale.ts';

describe('the range of a chart', () => {
  it('begins at zero where nothing lies below it', () => {
    expect(valueRange([50, null, 100])).toEqual({ low: 0, high: 108 });
  });

  it('has the line of zero in sight, wherever the values lie', () => {
    expect(valueRange([-100, -20])).toEqual({ low: -108, high: 8 });
    expect(valueRange([-50, 50])).toEqual({ low: -58, high: 58 });
  });

  it('is not empty where everything is zero, or nothing is there', () => {
    expect(valueRange([0, 0])).toEqual({ low: 0, high: 0.08 });
    expect(valueRange([])).toEqual({ low: 0, high: 0.08 });
  });
});

describe('the grid of a chart', () => {
  it.each([
    [{ low: 0, high: 108 }, 5, [0, 50, 100]],
    [{ low: -58, high: 58 }, 5, [-50, 0, 50]],
    [{ low: -5, high: 12_000 }, 5, [0, 5_000, 10_000]],
    [{ low: 0, high: 0.08 }, 4, [0, 0.02, 0.04, 0.06, 0.08]],
  ])('of %o has round values', (range, most, ticks) => {
    expect(roundTicks(range, most)).toEqual(ticks);
  });

  it('has zero and no more lines than there is room for, whatever the values', () => {
    for (let power = -3; power < 9; power++) {
      for (const share of [0.11, 0.37, 0.99]) {
        const high = share * 10 ** power;
        for (const low of [0, -high / 3, -high * 7]) {
          const ticks = roundTicks({ low, high }, 5);
          expect(ticks.some((tick) => tick === 0)).toBe(true);
          expect(ticks.length).toBeGreaterThan(1);
          expect(ticks.length).toBeLessThanOrEqual(6);
        }
      }
    }
  });
});

describe('the days named', () => {
  it('are all of them where there is room, and else the first and every so many', () => {
    expect(namedDays(4, 400, 60)).toEqual([0, 1, 2, 3]);
    expect(namedDays(29, 600, 60)).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27]);
    expect(namedDays(29, 0, 60)).toEqual([0]);
  });
});
