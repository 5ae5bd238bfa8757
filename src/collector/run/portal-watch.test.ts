import { describe, expect, it } from 'vitest';
import { PortalWatch } from './portal-watch.ts';

const HOUR = 3_600_000;
let lease = 0;

/** So many purchases fail, one after the other. */
function failing(times: number, now = 0): PortalWatch {
  const watch = new PortalWatch(8 * HOUR);
  for (let count = 0; count < times; count++) fail(watch, now, `p${count}`);
  return watch;
}

function fail(watch: PortalWatch, now: number, number = `f${lease}`, isForgivable = true): readonly string[] {
  const own = ++lease;
  if (watch.mayBegin(now)) watch.began(own);
  return watch.failed({ lease: own, number, isForgivable }, now);
}

function answer(watch: PortalWatch, now: number): void {
  const own = ++lease;
  if (watch.mayBegin(now)) watch.began(own);
  watch.answered(own);
}

/** A purchase is begun, and meets a closed portal. */
function meet(watch: PortalWatch, number: string, until: number | null, now: number): boolean {
  const own = ++lease;
  if (watch.mayBegin(now)) watch.began(own);
  return watch.met(own, number, until, now);
}

describe('a portal that fails', () => {
  it('is open while failures are followed by answers', () => {
    const watch = failing(7);
    answer(watch, 0);
    for (let count = 0; count < 7; count++) expect(fail(watch, 0)).toEqual([]);
    expect(watch.mayBegin(0)).toBe(true);
  });

  it('rests 30 s at the eighth failure in a row, and all eight are collected again', () => {
    const watch = failing(7);
    const again = fail(watch, 0, 'p7');
    expect(again).toEqual(['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7']);
    expect(watch.mayBegin(29_999)).toBe(false);
    expect(watch.rest(10_000)).toEqual({ why: 'failing', isAnnounced: false, until: 30_000 });
  });

  it('is tried by one purchase after the rest, and is open when that is answered', () => {
    const watch = failing(8);
    expect(watch.mayBegin(30_000)).toBe(true);
    watch.began(900_001);
    expect(watch.mayBegin(30_000)).toBe(false);
    watch.answered(900_001);
    expect([watch.mayBegin(30_001), watch.mayBegin(30_001)]).toEqual([true, true]);
    expect(watch.rest(30_001)).toBeNull();
  });

  it('rests twice as long when it still fails, five minutes at most', () => {
    const watch = failing(8);
    let now = 0;
    const rests: number[] = [];
    for (let count = 0; count < 6; count++) {
      now = watch.rest(now)!.until;
      fail(watch, now);
      rests.push(watch.rest(now)!.until - now);
    }
    expect(rests).toEqual([60_000, 120_000, 240_000, 300_000, 300_000, 300_000]);
  });

  it('is tried by another purchase when the one trying ended without an outcome', () => {
    const watch = failing(8);
    watch.mayBegin(30_000);
    watch.began(900_002);
    watch.abandoned(900_002);
    expect(watch.mayBegin(30_000)).toBe(true);
  });

  it('excuses a purchase once, and none whose page it showed', () => {
    const watch = failing(8);
    expect(fail(watch, 30_000, 'p0')).toEqual([]);
    expect(fail(watch, 90_000, 'new')).toEqual(['new']);
    expect(fail(watch, 210_000, 'shown', false)).toEqual([]);
  });
});

describe('a portal that is closed', () => {
  it('rests until the time it names, however many meet it at once', () => {
    const watch = new PortalWatch(8 * HOUR);
    watch.began(910_001);
    watch.began(910_002);
    expect(watch.met(910_001, 'a', HOUR, 0)).toBe(true);
    expect(watch.met(910_002, 'b', HOUR - 500, 10)).toBe(true);
    expect(watch.rest(20)).toEqual({ why: 'closed', isAnnounced: true, until: HOUR });
    expect(watch.mayBegin(HOUR - 1)).toBe(false);
    expect(watch.mayBegin(HOUR)).toBe(true);
  });

  it('rests longer where a later time is announced, and where a time is announced at last', () => {
    const watch = new PortalWatch(8 * HOUR);
    meet(watch, 'a', null, 0);
    expect(watch.rest(1)).toEqual({ why: 'closed', isAnnounced: false, until: 5_000 });
    watch.met(1, 'b', 20_000, 2);
    expect(watch.rest(3)!.until).toBe(20_000);
    watch.met(2, 'c', HOUR, 4);
    watch.met(3, 'd', null, 5);
    expect(watch.rest(6)).toEqual({ why: 'closed', isAnnounced: true, until: HOUR });
  });

  it('is tried by one purchase where it names no time, after ever longer rests', () => {
    const watch = new PortalWatch(8 * HOUR);
    let now = 0;
    const rests: number[] = [];
    for (let count = 0; count < 5; count++) {
      expect(meet(watch, `p${count}`, null, now)).toBe(true);
      rests.push(watch.rest(now)!.until - now);
      now = watch.rest(now)!.until;
    }
    expect(rests).toEqual([5_000, 10_000, 20_000, 40_000, 60_000]);
  });

  it('ignores answers and failures of purchases begun before', () => {
    const watch = new PortalWatch(8 * HOUR);
    meet(watch, 'a', HOUR, 0);
    watch.answered(1);
    expect(watch.failed({ lease: 2, number: 'b', isForgivable: true }, 1)).toEqual(['b']);
    expect(watch.mayBegin(HOUR - 1)).toBe(false);
  });

  it('is given up where it stays closed for longer than anybody waits', () => {
    const named = new PortalWatch(2 * HOUR);
    meet(named, 'a', 3 * HOUR, 0);
    expect([named.isGivenUp, named.mayBegin(4 * HOUR)]).toEqual([true, false]);
    const unnamed = new PortalWatch(2 * HOUR);
    let now = 0;
    for (let tries = 0; !unnamed.isGivenUp && tries < 500; tries++) {
      meet(unnamed, `p${tries}`, null, now);
      now = unnamed.rest(now)!.until;
    }
    expect(unnamed.isGivenUp).toBe(true);
    // The last try was at the very end of the time there was.
    expect(now).toBeGreaterThan(2 * HOUR);
    expect(now).toBeLessThanOrEqual(2 * HOUR + 60_000);
    const never = new PortalWatch(0);
    meet(never, 'a', null, 0);
    expect(never.isGivenUp).toBe(true);
  });

  it('is not waited for in vain by a purchase alone, and still rests for the others', () => {
    const watch = new PortalWatch(8 * HOUR);
    let now = 0;
    const excused: boolean[] = [];
    for (let count = 0; count < 3; count++) {
      excused.push(meet(watch, 'a', null, now));
      now = watch.rest(now)!.until;
    }
    expect([excused, now]).toEqual([[true, true, false], 35_000]);
    expect(watch.mayBegin(34_999)).toBe(false);
    expect(watch.mayBegin(now)).toBe(true);
    // One that knows the time waits for it, however often.
    for (let count = 0; count < 5; count++) {
      expect(meet(watch, 'b', now + 60_000, now)).toBe(true);
      now += 60_000;
    }
  });

  it('blames a purchase that meets it closed although it answers others', () => {
    const watch = new PortalWatch(8 * HOUR);
    let now = 0;
    const excused: boolean[] = [];
    for (let count = 0; count < 3; count++) {
      excused.push(meet(watch, 'a', null, now));
      now = watch.rest(now)?.until ?? now;
      answer(watch, now);
    }
    expect(excused).toEqual([true, true, false]);
    expect(watch.mayBegin(now)).toBe(true);
  });
});
