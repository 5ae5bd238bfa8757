/**
 * Holds what is asked of a portal down to so many a minute, of all workers together. What counts is one page, with all
 * that a browser asks for to show it, or one file or its rest; each try anew; not the hops of a redirect, nor looking
 * whether somebody is signed in.
 */
export interface PortalPace {
  /** Waits until something may be asked for. */
  turn(signal?: AbortSignal): Promise<void>;
  /** Milliseconds for which somebody has waited for a turn so far: nobody's work took them. */
  readonly waitedMs: number;
}

/** Asks whenever it wants. */
export const NO_PACE: PortalPace = { turn: async () => undefined, waitedMs: 0 };
