/** Small drawings made of characters. */

const STEPS = '▁▂▃▄▅▆▇█';
const PARTIAL = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/**
 * A row of little columns, one a value, from the lowest to the highest of them (zero always inside that range).
 * @param mark styles one column; told whether its value is below zero
 */
export function sparkline(
  values: readonly number[],
  mark: (step: string, negative: boolean) => string,
): string {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const range = high - low;
  return values
    .map((value) => {
      const height = range === 0 ? 0 : Math.round(((value - low) / range) * (STEPS.length - 1));
      return mark(STEPS[height]!, value < 0);
    })
    .join('');
}

/** A horizontal bar of `share` (0..1) of `width` columns, to an eighth of a column; never empty for more than nothing. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  const drawn = share > 0 ? Math.max(1, eighths) : 0;
  return '█'.repeat(Math.floor(drawn / 8)) + PARTIAL[drawn % 8]!;
}

/** Widths of consecutive parts of one bar: whole columns that add up to `width`, at least one for each that is not 0. */
export function shareWidths(parts: readonly number[], width: number): number[] {
  const total = parts.reduce((sum, part) => sum + part, 0);
  if (total === 0) return parts.map(() => 0);
  const widths = parts.map((part) => (part === 0 ? 0 : Math.max(1, Math.round((part / total) * width))));
  const widest = widths.indexOf(Math.max(...widths));
  const excess = widths.reduce((sum, one) => sum + one, 0) - width;
  return widths.map((one, at) => (at === widest ? Math.max(1, one - excess) : one));
}
