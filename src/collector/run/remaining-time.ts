/** Purchases done before an estimate is dared. */
const PURCHASES_BEFORE = 5;
/** The pace is that of so many purchases done last. */
const RECENT = 20;
/** An estimate differs from the one before by this part of it at most. */
const LARGEST_JUMP = 0.25;
/** Who looks within this time of another sees the same: many who look must not hurry it along. */
const ONE_LOOK_MS = 200;

/**
 * When a collection will be done, from the pace of the purchases done last: smoothed, so that one slow purchase does not make
 * it jump, and counting down while nothing happens.
 */
export class RemainingTime {
  readonly #done: number[] = [];
  #began: number;
  #count = 0;
  #shown: { readonly seconds: number; readonly left: number; readonly at: number } | null = null;

  /** @param began milliseconds of the clock all calls use */
  constructor(began: number) {
    this.#began = began;
  }

  /** A purchase is done. */
  done(now: number): void {
    this.#count++;
    this.#done.push(now);
    if (this.#done.length > RECENT + 1) this.#done.shift();
  }

  /** Time that does not count: nothing was begun meanwhile. What was done in it counts as done at its end. */
  rested(from: number, to: number): void {
    const shift = to - from;
    this.#began += shift;
    for (const [index, at] of this.#done.entries()) this.#done[index] = Math.min(at + shift, to);
  }

  /** Purchases a minute at the recent pace; 0 before the first is done. */
  perMinute(now: number): number {
    const { purchases, ms } = this.#pace(now);
    return ms > 0 ? (purchases * 60_000) / ms : 0;
  }

  /** Seconds until `left` purchases are done; null before five are. It stays within 25 % of what was said before. */
  estimate(left: number, now: number): number | null {
    if (this.#count < PURCHASES_BEFORE) return null;
    if (left === 0) return 0;
    const last = this.#shown;
    if (last !== null && last.left === left && now - last.at < ONE_LOOK_MS) return last.seconds;
    const { purchases, ms } = this.#pace(now);
    const raw = (left * ms) / purchases / 1000;
    const before = last?.seconds ?? raw;
    const seconds = Math.min(Math.max(raw, before * (1 - LARGEST_JUMP)), before * (1 + LARGEST_JUMP));
    this.#shown = { seconds, left, at: now };
    return seconds;
  }

  /** Purchases and the time they took; the first ones count from the beginning. */
  #pace(now: number): { readonly purchases: number; readonly ms: number } {
    const isWhole = this.#count <= RECENT;
    const from = isWhole ? this.#began : this.#done[0]!;
    return { purchases: isWhole ? this.#count : RECENT, ms: now - from };
  }
}
