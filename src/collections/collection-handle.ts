import type { CollectionChoice } from '../collector/list/collection-choice.ts';
import type { ListSheet } from '../collector/list/list-table.ts';
import type { PurchaseOutcome } from '../collector/purchase.ts';
import type { CollectionEvent } from '../collector/run/collection-event.ts';
import type { CollectionEnd } from '../collector/run/coordinator.ts';
import type { SessionKeeperOptions } from '../collector/session/session-keeper.ts';
import type { ApiCredentials, PortalTask, WorkChoice } from '../collector/settings.ts';
import type { CollectionSnapshot, CollectionSummary } from '../contract/collection.ts';
import type { RupturaError } from '../contract/errors.ts';
import type { Language } from '../contract/language.ts';

/** What is collected, and how. */
export interface CollectionOptions extends CollectionChoice, SessionKeeperOptions {
  readonly work: WorkChoice;
  /** Client of the portal's API; null where there is none. Kept nowhere. */
  readonly client: ApiCredentials | null;
  /** Worker processes. */
  readonly workers: number;
  /** Most transfers at once of all workers together. */
  readonly totalDownloads: number;
  /** Most bytes per second of all transfers together; missing or null: as they come. */
  readonly bytesPerSecond?: number | null;
  /** A portal that is closed is waited for so long in one go, in milliseconds. */
  readonly portalWaitMs: number;
  /** Of notices and results. */
  readonly language: Language;
}

/** A collection that runs. */
export interface CollectionHandle {
  readonly id: string;
  /** It goes on with what an earlier run left. */
  readonly isResumed: boolean;
  /** Only looks. */
  readonly isSimulated: boolean;
  /** Purchases that had their result before. */
  readonly before: number;
  /** By which way it really goes. */
  readonly from: PortalTask;
  readonly outputFolder: string;
  readonly resultFile: string;
  /** The sheet of the list that was taken, and others that could have been; null where the list is no workbook. */
  readonly sheet: Pick<ListSheet, 'name' | 'others'> | null;
  snapshot(): CollectionSnapshot;
  /** Tells a listener of everything that happens from now on; returns what ends that. */
  onEvent(listener: (event: CollectionEvent) => void): () => void;
  /** Begins nothing new until `resume`; what runs is finished. */
  pause(): void;
  resume(): void;
  /** Begins nothing new and finishes what runs, or lets go of that too (`now`). It can be resumed later. */
  cancel(how: 'finish' | 'now'): void;
  /** Collects a purchase once more that has a result of this run. Returns whether there is one and it is not too late. */
  retry(number: string): Promise<boolean>;
  /** Settled when the last worker is gone and everything is stored. */
  readonly done: Promise<CollectionResult>;
}

/** How a run of a collection ended. */
export interface CollectionResult {
  readonly state: CollectionEnd['state'];
  /** Why it did not complete; null where it did, or where somebody stopped it. */
  readonly error: RupturaError | null;
  readonly summary: CollectionSummary;
  /** Results of this run and of those before it, in the order of the list. */
  readonly outcomes: readonly PurchaseOutcome[];
}
