import type { PurchaseOrder } from '../purchase.ts';

/** A purchase at work in one worker. What a worker says about a purchase counts only while its lease is held. */
export interface PurchaseLease {
  readonly id: number;
  readonly purchase: PurchaseOrder;
  readonly worker: number;
  /** 1 at the first attempt. */
  readonly attempt: number;
}

interface Waiting {
  readonly purchase: PurchaseOrder;
  /** Attempts used up so far. */
  readonly used: number;
}

/**
 * The purchases of a collection, shared by its workers: each is in one worker at most, and a worker that is free takes
 * the next one, so that fast workers take more.
 *
 *     waiting ──take──▶ leased ──finish──▶ finished
 *        ▲                │ └──lose (attempt used up)──▶ waiting, or given up after the last attempt
 *        └───giveBack─────┘      (attempt kept; `postpone` puts it last)
 */
export class LeaseQueue {
  readonly #attempts: number;
  readonly #leases = new Map<number, PurchaseLease>();
  #waiting: Waiting[];
  #next = 0;
  #finished = 0;
  #lastLease = 0;

  /**
   * @param purchases in the order in which they are to be begun
   * @param attempts how often a purchase is begun before it is given up
   */
  constructor(purchases: readonly PurchaseOrder[], attempts: number) {
    this.#waiting = purchases.map((purchase) => ({ purchase, used: 0 }));
    this.#attempts = attempts;
  }

  /** Purchases nobody works on yet. */
  get waiting(): number {
    return this.#waiting.length - this.#next;
  }

  /** Purchases at work now. */
  get leased(): number {
    return this.#leases.size;
  }

  /** Purchases that have a result, those given up included. */
  get finished(): number {
    return this.#finished;
  }

  /** Attempts used up by the purchase that comes next; null when none waits. */
  get usedByNext(): number | null {
    return this.#waiting[this.#next]?.used ?? null;
  }

  /** The next purchase for a worker; null when none waits. */
  take(worker: number): PurchaseLease | null {
    const next = this.#waiting[this.#next];
    if (next === undefined) return null;
    this.#next++;
    const lease = { id: ++this.#lastLease, purchase: next.purchase, worker, attempt: next.used + 1 };
    this.#leases.set(lease.id, lease);
    return lease;
  }

  /** Leases a worker holds, oldest first. */
  heldBy(worker: number): PurchaseLease[] {
    return [...this.#leases.values()].filter((lease) => lease.worker === worker);
  }

  /** The lease of this number while it is held; null for a message that comes too late. */
  held(id: number): PurchaseLease | null {
    return this.#leases.get(id) ?? null;
  }

  /** The purchase has its result. False when the lease is not held any more: the message is late and must be ignored. */
  finish(id: number): boolean {
    if (!this.#leases.delete(id)) return false;
    this.#finished++;
    return true;
  }

  /** The purchase goes back to the front without losing an attempt: the portal session ended, the worker was told to stop. */
  giveBack(id: number): boolean {
    const lease = this.#leases.get(id);
    if (lease === undefined) return false;
    this.#leases.delete(id);
    this.#putFirst({ purchase: lease.purchase, used: lease.attempt - 1 });
    return true;
  }

  /** The same, but the purchase goes to the end of the line: others are tried before it. */
  postpone(id: number): boolean {
    const lease = this.#leases.get(id);
    if (lease === undefined) return false;
    this.#leases.delete(id);
    this.#waiting.push({ purchase: lease.purchase, used: lease.attempt - 1 });
    return true;
  }

  /**
   * The attempt is lost with its worker or its time. The purchase goes to the end of the line.
   * @returns whether it will be tried again; false also when the lease is not held any more
   */
  lose(id: number): boolean {
    const lease = this.#leases.get(id);
    if (lease === undefined) return false;
    this.#leases.delete(id);
    if (lease.attempt >= this.#attempts) {
      this.#finished++;
      return false;
    }
    this.#waiting.push({ purchase: lease.purchase, used: lease.attempt });
    return true;
  }

  /** A purchase that has its result is collected once more, with all its attempts. */
  putBack(purchase: PurchaseOrder): void {
    this.#finished--;
    this.#waiting.push({ purchase, used: 0 });
  }

  /** Drops what waits: nothing new is begun. Returns the purchases dropped. */
  drain(): PurchaseOrder[] {
    const dropped = this.#waiting.slice(this.#next).map(({ purchase }) => purchase);
    this.#waiting = [];
    this.#next = 0;
    return dropped;
  }

  #putFirst(entry: Waiting): void {
    if (this.#next > 0) this.#waiting[--this.#next] = entry;
    else this.#waiting.unshift(entry);
  }
}
