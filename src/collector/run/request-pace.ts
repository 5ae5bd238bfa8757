interface Asking {
  readonly worker: number;
  readonly ticket: number;
  readonly at: number;
}

const MINUTE_MS = 60_000;
/** A turn is used a little after it is given, now sooner, now later: never mind, the minute is this much longer. */
const SLACK_MS = 2_000;

/**
 * Turns for requests of all workers, first come, first served, evenly spaced: never more than so many in any minute, and
 * nobody waits for more turns than were asked for before him.
 */
export class RequestPace {
  readonly #gapMs: number;
  readonly #give: (worker: number, ticket: number, waitedMs: number) => void;
  #waiting: Asking[] = [];
  #nextAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;

  /**
   * @param perMinute most turns in any minute
   * @param give told of each that may begin, and how long it has waited
   */
  constructor(perMinute: number, give: (worker: number, ticket: number, waitedMs: number) => void) {
    this.#gapMs = (MINUTE_MS + SLACK_MS) / perMinute;
    this.#give = give;
  }

  ask(worker: number, ticket: number): void {
    this.#waiting.push({ worker, ticket, at: performance.now() });
    this.#look();
  }

  /** A worker that is gone asks for nothing. */
  leaveAll(worker: number): void {
    this.#waiting = this.#waiting.filter((one) => one.worker !== worker);
  }

  /** Gives no more turns. */
  close(): void {
    this.#waiting = [];
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #look(): void {
    if (this.#timer !== null) return;
    const now = performance.now();
    if (now < this.#nextAt) {
      this.#timer = setTimeout(
        () => {
          this.#timer = null;
          this.#look();
        },
        Math.ceil(this.#nextAt - now),
      );
      return;
    }
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#nextAt = now + this.#gapMs;
    this.#give(next.worker, next.ticket, now - next.at);
    this.#look();
  }
}
