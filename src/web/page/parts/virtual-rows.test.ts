import { describe, expect, it } from 'vitest';
import { rowsInView, topThatShows } from './virtual-rows.ts';

describe('rows of one height in a box that scrolls', () => {
  it('are there where they are in sight, and five above and below', () => {
    expect(rowsInView({ top: 0, height: 400 }, 40, 1000)).toEqual({ first: 0, last: 14 });
    expect(rowsInView({ top: 4000, height: 400 }, 40, 1000)).toEqual({ first: 95, last: 114 });
    // Half a row at either end is a row in sight.
    expect(rowsInView({ top: 4020, height: 400 }, 40, 1000)).toEqual({ first: 95, last: 115 });
  });

  it('end where the list does, also for a moment after it became shorter', () => {
    expect(rowsInView({ top: 39_600, height: 400 }, 40, 1000)).toEqual({ first: 985, last: 999 });
    expect(rowsInView({ top: 39_600, height: 400 }, 40, 5)).toEqual({ first: 4, last: 4 });
    expect(rowsInView({ top: 0, height: 400 }, 40, 0)).toBeNull();
    expect(rowsInView({ top: 0, height: 0 }, 40, 1000)).toBeNull();
  });

  it('are scrolled just so far that one of them can be seen', () => {
    const view = { top: 400, height: 400 };
    expect(topThatShows(12, view, 40)).toBeNull();
    expect(topThatShows(9, view, 40)).toBe(360);
    expect(topThatShows(20, view, 40)).toBe(440);
    expect(topThatShows(10, view, 40)).toBeNull();
    expect(topThatShows(19, view, 40)).toBeNull();
  });
});
