/**
 * The seam between the product and the way it is run: one process with its memory, or many with a service between
 * them. Nothing here knows what a job is about, and everything behind it may be emptied at any moment: what is true
 * stands in the database. Everything is asynchronous, also where an adapter could answer at once.
 */
export interface Runtime {
  readonly queue: Queue;
  readonly wakeUps: WakeUps;
  readonly results: KeptResults;
  readonly figures: Inspectable;
  /** Takes no more jobs and waits for those under way. */
  close(): Promise<void>;
}

export interface Queue {
  /** Adds jobs at the end of their group. Groups are served in turn, one job each. */
  add(jobs: readonly Job[]): Promise<void>;
  /** Hands jobs to a handler of this process, `slots` at a time, until the runtime is closed. */
  take(slots: number, handler: JobHandler): Promise<void>;
  /** Drops the jobs of a group that wait; those under way are finished. */
  drop(group: string): Promise<void>;
}

/** Hints that something may be new. They may be lost: whoever waits for one looks for himself now and then. */
export interface WakeUps {
  publish(channel: string): Promise<void>;
  /** Listens from when the promise is kept. Returns what ends the subscription. */
  subscribe(channel: string, listener: () => void): Promise<() => Promise<void>>;
}

/** Results kept for those who come late, as long as there is room. */
export interface KeptResults {
  keep(group: string, key: string, result: KeptResult): Promise<void>;
  find(group: string, key: string): Promise<KeptResult | null>;
  /** Forgets the results of a group. */
  forget(group: string): Promise<void>;
}

/** What people and programs are shown; nothing is decided by it. */
export interface Inspectable {
  /** Other processes have the same queue, wake-ups and results. */
  readonly isShared: boolean;
  /** Jobs that wait (back-offs included) and jobs under way, of a group or of all. */
  counts(group?: string): Promise<JobCounts>;
}

/** A job carries keys, never data. It may be handed out twice, and to a process that has never heard of its group. */
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
   * @param slot which of the slots of this process does it, 0 first
   * @param attempt 1 for the first
   * @throws anything: the job is tried again after a back-off
   */
  run(job: Job, slot: number, attempt: number): Promise<void>;
  /** The job failed for the last time. What this throws is nobody's any more: it is the handler's to tell. */
  failed(job: Job, slot: number, error: unknown): Promise<void>;
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
