import { offsetMinutes } from '../contract/instants.ts';
import type { Schedule } from './schedule-text.ts';

/**
 * The instants of a schedule in a time zone. A time that a day does not have, because the clock was put forward over it, is
 * as much later as the clock was put forward (02:30 becomes 03:30); one that a day has twice is the first of the two.
 */

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Days on either side of an instant in which each schedule has a time. */
const REACH = 8;

/** The first instant of a schedule after one. All are in milliseconds since the epoch. */
export function nextTime(schedule: Schedule, after: number, timeZone: string): number {
  return timesAround(schedule, after, timeZone).find((at) => at > after)!;
}

/** The last instant of a schedule up to one, that one included. */
export function lastTime(schedule: Schedule, until: number, timeZone: string): number {
  return timesAround(schedule, until, timeZone).findLast((at) => at <= until)!;
}

function timesAround({ days, times }: Schedule, instant: number, timeZone: string): number[] {
  const local = instant + offsetMinutes(new Date(instant), timeZone) * MINUTE_MS;
  const today = Math.floor(local / DAY_MS);
  const around = Array.from({ length: 2 * REACH + 1 }, (_, at) => today - REACH + at);
  return around
    .filter((day) => days.includes(weekday(day)))
    .flatMap((day) => times.map((time) => instantOf(day * DAY_MS + time * MINUTE_MS, timeZone)))
    .sort((one, other) => one - other);
}

/** 0 is Sunday. @param day days since 1970-01-01, a Thursday */
function weekday(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** @param local reading of the clock on the wall, as if it were UTC */
function instantOf(local: number, timeZone: string): number {
  const offsetAt = (instant: number): number => offsetMinutes(new Date(instant), timeZone) * MINUTE_MS;
  // The offsets before and after any change that may be near.
  const [before, after] = [offsetAt(local - DAY_MS), offsetAt(local + DAY_MS)];
  const real = [local - before, local - after].filter((instant) => instant + offsetAt(instant) === local);
  return real.length === 0 ? local - before : Math.min(...real);
}
