import { describe, expect, it } from 'vitest';
import {
  delayOf,
  PermanentError,
  PortalClosedError,
  parseRetryAfter,
  TransientError,
  withRetries,
} from './retry.ts';

const PATIENCE = { firstDelayMs: 1, longestRetryAfterMs: 20 };
const never = new AbortController().signal;

function transient(retryAfterMs: number | null = null): TransientError {
  return new TransientError('HTTP_500', 'COLETA_HTTP', { status: 500, url: 'x' }, { retryAfterMs });
}

function failing(error: Error) {
  const work = { tries: 0, run: async (): Promise<never> => Promise.reject(++work.tries && error) };
  return work;
}

describe('Retry-After', () => {
  const now = Date.parse('2026-03-04T05:06:07Z');
  it.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Wed, 04 Mar 2026 05:06:37 GMT', 30_000],
    ['Wed, 04 Mar 2020 05:06:37 GMT', 0],
    ['soon', null],
    ['-5', null],
    ['1.5', null],
    ['', null],
    [undefined, null],
  ])('of %j is %j ms', (header, ms) => {
    expect(parseRetryAfter(header, now)).toBe(ms);
  });
});

describe('the wait before the next try', () => {
  it('doubles, and differs between workers', () => {
    const patience = { firstDelayMs: 500, longestRetryAfterMs: 60_000 };
    const waits = [1, 2, 3].map((failures) => delayOf(transient(), failures, 0.5, patience));
    expect(waits).toEqual([500, 1_000, 2_000]);
    expect(delayOf(transient(), 1, 0, patience)).toBe(250);
    expect(delayOf(transient(), 1, 0.999, patience)).toBeCloseTo(749.5);
  });

  it('is never shorter than asked for, and never longer than a worker may sleep', () => {
    const patience = { firstDelayMs: 500, longestRetryAfterMs: 60_000 };
    expect(delayOf(transient(7_000), 1, 0, patience)).toBe(7_000);
    expect(delayOf(transient(86_400_000), 1, 0, patience)).toBe(60_000);
  });
});

describe('work that fails', () => {
  it('is tried 3 times more', async () => {
    const work = failing(transient());
    await expect(withRetries(work.run, never, PATIENCE)).rejects.toThrow(TransientError);
    expect(work.tries).toBe(4);
  });

  it('is tried for longer where the portal says when to come again', async () => {
    const work = failing(transient(1));
    await expect(withRetries(work.run, never, PATIENCE)).rejects.toThrow(TransientError);
    expect(work.tries).toBe(7);
  });

  it('for good is not tried again, nor is what nobody knows', async () => {
    for (const error of [
      new PermanentError('HTTP_404', 'COLETA_HTTP', { status: 404, url: 'x' }),
      new Error('?'),
    ]) {
      const work = failing(error);
      await expect(withRetries(work.run, never, PATIENCE)).rejects.toBe(error);
      expect(work.tries).toBe(1);
    }
  });

  it('is left to the queue where the portal asks everybody to stay away for long', async () => {
    const work = failing(transient(3_600_000));
    const before = Date.now();
    const error = await withRetries(work.run, never, PATIENCE).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PortalClosedError);
    const { until } = error as PortalClosedError;
    expect(until! - before).toBeGreaterThanOrEqual(3_600_000);
    expect(until! - Date.now()).toBeLessThanOrEqual(3_600_000);
    expect(work.tries).toBe(1);
  });

  it('ends while waiting when it is told to', async () => {
    const stop = new AbortController();
    const work = failing(transient(10_000));
    const patience = { firstDelayMs: 1, longestRetryAfterMs: 60_000 };
    const ended = expect(withRetries(work.run, stop.signal, patience)).rejects.toThrow('stop');
    setTimeout(() => stop.abort(new Error('stop')), 20);
    await ended;
    expect(work.tries).toBe(1);
  });
});
