import type { Language } from '../contract/language.ts';
import type { RunDetail } from '../contract/run-wire.ts';
import { progressPercentage } from '../contract/shares.ts';

export type BatchState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

/** Some orders of a run, answered together. */
export interface Batch {
  readonly number: number;
  readonly job: string;
  readonly codes: readonly string[];
  state: BatchState;
  attempts: number;
  worker: number | null;
  startedAt: number | null;
  finishedAt: number | null;
  ok: number;
  short: number;
  errors: number;
  /** Number of its event, given when it is recorded; null before. */
  event: number | null;
  /** The event after it says that the worker has nothing else to do for this run. */
  freed: boolean;
}

/** What happened in a run, in order; the number of an event is its place, from 1 on. Holds keys, never results. */
export type RunEvent =
  | {
      readonly kind: 'batch';
      readonly batch: Batch;
      readonly progress: number;
      /** Orders of the run answered up to here. */
      readonly answered: number;
      /** Orders a second of the worker, from its first batch of the run up to here. */
      readonly rate: number;
    }
  | {
      readonly kind: 'free';
      readonly worker: number;
      readonly at: number;
      readonly progress: number;
      readonly answered: number;
    }
  | { readonly kind: 'end'; readonly at: number };

/** What a run is started with, and what it is found as again after a restart. */
export interface RunFacts {
  readonly id: string;
  readonly owner: string | null;
  readonly language: Language;
  readonly detail: RunDetail;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly batches: readonly Batch[];
  readonly finishedAt: number | null;
  readonly isCancelled: boolean;
  /** The process that carries it out. */
  readonly executor: string | null;
}

/** What became of a batch, as it is recorded. */
export type RecordedBatch = Omit<Batch, 'job' | 'codes' | 'event'> & { readonly event: number };

/** What the database knows of a run since an event. */
export interface LearntRun {
  /** When the run of that name was started: a name may be used again when its run is forgotten. */
  readonly startedAt: number;
  readonly recorded: readonly RecordedBatch[];
  readonly finishedAt: number | null;
  readonly isCancelled: boolean;
  readonly executor: string | null;
}

/**
 * A run in memory. Recorded batches become events, in the order of the numbers that the database gave; the end is the
 * last event.
 *
 * | a batch is | enters by | leaves by |
 * |---|---|---|
 * | *waiting* | start, `putBack` | `begin`, `cancel` |
 * | *running* | `begin` | `settle`, `putBack`, `dropBatch` |
 * | *done*, *failed* without event | `settle` | `record`, `learn`, `putBack` |
 * | *done*, *failed* with event | `record`, `learn`: whoever did it | never |
 * | *cancelled* | `cancel`, `dropBatch`, `learn` of a cancelled end | never |
 *
 * What is recorded twice, or was learnt before it is recorded, counts once.
 */
export class Run {
  readonly id: string;
  readonly owner: string | null;
  readonly language: Language;
  readonly detail: RunDetail;
  readonly startedAt: number;
  readonly batches: readonly Batch[];
  readonly total: number;
  readonly events: RunEvent[] = [];
  /** The process that carries it out, as far as is known here. */
  executor: string | null;
  isCancelled: boolean;
  /** Set when the end is recorded. */
  finishedAt: number | null = null;
  isForgotten = false;
  /** Why this process cannot go on with it, nor tell it to its end. */
  fault: Error | null = null;
  /** Streams open now, and when it was last read. */
  readers = 0;
  lastRead: number;
  readonly #abandoned = new AbortController();
  #answered = 0;
  /** What each worker did so far, and when it began. */
  readonly #work = new Map<number, { orders: number; since: number }>();
  #unsettled: number;
  #waiting: number;

  constructor(facts: RunFacts) {
    this.id = facts.id;
    this.owner = facts.owner;
    this.language = facts.language;
    this.detail = facts.detail;
    this.startedAt = facts.startedAt;
    this.batches = facts.batches;
    this.isCancelled = facts.isCancelled;
    this.executor = facts.executor;
    this.lastRead = facts.startedAt;
    this.total = facts.batches.reduce((sum, batch) => sum + batch.codes.length, 0);
    this.#unsettled = facts.batches.filter((batch) => batch.state !== 'cancelled').length;
    this.#waiting = facts.batches.filter((batch) => batch.state === 'waiting').length;
    const recorded = facts.batches.filter((batch) => batch.event !== null);
    for (const batch of recorded.sort((a, b) => a.event! - b.event!)) this.#append(batch);
    if (facts.finishedAt !== null) this.finish(facts.finishedAt);
  }

  /** Aborted when it is cancelled, or this process stops: nothing of it waits any longer. */
  get abandoned(): AbortSignal {
    return this.#abandoned.signal;
  }

  abandon(): void {
    this.#abandoned.abort();
  }

  /** Its channel and its group of jobs and results. */
  get channel(): string {
    return `run:${this.id}`;
  }

  /** Somebody reads it, until what is returned is called: a run that is read is not forgotten. */
  beginReading(): () => void {
    this.readers++;
    return () => {
      this.readers--;
      this.lastRead = Date.now();
    };
  }

  /** Percent of the orders answered: 100 when all are, and not before. */
  get progress(): number {
    return progressPercentage(this.#answered, this.total);
  }

  /** A batch of it waits for a worker, back-offs included. */
  get isWaiting(): boolean {
    return this.#waiting > 0;
  }

  /** Nothing of it waits, runs or has yet to be recorded. */
  get isSettled(): boolean {
    return this.#unsettled === 0;
  }

  /** Orders answered, by how. */
  get counts(): { ok: number; short: number; errors: number; answered: number } {
    const sum = { ok: 0, short: 0, errors: 0, answered: this.#answered };
    for (const batch of this.batches) {
      if (batch.event === null) continue;
      sum.ok += batch.ok;
      sum.short += batch.short;
      sum.errors += batch.errors;
    }
    return sum;
  }

  /** A worker begins a batch. */
  begin(batch: Batch, worker: number, attempt: number, at: number): void {
    this.#waiting--;
    Object.assign(batch, { state: 'running', worker, attempts: attempt, startedAt: at });
  }

  /** What became of a batch, which is yet to be recorded. */
  settle(batch: Batch, outcome: Pick<Batch, 'state' | 'finishedAt' | 'ok' | 'short' | 'errors'>): void {
    if (batch.state === 'waiting') this.#waiting--;
    Object.assign(batch, outcome);
  }

  /** A batch that was not done, or could not be recorded, waits again. */
  putBack(batch: Batch): void {
    if (batch.event !== null || batch.state === 'waiting' || batch.state === 'cancelled') return;
    batch.state = 'waiting';
    this.#waiting++;
  }

  /** A batch was recorded under a number. False when events before it are not known here: they have to be learnt. */
  record(batch: Batch, event: number): boolean {
    if (batch.event !== null) return true;
    if (event !== this.events.length + 1) return false;
    batch.event = event;
    this.#append(batch);
    return true;
  }

  /** Takes over what the database knows. */
  learn({ recorded, finishedAt, isCancelled, executor }: LearntRun): void {
    if (this.finishedAt !== null) return;
    this.executor = executor;
    for (const { number, event, ...outcome } of recorded) {
      const batch = this.batches[number]!;
      if (batch.event !== null || event !== this.events.length + 1) continue;
      if (batch.state === 'waiting') this.#waiting--;
      if (batch.state === 'cancelled') this.#unsettled++;
      Object.assign(batch, outcome);
      this.record(batch, event);
    }
    if (finishedAt === null) return;
    if (isCancelled) this.cancel();
    this.finish(finishedAt);
  }

  /** Cancels what waits; what runs is finished. */
  cancel(): void {
    this.isCancelled = true;
    this.abandon();
    for (const batch of this.batches) if (batch.state === 'waiting') this.dropBatch(batch);
  }

  /** A batch of a cancelled run will not be done. */
  dropBatch(batch: Batch): void {
    if (batch.state === 'waiting') this.#waiting--;
    batch.state = 'cancelled';
    this.#unsettled--;
  }

  /** Adds the last event. */
  finish(at: number): void {
    if (this.finishedAt !== null) return;
    this.finishedAt = at;
    this.events.push({ kind: 'end', at });
  }

  #append(batch: Batch): void {
    this.#unsettled--;
    this.#answered += batch.codes.length;
    const { progress } = this;
    const answered = this.#answered;
    this.events.push({ kind: 'batch', batch, progress, answered, rate: this.#rateOf(batch) });
    if (!batch.freed) return;
    this.events.push({
      kind: 'free',
      worker: batch.worker ?? 0,
      at: batch.finishedAt ?? 0,
      progress,
      answered,
    });
  }

  /** Orders a second of the batch's worker, the batch included. */
  #rateOf(batch: Batch): number {
    if (batch.worker === null || batch.startedAt === null || batch.finishedAt === null) return 0;
    const before = this.#work.get(batch.worker) ?? { orders: 0, since: batch.startedAt };
    const since = Math.min(before.since, batch.startedAt);
    const orders = before.orders + batch.codes.length;
    this.#work.set(batch.worker, { orders, since });
    return perSecond(orders, batch.finishedAt - since);
  }
}

/** Orders a second, one decimal. */
export function perSecond(orders: number, milliseconds: number): number {
  return orders === 0 ? 0 : Math.round((orders * 10_000) / Math.max(milliseconds, 1)) / 10;
}

/** Splits orders into batches that wait. */
export function splitBatches(codes: readonly string[], size: number, jobPrefix: string): Batch[] {
  const batches: Batch[] = [];
  for (let at = 0; at < codes.length; at += size) {
    const number = batches.length;
    batches.push({
      number,
      job: `${jobPrefix}-${number}`,
      codes: codes.slice(at, at + size),
      state: 'waiting',
      attempts: 0,
      worker: null,
      startedAt: null,
      finishedAt: null,
      ok: 0,
      short: 0,
      errors: 0,
      event: null,
      freed: false,
    });
  }
  return batches;
}
