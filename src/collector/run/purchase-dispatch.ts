import type { PurchaseOrder, PurchaseOutcome } from '../purchase.ts';
import { isForgivable, isPortalFailure, isPortalSuccess } from './finished-purchase.ts';
import { LeaseQueue, type PurchaseLease } from './lease-queue.ts';
import { type PortalRest, PortalWatch } from './portal-watch.ts';

/** A purchase is begun so often before it is given up. */
const ATTEMPTS = 3;
/**
 * A worker ends a purchase that takes too long; one that does not is ended itself so much later. A purchase may have waited
 * that long for the page of the one before.
 */
const TIMEOUT_GRACE_MS = 60_000;
/** Looks further apart than this: the process itself was stopped, which is nobody's fault. */
const OWN_GAP_MS = 1_000;

/** Which purchase goes to which worker next, how long it has been there, and what becomes of those that come back. */
export class PurchaseDispatch {
  readonly #queue: LeaseQueue;
  readonly #portal: PortalWatch;
  readonly #longestMs: number;
  /** Purchases that workers have asked for and not got yet. */
  readonly #asked = new Map<number, number>();
  readonly #begunAt = new Map<number, number>();
  /** Leases whose worker was ended because they took too long. */
  readonly #overdue = new Set<number>();
  #lookedAt = performance.now();

  /**
   * @param purchases in the order in which they are begun
   * @param timeoutMs longest time a worker gives a purchase
   * @param portalWaitMs longest time a portal that is closed is waited for
   */
  constructor(purchases: readonly PurchaseOrder[], timeoutMs: number, portalWaitMs: number) {
    this.#queue = new LeaseQueue(purchases, ATTEMPTS);
    this.#portal = new PortalWatch(portalWaitMs);
    this.#longestMs = 2 * timeoutMs + TIMEOUT_GRACE_MS;
  }

  /** Purchases nobody works on yet. */
  get waiting(): number {
    return this.#queue.waiting;
  }

  /** Whether purchases are at work now. */
  get isBusy(): boolean {
    return this.#queue.leased > 0;
  }

  /** Why the portal is left alone, and until when (epoch milliseconds); null where it is not. */
  get portalRest(): PortalRest | null {
    return this.#portal.rest(Date.now());
  }

  /** Whether the portal is not waited for any longer. */
  get isPortalGivenUp(): boolean {
    return this.#portal.isGivenUp;
  }

  /** The lease of this number, if this worker holds it: what others say about a purchase comes too late. */
  held(id: number, worker: number): PurchaseLease | null {
    const lease = this.#queue.held(id);
    return lease?.worker === worker ? lease : null;
  }

  heldBy(worker: number): readonly PurchaseLease[] {
    return this.#queue.heldBy(worker);
  }

  /** A worker wants a purchase more. */
  ask(worker: number): void {
    this.#asked.set(worker, (this.#asked.get(worker) ?? 0) + 1);
  }

  /** A worker that is gone wants nothing more. */
  forget(worker: number): void {
    this.#asked.delete(worker);
  }

  /** The next purchase, and who gets it; null where none waits, nobody wants one, or the portal is left alone. */
  next(workers: readonly number[]): PurchaseLease | null {
    if (this.waiting === 0) return null;
    const worker = this.#nextAsker(workers);
    if (worker === null || !this.#portal.mayBegin(Date.now())) return null;
    const lease = this.#queue.take(worker)!;
    this.#asked.set(worker, this.#asked.get(worker)! - 1);
    this.#begunAt.set(lease.id, performance.now());
    this.#portal.began(lease.id);
    return lease;
  }

  /**
   * Who gets the next purchase: whoever has none. A second one, to be opened ahead, only where enough are left for those
   * who have none, and never beside a purchase that has failed before: what kills a worker takes no other purchase along.
   */
  #nextAsker(workers: readonly number[]): number | null {
    const asking = workers.filter((id) => (this.#asked.get(id) ?? 0) > 0);
    const free = asking.find((id) => this.heldBy(id).length === 0);
    if (free !== undefined) return free;
    const starved = workers.filter((id) => this.heldBy(id).length === 0).length;
    if (this.waiting <= starved || this.#queue.usedByNext !== 0) return null;
    return asking.find((id) => this.heldBy(id).every(({ attempt }) => attempt === 1)) ?? null;
  }

  /**
   * It has its result, which also says how the portal is.
   * @returns numbers of purchases whose results do not count, because they say nothing but how the portal was: this one has
   *   gone back to the queue, others are to be put back when their results are taken away
   */
  finish(lease: PurchaseLease, outcome: PurchaseOutcome): readonly string[] {
    const { id } = lease;
    const { number } = outcome;
    const undone = this.#judge(id, outcome);
    this.#begunAt.delete(id);
    if (undone.includes(number)) this.#queue.postpone(id);
    else this.#queue.finish(id);
    return undone;
  }

  #judge(lease: number, outcome: PurchaseOutcome): readonly string[] {
    const { number } = outcome;
    if (isPortalFailure(outcome))
      return this.#portal.failed({ lease, number, isForgivable: isForgivable(outcome) }, Date.now());
    if (isPortalSuccess(outcome)) this.#portal.answered(lease);
    else this.#portal.abandoned(lease);
    return [];
  }

  /** It met a closed portal. @returns whether it goes back without having lost an attempt; if not, that is its result */
  meetClosed({ id, purchase }: PurchaseLease, until: number | null): boolean {
    const isExcused = this.#portal.met(id, purchase.number, until, Date.now());
    this.#begunAt.delete(id);
    if (isExcused) this.#queue.postpone(id);
    else this.#queue.finish(id);
    return isExcused;
  }

  /** The portal is closed, whoever found out. */
  closePortal(until: number | null): void {
    this.#portal.closed(until, Date.now());
  }

  /** It comes back without having lost the attempt. */
  giveBack({ id }: PurchaseLease): void {
    this.#portal.abandoned(id);
    this.#begunAt.delete(id);
    this.#queue.giveBack(id);
  }

  /** The attempt is lost. @returns whether there is another; if not, the purchase is given up */
  lose({ id }: PurchaseLease): boolean {
    this.#portal.abandoned(id);
    this.#begunAt.delete(id);
    return this.#queue.lose(id);
  }

  /** A purchase that had its result is collected once more. */
  putBack(purchase: PurchaseOrder): void {
    this.#queue.putBack(purchase);
  }

  /** A worker waited for a turn: its purchases have that much more time. */
  excuse(worker: number, ms: number): void {
    for (const { id } of this.heldBy(worker)) {
      const begunAt = this.#begunAt.get(id);
      if (begunAt !== undefined) this.#begunAt.set(id, begunAt + ms);
    }
  }

  /** Purchases that have been with their workers for too long; those workers do not do what they should. */
  look(): readonly PurchaseLease[] {
    const at = performance.now();
    const gap = at - this.#lookedAt;
    this.#lookedAt = at;
    if (gap > OWN_GAP_MS) for (const [id, begunAt] of this.#begunAt) this.#begunAt.set(id, begunAt + gap);
    const late = [...this.#begunAt].filter(([, begunAt]) => at - begunAt > this.#longestMs);
    for (const [id] of late) this.#overdue.add(id);
    return late.map(([id]) => this.#queue.held(id)).filter((lease) => lease !== null);
  }

  /** Whether the worker of a purchase was ended because it took too long. */
  wasLate({ id }: PurchaseLease): boolean {
    return this.#overdue.has(id);
  }
}
