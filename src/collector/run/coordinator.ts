import type { CollectionSnapshot } from '../../contract/collection.ts';
import { RupturaError } from '../../contract/errors.ts';
import { portalAdapter } from '../portals/portals.ts';
import type { PurchaseOrder, PurchaseOutcome } from '../purchase.ts';
import { AutoMode } from '../reading/auto-mode.ts';
import { SessionDesk } from '../session/session-desk.ts';
import type { SessionKeeper } from '../session/session-keeper.ts';
import type { CollectorSettings } from '../settings.ts';
import type { CollectionEvent } from './collection-event.ts';
import { CollectionNews } from './collection-news.ts';
import { type FinishedPurchase, givenUp } from './finished-purchase.ts';
import { type CollectionStore, KeptOutcomes } from './kept-outcomes.ts';
import type { PurchaseLease } from './lease-queue.ts';
import { givenUpPortal, restNotice } from './portal-notice.ts';
import { PurchaseDispatch } from './purchase-dispatch.ts';
import type { Usage } from './usage.ts';
import { errorOfProblem, type FromWorker } from './worker-messages.ts';
import type { StartWorker } from './worker-process.ts';
import { WorkerSlots } from './worker-slots.ts';
import { WorkerTurns } from './worker-turns.ts';

export interface CoordinatorOptions {
  readonly id: string;
  readonly settings: CollectorSettings;
  /** Worker processes; never more than there are purchases. */
  readonly workers: number;
  /** Most transfers at once of all workers together. */
  readonly totalDownloads: number;
  /** Most bytes per second of all transfers together; missing or null: as they come. */
  readonly bytesPerSecond?: number | null;
  /** Distinct purchases, in the order in which they are begun. */
  readonly purchases: readonly PurchaseOrder[];
  readonly store: CollectionStore;
  readonly startWorker: StartWorker;
  readonly session: SessionKeeper;
  readonly usage: (pids: readonly number[]) => Promise<Usage>;
  /** A portal that is closed is waited for so long in one go, in milliseconds. */
  readonly portalWaitMs: number;
}

/** How a collection ended. */
export interface CollectionEnd {
  readonly state: 'completed' | 'failed' | 'interrupted';
  /** Why it did not complete; null where it did, or where somebody stopped it. */
  readonly error: RupturaError | null;
  /** Purchases that got a result in this run. */
  readonly finished: readonly FinishedPurchase[];
}

const TICK_MS = 250;
const USAGE_EVERY_MS = 1_000;

type Mode = 'new' | 'running' | 'paused' | 'finishing' | 'stopping' | 'closing' | 'ended';

/** Modes in which a collection still has something to do, and can be told to do less. */
const LIVING: ReadonlySet<Mode> = new Set(['new', 'running', 'paused', 'finishing', 'stopping']);

/**
 * Hands the purchases of a collection to its workers and takes their results. It alone knows who works on what; workers
 * know their purchases only, and may die at any moment.
 *
 *     queue ──lease──▶ worker ──outcome──▶ store ──▶ told
 *       ▲                │ died, hung             (attempt + 1, given up after the third)
 *       └────────────────┤ session ended          (no attempt lost; the queue rests until somebody signed in)
 *                        ├ portal closed          (no attempt lost; the queue rests until then: portal-watch.ts)
 *                        └ told to stop
 *
 * | mode | enters by | what it does | leaves by | ignored |
 * |---|---|---|---|---|
 * | *new* | – | nothing | `start` → running, or closing where nothing waits; `cancel` | `resume` |
 * | *running* | `start`, `resume` | gives purchases out, while somebody is signed in and the portal is open | `pause`; `cancel`, an error → finishing or stopping; nothing left → closing | – |
 * | *paused* | `pause` | finishes what runs | `resume` → running; as running | – |
 * | *finishing* | `cancel('finish')`, no session to be had, a portal that stays closed | finishes what runs | nothing runs → closing; `cancel('now')`, an error → stopping | `pause`, `resume`, `retry` |
 * | *stopping* | `cancel('now')`, workers or the disk that fail | lets go of what runs; its workers end | nothing runs → closing | `pause`, `resume`, `retry`, `cancel` |
 * | *closing* | nothing runs, nothing is being written | ends the workers, writes how it ended | done → ended | all |
 * | *ended* | – | nothing; `done` is settled | – | all |
 *
 * Results and worker deaths are taken in whatever the mode; messages about a lease that its worker does not hold are not.
 */
export class Coordinator {
  readonly #options: CoordinatorOptions;
  readonly #dispatch: PurchaseDispatch;
  readonly #outcomes: KeptOutcomes;
  readonly #turns: WorkerTurns;
  readonly #news: CollectionNews;
  readonly #slots: WorkerSlots;
  readonly #desk: SessionDesk;
  readonly #abort = new AbortController();
  /** Purchases whose results are to be taken away, as soon as they are kept. */
  readonly #undone = new Set<string>();
  readonly #auto = new AutoMode();
  /** Purchases at work whose results will not be believed: what they were read by turned out to hide something. */
  readonly #doubted = new Set<string>();
  #mode: Mode = 'new';
  #timers: NodeJS.Timeout[] = [];
  /** What ended it before everything was done; the first of them counts. */
  #end: { readonly state: 'failed' | 'interrupted'; readonly error: RupturaError } | null = null;
  #resolve: (end: CollectionEnd) => void = () => undefined;
  /** Settled when the last worker is gone and everything is stored. Never rejected. */
  readonly done: Promise<CollectionEnd>;

  constructor(options: CoordinatorOptions) {
    this.#options = options;
    const { id, settings, purchases } = options;
    this.#dispatch = new PurchaseDispatch(purchases, settings.purchaseTimeoutMs, options.portalWaitMs);
    this.#outcomes = new KeptOutcomes(options.store, settings.outputFolder, (error) =>
      this.#stop('failed', error, true),
    );
    const { mode, simulate: isSimulated } = settings;
    this.#news = new CollectionNews({ id, mode, isSimulated, total: purchases.length });
    this.#turns = new WorkerTurns({
      ...{ downloads: settings.downloads, perMinute: settings.perMinute },
      totalDownloads: options.totalDownloads,
      bytesPerSecond: options.bytesPerSecond ?? null,
      enter: (worker, ticket) => this.#slots.send(worker, { kind: 'entered', ticket }),
      onShare: (worker, bytesPerSecond) => this.#slots.send(worker, { kind: 'rate', bytesPerSecond }),
      onWaited: (worker, ms) => this.#dispatch.excuse(worker, ms),
    });
    this.#slots = new WorkerSlots({
      count: Math.min(options.workers, Math.max(1, purchases.length)),
      settings,
      startWorker: options.startWorker,
      onStart: (worker) => this.#news.tell({ kind: 'worker-started', worker }),
      onMessage: (worker, message) => this.#onMessage(worker, message),
      onEnd: (worker, isDead) => this.#onWorkerEnd(worker, isDead),
      onHopeless: (error) => this.#stop('failed', error, true),
    });
    this.#desk = new SessionDesk(options.session, settings.base, this.#abort.signal, {
      onRenewed: () => this.#slots.broadcast({ kind: 'session' }),
      onLost: (error) => this.#stop('interrupted', error, false),
      onClosed: (until) => this.#onPortal(() => this.#dispatch.closePortal(until)),
      onChange: () => this.#giveOut(),
    });
    this.done = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** Checks the portal session and starts the workers. */
  async start(): Promise<void> {
    if (this.#mode !== 'new') return;
    this.#mode = 'running';
    this.#timers = [
      setInterval(() => this.#tick(), TICK_MS),
      setInterval(() => void this.#news.measure(this.#options.usage(this.#slots.pids)), USAGE_EVERY_MS),
    ];
    if (this.#dispatch.waiting > 0) {
      // Workers take a moment to start, and get nothing before the session is known to be good.
      this.#slots.start();
      await this.#desk.open();
    }
    this.#settle();
  }

  /** The collection as it is now. */
  snapshot(): CollectionSnapshot {
    return this.#news.snapshot();
  }

  /** Tells a listener of everything that happens from now on; returns what ends that. */
  onEvent(listener: (event: CollectionEvent) => void): () => void {
    return this.#news.onEvent(listener);
  }

  /** Begins nothing new until `resume`; what runs is finished. */
  pause(): void {
    if (this.#mode !== 'running') return;
    this.#mode = 'paused';
    this.#news.tell({ kind: 'paused', isPaused: true });
  }

  resume(): void {
    if (this.#mode !== 'paused') return;
    this.#mode = 'running';
    this.#news.tell({ kind: 'paused', isPaused: false });
    this.#giveOut();
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
    if (this.#mode !== 'running' && this.#mode !== 'paused') return false;
    return await this.#reopen(number);
  }

  async #reopen(number: string): Promise<boolean> {
    const former = await this.#outcomes.reopen(number);
    if (former === null) return false;
    this.#putBack(former);
    this.#goOn();
    return true;
  }

  /** A result that is not believed any more is taken back, and the purchase collected once more. */
  async #collectDoubted(number: string): Promise<void> {
    if (this.#doubted.has(number) && (await this.#reopen(number))) this.#doubted.delete(number);
  }

  #onMessage(worker: number, message: FromWorker): void {
    switch (message.kind) {
      case 'ready':
        this.#news.tell({ kind: 'worker-state', worker, state: 'IDLE' });
        return;
      case 'alive':
        return;
      case 'next':
        this.#dispatch.ask(worker);
        this.#giveOut();
        return;
      case 'enter':
      case 'leave':
      case 'turn':
      case 'launch':
      case 'launched':
        this.#turns.take(worker, message);
        return;
      case 'advise': {
        const { ticket, purchase, shapes } = message;
        this.#slots.send(worker, { kind: 'advised', ticket, way: this.#auto.advise(purchase, shapes) });
        return;
      }
      case 'compared':
        for (const number of this.#auto.compared(message.purchase, message.shapes, message.agreement)) {
          this.#doubted.add(number);
          void this.#collectDoubted(number);
        }
        return;
      case 'useless':
        this.#stop('failed', errorOfProblem(message.problem), true);
        return;
      default: {
        const lease = this.#dispatch.held(message.lease, worker);
        if (lease !== null) this.#onLeaseMessage(worker, lease, message);
      }
    }
  }

  #onLeaseMessage(
    worker: number,
    lease: PurchaseLease,
    message: Extract<FromWorker, { kind: 'progress' | 'done' | 'returned' | 'closed' }>,
  ): void {
    const { number } = lease.purchase;
    if (message.kind === 'progress') this.#news.tell({ ...message.progress, worker, number });
    else if (message.kind === 'returned') {
      this.#news.tell({ kind: 'purchase-left', worker, number });
      this.#takeBack(lease, message);
    } else if (message.kind === 'closed') {
      this.#news.tell({ kind: 'purchase-left', worker, number });
      this.#meetClosed(lease, message);
    } else if (message.outcome.number === number) this.#finish(worker, lease, message.outcome);
    else this.#slots.kill(worker);
  }

  #finish(worker: number, lease: PurchaseLease, outcome: PurchaseOutcome): void {
    const undone = this.#onPortal(() => this.#dispatch.finish(lease, outcome));
    for (const number of undone) this.#undone.add(number);
    // Back in the queue: its result says nothing but how the portal was.
    if (!this.#undone.delete(outcome.number)) void this.#keep(lease.purchase, outcome, worker);
    else {
      this.#news.tell({ kind: 'purchase-left', worker, number: outcome.number });
      this.#goOn();
    }
    void this.#undo();
  }

  #meetClosed(lease: PurchaseLease, { until, problem }: Extract<FromWorker, { kind: 'closed' }>): void {
    const isExcused = this.#onPortal(() => this.#dispatch.meetClosed(lease, until));
    if (!isExcused) this.#giveUp(lease, errorOfProblem(problem));
    this.#goOn();
  }

  /** Does what may change how the portal is taken to be, and ends the collection where it is waited for no longer. */
  #onPortal<T>(work: () => T): T {
    const result = work();
    this.#showNotice();
    const rest = this.#dispatch.portalRest;
    if (rest !== null && this.#dispatch.isPortalGivenUp)
      this.#stop('interrupted', givenUpPortal(rest, this.#options), false);
    return result;
  }

  /** Takes results away that were kept before it was known that they say nothing but how the portal was. */
  async #undo(): Promise<void> {
    for (const number of [...this.#undone]) {
      const former = await this.#outcomes.reopen(number);
      // One that is still on its way to the disk is taken away when it is there.
      if (former === null) continue;
      this.#undone.delete(number);
      this.#putBack(former);
    }
    this.#goOn();
  }

  #putBack({ purchase, outcome }: FinishedPurchase): void {
    this.#dispatch.putBack(purchase);
    this.#news.tell({ kind: 'purchase-reopened', outcome });
  }

  /** Gives out purchases as long as somebody wants one and may have it. */
  #giveOut(): void {
    while (this.#mode === 'running' && this.#desk.isOpen) {
      const lease = this.#dispatch.next(this.#slots.ids);
      if (lease === null) return;
      const { id, worker, purchase } = lease;
      // Whatever was doubtful about it is over: it is read anew.
      this.#doubted.delete(purchase.number);
      this.#auto.abandoned(purchase.number);
      this.#news.tell({ kind: 'purchase-begun', worker, number: purchase.number });
      this.#slots.send(worker, { kind: 'purchase', lease: id, purchase });
    }
  }

  #takeBack(lease: PurchaseLease, { reason, problem }: Extract<FromWorker, { kind: 'returned' }>): void {
    const { number } = lease.purchase;
    if (reason === 'stopped') this.#dispatch.giveBack(lease);
    else if (reason === 'session' && this.#desk.excuses(number)) {
      this.#dispatch.giveBack(lease);
      this.#desk.renew(number);
    } else this.#lose(lease, errorOfProblem(problem));
    this.#goOn();
  }

  /** The attempt is lost; after the last one the purchase is given up. */
  #lose(lease: PurchaseLease, error: RupturaError): void {
    if (!this.#dispatch.lose(lease)) this.#giveUp(lease, error);
  }

  /** Nobody can bring a result for the purchase: that is its result. */
  #giveUp(lease: PurchaseLease, error: RupturaError): void {
    const { settings } = this.#options;
    const url = portalAdapter(settings.portal).purchaseUrls(settings.base, lease.purchase)[0];
    void this.#keep(lease.purchase, givenUp(lease, error, url, settings.language), null);
  }

  /** On the disk before anybody is told. */
  async #keep(purchase: PurchaseOrder, outcome: PurchaseOutcome, worker: number | null): Promise<void> {
    const { number } = purchase;
    this.#auto.abandoned(number);
    if (this.#doubted.delete(number)) {
      if (worker !== null) this.#news.tell({ kind: 'purchase-left', worker, number });
      this.#dispatch.putBack(purchase);
      this.#goOn();
      return;
    }
    if (await this.#outcomes.keep(purchase, outcome, worker)) {
      this.#slots.succeeded(worker);
      this.#news.tell({ kind: 'purchase-done', worker, outcome });
    }
    await this.#collectDoubted(number);
    if (this.#undone.size > 0) void this.#undo();
    else this.#goOn();
  }

  #onWorkerEnd(worker: number, isDead: boolean): void {
    this.#dispatch.forget(worker);
    this.#turns.leaveAll(worker);
    this.#news.tell({ kind: 'worker-ended', worker, isDead });
    for (const lease of this.#dispatch.heldBy(worker)) {
      if (!isDead) this.#dispatch.giveBack(lease);
      else if (this.#dispatch.wasLate(lease)) this.#lose(lease, this.#lateness(lease));
      else this.#lose(lease, new RupturaError('COLETA_WORKER_CAIU', { worker }));
    }
    this.#goOn();
  }

  #lateness({ purchase }: PurchaseLease): RupturaError {
    const segundos = Math.round(this.#options.settings.purchaseTimeoutMs / 1000);
    return new RupturaError('COLETA_PEDIDO_DEMORADO', { pedido: purchase.number, segundos });
  }

  #tick(): void {
    this.#slots.look();
    for (const { worker } of this.#dispatch.look()) this.#slots.kill(worker);
    this.#showNotice();
    this.#giveOut();
  }

  #showNotice(): void {
    const rest = this.#dispatch.portalRest;
    const { language } = this.#options.settings;
    const notice = this.#desk.notice ?? (rest === null ? null : restNotice(rest, language));
    this.#news.showNotice(notice?.sentence(language) ?? null, rest?.until ?? null);
  }

  #goOn(): void {
    this.#giveOut();
    this.#settle();
  }

  /** Begins nothing new; `state` and `error` say how it ends where not everything gets done. */
  #stop(state: 'failed' | 'interrupted' | null, error: RupturaError | null, isNow: boolean): void {
    if (!LIVING.has(this.#mode)) return;
    if (state !== null && error !== null) this.#end ??= { state, error };
    if (this.#mode === 'stopping' || (this.#mode === 'finishing' && !isNow)) return;
    if (this.#mode !== 'finishing') this.#news.tell({ kind: 'state', state: 'finishing' });
    this.#mode = isNow ? 'stopping' : 'finishing';
    if (isNow) {
      this.#abort.abort();
      void this.#slots.end(true);
    }
    this.#settle();
  }

  /** Ends the collection when nothing runs and nothing more will. */
  #settle(): void {
    if (!LIVING.has(this.#mode) || this.#dispatch.isBusy || this.#outcomes.isWriting) return;
    const isStopped = this.#mode === 'finishing' || this.#mode === 'stopping';
    if (this.#dispatch.waiting > 0 && !isStopped) return;
    if (!isStopped) this.#news.tell({ kind: 'state', state: 'finishing' });
    const isNow = this.#mode === 'stopping';
    this.#mode = 'closing';
    void this.#close(isNow);
  }

  async #close(isNow: boolean): Promise<void> {
    this.#abort.abort();
    await this.#slots.end(isNow);
    for (const timer of this.#timers) clearInterval(timer);
    this.#turns.close();
    const isDone = this.#dispatch.waiting === 0 && this.#end === null;
    const state = isDone ? 'completed' : (this.#end?.state ?? 'interrupted');
    const failure = await this.#outcomes.end(state);
    this.#news.showNotice(null, null);
    this.#news.tell({ kind: 'state', state });
    this.#mode = 'ended';
    const error = isDone ? failure : (this.#end?.error ?? failure);
    this.#resolve({ state, error, finished: this.#outcomes.finished });
  }
}
