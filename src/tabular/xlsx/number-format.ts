/** Built-in formats that show a date or a time (14–22 and 45–47 everywhere, the others in Asian locales). */
const BUILT_IN_DATES: readonly (readonly [from: number, to: number])[] = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
];

/**
 * Whether a number format shows a date.
 * @param code format code of a custom format, or null for a built-in one
 */
export function isDateFormat(id: number, code: string | null): boolean {
  if (code === null) return BUILT_IN_DATES.some(([from, to]) => id >= from && id <= to);
  const section = code
    .slice(0, 255)
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(?!(?:h+|m+|s+)\])[^\]]*\]/gi, '')
    .split(';')[0]!;
  return !/general/i.test(section) && /[dmyhs]/i.test(section);
}

/** Digits that a format such as `0000000` pads to; 0 for every other format. */
export function zeroPadding(code: string | null): number {
  return code !== null && /^0{2,40}$/.test(code) ? code.length : 0;
}
