import type { CollectionSnapshot } from '../../contract/collection.ts';
import type { CollectionMode, CollectionState } from '../../contract/collection-codes.ts';
import type { PurchaseOutcome } from '../purchase.ts';
import type { CollectionEvent, PurchaseEvent, WorkerEvent } from './collection-event.ts';
import { hasSucceeded, saysNone } from './finished-purchase.ts';
import { RemainingTime } from './remaining-time.ts';
import { TransferRate } from './transfer-rate.ts';
import {
  instant,
  leave,
  newPurchase,
  newWorker,
  type PurchaseAtWork,
  tenths,
  type WorkerAtWork,
  workerLine,
} from './worker-at-work.ts';

/** What is known of a collection before it begins. */
export interface CollectionShown {
  readonly id: string;
  readonly mode: CollectionMode;
  readonly isSimulated: boolean;
  /** Distinct purchases to collect. */
  readonly total: number;
}

/**
 * What is to be seen of a collection: events go in, pictures come out. Terminal, NDJSON, API and page show the same
 * numbers because they are made here, once. A purchase that has its result stays done, whatever is said about it later.
 */
export class CollectionProgress {
  readonly #id: string;
  readonly #mode: CollectionMode;
  readonly #isSimulated: boolean;
  readonly #total: number;
  readonly #beganAt: number;
  readonly #workers = new Map<number, WorkerAtWork>();
  readonly #finished = new Set<string>();
  readonly #remaining: RemainingTime;
  readonly #rate = new TransferRate();
  #state: CollectionState = 'running';
  #isPaused = false;
  /** Since when nothing may be begun; null where something may. */
  #heldAt: number | null = null;
  #notice: string | null = null;
  #portalUntil: number | null = null;
  #endedAt: number | null = null;
  #succeeded = 0;
  #none = 0;
  #files = 0;
  #bytes = 0;

  constructor({ id, mode, isSimulated, total }: CollectionShown, at: number) {
    this.#id = id;
    this.#mode = mode;
    this.#isSimulated = isSimulated;
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
        this.#isPaused = event.isPaused;
        this.#hold(event.at);
        return;
      case 'notice':
        this.#takeNotice(event);
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
      leave(worker, outcome.number, at);
    }
    const isSuccess = hasSucceeded(outcome);
    if (isSuccess) this.#succeeded++;
    if (saysNone(outcome)) this.#none++;
    if (worker !== undefined && isSuccess) worker.done++;
    else if (worker !== undefined) worker.failed++;
    this.#count(outcome, 1);
    this.#remaining.done(at);
  }

  #reopen(outcome: PurchaseOutcome): void {
    if (!this.#finished.delete(outcome.number)) return;
    if (hasSucceeded(outcome)) this.#succeeded--;
    if (saysNone(outcome)) this.#none--;
    this.#count(outcome, -1);
  }

  #count(outcome: PurchaseOutcome, sign: 1 | -1): void {
    this.#files += sign * outcome.stored.length;
    for (const { bytes } of outcome.stored) this.#bytes += sign * bytes;
  }

  #takeNotice({ text, portalUntil, at }: Extract<CollectionEvent, { kind: 'notice' }>): void {
    this.#notice = text;
    this.#portalUntil = portalUntil;
    this.#hold(at);
  }

  /** Time in which nothing may be begun does not count for the pace, whoever is to blame for it. */
  #hold(at: number): void {
    const isHeld = this.#isPaused || this.#notice !== null;
    if (isHeld) this.#heldAt ??= at;
    else if (this.#heldAt !== null) {
      this.#remaining.rested(this.#heldAt, at);
      this.#heldAt = null;
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
      pausada: this.#isPaused,
      simular: this.#isSimulated,
      aviso: this.#notice,
      portal_ate: this.#portalUntil === null ? null : instant(this.#portalUntil),
      inicio: instant(this.#beganAt),
      fim: this.#endedAt === null ? null : instant(this.#endedAt),
      timestamp: instant(now),
      total: this.#total,
      prontos: this.#finished.size,
      com_sucesso: this.#succeeded,
      sem_anexos: this.#none,
      com_falha: this.#finished.size - this.#succeeded,
      na_fila: Math.max(0, left - atWork),
      arquivos: this.#files,
      bytes: this.#bytes,
      bytes_por_s: isOver ? 0 : Math.round(this.#rate.perSecond(now)),
      pedidos_por_min: tenths(this.#remaining.perMinute(this.#heldAt ?? this.#endedAt ?? now)),
      restante_s: this.#timeLeft(left, now),
      cpu_percentual: tenths(usage.cpu),
      memoria_bytes: usage.memory,
      workers: workers.map((worker) => workerLine(worker, now)),
    };
  }

  #timeLeft(left: number, now: number): number | null {
    if (this.#endedAt !== null) return 0;
    const seconds = this.#remaining.estimate(left, this.#heldAt ?? now);
    return seconds === null ? null : tenths(seconds);
  }
}
