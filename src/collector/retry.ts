import { setTimeout as sleep } from 'node:timers/promises';
import { type ErrorCode, RupturaError } from '../contract/errors.ts';
import type { LeavingReason } from './file-wishes.ts';

/**
 * What to do about a failure is its class: tried again, given up, or handed to whoever can sign in. `group` counts
 * failures of one kind in the summary.
 */

type Params = Readonly<Record<string, string | number>>;

/** May succeed when tried again after a while. */
export class TransientError extends RupturaError {
  readonly group: string;
  /** How long the portal asked to be left alone, in milliseconds; null where it did not. */
  readonly retryAfterMs: number | null;

  constructor(
    group: string,
    code: ErrorCode,
    params: Params,
    options: { cause?: unknown; retryAfterMs?: number | null } = {},
  ) {
    super(code, params, { cause: options.cause });
    this.name = 'TransientError';
    this.group = group;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/**
 * A file came whole and is not what its name says, or is empty: tried again, because portals in trouble send such things.
 * One that comes the same three times is what the portal has.
 */
export class OddFileError extends TransientError {
  readonly oddity: OddFile;

  constructor(oddity: OddFile, code: ErrorCode, params: Params) {
    super(oddity, code, params);
    this.oddity = oddity;
    this.name = 'OddFileError';
  }
}

/** In which way a file is odd. */
export type OddFile = 'EMPTY_FILE' | 'HTML_AS_FILE' | 'WRONG_MAGIC';

/** Stays as it is however often it is tried. */
export class PermanentError extends RupturaError {
  readonly group: string;

  constructor(group: string, code: ErrorCode, params: Params, options: { cause?: unknown } = {}) {
    super(code, params, options);
    this.name = 'PermanentError';
    this.group = group;
  }
}

/** The portal asks to sign in: nothing works until somebody does. */
export class SessionExpiredError extends RupturaError {
  constructor(base: string) {
    super('COLETA_SESSAO_EXPIRADA', { base });
    this.name = 'SessionExpiredError';
  }
}

/**
 * The portal as a whole is closed for now: it asks to be left alone for long, or says so in words. Nothing works until it is
 * open again, and no purchase is to blame.
 */
export class PortalClosedError extends RupturaError {
  /** Epoch milliseconds the portal named; null where it named none. */
  readonly until: number | null;

  constructor(url: string, until: number | null, options: { cause?: unknown } = {}) {
    super('COLETA_PORTAL_FECHADO', { url }, options);
    this.name = 'PortalClosedError';
    this.until = until;
  }
}

/** A file is not wanted, by what came to light of it: nothing is wrong with it. */
export class LeftOutError extends Error {
  readonly reason: LeavingReason;

  constructor(reason: LeavingReason) {
    super(`left out by its ${reason}`);
    this.name = 'LeftOutError';
    this.reason = reason;
  }
}

/** The address leads back to the page that shows it: it never was a file. */
export class NotAFileError extends Error {
  constructor(url: string) {
    super(`${url} leads back to its page`);
    this.name = 'NotAFileError';
  }
}

/** Tries after the first one. */
const RETRIES = 3;
/** Tries after the first one where the portal itself says when to come again: being busy is no failure. */
const GUIDED_RETRIES = 6;
const FIRST_DELAY_MS = 500;
/**
 * A portal that asks to be left alone for longer means everybody: the queue waits, not one worker. What is asked for up to
 * here is waited for where it was asked.
 */
const LONGEST_RETRY_AFTER_MS = 20_000;

/** How patient a worker is; tests are less so. */
export interface Patience {
  readonly firstDelayMs: number;
  readonly longestRetryAfterMs: number;
}

export const PATIENCE: Patience = {
  firstDelayMs: FIRST_DELAY_MS,
  longestRetryAfterMs: LONGEST_RETRY_AFTER_MS,
};

/**
 * Milliseconds to wait before the next try: what the portal asked for, capped, or twice as long each time.
 * @param failures failures so far, from 1 on
 * @param random from 0 to below 1: workers that failed together do not come back together
 */
export function delayOf(
  error: TransientError,
  failures: number,
  random: number,
  patience = PATIENCE,
): number {
  const jitter = 0.5 + random;
  if (error.retryAfterMs === null) return patience.firstDelayMs * 2 ** (failures - 1) * jitter;
  const asked = Math.min(error.retryAfterMs, patience.longestRetryAfterMs);
  // Never before the time asked for, and not all at that very moment.
  return asked + patience.firstDelayMs * 0.2 * random;
}

/** Milliseconds of a `Retry-After` header, in seconds or as a date; null where there is none that can be read. */
export function parseRetryAfter(header: string | undefined, now: number): number | null {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // Only dates: Date.parse takes "-5" and "1.5" for years.
  const at = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

/**
 * Does `work`, again after transient failures.
 * @throws what `work` threw last; PortalClosedError for a portal that asks to be left alone for long; the signal's reason
 *   when it is aborted
 */
export async function withRetries<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
  patience: Patience = PATIENCE,
): Promise<T> {
  let failures = 0;
  let guided = 0;
  for (;;) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (!(error instanceof TransientError)) throw error;
      throwIfClosed(error);
      if (error.retryAfterMs === null) failures++;
      else guided++;
      if (failures > RETRIES || guided > GUIDED_RETRIES) throw error;
      await pause(delayOf(error, Math.max(1, failures), Math.random(), patience), signal);
    }
  }
}

/** @throws PortalClosedError where the portal means everybody */
function throwIfClosed(error: TransientError): void {
  const { retryAfterMs, params } = error;
  if (retryAfterMs === null || retryAfterMs <= LONGEST_RETRY_AFTER_MS) return;
  throw new PortalClosedError(String(params['url'] ?? ''), Date.now() + retryAfterMs, { cause: error });
}

/** Why a portal could not be asked. */
export type PortalTrouble = TransientError | PermanentError | PortalClosedError;

export function isPortalTrouble(error: unknown): error is PortalTrouble {
  return (
    error instanceof TransientError || error instanceof PermanentError || error instanceof PortalClosedError
  );
}

/** A page that is refused with 429 or 503, however often it is asked for, is refused to everybody. */
export function closedByStatus(error: unknown): unknown {
  if (!(error instanceof TransientError) || !/^HTTP_(429|503)$/.test(error.group)) return error;
  return new PortalClosedError(String(error.params['url'] ?? ''), null, { cause: error });
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch {
    throw signal.reason;
  }
}
