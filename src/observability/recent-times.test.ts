import { expect, it } from 'vitest';
import { RecentTimes } from './recent-times.ts';

it('has no percentiles before the first time', () => {
  expect(new RecentTimes(10).percentile(0.5)).toBeNull();
});

it('tells what half and nearly all of the times stayed below', () => {
  const times = new RecentTimes(1000);
  for (let time = 100; time >= 1; time--) times.add(time);
  expect([times.percentile(0), times.percentile(0.5), times.percentile(0.99)]).toEqual([1, 51, 100]);
});

it('forgets the oldest', () => {
  const times = new RecentTimes(3);
  for (const time of [1000, 1, 2, 3]) times.add(time);
  expect(times.percentile(1)).toBe(3);
});
