interface Asking {
  readonly worker: number;
  readonly ticket: number;
}

/** The caps of transfers, of each worker and of all together: first come, first served, as far as they allow. */
export class TransferPlaces {
  readonly #perWorker: number;
  readonly #most: number;
  readonly #enter: (worker: number, ticket: number) => void;
  readonly #inside = new Map<string, Asking>();
  #waiting: Asking[] = [];

  /**
   * @param perWorker transfers at once of one worker, whichever purchases they belong to
   * @param most transfers at once of all
   * @param enter told of each that may begin
   */
  constructor(perWorker: number, most: number, enter: (worker: number, ticket: number) => void) {
    this.#perWorker = perWorker;
    this.#most = most;
    this.#enter = enter;
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
    this.#fill();
  }

  #fill(): void {
    while (this.#inside.size < this.#most) {
      const at = this.#waiting.findIndex(({ worker }) => this.inside(worker) < this.#perWorker);
      const [next] = at === -1 ? [] : this.#waiting.splice(at, 1);
      if (next === undefined) return;
      this.#inside.set(key(next.worker, next.ticket), next);
      this.#enter(next.worker, next.ticket);
    }
  }
}

function key(worker: number, ticket: number): string {
  return `${worker} ${ticket}`;
}
