import type {
  OnProgress,
  PreparedPurchase,
  PurchaseCollector,
  PurchaseProgress,
  TransferGate,
} from '../bringing/collecting.ts';
import { TransferPace } from '../bringing/transfer-pace.ts';
import { DISK_CODES } from '../disk-errors.ts';
import type { PortalPace } from '../net/portal-pace.ts';
import type { PurchaseOrder } from '../purchase.ts';
import type { Agreement, ReadingAdvice, ReadingWay } from '../reading/auto-mode.ts';
import type { PageShape } from '../reading/read-purchase.ts';
import { PortalClosedError, SessionExpiredError } from '../retry.ts';
import { type FromWorker, problemOf, type ToWorker } from './worker-messages.ts';

/** Purchases a worker has at once, where it may: one whose files stream, one that is being opened. */
const LANES = 2;
/**
 * Bytes of one file are sent this often at most: there are a thousand chunks a second, and each message is read, applied
 * and told to all by the one coordinator. This is the only place where progress is thinned out; what follows it shows
 * whole pictures, and a stream to a slow client keeps a pace of its own for whatever they show.
 */
const TELL_EVERY_MS = 200;

/** Errors after which no purchase of any worker can succeed. */
const USELESS_CODES = new Set(['NAVEGADOR_AUSENTE', 'COLETA_ESTADO_INVALIDO', 'COLETA_PORTAL_DESCONHECIDO']);

/** The reason of a purchase that was let go of because the worker was told to stop. */
class WorkerStopped extends Error {}

interface Given {
  readonly lease: number;
  readonly purchase: PurchaseOrder;
}

/**
 * The life of a worker between its coordinator's messages: asks for purchases, opens one while the files of another still
 * stream, tells what happens, and hands back what it cannot finish. Purchases are opened one at a time.
 *
 *     lane 1   ask ▸ open ▸ files ─────────────────────▸ ask ▸ open ▸ files …
 *     lane 2                ask ▸ open ▸ files ──────────────▸ ask ▸ …
 */
export class WorkerLoop implements TransferGate, ReadingAdvice, PortalPace {
  /** Of all transfers of this worker, as the coordinator says. */
  readonly pace = new TransferPace();
  readonly #send: (message: FromWorker) => void;
  readonly #explain: (error: unknown) => unknown;
  readonly #stop = new AbortController();
  readonly #entering = new Map<number, () => void>();
  readonly #advising = new Map<number, (way: ReadingWay) => void>();
  #collector: PurchaseCollector | null = null;
  #isStopping = false;
  #waiting: ((given: Given | null) => void) | null = null;
  #turn: Promise<unknown> = Promise.resolve();
  #session: Promise<void> = Promise.resolve();
  #tickets = 0;
  /** Requests that wait for a turn, since when there is one, and how long there were some before. */
  #turning = 0;
  #turningSince = 0;
  #turnedMs = 0;

  /** @param explain says in whose words an error is told; by default in its own */
  constructor(send: (message: FromWorker) => void, explain: (error: unknown) => unknown = (error) => error) {
    this.#send = send;
    this.#explain = explain;
  }

  /**
   * Collects purchases until it is told to stop.
   * @param downloads files at once; with 1 everything is done one after the other
   */
  async run(collector: PurchaseCollector, downloads: number): Promise<void> {
    this.#collector = collector;
    this.#send({ kind: 'ready' });
    const lanes = Array.from({ length: downloads > 1 ? LANES : 1 }, () => this.#lane(collector));
    await Promise.all(lanes);
  }

  /** Takes a message of the coordinator in. */
  receive(message: ToWorker): void {
    switch (message.kind) {
      case 'purchase':
        this.#give(message);
        return;
      case 'entered':
        this.#entering.get(message.ticket)?.();
        return;
      case 'rate':
        this.pace.set(message.bytesPerSecond);
        return;
      case 'advised':
        this.#advising.get(message.ticket)?.(message.way);
        return;
      case 'session':
        this.#session = this.#session.then(() => this.#collector?.reloadSession());
        // Whoever opens the next purchase hears of it.
        this.#session.catch(() => undefined);
        return;
      case 'stop':
        this.stop(message.isNow);
        return;
      case 'start':
        throw new TypeError('a worker is started once');
    }
  }

  /** Begins nothing new; lets go of what runs too where `isNow`. */
  stop(isNow: boolean): void {
    this.#isStopping = true;
    this.#waiting?.(null);
    if (isNow) this.#stop.abort(new WorkerStopped());
  }

  #give(given: Given): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting !== null) waiting(given);
    else this.#return(given, new WorkerStopped());
  }

  async #lane(collector: PurchaseCollector): Promise<void> {
    for (;;) {
      const turn = this.#turn.then(() => this.#takeNext(collector));
      this.#turn = turn;
      const taken = await turn;
      if (taken === 'none') return;
      if (taken !== 'returned') await this.#collect(collector, taken.given, taken.prepared);
    }
  }

  async #takeNext(
    collector: PurchaseCollector,
  ): Promise<'none' | 'returned' | { readonly given: Given; readonly prepared: PreparedPurchase }> {
    const given = await this.#next();
    if (given === null) return 'none';
    try {
      await this.#session;
      return { given, prepared: await collector.prepare(given.purchase, this.#stop.signal) };
    } catch (error) {
      this.#return(given, error);
      return 'returned';
    }
  }

  #next(): Promise<Given | null> {
    if (this.#isStopping) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.#waiting = (given) => {
        this.#waiting = null;
        resolve(given);
      };
      this.#send({ kind: 'next' });
    });
  }

  async #collect(collector: PurchaseCollector, given: Given, prepared: PreparedPurchase): Promise<void> {
    const { lease } = given;
    try {
      const tell = sparingly((progress) => this.#send({ kind: 'progress', lease, progress }));
      tell({ kind: 'attachments-found', count: prepared.found });
      const outcome = await collector.collect(prepared, tell, this.#stop.signal);
      this.#send({ kind: 'done', lease, outcome });
    } catch (error) {
      this.#return(given, error);
    }
  }

  #return({ lease }: Given, error: unknown): void {
    const isStopped = error instanceof WorkerStopped || this.#stop.signal.aborted;
    if (error instanceof PortalClosedError && !isStopped) {
      const until = error.until === null ? null : Math.round(error.until);
      this.#send({ kind: 'closed', lease, until, problem: problemOf(error) });
      return;
    }
    const reason = error instanceof SessionExpiredError ? 'session' : isStopped ? 'stopped' : 'failed';
    const problem = problemOf(this.#explain(error));
    this.#send({ kind: 'returned', lease, reason, problem });
    if (reason === 'failed' && isUseless(error)) this.#send({ kind: 'useless', problem });
  }

  async advise(purchase: string, shapes: readonly string[]): Promise<ReadingWay> {
    const { signal } = this.#stop;
    signal.throwIfAborted();
    const ticket = ++this.#tickets;
    let stop: () => void = () => undefined;
    try {
      return await new Promise<ReadingWay>((resolve, reject) => {
        stop = () => reject(signal.reason);
        signal.addEventListener('abort', stop, { once: true });
        this.#advising.set(ticket, resolve);
        this.#send({ kind: 'advise', ticket, purchase, shapes });
      });
    } finally {
      this.#advising.delete(ticket);
      signal.removeEventListener('abort', stop);
    }
  }

  compared(purchase: string, shapes: readonly PageShape[], agreement: Agreement): void {
    this.#send({ kind: 'compared', purchase, shapes, agreement });
  }

  async enter(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    const ticket = ++this.#tickets;
    const leave = once(() => this.#send({ kind: 'leave', ticket }));
    try {
      await this.#entered({ kind: 'enter', ticket }, signal);
      return leave;
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** Waits for a turn to ask the portal for something. */
  readonly turn = async (signal: AbortSignal = this.#stop.signal): Promise<void> => {
    const began = performance.now();
    if (this.#turning++ === 0) this.#turningSince = began;
    try {
      await this.#entered({ kind: 'turn', ticket: ++this.#tickets }, signal);
    } finally {
      if (--this.#turning === 0) this.#turnedMs += performance.now() - this.#turningSince;
    }
  };

  /** Milliseconds in which something waited for a turn. */
  get waitedMs(): number {
    return this.#turnedMs + (this.#turning > 0 ? performance.now() - this.#turningSince : 0);
  }

  /** Waits until a browser may be started; what it returns says that it was. */
  readonly awaitStart = async (): Promise<() => void> => {
    const ticket = ++this.#tickets;
    const end = once(() => this.#send({ kind: 'launched', ticket }));
    try {
      await this.#entered({ kind: 'launch', ticket }, this.#stop.signal);
      return end;
    } catch (error) {
      end();
      throw error;
    }
  };

  async #entered(
    message: Extract<FromWorker, { kind: 'enter' | 'turn' | 'launch' }>,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    const { ticket } = message;
    let stop: () => void = () => undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        stop = () => reject(signal.reason);
        signal.addEventListener('abort', stop, { once: true });
        this.#entering.set(ticket, resolve);
        this.#send(message);
      });
    } finally {
      this.#entering.delete(ticket);
      signal.removeEventListener('abort', stop);
    }
  }
}

/** Whether no other purchase could do better. */
function isUseless(error: unknown): boolean {
  const { code, path } = error as { code?: unknown; path?: unknown };
  if (typeof code !== 'string') return false;
  return USELESS_CODES.has(code) || (DISK_CODES.has(code) && (typeof path === 'string' || code === 'ENOSPC'));
}

/** Tells the bytes of a file now and then only; its end and everything else at once. */
function sparingly(tell: OnProgress): OnProgress {
  const told = new Map<string, number>();
  return (progress: PurchaseProgress) => {
    if (progress.kind === 'transfer') {
      const now = performance.now();
      const isDue = now - (told.get(progress.name) ?? -TELL_EVERY_MS) >= TELL_EVERY_MS;
      if (!isDue && progress.bytes !== progress.total) return;
      told.set(progress.name, now);
    } else if (progress.kind === 'transfer-ended') told.delete(progress.name);
    tell(progress);
  };
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}
