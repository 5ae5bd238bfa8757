import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Job, JobHandler } from '../runtime.ts';
import { FairQueue } from './fair-queue.ts';

const RULES = { retries: 3, backoffMs: 250 };

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function jobs(group: string, count: number): Job[] {
  return Array.from({ length: count }, (_, key) => ({ id: `${group}${key}`, group, key }));
}

/** A handler whose jobs end when the test says so. */
class Desk implements JobHandler {
  /** What was begun, in order. */
  readonly begun: string[] = [];
  readonly attempts: number[] = [];
  readonly slots: number[] = [];
  readonly lost: string[] = [];
  readonly #open = new Map<string, { resolve: () => void; reject: (error: Error) => void }>();

  run(job: Job, slot: number, attempt: number): Promise<void> {
    this.begun.push(job.id);
    this.attempts.push(attempt);
    this.slots.push(slot);
    return new Promise((resolve, reject) => this.#open.set(job.id, { resolve, reject }));
  }

  async failed(job: Job): Promise<void> {
    this.lost.push(job.id);
  }

  async end(id: string): Promise<void> {
    this.#open.get(id)!.resolve();
    await vi.advanceTimersByTimeAsync(0);
  }

  async fail(id: string): Promise<void> {
    this.#open.get(id)!.reject(new Error(id));
    await vi.advanceTimersByTimeAsync(0);
  }
}

function queueOf(slots: number): { readonly queue: FairQueue; readonly desk: Desk } {
  const queue = new FairQueue(RULES);
  const desk = new Desk();
  queue.take(slots, desk);
  return { queue, desk };
}

describe('jobs', () => {
  it('of one group are begun in order, as many at a time as there are slots, the lowest slot first', async () => {
    const { queue, desk } = queueOf(2);
    queue.add(jobs('a', 5));
    expect(desk.begun).toEqual(['a0', 'a1']);
    expect(desk.slots).toEqual([0, 1]);
    expect(queue.counts()).toEqual({ waiting: 3, running: 2 });
    await desk.end('a1');
    expect(desk.begun).toEqual(['a0', 'a1', 'a2']);
    expect(desk.slots.at(-1)).toBe(1);
    for (const id of ['a0', 'a2', 'a3', 'a4']) await desk.end(id);
    expect(queue.counts()).toEqual({ waiting: 0, running: 0 });
    expect(new Set(desk.begun).size).toBe(5);
  });

  it('of a group that comes later are not behind all of the earlier ones', async () => {
    const { queue, desk } = queueOf(1);
    queue.add(jobs('long', 100));
    queue.add(jobs('short', 2));
    queue.add(jobs('other', 1));
    for (let done = 0; done < 7; done++) await desk.end(desk.begun.at(-1)!);
    expect(desk.begun).toEqual(['long0', 'long1', 'short0', 'other0', 'long2', 'short1', 'long3', 'long4']);
  });

  it('added before anybody takes them are not lost', () => {
    const queue = new FairQueue(RULES);
    queue.add(jobs('a', 1));
    const desk = new Desk();
    queue.take(1, desk);
    expect(desk.begun).toEqual(['a0']);
  });
});

describe('a job that fails', () => {
  it('is tried three times more, after 0.5, 1 and 2 seconds, then given up once', async () => {
    const { queue, desk } = queueOf(1);
    queue.add(jobs('a', 1));
    for (const pause of [500, 1000, 2000]) {
      await desk.fail('a0');
      const begun = desk.begun.length;
      await vi.advanceTimersByTimeAsync(pause - 1);
      expect(desk.begun).toHaveLength(begun);
      expect(queue.counts('a')).toEqual({ waiting: 1, running: 0 });
      await vi.advanceTimersByTimeAsync(1);
      expect(desk.begun).toHaveLength(begun + 1);
    }
    expect(desk.attempts).toEqual([1, 2, 3, 4]);
    expect(desk.lost).toEqual([]);
    await desk.fail('a0');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(desk.lost).toEqual(['a0']);
    expect(desk.begun).toHaveLength(4);
    expect(queue.counts()).toEqual({ waiting: 0, running: 0 });
  });

  it('holds no slot while it backs off', async () => {
    const { queue, desk } = queueOf(1);
    queue.add(jobs('a', 2));
    await desk.fail('a0');
    expect(desk.begun).toEqual(['a0', 'a1']);
    await vi.advanceTimersByTimeAsync(500);
    expect(desk.begun).toEqual(['a0', 'a1']);
    await desk.end('a1');
    expect(desk.begun).toEqual(['a0', 'a1', 'a0']);
    await desk.end('a0');
    expect(queue.counts()).toEqual({ waiting: 0, running: 0 });
  });
});

describe('a group that is dropped', () => {
  it('loses what waits and what backs off; what runs ends, and others go on', async () => {
    const { queue, desk } = queueOf(1);
    queue.add(jobs('a', 3));
    queue.add(jobs('b', 2));
    await desk.fail('a0');
    expect(desk.begun).toEqual(['a0', 'a1']);
    queue.drop('a');
    expect(queue.counts('a')).toEqual({ waiting: 0, running: 0 });
    await desk.fail('a1');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(desk.begun).toEqual(['a0', 'a1', 'b0']);
    expect(desk.lost).toEqual([]);
    await desk.end('b0');
    expect(desk.begun.at(-1)).toBe('b1');
  });

  it('may come again under its name at once', async () => {
    const { queue, desk } = queueOf(1);
    queue.add(jobs('a', 2));
    queue.drop('a');
    queue.add(jobs('a', 1));
    expect(queue.counts('a')).toEqual({ waiting: 1, running: 0 });
    await desk.end('a0');
    expect(desk.begun).toEqual(['a0', 'a0']);
    await desk.end('a0');
    expect(queue.counts()).toEqual({ waiting: 0, running: 0 });
  });
});

describe('closing', () => {
  it('begins nothing more and waits for what runs', async () => {
    const { queue, desk } = queueOf(1);
    queue.add(jobs('a', 2));
    let closed = false;
    const closing = queue.close().then(() => {
      closed = true;
    });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(closed).toBe(false);
    await desk.fail('a0');
    await closing;
    queue.add(jobs('b', 1));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(desk.begun).toEqual(['a0']);
    expect(desk.lost).toEqual([]);
  });
});
