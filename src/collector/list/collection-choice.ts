import type { CollectionMode } from '../../contract/collection-codes.ts';
import type { Language } from '../../contract/language.ts';
import type { PurchaseOutcome } from '../purchase.ts';
import type { PortalTask } from '../settings.ts';

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
  /** Heading of the column of purchase orders; null: the one that is known as such. */
  readonly column: string | null;
  /** Purchases with a result that are to be collected once more, where the collection is gone on with. */
  readonly again: readonly string[];
  /** Of what results say of rows that name no purchase. */
  readonly language: Language;
  /** What a new collection asks of which portal; one that is gone on with keeps its own. */
  readonly from: PortalTask;
  /** How pages are read from now on, where the collection is gone on with; by default as when it began. An API stays one. */
  readonly otherMode?: CollectionMode | null;
  /** Results of earlier collections that still count: a new collection takes them over. */
  readonly carried: readonly CarriedOutcome[];
  /** What the portal tells of its clock; null where it tells nothing. */
  readonly clock: PortalClock | null;
}

/** A result of an earlier collection. */
export interface CarriedOutcome {
  readonly outcome: PurchaseOutcome;
  /** When the purchase was read, by the portal's clock, in milliseconds since 1970. */
  readonly readAt: number;
}

export interface PortalClock {
  /** How far it is ahead of this machine's, in milliseconds. */
  readonly aheadMs: number;
  /** When that was seen, by this machine's: before anything was asked of what changed. */
  readonly seenAt: Date;
  /** Whether the list is of all purchases that changed, not of a person's choice. */
  readonly isWide: boolean;
}
