import { setTimeout as sleep } from 'node:timers/promises';
import { ERRORS, RupturaError } from '../contract/errors.ts';
import { databaseError } from '../postgres/database-errors.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;

export interface OutageRules {
  /** Most milliseconds to wait for the database. */
  readonly limit: number;
  /** Nobody wants the result any more. */
  readonly gone: AbortSignal;
  /** Told of every failure that is waited out. */
  readonly onProblem: (error: unknown) => void;
}

/** The database does not answer now and will again: nothing is wrong with what was asked. */
export function isOutage(error: unknown): boolean {
  const explained = databaseError(error, '', false);
  return explained instanceof RupturaError && ERRORS[explained.code].retry;
}

/**
 * Does work that reads the database, and does it again while the database does not answer, backing off.
 * @throws what the work fails with otherwise; the outage itself when it lasts too long or nobody waits any more
 */
export async function throughOutage<T>(work: () => Promise<T>, rules: OutageRules): Promise<T> {
  const deadline = performance.now() + rules.limit;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!isOutage(error) || rules.gone.aborted || performance.now() >= deadline) throw error;
      rules.onProblem(error);
      // Timers know whole milliseconds: cut off, the last pause would end before its time, again and again.
      const left = Math.ceil(Math.max(0, deadline - performance.now()));
      await sleep(Math.min(pause, left), undefined, { signal: rules.gone }).catch(() => undefined);
    }
  }
}
