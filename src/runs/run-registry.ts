import type { Pool } from 'pg';
import { RUN_NAME } from '../contract/run-wire.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { Run } from './run.ts';
import { expiredRuns, keepRuns, learnRun, loadRun, removeExpired } from './run-store.ts';

export interface RegistryOptions {
  readonly pool: Pool;
  readonly runtime: Runtime;
  /** Seconds a run is kept after its end or its last reading. */
  readonly ttl: number;
  /** The database told something of a run: it went on, has another executor, ended, or is gone. */
  readonly onLearnt: (run: Run) => Promise<void>;
}

/** A run that nobody reads leaves the memory after so long; it is found in the database again. */
const IDLE_MS = 60_000;

/**
 * The runs that this process has in memory, and how they follow the database. Nothing is known here only: a run that is
 * not found is loaded, one that others carry out is brought up to date, and all may leave at any moment.
 */
export class RunRegistry {
  readonly #options: RegistryOptions;
  readonly #runs = new Map<string, Run>();
  readonly #refreshing = new Map<Run, Promise<void>>();
  #lastSweep = Date.now();

  constructor(options: RegistryOptions) {
    this.#options = options;
  }

  get all(): readonly Run[] {
    return [...this.#runs.values()];
  }

  /** A run in memory, as it is known here. */
  known(id: string): Run | null {
    return this.#runs.get(id) ?? null;
  }

  add(run: Run): void {
    this.#runs.set(run.id, run);
  }

  /** A run, from memory or from the database; null when there is none. @throws what the database failed with */
  async find(id: string): Promise<Run | null> {
    // An address may hold anything; what no run can be called is not asked of the database.
    const run = this.#runs.get(id);
    if (run !== undefined || !RUN_NAME.test(id)) return run ?? null;
    const facts = await loadRun(this.#options.pool, id, this.#options.ttl);
    // It may have come meanwhile.
    const known = this.#runs.get(id);
    if (facts === null || known !== undefined) return known ?? null;
    const loaded = new Run(facts);
    this.#runs.set(id, loaded);
    return loaded;
  }

  /** Brings a run to what the database knows of it, once for all who ask meanwhile. @throws what it failed with */
  async refresh(run: Run): Promise<void> {
    const refreshing = this.#refreshing.get(run) ?? this.#learn(run);
    this.#refreshing.set(run, refreshing);
    await refreshing.finally(() => this.#refreshing.delete(run));
  }

  async #learn(run: Run): Promise<void> {
    const news = await learnRun(this.#options.pool, run.id, run.events.length);
    const before = run.events.length;
    if (news === null || news.startedAt !== run.startedAt) await this.drop(run);
    else run.learn(news);
    await this.#options.onLearnt(run);
    if (run.events.length > before) await this.#options.runtime.wakeUps.publish(run.channel);
  }

  /** Forgets a run here; its streams end. */
  async drop(run: Run): Promise<void> {
    run.isForgotten = true;
    this.remove(run);
    const { results, wakeUps } = this.#options.runtime;
    await results.forget(run.channel);
    await wakeUps.publish(run.channel);
  }

  /** Lets a run leave the memory. */
  remove(run: Run): void {
    if (this.#runs.get(run.id) === run) this.#runs.delete(run.id);
  }

  /** Keeps what is read, deletes what nobody read for long, and lets the memory go of what is only kept. */
  async sweep(isOwn: (run: Run) => boolean): Promise<void> {
    const { pool, ttl } = this.#options;
    const since = this.#lastSweep;
    this.#lastSweep = Date.now();
    const all = this.all;
    const read = all.filter((run) => isRead(run, since));
    await keepRuns(
      pool,
      read.map((run) => run.id),
      ttl,
    );
    await this.#forgetExpired(since);
    for (const run of all) if (isIdle(run, this.#lastSweep) && !isOwn(run)) this.remove(run);
  }

  /**
   * Deletes the runs whose time is over, but for those that somebody reads. What is deleted leaves the memory before:
   * who asks meanwhile is told that there is no such run, or, being sooner in the database, keeps it there.
   */
  async #forgetExpired(since: number): Promise<void> {
    const { pool } = this.#options;
    const expired = await expiredRuns(pool);
    const unread = expired.filter((id) => !isRead(this.known(id), since));
    for (const id of unread) {
      const run = this.known(id);
      if (run !== null) await this.drop(run);
    }
    await removeExpired(pool, unread);
  }
}

/** Somebody reads it, or did since an instant. */
function isRead(run: Run | null, since: number): boolean {
  return run !== null && (run.readers > 0 || run.lastRead >= since);
}

function isIdle(run: Run, now: number): boolean {
  return run.readers === 0 && now - run.lastRead > IDLE_MS;
}
