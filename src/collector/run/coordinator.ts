import type { CollectionSnapshot, CollectionState } from '../../contract/collection.ts';
import { RupturaError } from '../../contract/errors.ts';
import type { Language } from '../../contract/language.ts';
import { portalAdapter } from '../portals/portals.ts';
import type { PurchaseOrder, PurchaseOutcome } from '../purchase.ts';
import { SessionDesk } from '../session/session-desk.ts';
import type { SessionKeeper } from '../session/session-keeper.ts';
import type { CollectorSettings } from '../settings.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { type CollectionEvent, CollectionProgress } from './collection-state.ts';
import { type FinishedPurchase, givenUp, isPortalFailure, isPortalSuccess } from './finished-purchase.ts';
import { LeaseQueue, type PurchaseLease } from './lease-queue.ts';
import { TransferPlaces } from './transfer-places.ts';
import type { Usage } from './usage.ts';
import { errorOfProblem, type FromWorker } from './worker-messages.ts';
import type { StartWorker } from './worker-process.ts';
import { WorkerSlots } from './worker-slots.ts';

/** Where results are kept for good. What it has taken survives any crash. */
export interface CollectionStore {
  outcome(outcome: PurchaseOutcome): Promise<void>;
  /** The purchase's result does not count any more. */
  reopened(number: string): Promise<void>;
  state(state: CollectionState): Promise<void>;
}

export interface CoordinatorOptions {
  readonly id: string;
  readonly settings: CollectorSettings;
  /** Worker processes; never more than there are purchases. */
  readonly workers: number;
  /** Most transfers at once of all workers together. */
  readonly totalDownloads: number;
  /** Distinct purchases, in the order in which they are begun. */
  readonly purchases: readonly PurchaseOrder[];
  readonly store: CollectionStore;
  readonly startWorker: StartWorker;
  readonly session: SessionKeeper;
  readonly usage: (pids: readonly number[]) => Promise<Usage>;
  /** Of notices. */
  readonly language: Language;
}

/** How a collection ended. */
export interface CollectionEnd {
  readonly state: 'completed' | 'failed' | 'interrupted';
  /** Why it did not complete; null where it did, or where somebody stopped it. */
  readonly error: RupturaError | null;
  /** Purchases that got a result in this run. */
  readonly finished: readonly FinishedPurchase[];
}

/** A purchase is begun so often before it is given up. */
const ATTEMPTS = 3;
/**
 * A worker ends a purchase that takes too long; one that does not is ended itself so much later. A purchase may have waited
 * that long for the page of the one before.
 */
const TIMEOUT_GRACE_MS = 60_000;
const TICK_MS = 250;
const USAGE_EVERY_MS = 1_000;
const NO_USAGE: Usage = { cpu: 0, memory: 0 };

/**
 * Hands the purchases of a collection to its workers and takes their results. It alone knows who works on what; workers
 * know their purchases only, and may die at any moment.
 *
 *     queue ──lease──▶ worker ──outcome──▶ store ──▶ told
 *       ▲                │ died, hung             (attempt + 1, given up after the third)
 *       └────────────────┤ session ended          (no attempt lost; the queue rests until somebody signed in)
 *                        └ told to stop
 */
export class Coordinator {
  readonly #options: CoordinatorOptions;
  readonly #queue: LeaseQueue;
  readonly #places: TransferPlaces;
  readonly #breaker = new CircuitBreaker();
  readonly #progress: CollectionProgress;
  readonly #slots: WorkerSlots;
  readonly #desk: SessionDesk;
  readonly #listeners = new Set<(event: CollectionEvent) => void>();
  /** Purchases that workers have asked for and not got yet. */
  readonly #asked = new Map<number, number>();
  readonly #begunAt = new Map<number, number>();
  /** Leases whose worker was ended because they took too long. */
  readonly #overdue = new Set<number>();
  readonly #finished = new Map<string, FinishedPurchase>();
  readonly #abort = new AbortController();
  #timers: NodeJS.Timeout[] = [];
  #tickedAt = performance.now();
  #isPaused = false;
  #stopping: 'no' | 'finish' | 'now' = 'no';
  #end: { readonly state: 'failed' | 'interrupted'; readonly error: RupturaError } | null = null;
  #storing = 0;
  #isSettled = false;
  #notice: string | null = null;
  #usage: Usage = NO_USAGE;
  #resolve: (end: CollectionEnd) => void = () => undefined;
  /** Settled when the last worker is gone and everything is stored. Never rejected. */
  readonly done: Promise<CollectionEnd>;

  constructor(options: CoordinatorOptions) {
    this.#options = options;
    const { id, settings, purchases } = options;
    this.#queue = new LeaseQueue(purchases, ATTEMPTS);
    this.#progress = new CollectionProgress(id, settings.mode, purchases.length, now());
    this.#places = new TransferPlaces(settings.downloads, options.totalDownloads, (worker, ticket) =>
      this.#slots.send(worker, { kind: 'entered', ticket }),
    );
    this.#slots = new WorkerSlots({
      count: Math.min(options.workers, Math.max(1, purchases.length)),
      settings,
      startWorker: options.startWorker,
      onStart: (worker) => this.#tell({ kind: 'worker-started', worker, at: now() }),
      onMessage: (worker, message) => this.#onMessage(worker, message),
      onEnd: (worker, isDead) => this.#onWorkerEnd(worker, isDead),
      onHopeless: (error) => this.#stop('failed', error, true),
    });
    this.#desk = new SessionDesk(options.session, settings.base, this.#abort.signal, {
      onRenewed: () => this.#slots.broadcast({ kind: 'session' }),
      onLost: (error) => this.#stop('interrupted', error, false),
      onChange: () => this.#dispatch(),
    });
    this.done = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** Checks the portal session and starts the workers. */
  async start(): Promise<void> {
    this.#timers = [
      setInterval(() => this.#tick(), TICK_MS),
      setInterval(() => void this.#measure(), USAGE_EVERY_MS),
    ];
    if (this.#queue.waiting > 0) {
      // Workers take a moment to start, and get nothing before the session is known to be good.
      this.#slots.start();
      await this.#desk.open();
    }
    this.#settle();
  }

  /** The collection as it is now. */
  snapshot(): CollectionSnapshot {
    return this.#progress.snapshot(now(), this.#usage);
  }

  /** Tells a listener of everything that happens from now on; returns what ends that. */
  onEvent(listener: (event: CollectionEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Begins nothing new until `resume`; what runs is finished. */
  pause(): void {
    if (this.#isPaused || this.#isSettled) return;
    this.#isPaused = true;
    this.#tell({ kind: 'paused', isPaused: true, at: now() });
  }

  resume(): void {
    if (!this.#isPaused || this.#isSettled) return;
    this.#isPaused = false;
    this.#tell({ kind: 'paused', isPaused: false, at: now() });
    this.#dispatch();
  }

  /** Begins nothing new and finishes what runs (`finish`), or lets go of that too (`now`). It can be resumed later. */
  cancel(how: 'finish' | 'now'): void {
    this.#stop(null, null, how === 'now');
  }

  /**
   * Collects a purchase once more that has a result of this run.
   * @returns whether there is such a purchase and it is not too late
   */
  async retry(number: string): Promise<boolean> {
    const former = this.#finished.get(number);
    if (former === undefined || this.#isSettled || this.#stopping !== 'no') return false;
    this.#finished.delete(number);
    this.#storing++;
    await this.#options.store.reopened(number).catch((error: unknown) => this.#cannotStore(error));
    this.#storing--;
    this.#queue.putBack(former.purchase);
    this.#tell({ kind: 'purchase-reopened', outcome: former.outcome, at: now() });
    this.#dispatch();
    return true;
  }

  #tell(event: CollectionEvent): void {
    this.#progress.apply(event);
    for (const listener of this.#listeners) listener(event);
  }

  #onMessage(worker: number, message: FromWorker): void {
    switch (message.kind) {
      case 'ready':
        this.#tell({ kind: 'worker-state', worker, state: 'IDLE', at: now() });
        return;
      case 'alive':
        return;
      case 'next':
        this.#asked.set(worker, (this.#asked.get(worker) ?? 0) + 1);
        this.#dispatch();
        return;
      case 'enter':
        this.#places.ask(worker, message.ticket);
        return;
      case 'leave':
        this.#places.leave(worker, message.ticket);
        return;
      case 'useless':
        this.#stop('failed', errorOfProblem(message.problem), true);
        return;
      default:
        this.#onLeaseMessage(worker, message);
    }
  }

  /** What a worker says about a purchase counts only while it holds the purchase. */
  #onLeaseMessage(
    worker: number,
    message: Extract<FromWorker, { kind: 'progress' | 'done' | 'returned' }>,
  ): void {
    const lease = this.#queue.held(message.lease);
    if (lease === null || lease.worker !== worker) return;
    const { number } = lease.purchase;
    if (message.kind === 'progress') {
      this.#tell({ ...message.progress, worker, number, at: now() });
    } else if (message.kind === 'returned') {
      this.#tell({ kind: 'purchase-left', worker, number, at: now() });
      this.#takeBack(lease, message);
    } else if (message.outcome.number === number) void this.#finish(lease, message.outcome, worker);
    else this.#slots.kill(worker);
  }

  /** Gives out purchases as long as somebody wants one and may have it. */
  #dispatch(): void {
    while (this.#mayGive()) {
      const worker = this.#nextAsker();
      if (worker === null || !this.#breaker.mayBegin(performance.now())) return;
      const lease = this.#queue.take(worker)!;
      const { purchase } = lease;
      this.#asked.set(worker, this.#asked.get(worker)! - 1);
      this.#begunAt.set(lease.id, performance.now());
      this.#tell({ kind: 'purchase-begun', worker, number: purchase.number, at: now() });
      this.#slots.send(worker, { kind: 'purchase', lease: lease.id, purchase });
    }
  }

  #mayGive(): boolean {
    return this.#stopping === 'no' && !this.#isPaused && this.#desk.isOpen && this.#queue.waiting > 0;
  }

  /**
   * Who gets the next purchase: whoever has none. A second one, to be opened ahead, only where enough are left for those
   * who have none, and never beside a purchase that has failed before: what kills a worker takes no other purchase along.
   */
  #nextAsker(): number | null {
    const { ids } = this.#slots;
    const asking = ids.filter((id) => (this.#asked.get(id) ?? 0) > 0);
    const free = asking.find((id) => this.#queue.heldBy(id).length === 0);
    if (free !== undefined) return free;
    const starved = ids.filter((id) => this.#queue.heldBy(id).length === 0).length;
    if (this.#queue.waiting <= starved || this.#queue.usedByNext !== 0) return null;
    return asking.find((id) => this.#queue.heldBy(id).every(({ attempt }) => attempt === 1)) ?? null;
  }

  #takeBack(lease: PurchaseLease, { reason, problem }: Extract<FromWorker, { kind: 'returned' }>): void {
    this.#breaker.abandoned();
    if (reason === 'stopped') this.#queue.giveBack(lease.id);
    else if (reason === 'session' && this.#desk.excuses(lease.purchase.number)) {
      this.#queue.giveBack(lease.id);
      this.#desk.renew(lease.purchase.number);
    } else this.#lose(lease, errorOfProblem(problem));
    this.#dispatch();
    this.#settle();
  }

  /** The attempt is lost; after the last one the purchase is given up. */
  #lose(lease: PurchaseLease, error: RupturaError): void {
    this.#begunAt.delete(lease.id);
    if (this.#queue.lose(lease.id)) return;
    const { settings } = this.#options;
    const url = portalAdapter(settings.portal).purchaseUrl(settings.base, lease.purchase.number);
    void this.#keep(lease.purchase, givenUp(lease, error, url), null);
  }

  async #finish(lease: PurchaseLease, outcome: PurchaseOutcome, worker: number): Promise<void> {
    this.#queue.finish(lease.id);
    this.#begunAt.delete(lease.id);
    if (isPortalSuccess(outcome)) this.#breaker.succeeded();
    else if (isPortalFailure(outcome)) this.#breaker.failed(performance.now());
    else this.#breaker.abandoned();
    await this.#keep(lease.purchase, outcome, worker);
  }

  /** On the disk before anybody is told. */
  async #keep(purchase: PurchaseOrder, outcome: PurchaseOutcome, worker: number | null): Promise<void> {
    this.#storing++;
    try {
      await this.#options.store.outcome(outcome);
      this.#finished.set(outcome.number, { purchase, outcome, worker });
      this.#slots.succeeded(worker);
      this.#tell({ kind: 'purchase-done', worker, outcome, at: now() });
    } catch (error) {
      this.#cannotStore(error);
    } finally {
      this.#storing--;
    }
    this.#dispatch();
    this.#settle();
  }

  #cannotStore(error: unknown): void {
    const motivo = error instanceof Error ? error.message : String(error);
    this.#stop('failed', new RupturaError('COLETA_SEM_GRAVAR', { motivo }, { cause: error }), true);
  }

  #onWorkerEnd(worker: number, isDead: boolean): void {
    this.#asked.delete(worker);
    this.#places.leaveAll(worker);
    this.#tell({ kind: 'worker-ended', worker, isDead, at: now() });
    for (const lease of this.#queue.heldBy(worker)) {
      this.#breaker.abandoned();
      if (!isDead) this.#queue.giveBack(lease.id);
      else if (this.#overdue.has(lease.id)) this.#lose(lease, this.#lateness(lease));
      else this.#lose(lease, new RupturaError('COLETA_WORKER_CAIU', { worker }));
    }
    this.#dispatch();
    this.#settle();
  }

  #lateness({ purchase }: PurchaseLease): RupturaError {
    const segundos = Math.round(this.#options.settings.purchaseTimeoutMs / 1000);
    return new RupturaError('COLETA_PEDIDO_DEMORADO', { pedido: purchase.number, segundos });
  }

  #tick(): void {
    const at = performance.now();
    const gap = at - this.#tickedAt - TICK_MS;
    this.#tickedAt = at;
    this.#slots.look();
    for (const [id, begunAt] of this.#begunAt) {
      const lease = this.#queue.held(id);
      // Time in which this process itself was stopped is nobody's fault.
      if (gap > 1_000) this.#begunAt.set(id, begunAt + gap);
      else if (lease === null) this.#begunAt.delete(id);
      else if (at - begunAt > 2 * this.#options.settings.purchaseTimeoutMs + TIMEOUT_GRACE_MS) {
        this.#overdue.add(id);
        this.#slots.kill(lease.worker);
      }
    }
    this.#showNotice();
    this.#dispatch();
  }

  /** Says why nothing new is begun. */
  #showNotice(): void {
    const segundos = Math.ceil(this.#breaker.restLeft(performance.now()) / 1000);
    const rest = segundos > 0 ? new RupturaError('COLETA_PORTAL_FALHANDO', { segundos }) : null;
    const text = (this.#desk.notice ?? rest)?.sentence(this.#options.language) ?? null;
    if (text === this.#notice) return;
    this.#notice = text;
    this.#tell({ kind: 'notice', text, at: now() });
  }

  async #measure(): Promise<void> {
    this.#usage = await this.#options.usage(this.#slots.pids).catch(() => NO_USAGE);
  }

  /** Begins nothing new; `state` and `error` say how it ends where not everything gets done. */
  #stop(state: 'failed' | 'interrupted' | null, error: RupturaError | null, isNow: boolean): void {
    if (this.#isSettled) return;
    if (state !== null && error !== null) this.#end ??= { state, error };
    if (this.#stopping === 'now' || (this.#stopping === 'finish' && !isNow)) return;
    if (this.#stopping === 'no') this.#tell({ kind: 'state', state: 'finishing', at: now() });
    this.#stopping = isNow ? 'now' : 'finish';
    if (isNow) {
      this.#abort.abort();
      void this.#slots.end(true);
    }
    this.#settle();
  }

  /** Ends the collection when nothing runs and nothing more will. */
  #settle(): void {
    if (this.#isSettled || this.#queue.leased > 0 || this.#storing > 0) return;
    if (this.#queue.waiting > 0 && this.#stopping === 'no') return;
    this.#isSettled = true;
    if (this.#stopping === 'no') this.#tell({ kind: 'state', state: 'finishing', at: now() });
    void this.#close();
  }

  async #close(): Promise<void> {
    this.#abort.abort();
    await this.#slots.end(this.#stopping === 'now');
    for (const timer of this.#timers) clearInterval(timer);
    const isDone = this.#queue.waiting === 0 && this.#end === null;
    const state = isDone ? 'completed' : (this.#end?.state ?? 'interrupted');
    const failure = await this.#options.store.state(state).then(
      () => null,
      (error: unknown) => new RupturaError('COLETA_SEM_GRAVAR', { motivo: String(error) }, { cause: error }),
    );
    this.#tell({ kind: 'notice', text: null, at: now() });
    this.#tell({ kind: 'state', state, at: now() });
    const error = this.#end?.error ?? failure;
    this.#resolve({ state, error: isDone ? failure : error, finished: [...this.#finished.values()] });
  }
}

/** Epoch milliseconds that never go back. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
