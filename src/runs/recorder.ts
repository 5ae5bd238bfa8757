import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { isPassing, persistently, type RetryLimits } from '../tasks/retrying.ts';
import { failedBatch } from '../threads/batch-answer.ts';
import type { Batch, Run } from './run.ts';
import { type FinishedBatch, finishRun, recordBatches } from './run-store.ts';

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 1000;

export interface RecorderOptions {
  /** Seconds a run is kept after its end. */
  readonly ttl: number;
  /** Most milliseconds that a database which does not answer is waited for. */
  readonly patience: number;
  /** New events of a run are recorded. */
  readonly onEvents: (run: Run) => void;
  /** A write failed. */
  readonly onProblem: (error: unknown) => void;
  /** Brings a run to what the database knows of it. */
  readonly refresh: (run: Run) => Promise<void>;
  /** Batches that counted no more when they were to be recorded: who carries the run out now does them. */
  readonly again: (run: Run, batches: readonly Batch[]) => void;
  /** A run that cannot be recorded here. */
  readonly giveUp: (run: Run, error: unknown) => void;
}

/**
 * Writes finished batches to the database before anybody is told of them, so that a number that a client has seen means
 * the same batch in any process. What finishes while one write is under way shares the next one.
 *
 * A fault that passes is waited out, with an end. A permanent one is that batch's: its orders are reported as errors;
 * if even that cannot be written, the run is given up. What is not acknowledged (another process has the run, or its
 * row) is looked into beside the common write: no run stands before another.
 */
export class Recorder {
  readonly #pool: Pool;
  readonly #options: RecorderOptions;
  readonly #closing = new AbortController();
  readonly #rules: RetryLimits;
  #batches: FinishedBatch[] = [];
  readonly #ending = new Set<Run>();
  readonly #aside = new Set<Promise<void>>();
  #writing: Promise<void> | null = null;

  constructor(pool: Pool, options: RecorderOptions) {
    this.#pool = pool;
    this.#options = options;
    const { patience, onProblem } = options;
    // As many runs as there are may wait at once.
    setMaxListeners(0, this.#closing.signal);
    this.#rules = { limit: patience, gone: this.#closing.signal, onProblem };
  }

  /** A batch is done or failed for good. */
  add(run: Run, batch: Batch): void {
    this.#batches.push({ run, batch });
    this.#work();
  }

  /** Ends a run if nothing of it is left to do. */
  settle(run: Run): void {
    if (!run.isSettled || run.finishedAt !== null || run.isForgotten || this.#ending.has(run)) return;
    this.#ending.add(run);
    this.#beside(run, this.#end(run));
  }

  /** Waits until everything is written; what the database does not take now is left to the next process. */
  async close(): Promise<void> {
    this.#closing.abort();
    while (this.#writing !== null || this.#aside.size > 0) await Promise.all([this.#writing, ...this.#aside]);
  }

  #work(): void {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = null;
      if (this.#batches.length > 0) this.#work();
    });
  }

  async #writeAll(): Promise<void> {
    while (this.#batches.length > 0) {
      const finished = this.#batches.filter(({ run }) => !run.isForgotten);
      this.#batches = [];
      if (finished.length > 0) await this.#write(finished);
    }
  }

  /** Never throws: whatever happens is some run's, not the recorder's. */
  async #write(finished: readonly FinishedBatch[]): Promise<void> {
    const executors = finished.map(({ run }) => run.executor);
    try {
      const events = await persistently(() => recordBatches(this.#pool, finished), this.#rules);
      this.#acknowledge(finished, events, executors);
    } catch (error) {
      this.#options.onProblem(error);
      if (this.#closing.signal.aborted) return;
      if (isPassing(error)) for (const run of runsOf(finished)) this.#options.giveUp(run, error);
      else if (finished.length > 1) for (const one of finished) await this.#write([one]);
      else await this.#refuse(finished[0]!, error);
    }
  }

  /** The database will never take it as it is. */
  async #refuse({ run, batch }: FinishedBatch, error: unknown): Promise<void> {
    if (batch.state === 'failed') {
      this.#options.giveUp(run, error);
      return;
    }
    const { ok, short, errors } = failedBatch({ codes: batch.codes, language: run.language });
    run.settle(batch, { state: 'failed', finishedAt: Date.now(), ok, short, errors });
    await this.#write([{ run, batch }]);
  }

  #acknowledge(
    finished: readonly FinishedBatch[],
    events: readonly (number | null)[],
    executors: readonly (string | null)[],
  ): void {
    const doubtful = new Map<Run, { readonly batches: Batch[]; readonly executor: string | null }>();
    for (const [index, { run, batch }] of finished.entries()) {
      const event = events[index]!;
      if (event !== null && run.record(batch, event)) continue;
      const doubt = doubtful.get(run) ?? { batches: [], executor: executors[index]! };
      doubt.batches.push(batch);
      doubtful.set(run, doubt);
    }
    for (const [run, { batches, executor }] of doubtful)
      this.#beside(run, this.#clear(run, batches, executor));
    for (const run of runsOf(finished)) {
      this.settle(run);
      this.#options.onEvents(run);
    }
  }

  /** Finds out why batches were not acknowledged, and records those that still count. */
  async #clear(run: Run, batches: readonly Batch[], executor: string | null): Promise<void> {
    const deadline = performance.now() + this.#options.patience;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      await persistently(() => this.#options.refresh(run), this.#rules);
      const open = batches.filter((batch) => batch.event === null);
      if (run.isForgotten || run.finishedAt !== null || open.length === 0) break;
      if (run.executor !== executor) {
        this.#options.again(run, open);
        break;
      }
      // Somebody else has its row at this moment.
      if (this.#closing.signal.aborted) return;
      if (performance.now() >= deadline) throw new Error(`run ${run.id}: its row stayed locked`);
      await sleep(pause, undefined, { signal: this.#closing.signal }).catch(() => undefined);
      const finished = open.map((batch) => ({ run, batch }));
      const events = await this.#recordOrRefuse(finished);
      if (events === null) return;
      for (const [index, event] of events.entries()) if (event !== null) run.record(open[index]!, event);
    }
    this.settle(run);
    this.#options.onEvents(run);
  }

  /** Null when the database refused them: the common write finds out which, and reports those. */
  async #recordOrRefuse(finished: readonly FinishedBatch[]): Promise<(number | null)[] | null> {
    try {
      return await persistently(() => recordBatches(this.#pool, finished), this.#rules);
    } catch (error) {
      if (isPassing(error)) throw error;
      await this.#write(finished);
      return null;
    }
  }

  async #end(run: Run): Promise<void> {
    try {
      const at = Date.now();
      const write = (): Promise<boolean> => finishRun(this.#pool, run, at, this.#options.ttl);
      if (await persistently(write, this.#rules)) run.finish(at);
      else await persistently(() => this.#options.refresh(run), this.#rules);
      this.#options.onEvents(run);
    } finally {
      this.#ending.delete(run);
    }
  }

  /** Work on one run that others do not wait for. */
  #beside(run: Run, work: Promise<void>): void {
    const settled = work
      .catch((error: unknown) => {
        this.#options.onProblem(error);
        if (!this.#closing.signal.aborted) this.#options.giveUp(run, error);
      })
      .finally(() => this.#aside.delete(settled));
    this.#aside.add(settled);
  }
}

function runsOf(finished: readonly FinishedBatch[]): Set<Run> {
  return new Set(finished.map(({ run }) => run));
}
