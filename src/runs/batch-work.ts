import { setMaxListeners } from 'node:events';
import type { Job, JobHandler, Runtime } from '../runtime/runtime.ts';
import { persistently } from '../tasks/retrying.ts';
import { type BatchQuestion, failedBatch } from '../threads/batch-answer.ts';
import type { Rendered } from '../threads/worker-pool.ts';
import type { Batch, Run } from './run.ts';

/** `retried`: an attempt failed and another begins; `failed`: the last one did. */
export type BatchOutcome = 'done' | 'retried' | 'failed';

/** The threads of this process that work off the queue, numbered from 0. */
export interface QueueWorkers {
  /** Milliseconds for one batch. */
  readonly timeout: number;
  /** Answers a batch on a thread, with everything in it that was committed before the call. */
  render(thread: number, question: BatchQuestion): Promise<Rendered>;
}

export interface BatchWorkOptions {
  readonly runtime: Runtime;
  readonly workers: QueueWorkers;
  /** Threads that work off the queue. */
  readonly threads: number;
  /** A run by its name, from wherever it is. */
  readonly find: (id: string) => Promise<Run | null>;
  /** A batch has an outcome that is to be recorded. */
  readonly onSettled: (run: Run, batch: Batch) => void;
  /** A batch of a cancelled run will not be done. */
  readonly onDropped: (run: Run) => void;
  readonly onProblem: (error: unknown) => void;
  /** Told what became of a batch, and how many seconds its last attempt took. */
  readonly onBatch: (outcome: BatchOutcome, seconds: number) => void;
}

/** Each thread has its next batch in hand already: it never waits for the look at the database. */
const BATCHES_IN_HAND = 2;

/**
 * Does the batches that the queue hands to this process, whoever queued them: a run that is not known here is loaded. A
 * batch that is done already, or whose run has ended or is gone, is nothing to do.
 */
export class BatchWork implements JobHandler {
  readonly #options: BatchWorkOptions;
  readonly #never = new AbortController().signal;

  constructor(options: BatchWorkOptions) {
    this.#options = options;
    // As many batches as there are slots may wait at once.
    setMaxListeners(0, this.#never);
  }

  /** Slots of the queue that its threads fill. */
  get slots(): number {
    return this.#options.threads * BATCHES_IN_HAND;
  }

  async run(job: Job, slot: number, attempt: number): Promise<void> {
    const found = await this.#batchOf(job);
    if (found === null) return;
    const { run, batch } = found;
    if (batch.state !== 'waiting' || run.finishedAt !== null) return;
    const thread = this.#threadOf(slot);
    run.begin(batch, thread, attempt, Date.now());
    if (attempt > 1) this.#tell('retried', batch);
    try {
      const question = { codes: batch.codes, language: run.language, detail: run.detail };
      await this.#finish(run, batch, await this.#render(run, thread, question));
    } catch (error) {
      run.putBack(batch);
      this.#options.onProblem(error);
      if (!run.isCancelled) throw error;
      if (batch.state === 'waiting') run.dropBatch(batch);
      this.#options.onDropped(run);
    }
  }

  /** Its orders are reported as errors, so that the run still completes. */
  async failed(job: Job, slot: number, error: unknown): Promise<void> {
    try {
      const found = await this.#batchOf(job);
      if (found === null || found.batch.state !== 'waiting') return;
      const { run, batch } = found;
      const { ok, short, errors } = failedBatch({ codes: batch.codes, language: run.language });
      batch.worker = this.#threadOf(slot);
      run.settle(batch, { state: 'failed', finishedAt: Date.now(), ok, short, errors });
      batch.freed = isFree(run, batch.worker);
      this.#tell('failed', batch);
      this.#options.onSettled(run, batch);
    } finally {
      this.#options.onProblem(error);
    }
  }

  /** `worker_id` is a thread of the process that does the batch; in another process the same number is another thread. */
  #threadOf(slot: number): number {
    return slot % this.#options.threads;
  }

  async #batchOf(job: Job): Promise<{ readonly run: Run; readonly batch: Batch } | null> {
    const { find, workers, onProblem } = this.#options;
    const id = job.group.slice(job.group.indexOf(':') + 1);
    const rules = { limit: workers.timeout, gone: this.#never, onProblem };
    const run = await persistently(() => find(id), rules);
    const batch = run?.batches[job.key];
    return run === null || batch === undefined || batch.job !== job.id ? null : { run, batch };
  }

  /** A database that does not answer is no failure of the batch: it waits as long as a batch may take. */
  async #render(run: Run, thread: number, question: BatchQuestion): Promise<Rendered> {
    const { workers, onProblem } = this.#options;
    const rules = { limit: workers.timeout, gone: run.abandoned, onProblem };
    return await persistently(() => workers.render(thread, question), rules);
  }

  async #finish(run: Run, batch: Batch, { bytes, state, ok, short, errors }: Rendered): Promise<void> {
    // Recorded by another process meanwhile, or of no use any more.
    if (run.isForgotten || run.finishedAt !== null || batch.event !== null) return;
    run.settle(batch, { state: 'done', finishedAt: Date.now(), ok, short, errors });
    batch.freed = isFree(run, batch.worker);
    this.#tell('done', batch);
    const { results } = this.#options.runtime;
    await results.keep(run.channel, String(batch.number), { bytes, state }).catch(this.#options.onProblem);
    this.#options.onSettled(run, batch);
  }

  #tell(outcome: BatchOutcome, { startedAt }: Batch): void {
    this.#options.onBatch(outcome, (Date.now() - (startedAt ?? Date.now())) / 1000);
  }
}

/** Nothing of the run waits, and the thread has no other batch of it in hand. */
function isFree(run: Run, thread: number | null): boolean {
  if (run.isWaiting) return false;
  return !run.batches.some((batch) => batch.state === 'running' && batch.worker === thread);
}
