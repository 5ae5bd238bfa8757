/**
 * The seam between the product and the way it is run: one process with its memory, or many with a service between
 * them. Nothing here knows what a job is about, and everything behind it may be emptied at any moment: what is true
 * stands in the database.
 */
export interface Runtime {
  // Queue of jobs.
  /** Adds jobs at the end of their group. Groups are served in turn, one job each. */
  add(jobs: readonly Job[]): void;
  /** Hands jobs to a handler, `slots` at a time, until `close`. */
  take(slots: number, handler: JobHandler): void;
  /** Drops the jobs of a group that wait; those under way are finished. */
  drop(group: string): void;
  /** Jobs that wait (back-offs included) and jobs under way, of a group or of all. */
  counts(group?: string): JobCounts;

  // Wake-ups: hints that something may be new. They may be lost.
  publish(channel: string): void;
  /** Returns what ends the subscription. */
  subscribe(channel: string, listener: () => void): () => void;

  // Results kept for those who come late, as long as there is room.
  keep(group: string, key: string, result: KeptResult): void;
  find(group: string, key: string): KeptResult | null;
  /** Forgets the results of a group. */
  forget(group: string): void;

  /** Takes no more jobs and waits for those under way. */
  close(): Promise<void>;
}

/** A job carries keys, never data. It may be handed out twice. */
export interface Job {
  /** Unique among the jobs known. */
  readonly id: string;
  readonly group: string;
  readonly key: number;
}

export interface JobCounts {
  readonly waiting: number;
  readonly running: number;
}

export interface JobHandler {
  /**
   * Does a job.
   * @param slot which of the slots does it, 0 first
   * @param attempt 1 for the first
   * @throws anything: the job is tried again after a back-off
   */
  run(job: Job, slot: number, attempt: number): Promise<void>;
  /** The job failed for the last time. */
  failed(job: Job, slot: number, error: unknown): void;
}

/** Bytes, and the state of the data they were made from. */
export interface KeptResult {
  readonly bytes: Uint8Array;
  readonly state: string;
}

/** How often a job is tried again, and how long after a failure: `backoffMs` × 2, 4, 8… */
export interface RetryRules {
  readonly retries: number;
  readonly backoffMs: number;
}
