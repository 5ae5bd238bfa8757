import { TransferPlaces } from './transfer-places.ts';

/** A browser that takes longer to start keeps nobody waiting for longer than this. */
const LONGEST_MS = 6_000;

/**
 * Browsers are started one after the other: each takes a processor for a second or so, and all at once only slow each
 * other down and need the most memory at the same moment.
 */
export class BrowserStarts {
  readonly #places: TransferPlaces;
  readonly #timers = new Map<string, NodeJS.Timeout>();

  /** @param enter told of each worker whose browser may be started now */
  constructor(enter: (worker: number, ticket: number) => void) {
    this.#places = new TransferPlaces(1, 1, (worker, ticket) => {
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
