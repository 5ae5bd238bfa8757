import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RequestPace } from './request-pace.ts';

const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the pace of requests', () => {
  it(`is never above what is asked for in any minute, and nobody starves (SEED=${SEED})`, async () => {
    const asks = fc.array(
      fc.record({ worker: fc.integer({ min: 1, max: 4 }), gap: fc.constantFrom(0, 1, 300, 5_000, 90_000) }),
      { minLength: 1, maxLength: 120 },
    );
    const play = fc.asyncProperty(asks, fc.integer({ min: 1, max: 40 }), async (plan, perMinute) => {
      const given: { ticket: number; at: number; waited: number }[] = [];
      const pace = new RequestPace(perMinute, (_, ticket, waited) =>
        given.push({ ticket, at: performance.now(), waited }),
      );
      for (const [ticket, { worker, gap }] of plan.entries()) {
        await vi.advanceTimersByTimeAsync(gap);
        pace.ask(worker, ticket);
      }
      await vi.advanceTimersByTimeAsync((plan.length * 62_100) / perMinute);
      pace.close();
      // Each in its order, and each after no more turns than were asked for before.
      expect(given.map(({ ticket }) => ticket)).toEqual(plan.map((_, ticket) => ticket));
      for (const [index, { at }] of given.entries()) {
        const later = given[index + perMinute];
        if (later !== undefined) expect(later.at - at).toBeGreaterThan(60_000);
      }
    });
    await fc.assert(play, { seed: SEED, numRuns: 60 });
  });

  it('gives no turn to workers that are gone', async () => {
    const given: number[] = [];
    const pace = new RequestPace(60, (worker) => given.push(worker));
    for (const worker of [1, 2, 2, 1]) pace.ask(worker, 0);
    pace.leaveAll(2);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(given).toEqual([1, 1]);
  });
});
