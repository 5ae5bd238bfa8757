import { formats } from '../../words/words.ts';
import { WORDS } from './words.ts';

/** How long something lasts, in its two largest units: `2 h 5 min`. */
export function spanText(seconds: number): string {
  const units = [
    [86_400, 'days'],
    [3600, 'hours'],
    [60, 'minutes'],
    [1, 'seconds'],
  ] as const;
  const parts: string[] = [];
  let rest = Math.max(0, Math.floor(seconds));
  for (const [size, unit] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 || (size === 1 && parts.length === 0)) {
      parts.push(WORDS.say(`unit_${unit}`, { n: formats().integer(count) }));
    } else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(' ');
}

/** How long ago an instant was, as the clock of the device says. */
export function agoText(instant: string): string {
  const seconds = Math.max(0, (Date.now() - Date.parse(instant)) / 1000);
  return seconds < 1 ? WORDS.say('just_now') : WORDS.say('ago', { time: spanText(seconds) });
}

/** Day and time of an instant, as its own offset says. */
export function momentText(instant: string): string {
  const { date, time } = formats();
  return `${date(instant.slice(0, 10))} ${time(instant)}`;
}
