import type { RupturaError } from '../contract/errors.ts';
import type { CollectionHandle, CollectionResult } from './collection-handle.ts';

/** A run of a collection that has ended: whole, failed or interrupted. */
export interface EndedRun {
  readonly handle: Pick<CollectionHandle, 'id' | 'outputFolder' | 'resultFile'>;
  readonly result: Pick<CollectionResult, 'state' | 'error' | 'summary'>;
}

/** How long a notice may take, and what ends it before. */
export interface NoticeBounds {
  /** Milliseconds. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

/**
 * Tells somebody outside of the program that a run of a collection has ended: by a command, later by a webhook or a mail.
 * Whoever attends the run calls it once, when everything is stored.
 */
export interface EndNotice {
  /**
   * @returns why nobody could be told; null where somebody was. It changes nothing about the run: what it did is done, so
   *   nothing is ever thrown.
   */
  tell(end: EndedRun, bounds: NoticeBounds): Promise<RupturaError | null>;
}
