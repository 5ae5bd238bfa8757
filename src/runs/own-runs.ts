import type { Pool } from 'pg';
import type { Runtime } from '../runtime/runtime.ts';
import type { Lease, Leases } from '../tasks/leases.ts';
import type { Batch, Run } from './run.ts';
import type { RunRegistry } from './run-registry.ts';
import { takeOverRuns, unfinishedRuns } from './run-store.ts';

export interface OwnRunsOptions {
  readonly pool: Pool;
  readonly runtime: Runtime;
  readonly leases: Leases;
  readonly registry: RunRegistry;
  /** A run was taken up; nothing of it may be left to do. */
  readonly onTaken: (run: Run) => void;
}

/**
 * The runs that this process carries out: their batches are in its queue.
 *
 * | a run is | enters by | leaves by |
 * |---|---|---|
 * | *own* | `begin`; a look that finds its executor gone, or it ours and not in memory | its end, `release`, the news that it has another executor |
 * | *another's* | any reading of it | a look, when that process is gone |
 *
 * Executor of a run is a process that holds a lease on its own life. While it lives nobody else takes its runs; what it
 * writes after they were taken does not count.
 */
export class OwnRuns {
  readonly #options: OwnRunsOptions;
  readonly #own = new Set<Run>();
  /** Names of runs that are being stored: the look must not take them for forgotten ones. */
  readonly #beginning = new Set<string>();
  #life: Lease | null = null;
  #others = 0;
  #looking: Promise<void> | null = null;

  constructor(options: OwnRunsOptions) {
    this.#options = options;
  }

  /** Names this process as executor. */
  get executor(): string {
    return this.#options.leases.owner;
  }

  /** How many have not ended. */
  get open(): number {
    return this.#own.size;
  }

  /** Other processes that carry out runs of this database, at the last look. */
  get others(): number {
    return this.#others;
  }

  /** This process carries it out, and it has not ended. */
  has(run: Run): boolean {
    return this.#own.has(run);
  }

  /** Stores a run and begins with it. False when it could not be stored. */
  async begin(run: Run, store: () => Promise<boolean>): Promise<boolean> {
    this.#beginning.add(run.id);
    try {
      if (!(await store())) return false;
      this.#options.registry.add(run);
      this.#own.add(run);
    } finally {
      this.#beginning.delete(run.id);
    }
    await this.queue(run, run.batches);
    return true;
  }

  /** Gives those batches of a run that wait to the workers. */
  async queue(run: Run, batches: readonly Batch[]): Promise<void> {
    if (!this.#own.has(run)) return;
    const waiting = batches.filter((batch) => batch.state === 'waiting');
    const jobs = waiting.map((batch) => ({ id: batch.job, group: run.channel, key: batch.number }));
    await this.#options.runtime.queue.add(jobs);
  }

  /** Something is known of a run: it may have ended, or be another's. */
  async check(run: Run): Promise<void> {
    const isOver = run.finishedAt !== null || run.isForgotten || run.executor !== this.executor;
    if (isOver) await this.release(run);
  }

  /** Does no more for a run. */
  async release(run: Run): Promise<void> {
    if (this.#own.delete(run)) await this.#options.runtime.queue.drop(run.channel);
  }

  /**
   * Says that this process lives, takes over the runs of those that do not, and compares what is own here with what is
   * in the database.
   * @throws what the database failed with
   */
  async look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    await this.#looking;
  }

  /** Lets the next process take up what is left. */
  async close(): Promise<void> {
    await this.#looking?.catch(() => undefined);
    await this.#life?.release();
  }

  async #look(): Promise<void> {
    const { pool, leases, registry } = this.#options;
    if (this.#life === null || this.#life.lost.aborted) {
      this.#life = await leases.take('processo', leases.owner);
    }
    await leases.clearDead();
    this.#others = await leases.others('processo');
    await takeOverRuns(pool, leases.owner);
    const believed = [...this.#own];
    const unfinished = new Set(await unfinishedRuns(pool, leases.owner));
    for (const id of unfinished) await this.#takeUp(id);
    for (const run of believed) if (!unfinished.has(run.id)) await registry.refresh(run);
  }

  async #takeUp(id: string): Promise<void> {
    const { registry, onTaken } = this.#options;
    const known = registry.known(id);
    if (this.#beginning.has(id) || (known !== null && this.#own.has(known))) return;
    if (known !== null) await registry.refresh(known);
    const run = await registry.find(id);
    if (run === null || run.executor !== this.executor || run.finishedAt !== null || this.#own.has(run))
      return;
    this.#own.add(run);
    await this.queue(run, run.batches);
    onTaken(run);
  }
}
