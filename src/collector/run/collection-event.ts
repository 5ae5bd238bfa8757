import type { CollectionState, CollectorWorkerState } from '../../contract/collection-codes.ts';
import type { PurchaseOutcome } from '../purchase.ts';

/** What happens in a collection, in the words of its workers. Times are epoch milliseconds. */
export type CollectionEvent =
  | { readonly kind: 'worker-started'; readonly worker: number; readonly at: number }
  | { readonly kind: 'worker-ended'; readonly worker: number; readonly isDead: boolean; readonly at: number }
  | {
      readonly kind: 'worker-state';
      readonly worker: number;
      readonly state: CollectorWorkerState;
      readonly at: number;
    }
  | { readonly kind: 'purchase-begun'; readonly worker: number; readonly number: string; readonly at: number }
  | {
      readonly kind: 'attachments-found';
      readonly worker: number;
      readonly number: string;
      readonly count: number;
      readonly at: number;
    }
  | {
      readonly kind: 'transfer';
      readonly worker: number;
      readonly number: string;
      readonly name: string;
      /** Bytes so far, and in all where the portal said so. */
      readonly bytes: number;
      readonly total: number | null;
      readonly at: number;
    }
  | {
      readonly kind: 'transfer-ended';
      readonly worker: number;
      readonly number: string;
      readonly name: string;
      readonly isStored: boolean;
      readonly at: number;
    }
  /** Somebody wants a purchase that has its result collected once more. */
  | { readonly kind: 'purchase-reopened'; readonly outcome: PurchaseOutcome; readonly at: number }
  /** The attempt ended without an outcome: the purchase goes back to the queue. */
  | { readonly kind: 'purchase-left'; readonly worker: number; readonly number: string; readonly at: number }
  | {
      readonly kind: 'purchase-done';
      /** Null where no worker could bring one: the purchase was given up. */
      readonly worker: number | null;
      readonly outcome: PurchaseOutcome;
      readonly at: number;
    }
  | { readonly kind: 'paused'; readonly isPaused: boolean; readonly at: number }
  | {
      /** Why nothing new is begun; `text` is null where there is nothing to say. */
      readonly kind: 'notice';
      readonly text: string | null;
      /** The portal is left alone until then, epoch milliseconds; null where it is not. */
      readonly portalUntil: number | null;
      readonly at: number;
    }
  | { readonly kind: 'state'; readonly state: CollectionState; readonly at: number };

/** What happens to a worker, and to a purchase that it has. */
export type WorkerEvent = Exclude<
  CollectionEvent,
  { kind: 'worker-started' | 'purchase-done' | 'purchase-reopened' | 'paused' | 'notice' | 'state' }
>;
/** What happens to a purchase at work. */
export type PurchaseEvent = Extract<
  CollectionEvent,
  { kind: 'attachments-found' | 'transfer' | 'transfer-ended' | 'purchase-left' }
>;
