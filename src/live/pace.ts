/** How soon news goes out, and how soon the book is looked at again. All in milliseconds of the monotonic clock. */

/** Changes within this time are sent together once they come thick. */
const TOGETHER_MS = 50;
/** While they come now and then, one is sent at once and the next after this. */
const CALM_MS = 8;
/** So many changes within `TOGETHER_MS` are thick; 50 commits/s bring two or three. */
const THICK = 6;
/** Sending takes at most one part in so many of the time. */
const SHARE = 3;
/** The longest wait a costly sending causes. */
const LONGEST_WAIT_MS = 1000;

const LOOK_BUSY_MS = 5;
const LOOK_IDLE_MS = 20;
/** A change that is no older keeps the looks close together. */
const BUSY_FOR_MS = 500;
const LOOK_FAILED_MS = 250;

/**
 * Decides when to send and when to look.
 *
 * Waiting 50 ms for company would make every single change 50 ms late, so the first one goes at once, and only
 * where changes come thick do they wait for each other: one commit every 20 ms is told within some 10 ms, a burst
 * becomes two or three events.
 */
export class Pace {
  #changes: number[] = [];
  #lastChange = Number.NEGATIVE_INFINITY;
  #sent = Number.NEGATIVE_INFINITY;
  #sendingTook = 0;

  /** A change was heard of. */
  changed(now: number): void {
    this.#lastChange = now;
    this.#changes = this.#changes.filter((at) => at > now - TOGETHER_MS);
    this.#changes.push(now);
  }

  /** News went out, which took from `started` to `now`. */
  sent(started: number, now: number): void {
    this.#sent = now;
    this.#sendingTook = now - started;
  }

  /** How long from now until news may go out. */
  untilSending(now: number): number {
    const thick = this.#changes.filter((at) => at > now - TOGETHER_MS).length >= THICK;
    const pause = Math.max(
      thick ? TOGETHER_MS : CALM_MS,
      Math.min(this.#sendingTook * (SHARE - 1), LONGEST_WAIT_MS),
    );
    return Math.max(0, this.#sent + pause - now);
  }

  /** How long to wait before the next look at the book. */
  untilLook(now: number, failed: boolean): number {
    if (failed) return LOOK_FAILED_MS;
    return now - this.#lastChange < BUSY_FOR_MS ? LOOK_BUSY_MS : LOOK_IDLE_MS;
  }
}
