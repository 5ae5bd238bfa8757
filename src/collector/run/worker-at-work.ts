import type { CollectorWorker } from '../../contract/collection.ts';
import type { CollectorWorkerState } from '../../contract/collection-codes.ts';
import { TransferRate } from './transfer-rate.ts';

/** A purchase as its worker tells of it. */
export interface PurchaseAtWork {
  readonly begunAt: number;
  found: number;
  stored: number;
  readonly transfers: Map<string, { bytes: number; total: number | null }>;
}

/** A worker as it is seen from outside. */
export interface WorkerAtWork {
  readonly id: number;
  readonly startedAt: number;
  state: CollectorWorkerState;
  /** Oldest first. The next purchase is opened while files of the last one still stream. */
  readonly purchases: Map<string, PurchaseAtWork>;
  /** Since when it has had a purchase without a break; null between purchases. */
  busySince: number | null;
  /** Milliseconds with a purchase at work before that. */
  busyMs: number;
  done: number;
  failed: number;
  endedAt: number | null;
  readonly rate: TransferRate;
}

export function newWorker(id: number, at: number): WorkerAtWork {
  return {
    id,
    startedAt: at,
    state: 'STARTING',
    purchases: new Map(),
    busySince: null,
    busyMs: 0,
    done: 0,
    failed: 0,
    endedAt: null,
    rate: new TransferRate(),
  };
}

export function newPurchase(at: number): PurchaseAtWork {
  return { begunAt: at, found: 0, stored: 0, transfers: new Map() };
}

/** The worker does not have the purchase any more. */
export function leave(worker: WorkerAtWork, number: string, at: number): void {
  if (!worker.purchases.delete(number) || worker.purchases.size > 0) return;
  worker.busyMs += at - worker.busySince!;
  worker.busySince = null;
  worker.state = 'IDLE';
}

/** A worker in a line of the picture. */
export function workerLine(worker: WorkerAtWork, now: number): CollectorWorker {
  const [number = null] = worker.purchases.keys();
  const purchase = number === null ? null : worker.purchases.get(number)!;
  const busy = worker.busyMs + (worker.busySince === null ? 0 : now - worker.busySince);
  const life = (worker.endedAt ?? now) - worker.startedAt;
  return {
    worker_id: worker.id,
    po_id: number,
    status: worker.state,
    tempo: purchase === null ? 0 : tenths((now - purchase.begunAt) / 1000),
    timestamp: instant(now),
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

export function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

export function instant(at: number): string {
  return new Date(at).toISOString();
}
