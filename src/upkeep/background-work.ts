import type { ClientBase } from 'pg';
import type { Engine } from '../availability/engine.ts';

/** What a job works with. */
export interface BackgroundContext {
  /** A connection that only jobs use, one after the other; outside a transaction. */
  readonly client: ClientBase;
  /** Owner of the election, for `electedWith`. */
  readonly owner: string;
  /** What waits for its time is done too. */
  readonly hurry: boolean;
  /** The engine with everything in it that is committed. */
  look(): Promise<Engine>;
  /** Whether this process is no longer to work: it ends, or is not elected any more. */
  isOver(): boolean;
}

/** A piece of the work that one process does for all. It may be done again at any time, by any process. */
export interface BackgroundJob {
  readonly name: string;
  /** Milliseconds between two runs; 0: at every look. */
  readonly every: number;
  /** Milliseconds that one statement of it may take. */
  readonly limit: number;
  /** @returns rows it touched; null when there was nothing to be done, which does not count as a run */
  run(context: BackgroundContext): Promise<number | null>;
}

/** When a job ran last, how much it did then and how much in all. */
export interface WorkDone {
  readonly at: Date;
  readonly last: number;
  readonly total: number;
}

export interface BackgroundOptions {
  /** Told which job failed, and with what. The others go on; it is tried again when it is due again. */
  readonly onProblem: (error: unknown) => void;
  /** Milliseconds that never go back. */
  readonly clock: () => number;
}

/** Runs a list of jobs, those that are due, each on its own: what fails in one is nothing to the others. */
export class BackgroundWork {
  readonly #jobs: readonly BackgroundJob[];
  readonly #options: BackgroundOptions;
  readonly #done = new Map<string, WorkDone>();
  readonly #due = new Map<string, number>();

  constructor(jobs: readonly BackgroundJob[], options: BackgroundOptions) {
    this.#jobs = jobs;
    this.#options = options;
  }

  /** The newest run of each job by this process, in the order of the list; null where it did not run yet. */
  get done(): ReadonlyMap<string, WorkDone | null> {
    return new Map(this.#jobs.map(({ name }) => [name, this.#done.get(name) ?? null]));
  }

  /**
   * Runs what is due.
   * @throws when the connection does not even take a rollback: nothing more can be done on it
   */
  async run(context: BackgroundContext): Promise<void> {
    for (const job of this.#jobs) {
      if (context.isOver()) return;
      if (this.#isDue(job, context.hurry)) await this.#run(job, context);
    }
  }

  async #run(job: BackgroundJob, context: BackgroundContext): Promise<void> {
    try {
      await context.client.query(`SET statement_timeout = ${job.limit}`);
      const rows = await job.run(context);
      if (rows !== null) this.#note(job.name, rows);
    } catch (error) {
      this.#options.onProblem(error);
      await context.client.query('ROLLBACK');
    }
  }

  #isDue({ name, every }: BackgroundJob, hurry: boolean): boolean {
    const now = this.#options.clock();
    if (!hurry && now < (this.#due.get(name) ?? Number.NEGATIVE_INFINITY)) return false;
    this.#due.set(name, now + every);
    return true;
  }

  #note(name: string, amount: number): void {
    const total = (this.#done.get(name)?.total ?? 0) + amount;
    this.#done.set(name, { at: new Date(), last: amount, total });
  }
}
