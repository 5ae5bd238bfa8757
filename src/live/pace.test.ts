import { describe, expect, it } from 'vitest';
import { Pace } from './pace.ts';

/** When news goes out, if changes come at these instants and sending takes so long. */
function sendings(changes: readonly number[], cost: number): number[] {
  const pace = new Pace();
  const sent: number[] = [];
  let heard = 0;
  let told = 0;
  for (let now = 0; now < 2000; now++) {
    while (heard < changes.length && changes[heard]! <= now) pace.changed(changes[heard++]!);
    if (heard === told || pace.untilSending(now) > 0) continue;
    told = heard;
    sent.push(now);
    pace.sent(now, now + cost);
  }
  return sent;
}

describe('the pace of sending', () => {
  it('sends changes that come now and then at once', () => {
    const changes = Array.from({ length: 50 }, (_, i) => 100 + i * 20);
    expect(sendings(changes, 0)).toEqual(changes);
  });

  it('sends a burst in few events, none later than 50 ms after the change', () => {
    const changes = Array.from({ length: 100 }, (_, i) => 100 + i);
    const sent = sendings(changes, 0);
    expect(sent[0]).toBe(100);
    expect(sent.length).toBeLessThanOrEqual(8);
    for (const change of changes) expect(sent.some((at) => at >= change && at <= change + 50)).toBe(true);
  });

  it('leaves most of the time to others when sending is costly', () => {
    const changes = Array.from({ length: 200 }, (_, i) => 100 + i * 5);
    const sent = sendings(changes, 100);
    expect(sent.length).toBeLessThanOrEqual(5);
  });
});

describe('the pace of looking', () => {
  it('is quick after a change, slower when nothing changes, slowest after a failure', () => {
    const pace = new Pace();
    const idle = pace.untilLook(0, false);
    pace.changed(1000);
    expect(pace.untilLook(1001, false)).toBeLessThan(idle);
    expect(pace.untilLook(5000, false)).toBe(idle);
    expect(pace.untilLook(5000, true)).toBeGreaterThan(idle);
  });
});
