import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Job } from '../runtime.ts';
import { openEmbeddedRuntime } from './embedded-runtime.ts';

const SEED = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);

describe('wake-ups', () => {
  it('reach every subscriber of their channel until it leaves, and nobody else', () => {
    const runtime = openEmbeddedRuntime();
    const heard: string[] = [];
    const leave = runtime.subscribe('a', () => heard.push('first'));
    runtime.subscribe('a', () => heard.push('second'));
    runtime.subscribe('b', () => heard.push('other'));
    runtime.publish('a');
    leave();
    runtime.publish('a');
    runtime.publish('nobody');
    expect(heard).toEqual(['first', 'second', 'second']);
  });

  it('of a channel called error are wake-ups like any other', () => {
    const runtime = openEmbeddedRuntime();
    expect(() => runtime.publish('error')).not.toThrow();
  });

  it('reach two thousand subscribers, and leave nothing behind when they leave', () => {
    const runtime = openEmbeddedRuntime();
    let heard = 0;
    const leaves = Array.from({ length: 2000 }, () => runtime.subscribe('a', () => heard++));
    runtime.publish('a');
    for (const leave of leaves) leave();
    runtime.publish('a');
    expect(heard).toBe(2000);
  });
});

describe('a queue under random failures and drops', () => {
  it(`does every job that was not dropped once, or gives it up after its last attempt (SEED=${SEED})`, async () => {
    const plan = fc.record({
      sizes: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 6 }),
      slots: fc.integer({ min: 1, max: 5 }),
      failures: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 20 }),
      dropped: fc.option(fc.nat(5), { nil: null }),
    });
    const property = fc.asyncProperty(plan, async ({ sizes, slots, failures, dropped }) => {
      const runtime = openEmbeddedRuntime({ retry: { retries: 2, backoffMs: 0 } });
      const done: string[] = [];
      const lost: string[] = [];
      let running = 0;
      const failuresOf = (job: Job): number => failures[(job.key + job.group.length) % failures.length]!;
      runtime.take(slots, {
        run: async (job, slot, attempt) => {
          expect(slot).toBeLessThan(slots);
          expect(++running).toBeLessThanOrEqual(slots);
          await sleep(0);
          running--;
          if (attempt <= failuresOf(job)) throw new Error('again');
          done.push(job.id);
        },
        failed: (job) => lost.push(job.id),
      });
      const all = sizes.map((size, group) =>
        Array.from({ length: size }, (_, key) => ({
          id: `${group}-${key}`,
          group: 'g'.repeat(group + 1),
          key,
        })),
      );
      for (const jobs of all) runtime.add(jobs);
      if (dropped !== null) runtime.drop('g'.repeat(dropped + 1));
      await expect.poll(() => runtime.counts(), { interval: 1 }).toEqual({ waiting: 0, running: 0 });
      await runtime.close();
      const kept = all.filter((_, group) => group !== dropped).flat();
      const isLost = (job: Job): boolean => failuresOf(job) > 2;
      const ids = (jobs: readonly Job[]): string[] => jobs.map((job) => job.id).sort();
      expect(new Set(done).size).toBe(done.length);
      expect(new Set(lost).size).toBe(lost.length);
      expect(done).toEqual(expect.arrayContaining(ids(kept.filter((job) => !isLost(job)))));
      expect(lost).toEqual(expect.arrayContaining(ids(kept.filter(isLost))));
      expect(done.filter((id) => lost.includes(id))).toEqual([]);
    });
    await fc.assert(property, { seed: SEED, numRuns: 25 });
  });
});
