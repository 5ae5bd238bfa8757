import type { CollectionMode } from '../../contract/collection.ts';

/** Which collection is meant. */
export interface CollectionChoice {
  /** Absolute path. */
  readonly outputFolder: string;
  /** Code of a new collection; one is made where none is given. */
  readonly id?: string;
  /** Path of the list; null to go on with `resume`. */
  readonly list: string | null;
  /** Code of a collection to go on with; null: the unfinished one of the same list, or a new one. */
  readonly resume: string | null;
  /** Begin a new one even where the same list has an unfinished one. */
  readonly isNew: boolean;
  /** Collect purchases again that the list says are COMPLETED. */
  readonly force: boolean;
  /** Purchases with a result that are to be collected once more, where the collection is gone on with. */
  readonly again: readonly string[];
  readonly portal: string;
  /** Origin of the portal; null where only a resumed collection says it. */
  readonly base: string | null;
  readonly mode: CollectionMode;
  readonly requisitions: boolean;
}
