import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Job, JobHandler, RetryRules, Runtime } from '../../src/runtime/runtime.ts';
import { SEED } from '../oracle/seed.ts';

export interface RuntimeUnderTest {
  /** Opens one that shares nothing with those opened before. */
  open(options: { readonly retry: RetryRules }): Promise<Runtime>;
}

const RETRY: RetryRules = { retries: 2, backoffMs: 1 };

/** Everything the product relies on at the seam. The test of an adapter calls it in a few lines. */
export function testRuntime({ open }: RuntimeUnderTest): void {
  const opened: Runtime[] = [];
  const fresh = async (): Promise<Runtime> => {
    const runtime = await open({ retry: RETRY });
    opened.push(runtime);
    return runtime;
  };
  afterEach(async () => {
    for (const runtime of opened.splice(0)) await runtime.close();
  });
  describe('the queue', () => queueTests(fresh));
  describe('wake-ups', () => wakeUpTests(fresh));
  describe('kept results', () => resultTests(fresh));
}

function jobsOf(group: string, count: number): Job[] {
  return Array.from({ length: count }, (_, key) => ({ id: `${group}-${key}`, group, key }));
}

/** A handler whose jobs end when the test says so. */
class Bench implements JobHandler {
  readonly begun: string[] = [];
  readonly attempts: number[] = [];
  readonly lost: string[] = [];
  readonly #open = new Map<string, { resolve: () => void; reject: (error: Error) => void }>();

  run(job: Job, _slot: number, attempt: number): Promise<void> {
    this.begun.push(job.id);
    this.attempts.push(attempt);
    return new Promise((resolve, reject) => this.#open.set(job.id, { resolve, reject }));
  }

  async failed(job: Job): Promise<void> {
    this.lost.push(job.id);
  }

  /** Waits until so many attempts have begun. */
  async until(count: number): Promise<void> {
    await expect.poll(() => this.begun.length, { interval: 1, timeout: 20_000 }).toBe(count);
  }

  end(id: string): void {
    this.#open.get(id)!.resolve();
  }

  fail(id: string): void {
    this.#open.get(id)!.reject(new Error(id));
  }
}

function queueTests(fresh: () => Promise<Runtime>): void {
  it('hands out the jobs of a group in order, as many at a time as there are slots', async () => {
    const { queue, figures } = await fresh();
    const bench = new Bench();
    await queue.add(jobsOf('a', 4));
    await queue.take(2, bench);
    await bench.until(2);
    expect(bench.begun).toEqual(['a-0', 'a-1']);
    expect(await figures.counts()).toEqual({ waiting: 2, running: 2 });
    expect(await figures.counts('b')).toEqual({ waiting: 0, running: 0 });
    bench.end('a-1');
    await bench.until(3);
    expect(bench.begun.at(-1)).toBe('a-2');
    for (const id of ['a-0', 'a-2']) bench.end(id);
    await bench.until(4);
    bench.end('a-3');
    await expect.poll(() => figures.counts(), { interval: 1 }).toEqual({ waiting: 0, running: 0 });
  });

  it('serves groups in turn: a later one is not behind all of an earlier one', async () => {
    const { queue } = await fresh();
    const bench = new Bench();
    await queue.add(jobsOf('long', 3));
    await queue.add(jobsOf('short', 2));
    await queue.take(1, bench);
    for (let done = 1; done <= 5; done++) {
      await bench.until(done);
      bench.end(bench.begun.at(-1)!);
    }
    expect(bench.begun.slice(0, 4).sort()).toEqual(['long-0', 'long-1', 'short-0', 'short-1']);
  });

  it('tries a job that fails again, so often, then says once that it is lost', async () => {
    const { queue, figures } = await fresh();
    const bench = new Bench();
    await queue.take(1, bench);
    await queue.add(jobsOf('a', 1));
    for (let attempt = 1; attempt <= 1 + RETRY.retries; attempt++) {
      await bench.until(attempt);
      bench.fail('a-0');
    }
    await expect.poll(() => figures.counts(), { interval: 1 }).toEqual({ waiting: 0, running: 0 });
    expect(bench.attempts).toEqual([1, 2, 3]);
    expect(bench.lost).toEqual(['a-0']);
  });

  it('drops what waits of a group, finishes what runs, and leaves others alone', async () => {
    const { queue, figures } = await fresh();
    const bench = new Bench();
    await queue.take(1, bench);
    await queue.add(jobsOf('a', 3));
    await bench.until(1);
    await queue.add(jobsOf('b', 1));
    await queue.drop('a');
    await queue.drop('nobody');
    bench.fail('a-0');
    await bench.until(2);
    expect(bench.begun).toEqual(['a-0', 'b-0']);
    bench.end('b-0');
    await expect.poll(() => figures.counts(), { interval: 1 }).toEqual({ waiting: 0, running: 0 });
    expect(bench.lost).toEqual([]);
  });

  it('takes a group again under a name that was dropped', async () => {
    const { queue } = await fresh();
    const bench = new Bench();
    await queue.add(jobsOf('a', 2));
    await queue.drop('a');
    await queue.add(jobsOf('a', 1));
    await queue.take(1, bench);
    await bench.until(1);
    bench.end('a-0');
  });

  it('closes when what runs has ended, and begins nothing more', async () => {
    const runtime = await fresh();
    const bench = new Bench();
    await runtime.queue.take(1, bench);
    await runtime.queue.add(jobsOf('a', 2));
    await bench.until(1);
    let isClosed = false;
    const closing = runtime.close().then(() => {
      isClosed = true;
    });
    await sleep(0);
    expect(isClosed).toBe(false);
    bench.end('a-0');
    await closing;
    expect(bench.begun).toEqual(['a-0']);
  });

  it(`does every job once or gives it up, under random failures and drops (SEED=${SEED})`, async () => {
    const plan = fc.record({
      sizes: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 6 }),
      slots: fc.integer({ min: 1, max: 5 }),
      failures: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 20 }),
      dropped: fc.option(fc.nat(5), { nil: null }),
    });
    await fc.assert(
      fc.asyncProperty(plan, (chosen) => randomJobs(fresh, chosen)),
      {
        seed: SEED,
        numRuns: 25,
      },
    );
  });
}

interface RandomPlan {
  readonly sizes: readonly number[];
  readonly slots: number;
  /** How often a job fails before it succeeds. */
  readonly failures: readonly number[];
  readonly dropped: number | null;
}

async function randomJobs(
  fresh: () => Promise<Runtime>,
  { sizes, slots, failures, dropped }: RandomPlan,
): Promise<void> {
  const runtime = await fresh();
  const done: string[] = [];
  const lost: string[] = [];
  let running = 0;
  const failuresOf = (job: Job): number => failures[(job.key + job.group.length) % failures.length]!;
  await runtime.queue.take(slots, {
    run: async (job, slot, attempt) => {
      expect(slot).toBeLessThan(slots);
      expect(++running).toBeLessThanOrEqual(slots);
      await sleep(0);
      running--;
      if (attempt <= failuresOf(job)) throw new Error('again');
      done.push(job.id);
    },
    failed: async (job) => void lost.push(job.id),
  });
  const all = sizes.map((size, group) => jobsOf('g'.repeat(group + 1), size));
  for (const jobs of all) await runtime.queue.add(jobs);
  if (dropped !== null) await runtime.queue.drop('g'.repeat(dropped + 1));
  await expect
    .poll(() => runtime.figures.counts(), { interval: 1, timeout: 20_000 })
    .toEqual({ waiting: 0, running: 0 });
  await runtime.close();
  const kept = all.filter((_, group) => group !== dropped).flat();
  const isLost = (job: Job): boolean => failuresOf(job) > RETRY.retries;
  const ids = (jobs: readonly Job[]): string[] => jobs.map((job) => job.id).sort();
  expect(new Set(done).size).toBe(done.length);
  expect(new Set(lost).size).toBe(lost.length);
  expect(done).toEqual(expect.arrayContaining(ids(kept.filter((job) => !isLost(job)))));
  expect(lost).toEqual(expect.arrayContaining(ids(kept.filter(isLost))));
  expect(done.filter((id) => lost.includes(id))).toEqual([]);
}

function wakeUpTests(fresh: () => Promise<Runtime>): void {
  it('reach every subscriber of their channel until it leaves, and nobody else', async () => {
    const { wakeUps } = await fresh();
    const heard: string[] = [];
    const leave = await wakeUps.subscribe('a', () => heard.push('first'));
    await wakeUps.subscribe('a', () => heard.push('second'));
    await wakeUps.subscribe('b', () => heard.push('other'));
    await wakeUps.publish('a');
    await expect.poll(() => heard.length, { interval: 1 }).toBe(2);
    await leave();
    await wakeUps.publish('a');
    await wakeUps.publish('nobody');
    await wakeUps.publish('b');
    await expect.poll(() => heard.at(-1), { interval: 1 }).toBe('other');
    expect(heard).toEqual(['first', 'second', 'second', 'other']);
  });

  it('of a channel called error are wake-ups like any other', async () => {
    const { wakeUps } = await fresh();
    await wakeUps.publish('error');
    let heard = 0;
    await wakeUps.subscribe('error', () => heard++);
    await wakeUps.publish('error');
    await expect.poll(() => heard, { interval: 1 }).toBe(1);
  });

  it('reach two thousand subscribers, and leave nothing behind when they leave', async () => {
    const { wakeUps } = await fresh();
    let heard = 0;
    const listener = (): void => void heard++;
    const leaves = await Promise.all(Array.from({ length: 2000 }, () => wakeUps.subscribe('a', listener)));
    await wakeUps.publish('a');
    await expect.poll(() => heard, { interval: 1 }).toBe(2000);
    for (const leave of leaves) await leave();
    let last = 0;
    await wakeUps.subscribe('a', () => last++);
    await wakeUps.publish('a');
    await expect.poll(() => last, { interval: 1 }).toBe(1);
    expect(heard).toBe(2000);
  });
}

function resultTests(fresh: () => Promise<Runtime>): void {
  it('are found under group and key, with the state they are from, the newest only', async () => {
    const { results } = await fresh();
    await results.keep('g', '1', { bytes: Buffer.from('old'), state: 's1' });
    await results.keep('g', '1', { bytes: Buffer.from('ção\n\0'), state: 's2' });
    const found = await results.find('g', '1');
    expect(found?.state).toBe('s2');
    expect(Buffer.from(found!.bytes).toString()).toBe('ção\n\0');
    expect(await results.find('g', '2')).toBeNull();
    expect(await results.find('h', '1')).toBeNull();
  });

  it('of a group are forgotten together', async () => {
    const { results } = await fresh();
    const result = { bytes: Buffer.from('x'), state: 's' };
    for (const key of ['1', '2']) await results.keep('g', key, result);
    await results.keep('h', '1', result);
    await results.forget('g');
    await results.forget('nobody');
    expect([await results.find('g', '1'), await results.find('g', '2')]).toEqual([null, null]);
    expect((await results.find('h', '1'))?.state).toBe('s');
  });
}
