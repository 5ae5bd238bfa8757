interface Asking {
  readonly worker: number;
  readonly ticket: number;
}

/** A cap of bytes per second of all transfers together. */
export interface Bandwidth {
  readonly bytesPerSecond: number;
  /** Told of what a worker may have of it from now on. */
  tell(worker: number, bytesPerSecond: number): void;
}

/** The caps of transfers, of each worker and of all together: first come, first served, as far as they allow. */
export class TransferPlaces {
  readonly #perWorker: number;
  readonly #most: number;
  readonly #enter: (worker: number, ticket: number) => void;
  readonly #inside = new Map<string, Asking>();
  readonly #bandwidth: Bandwidth | null;
  readonly #told = new Map<number, number>();
  #waiting: Asking[] = [];

  /**
   * @param perWorker transfers at once of one worker, whichever purchases they belong to
   * @param most transfers at once of all
   * @param enter told of each that may begin
   * @param bandwidth null: as fast as they are
   */
  constructor(
    perWorker: number,
    most: number,
    enter: (worker: number, ticket: number) => void,
    bandwidth: Bandwidth | null = null,
  ) {
    this.#perWorker = perWorker;
    this.#most = most;
    this.#enter = enter;
    this.#bandwidth = bandwidth;
  }

  /** Transfers on their way, of one worker or of all. */
  inside(worker?: number): number {
    if (worker === undefined) return this.#inside.size;
    return [...this.#inside.values()].filter((one) => one.worker === worker).length;
  }

  ask(worker: number, ticket: number): void {
    this.#waiting.push({ worker, ticket });
    this.#fill();
  }

  /** A transfer has ended, or is not wanted any more. */
  leave(worker: number, ticket: number): void {
    this.#inside.delete(key(worker, ticket));
    this.#waiting = this.#waiting.filter((one) => one.worker !== worker || one.ticket !== ticket);
    this.#fill();
  }

  /** All places of a worker that is gone. */
  leaveAll(worker: number): void {
    for (const [place, one] of this.#inside) if (one.worker === worker) this.#inside.delete(place);
    this.#waiting = this.#waiting.filter((one) => one.worker !== worker);
    // Whoever takes its place knows nothing of it.
    this.#told.delete(worker);
    this.#fill();
  }

  #fill(): void {
    while (this.#inside.size < this.#most) {
      const at = this.#waiting.findIndex(({ worker }) => this.inside(worker) < this.#perWorker);
      const [next] = at === -1 ? [] : this.#waiting.splice(at, 1);
      if (next === undefined) break;
      this.#inside.set(key(next.worker, next.ticket), next);
      // Before it begins: nobody is faster than allowed, not even for a moment.
      this.#share();
      this.#enter(next.worker, next.ticket);
    }
    this.#share();
  }

  /** Gives each worker its share of the cap, by the transfers it has on their way; together they are never more than it. */
  #share(): void {
    if (this.#bandwidth === null) return;
    const { bytesPerSecond, tell } = this.#bandwidth;
    for (const worker of new Set([...this.#inside.values()].map((one) => one.worker))) {
      const share = Math.max(1, Math.floor((bytesPerSecond * this.inside(worker)) / this.#inside.size));
      if (this.#told.get(worker) === share) continue;
      this.#told.set(worker, share);
      tell(worker, share);
    }
  }
}

function key(worker: number, ticket: number): string {
  return `${worker} ${ticket}`;
}
