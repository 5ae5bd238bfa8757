import { formats } from './words.ts';

const UNITS = ['B', 'kB', 'MB', 'GB'] as const;

/** A size as people say it: `9,8 MB`. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const rounded = unit === 0 || value >= 100 ? Math.round(value) : Math.round(value * 10) / 10;
  return `${formats().number(rounded)} ${UNITS[unit]}`;
}
