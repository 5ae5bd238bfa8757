import { setTimeout as sleep } from 'node:timers/promises';
import { ERRORS, RupturaError } from '../contract/errors.ts';
import { databaseError } from '../postgres/database-errors.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;

export interface RetryLimits {
  /** Most milliseconds to try. */
  readonly limit: number;
  /** Nobody wants the result any more. */
  readonly gone: AbortSignal;
  /** Told of every failure that is waited out. */
  readonly onProblem: (error: unknown) => void;
}

/** Deadlock, serialization failure, lock not to be had: the database chose somebody else this time. */
const GAVE_WAY = new Set(['40P01', '40001', '55P03']);

/** A fault that passes: asked again, the same may well succeed. All others are permanent, and trying again is in vain. */
export function isPassing(error: unknown): boolean {
  return isOutage(error) || GAVE_WAY.has(String((error as { code?: unknown } | null)?.code));
}

/** The database does not answer now and will again: nothing is wrong with what was asked. */
function isOutage(error: unknown): boolean {
  const explained = databaseError(error, '', false);
  return explained instanceof RupturaError && ERRORS[explained.code].retry;
}

/**
 * Does work on the database, and does it again, backing off, while it fails with faults that pass: the one way in
 * which work is tried again here. It waits for this work alone; what is to go on meanwhile does not stand behind it.
 * @throws a permanent fault at once; a passing one when it lasts too long or nobody waits any more
 */
export async function persistently<T>(work: () => Promise<T>, rules: RetryLimits): Promise<T> {
  const deadline = performance.now() + rules.limit;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error) || rules.gone.aborted || performance.now() >= deadline) throw error;
      rules.onProblem(error);
      // Timers know whole milliseconds: cut off, the last pause would end before its time, again and again.
      const left = Math.ceil(Math.max(0, deadline - performance.now()));
      await sleep(Math.min(pause, left), undefined, { signal: rules.gone }).catch(() => undefined);
    }
  }
}
