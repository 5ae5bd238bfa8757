import { isWholePage } from '../page-parts.ts';
import type { PageVerdict, PurchasePage } from '../portal.ts';

/** How long nothing of a page may be under way before what it shows counts as all of it, in milliseconds. */
export interface QuietTimes {
  /** A page that says nothing of how much there is. */
  readonly silentMs: number;
  /** A page that promises more than it shows, or that is nothing known: a script may go on by itself. */
  readonly lackingMs: number;
  /** A page with a place that is still empty. */
  readonly waitingMs: number;
  /** A sign-in page: single sign-on submits it by itself. */
  readonly signOnMs: number;
}

export const QUIET_TIMES: QuietTimes = {
  silentMs: 500,
  lackingMs: 3_000,
  waitingMs: 10_000,
  signOnMs: 4_000,
};

/**
 * Milliseconds for which nothing of a page must have been under way before it is taken as it is. 0 where it proves itself
 * that it is whole: each of its parts says how much there is, and that is what was found. Pure.
 * @param content what it says; null where it is no page of a purchase or a requisition
 */
export function quietNeeded(verdict: PageVerdict, content: PurchasePage | null, times: QuietTimes): number {
  if (verdict === 'sign-in') return times.signOnMs;
  if (verdict === 'unknown') return times.lackingMs;
  if (content === null) return 0;
  const { parts } = content;
  if (parts.some(({ isWaiting }) => isWaiting)) return times.waitingMs;
  if (parts.some(({ toOpen }) => toOpen.length > 0)) return times.silentMs;
  if (parts.some(({ lacking }) => lacking > 0)) return times.lackingMs;
  const isProven = parts.length > 0 && isWholePage(content) && parts.every(({ said }) => said !== null);
  return isProven ? 0 : times.silentMs;
}
