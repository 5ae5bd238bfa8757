/** The last times of something, so many of them, and what they stayed below. */
export class RecentTimes {
  readonly #most: number;
  readonly #times: number[] = [];
  #next = 0;

  constructor(most: number) {
    this.#most = most;
  }

  add(time: number): void {
    this.#times[this.#next] = time;
    this.#next = (this.#next + 1) % this.#most;
  }

  /** The time that a share (0..1) of them stayed at or below; null without any. */
  percentile(share: number): number | null {
    const sorted = [...this.#times].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? null;
  }
}
