/** Least time between two questions for the same thing, however often it is touched. */
const LEAST_MS = 120;

/**
 * Does something again after it was asked for, never twice at once and not too often: what is asked for while it runs
 * is done once more afterwards. While the page is hidden it waits. Slow work is done more rarely.
 */
export class PacedWork {
  readonly #work: () => Promise<void>;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #running = false;
  #wanted = false;
  #stopped = false;
  #last = Number.NEGATIVE_INFINITY;
  #began = 0;
  #took = 0;

  /** @param work must not reject */
  constructor(work: () => Promise<void>) {
    this.#work = work;
  }

  /** Asks for the work to be done soon. */
  want(): void {
    this.#wanted = true;
    this.#plan();
  }

  /** Said by work that is several pieces one after another: only the last one tells how slow it is. */
  lap(): void {
    this.#began = performance.now();
  }

  /** Nothing more is done. */
  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    document.removeEventListener('visibilitychange', this.#seen);
  }

  readonly #seen = (): void => {
    if (document.hidden) return;
    document.removeEventListener('visibilitychange', this.#seen);
    this.#plan();
  };

  #plan(): void {
    if (this.#stopped || this.#running || this.#timer !== null || !this.#wanted) return;
    if (document.hidden) {
      document.addEventListener('visibilitychange', this.#seen);
      return;
    }
    const pause = Math.max(LEAST_MS, this.#took);
    const wait = Math.max(0, this.#last + pause - performance.now());
    this.#timer = setTimeout(() => void this.#run(), wait);
  }

  async #run(): Promise<void> {
    this.#timer = null;
    this.#running = true;
    this.#wanted = false;
    this.lap();
    try {
      await this.#work();
    } finally {
      this.#last = performance.now();
      this.#took = this.#last - this.#began;
      this.#running = false;
      this.#plan();
    }
  }
}
