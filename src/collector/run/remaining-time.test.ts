import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RemainingTime } from './remaining-time.ts';

const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** So many purchases done, one every `pace` milliseconds. */
function afterPurchases(purchases: number, pace: number): RemainingTime {
  const remaining = new RemainingTime(0);
  for (let count = 1; count <= purchases; count++) remaining.done(count * pace);
  return remaining;
}

describe('the time a collection still takes', () => {
  it('is not guessed before five purchases are done', () => {
    expect(afterPurchases(4, 1000).estimate(10, 4000)).toBeNull();
    expect(afterPurchases(5, 1000).estimate(10, 5000)).toBe(10);
  });

  it('follows the pace of the purchases done last, not of the whole collection', () => {
    const remaining = afterPurchases(50, 10_000);
    for (let count = 1; count <= 20; count++) remaining.done(500_000 + count * 1000);
    expect(remaining.perMinute(520_000)).toBeCloseTo(60);
  });

  it('leaves out the time in which nothing was begun', () => {
    const remaining = afterPurchases(10, 1000);
    remaining.rested(10_000, 70_000);
    expect(remaining.perMinute(70_000)).toBeCloseTo(60);
    // What was done meanwhile was done at the end of it.
    for (let count = 1; count <= 21; count++) remaining.done(80_000);
    remaining.rested(75_000, 90_000);
    expect(remaining.perMinute(91_000)).toBeCloseTo(1_200);
  });

  it('is nothing when nothing is left', () => {
    expect(afterPurchases(5, 1000).estimate(0, 5000)).toBe(0);
  });

  it('is the same for all who look at once, however many they are', () => {
    const [one, many] = [afterPurchases(10, 1000), afterPurchases(10, 1000)];
    for (const remaining of [one, many]) {
      expect(remaining.estimate(10, 10_000)).toBe(10);
      remaining.done(100_000);
    }
    for (let look = 0; look < 20; look++) many.estimate(9, 100_000 + look);
    expect(one.estimate(9, 100_000)).toBe(12.5);
    expect(many.estimate(9, 100_020)).toBe(12.5);
    expect(many.estimate(9, 100_300)).toBe(15.625);
  });

  it(`never jumps by more than a quarter (SEED=${SEED})`, () => {
    const gaps = fc.array(fc.integer({ min: 1, max: 120_000 }), { minLength: 6, maxLength: 80 });
    const play = fc.property(gaps, (times) => {
      const remaining = new RemainingTime(0);
      let now = 0;
      let last: number | null = null;
      for (const [index, gap] of times.entries()) {
        now += gap;
        remaining.done(now);
        const shown = remaining.estimate(times.length - index, now);
        if (last !== null && shown !== null) {
          expect(shown).toBeGreaterThanOrEqual(last * 0.75 - 1e-9);
          expect(shown).toBeLessThanOrEqual(last * 1.25 + 1e-9);
        }
        last = shown;
      }
    });
    fc.assert(play, { seed: SEED });
  });
});
