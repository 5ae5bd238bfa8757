import { availableParallelism } from 'node:os';
import { TransferPlaces } from './transfer-places.ts';

/** A browser that takes longer to start keeps nobody waiting for longer than this. */
const LONGEST_MS = 4_000;

/**
 * Browsers are started one after the other, one for every two processors at once: each takes a processor for a second or so,
 * and all together only slow each other down and need the most memory at the same moment. Measured with 4 workers on 2
 * processors: 6 processes at once that want to run, and 19 in all, in place of 9 and 22.
 */
export class BrowserStarts {
  readonly #places: TransferPlaces;
  readonly #timers = new Map<string, NodeJS.Timeout>();

  /**
   * @param enter told of each worker whose browser may be started now
   * @param atOnce starts at once
   */
  constructor(
    enter: (worker: number, ticket: number) => void,
    atOnce = Math.max(1, Math.floor(availableParallelism() / 2)),
  ) {
    this.#places = new TransferPlaces(1, atOnce, (worker, ticket) => {
      this.#timers.set(
        `${worker} ${ticket}`,
        setTimeout(() => this.ended(worker, ticket), LONGEST_MS),
      );
      enter(worker, ticket);
    });
  }

  ask(worker: number, ticket: number): void {
    this.#places.ask(worker, ticket);
  }

  /** A browser has started, or failed to, or has taken its time. */
  ended(worker: number, ticket: number): void {
    this.#stopTimer(`${worker} ${ticket}`);
    this.#places.leave(worker, ticket);
  }

  /** All of a worker that is gone. */
  leaveAll(worker: number): void {
    for (const key of this.#timers.keys()) if (key.startsWith(`${worker} `)) this.#stopTimer(key);
    this.#places.leaveAll(worker);
  }

  #stopTimer(key: string): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
  }
}
