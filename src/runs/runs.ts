import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { RupturaError } from '../contract/errors.ts';
import type { Language } from '../contract/language.ts';
import type { RunDetail } from '../contract/run-wire.ts';
import { RUN_NAME } from '../contract/run-wire.ts';
import type { Job, Runtime } from '../runtime/runtime.ts';
import { type BatchQuestion, failedBatch } from '../threads/batch-answer.ts';
import type { Rendered, WorkerPool } from '../threads/worker-pool.ts';
import { persistently } from '../work/retrying.ts';
import { Delivery, type EventFormat, type EventSink } from './delivery.ts';
import { Recorder } from './recorder.ts';
import { type Batch, Run, splitBatches } from './run.ts';
import {
  createRun,
  expiredRuns,
  keepRuns,
  loadRun,
  removeExpired,
  removeRun,
  unfinishedRuns,
} from './run-store.ts';

export interface RunsOptions {
  readonly pool: Pool;
  readonly workers: WorkerPool;
  readonly runtime: Runtime;
  /** Workers of the queue, numbered from 0 (`NUM_WORKERS`). */
  readonly queueWorkers: number;
  /** Orders of one batch (`BATCH_SIZE`). */
  readonly batchSize: number;
  /** Seconds a run is kept after its end or its last reading (`SESSAO_TTL_MIN`). */
  readonly ttl: number;
  /** Told of failures that are tried again or reported as results. */
  readonly onProblem: (error: unknown) => void;
  /** Told what became of a batch, and how many seconds its last attempt took. */
  readonly onBatch?: (outcome: BatchOutcome, seconds: number) => void;
}

/** `retried`: an attempt failed and another begins; `failed`: the last one did. */
export type BatchOutcome = 'done' | 'retried' | 'failed';

/** How the runs of a process stand. */
export interface RunFigures {
  /** Runs that have not ended. */
  readonly open: number;
  /** Batches that wait, back-offs included, and batches under way. */
  readonly waiting: number;
  readonly running: number;
}

export interface RunRequest {
  /** Null gives it a name that nobody can guess. */
  readonly id: string | null;
  readonly owner: string | null;
  readonly language: Language;
  readonly detail: RunDetail;
}

/** Results after a cursor, as JSON separated by commas. */
export interface ResultsPage {
  readonly results: readonly Uint8Array[];
  readonly next: number;
  readonly progress: number;
  readonly isComplete: boolean;
}

/** Each worker has its next batch in hand while it does one: it never waits for the look at the database. */
const BATCHES_IN_HAND = 2;
const MOST_SWEEP_MS = 30_000;
const STOP_MS = 3000;
/** A finished run that nobody reads leaves the memory after so long; it is found in the database again. */
const IDLE_MS = 60_000;
const PAGE_BATCHES = 200;
const PAGE_BYTES = 8 * 1024 * 1024;

/**
 * Analyses of many orders, batch by batch. A run stands in the database before its first batch is queued, and its
 * events before anybody hears of them: a process that ends loses nothing, the next one goes on.
 */
export class Runs {
  readonly #options: RunsOptions;
  readonly #delivery: Delivery;
  readonly #recorder: Recorder;
  readonly #runs = new Map<string, Run>();
  #sweeping: NodeJS.Timeout | null = null;
  #lastSweep = Date.now();

  constructor(options: RunsOptions) {
    const { runtime, workers, onProblem, ttl } = options;
    this.#options = options;
    this.#delivery = new Delivery(runtime, workers, { patience: workers.timeout, onProblem });
    this.#recorder = new Recorder(options.pool, {
      ttl,
      onProblem,
      onEvents: (run) => runtime.publish(run.channel),
    });
  }

  /** Takes up the runs that were not finished, and begins to work. */
  async open(): Promise<void> {
    const { pool, runtime, queueWorkers, ttl } = this.#options;
    for (const id of await unfinishedRuns(pool)) await this.#resume(id);
    runtime.take(queueWorkers * BATCHES_IN_HAND, {
      run: (job, slot, attempt) => this.#runBatch(job, slot % queueWorkers, attempt),
      failed: (job, slot, error) => this.#giveUp(job, slot % queueWorkers, error),
    });
    const every = Math.min(MOST_SWEEP_MS, (ttl * 1000) / 2);
    this.#sweeping = setInterval(() => void this.sweep().catch(this.#options.onProblem), every).unref();
  }

  /** Batches under way are finished; what waits is taken up by the next process. */
  async close(): Promise<void> {
    if (this.#sweeping !== null) clearInterval(this.#sweeping);
    for (const run of this.#runs.values()) run.abandon();
    const stopped = this.#options.runtime.close();
    await Promise.race([stopped, sleep(STOP_MS, undefined, { ref: false })]);
    await this.#options.workers.close();
    await stopped;
    await this.#recorder.close();
  }

  /**
   * Starts a run; duplicates are analysed once.
   * @throws RupturaError SESSAO_EM_USO
   */
  async start(codes: readonly string[], request: RunRequest): Promise<Run> {
    const { pool, batchSize, runtime } = this.#options;
    const jobPrefix = randomBytes(12).toString('base64url');
    const id = request.id ?? randomBytes(18).toString('base64url');
    const batches = splitBatches([...new Set(codes)], batchSize, jobPrefix);
    const { owner, language, detail } = request;
    const startedAt = Date.now();
    const run = new Run({
      id,
      owner,
      language,
      detail,
      startedAt,
      batches,
      finishedAt: null,
      isCancelled: false,
    });
    if (!(await createRun(pool, run, jobPrefix, batchSize))) {
      throw new RupturaError('SESSAO_EM_USO', { session_id: id });
    }
    this.#runs.set(id, run);
    runtime.add(batches.map((batch) => ({ id: batch.job, group: run.channel, key: batch.number })));
    this.#recorder.settle(run);
    return run;
  }

  /**
   * A run of an owner.
   * @throws RupturaError SESSAO_NAO_ENCONTRADA
   */
  async find(id: string, owner: string | null): Promise<Run> {
    // An address may hold anything; what no run can be called is not asked of the database.
    const run = this.#runs.get(id) ?? (RUN_NAME.test(id) ? await this.#load(id) : null);
    if (run === null || run.owner !== owner) {
      throw new RupturaError('SESSAO_NAO_ENCONTRADA', { session_id: id });
    }
    run.lastRead = Date.now();
    return run;
  }

  /** How the runs stand now. */
  figures(): RunFigures {
    let open = 0;
    for (const run of this.#runs.values()) if (run.finishedAt === null) open++;
    return { open, ...this.#options.runtime.counts() };
  }

  #tellBatch(outcome: BatchOutcome, { startedAt }: Batch): void {
    this.#options.onBatch?.(outcome, (Date.now() - (startedAt ?? Date.now())) / 1000);
  }

  /** Cancels a run that has not ended. */
  cancel(run: Run): void {
    if (run.finishedAt !== null || run.isCancelled) return;
    run.cancel();
    this.#options.runtime.drop(run.channel);
    this.#recorder.settle(run);
  }

  /** Forgets a run, cancelling it first. Its streams end. */
  async forget(run: Run): Promise<void> {
    this.cancel(run);
    this.#drop(run);
    await removeRun(this.#options.pool, run.id);
  }

  /** Sends the events after number `after` to the end of the run, as fast as they are taken. */
  async follow(run: Run, after: number, sink: EventSink, format: EventFormat): Promise<void> {
    await this.#delivery.follow(run, Math.min(after, run.events.length), sink, format);
  }

  /** Results of the events after a cursor; as many as one answer holds. */
  async resultsAfter(run: Run, cursor: number): Promise<ResultsPage> {
    const from = Math.min(cursor, run.events.length);
    const results: Uint8Array[] = [];
    let bytes = 0;
    let progress = 0;
    let next = from;
    while (next < run.events.length && results.length < PAGE_BATCHES && bytes < PAGE_BYTES) {
      const event = run.events[next++]!;
      if (event.kind !== 'batch') continue;
      const found = await this.#delivery.results(run, event.batch);
      bytes += found.length;
      progress = event.progress;
      results.push(found);
    }
    const isComplete = run.finishedAt !== null && next === run.events.length;
    return {
      results,
      next,
      progress: isComplete ? run.progress : Math.max(progress, progressAt(run, from)),
      isComplete,
    };
  }

  /** Keeps what is read, deletes what nobody read for long, and lets the memory go of what is only kept. */
  async sweep(): Promise<void> {
    const { pool, ttl } = this.#options;
    const since = this.#lastSweep;
    this.#lastSweep = Date.now();
    const all = [...this.#runs.values()];
    const read = all.filter((run) => isRead(run, since));
    await keepRuns(
      pool,
      read.map((run) => run.id),
      ttl,
    );
    await this.#forgetExpired(since);
    for (const run of all) if (isIdle(run, this.#lastSweep)) this.#runs.delete(run.id);
  }

  /**
   * Deletes the runs whose time is over, but for those that somebody reads. What is deleted leaves the memory before:
   * who asks meanwhile is told that there is no such run, or, being sooner in the database, keeps it there.
   */
  async #forgetExpired(since: number): Promise<void> {
    const { pool } = this.#options;
    const expired = await expiredRuns(pool);
    const unread = expired.filter((id) => !isRead(this.#runs.get(id), since));
    for (const id of unread) {
      const run = this.#runs.get(id);
      if (run !== undefined) this.#drop(run);
    }
    await removeExpired(pool, unread);
  }

  #drop(run: Run): void {
    run.isForgotten = true;
    if (this.#runs.get(run.id) === run) this.#runs.delete(run.id);
    this.#options.runtime.forget(run.channel);
    this.#options.runtime.publish(run.channel);
  }

  async #load(id: string): Promise<Run | null> {
    const facts = await loadRun(this.#options.pool, id, this.#options.ttl);
    // It may have been started meanwhile.
    const known = this.#runs.get(id);
    if (facts === null || known !== undefined) return known ?? null;
    const run = new Run(facts);
    if (run.finishedAt !== null) this.#runs.set(id, run);
    return run;
  }

  async #resume(id: string): Promise<void> {
    const facts = await loadRun(this.#options.pool, id, this.#options.ttl);
    if (facts === null) return;
    const run = new Run(facts);
    this.#runs.set(id, run);
    const waiting = run.batches.filter((batch) => batch.state === 'waiting');
    this.#options.runtime.add(
      waiting.map((batch) => ({ id: batch.job, group: run.channel, key: batch.number })),
    );
    this.#recorder.settle(run);
  }

  #batchOf(job: Job): { run: Run; batch: Batch } | null {
    const run = this.#runs.get(job.group.slice(job.group.indexOf(':') + 1));
    const batch = run?.batches[job.key];
    return run === undefined || batch === undefined || batch.job !== job.id ? null : { run, batch };
  }

  async #runBatch(job: Job, worker: number, attempt: number): Promise<void> {
    const found = this.#batchOf(job);
    if (found === null || found.batch.state !== 'waiting') return;
    const { run, batch } = found;
    Object.assign(batch, { state: 'running', worker, attempts: attempt, startedAt: Date.now() });
    if (attempt > 1) this.#tellBatch('retried', batch);
    try {
      const question = { codes: batch.codes, language: run.language, detail: run.detail };
      this.#finish(run, batch, await this.#render(run, worker, question));
    } catch (error) {
      batch.state = 'waiting';
      this.#options.onProblem(error);
      if (!run.isCancelled) throw error;
      run.dropBatch(batch);
      this.#recorder.settle(run);
    }
  }

  /** A database that does not answer is no failure of the batch: it waits as long as a batch may take. */
  async #render(run: Run, worker: number, question: BatchQuestion): Promise<Rendered> {
    const { workers, onProblem } = this.#options;
    const rules = { limit: workers.timeout, gone: run.abandoned, onProblem };
    return await persistently(() => workers.render(worker, question), rules);
  }

  #finish(run: Run, batch: Batch, { bytes, state, ok, short, errors }: Rendered): void {
    if (run.isForgotten) return;
    this.#options.runtime.keep(run.channel, String(batch.number), { bytes, state });
    Object.assign(batch, { state: 'done', finishedAt: Date.now(), ok, short, errors });
    batch.freed = this.#isFree(run, batch.worker);
    this.#tellBatch('done', batch);
    this.#recorder.add(run, batch);
  }

  /** Nothing of the run waits, and the worker has no other batch of it in hand. */
  #isFree(run: Run, worker: number | null): boolean {
    if (this.#options.runtime.counts(run.channel).waiting > 0) return false;
    return !run.batches.some((batch) => batch.state === 'running' && batch.worker === worker);
  }

  /** Its orders are reported as errors, so that the run still completes. */
  #giveUp(job: Job, worker: number, error: unknown): void {
    const found = this.#batchOf(job);
    if (found === null) return;
    const { run, batch } = found;
    this.#options.onProblem(error);
    const { ok, short, errors } = failedBatch({ codes: batch.codes, language: run.language });
    Object.assign(batch, { state: 'failed', finishedAt: Date.now(), worker, ok, short, errors });
    batch.freed = this.#isFree(run, worker);
    this.#tellBatch('failed', batch);
    this.#recorder.add(run, batch);
  }
}

function progressAt(run: Run, cursor: number): number {
  for (let at = cursor - 1; at >= 0; at--) {
    const event = run.events[at]!;
    if (event.kind !== 'end') return event.progress;
  }
  return 0;
}

/** Somebody reads it, or did since an instant. */
function isRead(run: Run | undefined, since: number): boolean {
  return run !== undefined && (run.readers > 0 || run.lastRead >= since);
}

function isIdle(run: Run, now: number): boolean {
  return run.finishedAt !== null && run.readers === 0 && now - run.lastRead > IDLE_MS;
}
