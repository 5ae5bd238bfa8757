import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { RupturaError } from '../contract/errors.ts';
import type { Language } from '../contract/language.ts';
import type { RunDetail } from '../contract/run-wire.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Leases } from '../tasks/leases.ts';
import { isPassing } from '../tasks/retrying.ts';
import { type BatchOutcome, BatchWork, type QueueWorkers } from './batch-work.ts';
import { Delivery, type EventFormat, type EventSink, type Renderer } from './delivery.ts';
import { OwnRuns } from './own-runs.ts';
import { Recorder } from './recorder.ts';
import { Run, splitBatches } from './run.ts';
import { RunRegistry } from './run-registry.ts';
import { cancelRun, createRun, removeRun } from './run-store.ts';

/** Threads that answer batches: of the queue, and for whoever waits. */
export interface Workers extends QueueWorkers, Renderer {
  close(): Promise<void>;
}

export interface RunsOptions {
  readonly pool: Pool;
  readonly workers: Workers;
  readonly runtime: Runtime;
  /** This process as an owner of work. */
  readonly leases: Leases;
  /** Threads of this process that work off the queue, numbered from 0 (`NUM_WORKERS`). */
  readonly queueWorkers: number;
  /** Orders of one batch (`BATCH_SIZE`). */
  readonly batchSize: number;
  /** Seconds a run is kept after its end or its last reading (`SESSAO_TTL_MIN`). */
  readonly ttl: number;
  /** Time zone in which instants are written. */
  readonly timeZone: () => string;
  /** Told of failures that are tried again or reported as results. */
  readonly onProblem: (error: unknown) => void;
  /** Told what became of a batch, and how many seconds its last attempt took. */
  readonly onBatch?: (outcome: BatchOutcome, seconds: number) => void;
}

/** How the runs of a process stand. */
export interface RunFigures {
  /** Runs carried out here that have not ended. */
  readonly open: number;
  /** Batches that wait, back-offs included, and batches under way. */
  readonly waiting: number;
  readonly running: number;
}

/** Other processes that carry out runs of the same database. */
export interface Neighbours {
  readonly others: number;
  /** They have the same queue, wake-ups and kept results. */
  readonly isShared: boolean;
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

const MOST_SWEEP_MS = 30_000;
const STOP_MS = 3000;
/** Who lives, and whose runs are left behind, is looked at so often. */
const LOOK_MS = 5000;
/** A stream that hears of nothing looks after so long: at a run of this process, and at one of another. */
const OWN_LOOK_MS = 2000;
const FOREIGN_LOOK_MS = 250;
const PAGE_BATCHES = 200;
const PAGE_BYTES = 8 * 1024 * 1024;

/**
 * Analyses of many orders, batch by batch. A run stands in the database before its first batch is queued, and its
 * events before anybody hears of them: a process that ends loses nothing, another one goes on. Any process tells any
 * run; one process carries it out.
 */
export class Runs {
  readonly #options: RunsOptions;
  readonly #registry: RunRegistry;
  readonly #own: OwnRuns;
  readonly #delivery: Delivery;
  readonly #recorder: Recorder;
  readonly #batches: BatchWork;
  #sweeping: NodeJS.Timeout | null = null;
  #looking: NodeJS.Timeout | null = null;

  constructor(options: RunsOptions) {
    const { pool, runtime, workers, leases, onProblem, ttl, timeZone } = options;
    this.#options = options;
    const onLearnt = (run: Run): Promise<void> => this.#own.check(run);
    const onEvents = async (run: Run): Promise<void> => {
      await this.#own.check(run);
      await runtime.wakeUps.publish(run.channel);
    };
    this.#registry = new RunRegistry({ pool, runtime, ttl, onLearnt });
    const refresh = (run: Run): Promise<void> => this.#registry.refresh(run);
    this.#recorder = new Recorder(pool, {
      ttl,
      patience: workers.timeout,
      onProblem,
      refresh,
      onEvents: (run) => void onEvents(run).catch(onProblem),
      again: (run, batches) => {
        for (const batch of batches) run.putBack(batch);
        void this.#own.queue(run, batches).catch(onProblem);
      },
      giveUp: (run, error) => void this.#giveUp(run, error).catch(onProblem),
    });
    const onTaken = (run: Run): void => this.#recorder.settle(run);
    this.#own = new OwnRuns({ pool, runtime, leases, registry: this.#registry, onTaken });
    this.#delivery = new Delivery(runtime, workers, {
      patience: workers.timeout,
      onProblem,
      timeZone,
      refresh,
      lookAfter: (run) => (this.#own.has(run) ? OWN_LOOK_MS : FOREIGN_LOOK_MS),
    });
    this.#batches = new BatchWork({
      runtime,
      workers,
      threads: options.queueWorkers,
      find: (id) => this.#registry.find(id),
      onSettled: (run, batch) => this.#recorder.add(run, batch),
      onDropped: (run) => this.#recorder.settle(run),
      onProblem,
      onBatch: options.onBatch ?? (() => undefined),
    });
  }

  /** Takes up the runs whose executor is gone, and begins to work. */
  async open(): Promise<void> {
    const { runtime, ttl, onProblem } = this.#options;
    await this.#own.look();
    await runtime.queue.take(this.#batches.slots, this.#batches);
    const every = Math.min(MOST_SWEEP_MS, (ttl * 1000) / 2);
    this.#sweeping = setInterval(() => void this.sweep().catch(onProblem), every).unref();
    this.#looking = setInterval(() => void this.look().catch(onProblem), LOOK_MS).unref();
  }

  /** Batches under way are finished; what waits is taken up by another process. */
  async close(): Promise<void> {
    for (const timer of [this.#sweeping, this.#looking]) if (timer !== null) clearInterval(timer);
    for (const run of this.#registry.all) run.abandon();
    const stopped = this.#options.runtime.close();
    await Promise.race([stopped, sleep(STOP_MS, undefined, { ref: false })]);
    await this.#options.workers.close();
    await stopped;
    await this.#recorder.close();
    await Promise.race([this.#own.close(), sleep(STOP_MS, undefined, { ref: false })]);
  }

  /** Looks whose runs are left behind, as it does by itself every few seconds. @throws what the database failed with */
  async look(): Promise<void> {
    await this.#own.look();
  }

  /**
   * Starts a run; duplicates are analysed once.
   * @throws RupturaError SESSAO_EM_USO
   */
  async start(codes: readonly string[], request: RunRequest): Promise<Run> {
    const { pool, batchSize } = this.#options;
    const jobPrefix = randomBytes(12).toString('base64url');
    const id = request.id ?? randomBytes(18).toString('base64url');
    const { owner, language, detail } = request;
    const run = new Run({
      id,
      owner,
      language,
      detail,
      startedAt: Date.now(),
      batches: splitBatches([...new Set(codes)], batchSize, jobPrefix),
      finishedAt: null,
      isCancelled: false,
      executor: this.#own.executor,
    });
    if (!(await this.#own.begin(run, () => createRun(pool, run, jobPrefix, batchSize)))) {
      throw new RupturaError('SESSAO_EM_USO', { session_id: id });
    }
    this.#recorder.settle(run);
    return run;
  }

  /**
   * A run of an owner, whoever carries it out.
   * @throws RupturaError SESSAO_NAO_ENCONTRADA
   */
  async find(id: string, owner: string | null): Promise<Run> {
    const known = this.#registry.known(id);
    if (known !== null && !this.#own.has(known)) await this.#refreshIfPossible(known);
    const run = await this.#registry.find(id);
    if (run === null || run.owner !== owner) {
      throw new RupturaError('SESSAO_NAO_ENCONTRADA', { session_id: id });
    }
    run.lastRead = Date.now();
    return run;
  }

  /** Who else works on this database, at the last look, and whether what is behind the seam is theirs too. */
  get neighbours(): Neighbours {
    return { others: this.#own.others, isShared: this.#options.runtime.figures.isShared };
  }

  /** How the runs stand now. */
  async figures(): Promise<RunFigures> {
    return { open: this.#own.open, ...(await this.#options.runtime.figures.counts()) };
  }

  /** Cancels a run that has not ended. What runs is finished, if it is carried out here. */
  async cancel(run: Run): Promise<void> {
    if (run.finishedAt !== null || run.isCancelled) return;
    if (!this.#own.has(run)) {
      await cancelRun(this.#options.pool, run.id, this.#options.ttl);
      await this.#registry.refresh(run);
      return;
    }
    run.cancel();
    await this.#options.runtime.queue.drop(run.channel);
    this.#recorder.settle(run);
  }

  /** Forgets a run, cancelling it first. Its streams end, those of other processes when they look. */
  async forget(run: Run): Promise<void> {
    if (this.#own.has(run)) await this.cancel(run);
    await this.#registry.drop(run);
    await this.#own.check(run);
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
    await this.#registry.sweep((run) => this.#own.has(run));
  }

  /** A database that does not answer now must not hide what is known of a run. */
  async #refreshIfPossible(run: Run): Promise<void> {
    try {
      await this.#registry.refresh(run);
    } catch (error) {
      if (!isPassing(error)) throw error;
      this.#options.onProblem(error);
    }
  }

  /**
   * A run that cannot be recorded: its streams break off, so that their clients come again. After an outage the next
   * look takes it up again; what the database will never take ends as cancelled.
   */
  async #giveUp(run: Run, error: unknown): Promise<void> {
    run.fault = error instanceof Error ? error : new Error(String(error));
    run.abandon();
    this.#registry.remove(run);
    await this.#own.release(run);
    await this.#options.runtime.wakeUps.publish(run.channel);
    if (!isPassing(error)) await cancelRun(this.#options.pool, run.id, this.#options.ttl);
  }
}

function progressAt(run: Run, cursor: number): number {
  for (let at = cursor - 1; at >= 0; at--) {
    const event = run.events[at]!;
    if (event.kind !== 'end') return event.progress;
  }
  return 0;
}
