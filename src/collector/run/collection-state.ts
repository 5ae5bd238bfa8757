import type {
  CollectionMode,
  CollectionSnapshot,
  CollectionState,
  CollectorWorker,
  CollectorWorkerState,
} from '../../contract/collection.ts';
import type { PurchaseOutcome } from '../purchase.ts';
import { RemainingTime } from './remaining-time.ts';
import { TransferRate } from './transfer-rate.ts';

/** What happens in a collection, in the words of its workers. Times are epoch milliseconds. */
export type CollectionEvent =
  | { readonly kind: 'worker-started'; readonly worker: number; readonly at: number }
  | { readonly kind: 'worker-ended'; readonly worker: number; readonly isDead: boolean; readonly at: number }
  | {
      readonly kind: 'worker-state';
      readonly worker: number;
      readonly state: CollectorWorkerState;
      readonly at: number;
    }
  | { readonly kind: 'purchase-begun'; readonly worker: number; readonly number: string; readonly at: number }
  | {
      readonly kind: 'attachments-found';
      readonly worker: number;
      readonly number: string;
      readonly count: number;
      readonly at: number;
    }
  | {
      readonly kind: 'transfer';
      readonly worker: number;
      readonly number: string;
      readonly name: string;
      /** Bytes so far, and in all where the portal said so. */
      readonly bytes: number;
      readonly total: number | null;
      readonly at: number;
    }
  | {
      readonly kind: 'transfer-ended';
      readonly worker: number;
      readonly number: string;
      readonly name: string;
      readonly isStored: boolean;
      readonly at: number;
    }
  /** Somebody wants a purchase that has its result collected once more. */
  | { readonly kind: 'purchase-reopened'; readonly outcome: PurchaseOutcome; readonly at: number }
  /** The attempt ended without an outcome: the purchase goes back to the queue. */
  | { readonly kind: 'purchase-left'; readonly worker: number; readonly number: string; readonly at: number }
  | {
      readonly kind: 'purchase-done';
      /** Null where no worker could bring one: the purchase was given up. */
      readonly worker: number | null;
      readonly outcome: PurchaseOutcome;
      readonly at: number;
    }
  | { readonly kind: 'paused'; readonly isPaused: boolean; readonly at: number }
  | { readonly kind: 'notice'; readonly text: string | null; readonly at: number }
  | { readonly kind: 'state'; readonly state: CollectionState; readonly at: number };

interface PurchaseAtWork {
  readonly begunAt: number;
  found: number;
  stored: number;
  readonly transfers: Map<string, { bytes: number; total: number | null }>;
}

interface WorkerAtWork {
  readonly id: number;
  readonly startedAt: number;
  state: CollectorWorkerState;
  /** Oldest first. The next purchase is opened while files of the last one still stream. */
  readonly purchases: Map<string, PurchaseAtWork>;
  /** Since when it has had a purchase without a break; null between purchases. */
  busySince: number | null;
  /** Milliseconds with a purchase at work before that. */
  busyMs: number;
  heardAt: number;
  done: number;
  failed: number;
  endedAt: number | null;
  readonly rate: TransferRate;
}

/**
 * What is to be seen of a collection: events go in, pictures come out. Terminal, NDJSON, API and page show the same
 * numbers because they are made here, once. A purchase that has its result stays done, whatever is said about it later.
 */
export class CollectionProgress {
  readonly #id: string;
  readonly #mode: CollectionMode;
  readonly #total: number;
  readonly #beganAt: number;
  readonly #workers = new Map<number, WorkerAtWork>();
  readonly #finished = new Set<string>();
  readonly #remaining: RemainingTime;
  readonly #rate = new TransferRate();
  #state: CollectionState = 'running';
  #pausedAt: number | null = null;
  #notice: string | null = null;
  #endedAt: number | null = null;
  #succeeded = 0;
  #files = 0;
  #bytes = 0;

  /** @param total distinct purchases to collect */
  constructor(id: string, mode: CollectionMode, total: number, at: number) {
    this.#id = id;
    this.#mode = mode;
    this.#total = total;
    this.#beganAt = at;
    this.#remaining = new RemainingTime(at);
  }

  /** Takes one event in. Events about a purchase that is done, or that its worker does not have, change nothing. */
  apply(event: CollectionEvent): void {
    switch (event.kind) {
      case 'worker-started':
        this.#start(event.worker, event.at);
        return;
      case 'purchase-done':
        this.#finish(event);
        return;
      case 'purchase-reopened':
        this.#reopen(event.outcome);
        return;
      case 'paused':
        this.#pause(event.isPaused, event.at);
        return;
      case 'notice':
        this.#notice = event.text;
        return;
      case 'state':
        this.#state = event.state;
        if (event.state !== 'running' && event.state !== 'finishing') this.#endedAt = event.at;
        return;
      default: {
        const worker = this.#workers.get(event.worker);
        if (worker !== undefined) this.#applyToWorker(worker, event);
      }
    }
  }

  #applyToWorker(worker: WorkerAtWork, event: WorkerEvent): void {
    worker.heardAt = event.at;
    switch (event.kind) {
      case 'worker-ended':
        for (const number of [...worker.purchases.keys()]) leave(worker, number, event.at);
        worker.state = event.isDead ? 'DEAD' : 'STOPPED';
        worker.endedAt = event.at;
        return;
      case 'worker-state':
        worker.state = event.state;
        return;
      case 'purchase-begun':
        if (this.#finished.has(event.number)) return;
        worker.busySince ??= event.at;
        worker.purchases.set(event.number, newPurchase(event.at));
        if (worker.purchases.size === 1) worker.state = 'OPENING';
        return;
      default: {
        const purchase = worker.purchases.get(event.number);
        if (purchase !== undefined) this.#applyToPurchase(worker, purchase, event);
      }
    }
  }

  #applyToPurchase(worker: WorkerAtWork, purchase: PurchaseAtWork, event: PurchaseEvent): void {
    switch (event.kind) {
      case 'attachments-found':
        purchase.found = event.count;
        worker.state = 'DOWNLOADING';
        return;
      case 'transfer': {
        const former = purchase.transfers.get(event.name)?.bytes ?? 0;
        // A transfer that is begun again counts from its beginning.
        const fresh = Math.max(0, event.bytes - former);
        worker.rate.add(fresh, event.at);
        this.#rate.add(fresh, event.at);
        purchase.transfers.set(event.name, { bytes: event.bytes, total: event.total });
        return;
      }
      case 'transfer-ended':
        purchase.transfers.delete(event.name);
        if (event.isStored) purchase.stored++;
        return;
      case 'purchase-left':
        leave(worker, event.number, event.at);
    }
  }

  /** A worker in the place of one that died goes on with its numbers. */
  #start(id: number, at: number): void {
    const former = this.#workers.get(id);
    const worker = newWorker(id, at);
    if (former === undefined) this.#workers.set(id, worker);
    else {
      const { startedAt, busyMs, done, failed } = former;
      this.#workers.set(id, { ...worker, startedAt, busyMs, done, failed });
    }
  }

  #finish({ worker: id, outcome, at }: Extract<CollectionEvent, { kind: 'purchase-done' }>): void {
    if (this.#finished.has(outcome.number)) return;
    this.#finished.add(outcome.number);
    const worker = id === null ? undefined : this.#workers.get(id);
    if (worker !== undefined) {
      worker.heardAt = at;
      leave(worker, outcome.number, at);
    }
    const isSuccess = hasSucceeded(outcome);
    if (isSuccess) this.#succeeded++;
    if (worker !== undefined && isSuccess) worker.done++;
    else if (worker !== undefined) worker.failed++;
    this.#count(outcome, 1);
    this.#remaining.done(at);
  }

  #reopen(outcome: PurchaseOutcome): void {
    if (!this.#finished.delete(outcome.number)) return;
    if (hasSucceeded(outcome)) this.#succeeded--;
    this.#count(outcome, -1);
  }

  #count(outcome: PurchaseOutcome, sign: 1 | -1): void {
    this.#files += sign * outcome.stored.length;
    for (const { bytes } of outcome.stored) this.#bytes += sign * bytes;
  }

  #pause(isPaused: boolean, at: number): void {
    if (isPaused) this.#pausedAt ??= at;
    else if (this.#pausedAt !== null) {
      this.#remaining.rested(at - this.#pausedAt);
      this.#pausedAt = null;
    }
  }

  /**
   * The collection at this moment, in the wire's words.
   * @param usage of all processes that belong to it: percent of one processor, bytes of memory
   */
  snapshot(now: number, usage: { readonly cpu: number; readonly memory: number }): CollectionSnapshot {
    const workers = [...this.#workers.values()].sort((one, other) => one.id - other.id);
    const atWork = workers.reduce((sum, { purchases }) => sum + purchases.size, 0);
    const left = this.#total - this.#finished.size;
    const isOver = this.#endedAt !== null;
    return {
      coleta_id: this.#id,
      estado: this.#state,
      modo: this.#mode,
      pausada: this.#pausedAt !== null,
      aviso: this.#notice,
      inicio: instant(this.#beganAt),
      fim: this.#endedAt === null ? null : instant(this.#endedAt),
      timestamp: instant(now),
      total: this.#total,
      prontos: this.#finished.size,
      com_sucesso: this.#succeeded,
      com_falha: this.#finished.size - this.#succeeded,
      na_fila: Math.max(0, left - atWork),
      arquivos: this.#files,
      bytes: this.#bytes,
      bytes_por_s: isOver ? 0 : Math.round(this.#rate.perSecond(now)),
      pedidos_por_min: tenths(this.#remaining.perMinute(this.#pausedAt ?? this.#endedAt ?? now)),
      restante_s: this.#timeLeft(left, now),
      cpu_percentual: tenths(usage.cpu),
      memoria_bytes: usage.memory,
      workers: workers.map((worker) => workerLine(worker, now)),
    };
  }

  #timeLeft(left: number, now: number): number | null {
    if (this.#endedAt !== null) return 0;
    const seconds = this.#remaining.estimate(left, this.#pausedAt ?? now);
    return seconds === null ? null : tenths(seconds);
  }
}

type WorkerEvent = Exclude<
  CollectionEvent,
  { kind: 'worker-started' | 'purchase-done' | 'purchase-reopened' | 'paused' | 'notice' | 'state' }
>;
type PurchaseEvent = Extract<
  CollectionEvent,
  { kind: 'attachments-found' | 'transfer' | 'transfer-ended' | 'purchase-left' }
>;

/** Whether nothing is left to be done about a purchase. */
export function hasSucceeded({ status }: Pick<PurchaseOutcome, 'status'>): boolean {
  return status === 'COMPLETED' || status === 'NO_ATTACHMENTS';
}

function newWorker(id: number, at: number): WorkerAtWork {
  return {
    id,
    startedAt: at,
    state: 'STARTING',
    purchases: new Map(),
    busySince: null,
    busyMs: 0,
    heardAt: at,
    done: 0,
    failed: 0,
    endedAt: null,
    rate: new TransferRate(),
  };
}

function newPurchase(at: number): PurchaseAtWork {
  return { begunAt: at, found: 0, stored: 0, transfers: new Map() };
}

/** The worker does not have the purchase any more. */
function leave(worker: WorkerAtWork, number: string, at: number): void {
  if (!worker.purchases.delete(number) || worker.purchases.size > 0) return;
  worker.busyMs += at - worker.busySince!;
  worker.busySince = null;
  worker.state = 'IDLE';
}

function workerLine(worker: WorkerAtWork, now: number): CollectorWorker {
  const [number = null] = worker.purchases.keys();
  const purchase = number === null ? null : worker.purchases.get(number)!;
  const busy = worker.busyMs + (worker.busySince === null ? 0 : now - worker.busySince);
  const life = (worker.endedAt ?? now) - worker.startedAt;
  return {
    worker_id: worker.id,
    po_id: number,
    status: worker.state,
    tempo: purchase === null ? 0 : tenths((now - purchase.begunAt) / 1000),
    timestamp: instant(worker.heardAt),
    arquivos_encontrados: purchase?.found ?? 0,
    arquivos_prontos: purchase?.stored ?? 0,
    bytes_por_s: Math.round(worker.rate.perSecond(now)),
    pedidos_prontos: worker.done,
    pedidos_com_falha: worker.failed,
    ocupado: life > 0 ? tenths(Math.min(100, (100 * busy) / life)) : 0,
    // Files of the next purchase already stream while the last one is being finished.
    transferencias: [...worker.purchases.values()].flatMap(({ transfers }) =>
      [...transfers].map(([nome, { bytes, total }]) => ({ nome, bytes, total })),
    ),
  };
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
