import type { BatchCounts, BatchQuestion } from './batch-answer.ts';
import type { Handles, SharedMemory } from './shared-book.ts';

/** What passes between the owner of the book and a worker thread. */

export interface WorkerStart {
  readonly worker: number;
  readonly memory: SharedMemory;
}

export interface WorkerQuestion extends BatchQuestion {
  readonly id: number;
  readonly numbers: readonly number[];
  /** Version of the book the numbers are of. */
  readonly version: number;
  /** Number of the handles the question was asked with. */
  readonly handlesNumber: number;
  /** Only when the worker does not have them yet. */
  readonly handles: Handles | null;
}

export interface WorkerResult extends BatchCounts {
  readonly id: number;
  /** UTF-8; null: the handles or the numbers are of the past, or the thread ended, ask again. */
  readonly bytes: Uint8Array | null;
  /** State of the book it was read from, as `stateText`. */
  readonly state: string;
}

export interface WorkerFault {
  readonly id: number;
  readonly fault: string;
}
