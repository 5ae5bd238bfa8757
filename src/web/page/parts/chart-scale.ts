/** Values at the lower and the upper edge of a chart. */
export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

/** Room beyond the extremes, as a share of what lies between them. */
const ROOM = 0.08;
const STEPS = [1, 2, 5, 10];

/** What the values of a chart reach, a little room beyond; the line of zero is always in sight. */
export function valueRange(values: readonly (number | null)[]): ValueRange {
  const low = Math.min(0, ...values.map((value) => value ?? 0));
  const high = Math.max(0, ...values.map((value) => value ?? 0));
  const room = (high - low || 1) * ROOM;
  return { low: low === 0 ? 0 : low - room, high: high + room };
}

/**
 * Round values within a range, for the lines of a grid: one, two or five times a power of ten apart, zero among them.
 * @param most of them
 */
export function roundTicks({ low, high }: ValueRange, most: number): number[] {
  const least = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power * STEPS.find((one) => one * power >= least)!;
  const ticks: number[] = [];
  for (let count = Math.ceil(low / step); count * step <= high; count++) ticks.push(count * step || 0);
  return ticks;
}

/**
 * Days that are named on an axis, by their index: the first one, and then as many as stand apart.
 * @param width of all days
 * @param apart the least between two names
 */
export function namedDays(count: number, width: number, apart: number): number[] {
  const every = Math.max(1, Math.ceil((apart * count) / Math.max(1, width)));
  return Array.from({ length: Math.ceil(count / every) }, (_, place) => place * every);
}
