import type { BookOptions } from './book.ts';

/** What a child process is asked to be. */
export interface WorkerConfig {
  readonly contestant: string;
  /** Database that holds the book (or, for the SQL peer, an empty one of its own). */
  readonly url: string | null;
  readonly book: BookOptions;
  /** Address of the server that a client asks. */
  readonly server?: string;
  /** What a client does, by name. */
  readonly plan?: Readonly<Record<string, string | number>>;
  /** Only for the measurement of the triggers. */
  readonly triggers?: { readonly runs: number; readonly scale: number };
}

/** Times of one run, milliseconds. `cpu` is null where it cannot be seen. */
export interface RunTimes {
  readonly wall: number;
  readonly cpu: number | null;
}

export type Facts = Readonly<Record<string, number>>;

export type Request = 'run' | 'answers' | 'found' | 'close';

export type Reply =
  | { readonly kind: 'ready'; readonly facts: Facts }
  | { readonly kind: 'times'; readonly times: RunTimes }
  | { readonly kind: 'answers'; readonly checksum: string }
  | { readonly kind: 'found'; readonly facts: Facts }
  | { readonly kind: 'closed' }
  | { readonly kind: 'failed'; readonly message: string };

/** One way of doing a piece of work, alone in a process of its own. */
export interface Contestant {
  /** What is worth knowing about the preparation: sizes, milliseconds, bytes. */
  readonly facts: Facts;
  /** Puts everything back to before a run; not timed. */
  reset?(): Promise<void> | void;
  /** The work that is timed. */
  run(): Promise<void> | void;
  /** CPU milliseconds so far of whoever does the work, where that is not this process; null when unknown. */
  cpu?(): number | null;
  /** Fingerprint of the answers of the last run; not timed. */
  answers?(): Promise<string> | string;
  /** What it found out in its last run. */
  found?(): Facts;
  close?(): Promise<void> | void;
}

export type ContestantFactory = (config: WorkerConfig) => Promise<Contestant>;
