import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Batch, Run } from './run.ts';
import { type FinishedBatch, finishRun, recordBatches } from './run-store.ts';

const RETRY_MS = 100;
const LONGEST_RETRY_MS = 1000;

export interface RecorderOptions {
  /** Seconds a run is kept after its end. */
  readonly ttl: number;
  /** New events of a run are recorded. */
  readonly onEvents: (run: Run) => void;
  /** The database could not be written; it is tried again. */
  readonly onProblem: (error: unknown) => void;
}

/**
 * Writes finished batches to the database before anybody is told of them, so that a number that a client has seen means
 * the same batch after a restart. What finishes while one write is under way shares the next one.
 */
export class Recorder {
  readonly #pool: Pool;
  readonly #options: RecorderOptions;
  #batches: { readonly run: Run; readonly batch: Batch }[] = [];
  readonly #settled = new Set<Run>();
  #working: Promise<void> | null = null;
  #closed = false;

  constructor(pool: Pool, options: RecorderOptions) {
    this.#pool = pool;
    this.#options = options;
  }

  /** A batch is done or failed for good. */
  add(run: Run, batch: Batch): void {
    this.#batches.push({ run, batch });
    this.#work();
  }

  /** Ends a run if nothing of it is left to do. */
  settle(run: Run): void {
    if (!run.isSettled || run.finishedAt !== null) return;
    this.#settled.add(run);
    this.#work();
  }

  /** Waits until everything is written; gives up where the database does not take it. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#working;
  }

  #work(): void {
    this.#working ??= this.#writeAll().finally(() => {
      this.#working = null;
      if (!this.#closed && (this.#batches.length > 0 || this.#settled.size > 0)) this.#work();
    });
  }

  async #writeAll(): Promise<void> {
    while (this.#batches.length > 0 || this.#settled.size > 0) {
      const finished = numbered(this.#batches);
      this.#batches = [];
      if (finished.length > 0 && !(await this.#persistently(() => recordBatches(this.#pool, finished))))
        return;
      for (const { run, batch, event } of finished) {
        batch.event = event;
        run.record(batch);
      }
      for (const { run } of finished) this.settle(run);
      const ended = await this.#end([...this.#settled]);
      for (const run of new Set([...finished.map(({ run }) => run), ...ended])) this.#options.onEvents(run);
    }
  }

  async #end(runs: readonly Run[]): Promise<readonly Run[]> {
    this.#settled.clear();
    const ended = runs.filter((run) => run.finishedAt === null);
    for (const run of ended) {
      const at = Date.now();
      if (!(await this.#persistently(() => finishRun(this.#pool, run, at, this.#options.ttl)))) break;
      run.finish(at);
    }
    return ended;
  }

  /** Writes until it succeeds; false when closed before. The same values again mean the same rows. */
  async #persistently(write: () => Promise<void>): Promise<boolean> {
    for (let pause = RETRY_MS; ; pause = Math.min(2 * pause, LONGEST_RETRY_MS)) {
      try {
        await write();
        return true;
      } catch (error) {
        this.#options.onProblem(error);
        if (this.#closed) return false;
        await sleep(pause);
      }
    }
  }
}

/** Gives the batches the numbers their events will have, each run its own. */
function numbered(batches: readonly { readonly run: Run; readonly batch: Batch }[]): FinishedBatch[] {
  const next = new Map<Run, number>();
  return batches.map(({ run, batch }) => {
    const event = next.get(run) ?? run.nextEvent;
    next.set(run, event + (batch.freed ? 2 : 1));
    return { run, batch, event };
  });
}
