/** How a balance stands against what leaves a day on average; the worst first. */
export const LEVELS = ['deep', 'short', 'slight', 'low', 'some', 'good', 'ample', 'idle'] as const;
export type Level = (typeof LEVELS)[number];

/** Days of exits a balance covers; below zero: that many are missing. Infinite where nothing leaves. */
export function coverOf(balance: number, daily: number): number {
  if (balance === 0) return 0;
  return daily > 0 ? balance / daily : balance * Number.POSITIVE_INFINITY;
}

/**
 * @param balance closing balance of a day
 * @param daily exits of a day on average, over the horizon
 */
export function levelOf(balance: number, daily: number): Level {
  const cover = coverOf(balance, daily);
  if (cover < -10) return 'deep';
  if (cover < -3) return 'short';
  if (cover < 0) return 'slight';
  if (daily === 0) return 'idle';
  if (cover < 3) return 'low';
  if (cover < 7) return 'some';
  return cover < 14 ? 'good' : 'ample';
}

const STEPS = [
  [1_000_000_000, 'G'],
  [1_000_000, 'M'],
  [1000, 'k'],
] as const;

/**
 * A quantity in at most five characters: `-1,2k`. Cut, never rounded up, and what is not zero never reads as zero.
 * @param comma what separates decimals in the language of the page
 */
export function compactQuantity(value: number, comma: string): string {
  const size = Math.abs(value);
  const sign = value < 0 ? '-' : '';
  if (size > 0 && size < 0.1) return value < 0 ? '<0' : '>0';
  for (const [step, unit] of STEPS) {
    if (size >= step) return `${sign}${cut(size / step, comma)}${unit}`;
  }
  return `${sign}${cut(size, comma)}`;
}

/** One decimal below ten, none above. */
function cut(size: number, comma: string): string {
  if (size >= 10) return String(Math.floor(size));
  // Not `* 10` alone: 1.1 * 10 is 11.000000000000002, and 0.3 * 10 may fall short as well.
  const tenths = Math.floor(size * 10 + 1e-9);
  return tenths % 10 === 0 ? String(tenths / 10) : `${Math.floor(tenths / 10)}${comma}${tenths % 10}`;
}
