import { formats } from '../../words/words.ts';
import { WORDS } from './words.ts';

/** Elapsed or remaining time as people say it: `12 s`, `3 min 05 s`, `1 h 02 min`. @param seconds not negative */
export function durationText(seconds: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const { number, integer } = formats();
  if (seconds < 10) return WORDS.say('seconds', { s: number(Math.round(seconds * 10) / 10) });
  const whole = Math.round(seconds);
  if (whole < 60) return WORDS.say('seconds', { s: integer(whole) });
  if (whole < 3600) return WORDS.say('minutes', { m: integer(Math.floor(whole / 60)), s: two(whole % 60) });
  return WORDS.say('hours', { h: integer(Math.floor(whole / 3600)), m: two(Math.floor(whole / 60) % 60) });
}

/** Day and time of an instant where the person is: `02/03/2026 14:05`. */
export function localTimeText(instant: string): string {
  const at = new Date(instant);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${formats().date(day)} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** Time of day of an instant where the person is, with its seconds. */
export function timeText(instant: string): string {
  const at = new Date(instant);
  return [at.getHours(), at.getMinutes(), at.getSeconds()]
    .map((value) => String(value).padStart(2, '0'))
    .join(':');
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** A size as the terminal says it too: `9,8 MB`. */
export function decimalSizeText(bytes: number): string {
  let unit = 0;
  let tenths = Math.round(bytes * 10);
  while (tenths >= 10_000 && unit < UNITS.length - 1) {
    tenths = Math.round(tenths / 1000);
    unit += 1;
  }
  return `${formats().number(tenths / 10)} ${UNITS[unit]}`;
}

export function rateText(bytesPerSecond: number): string {
  return WORDS.say('per_second', { bytes: decimalSizeText(bytesPerSecond) });
}
