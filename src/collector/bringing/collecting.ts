import type { PurchaseOrder, PurchaseOutcome } from '../purchase.ts';

/** What a worker's purchase tells while it is collected, and what it asks for. Names are those of `CollectionEvent`. */
export type PurchaseProgress =
  | { readonly kind: 'attachments-found'; readonly count: number }
  /** Bytes so far; `total` where the portal said it. */
  | {
      readonly kind: 'transfer';
      readonly name: string;
      readonly bytes: number;
      readonly total: number | null;
    }
  | { readonly kind: 'transfer-ended'; readonly name: string; readonly isStored: boolean };

export type OnProgress = (progress: PurchaseProgress) => void;

/** The cap of transfers of all workers together. */
export interface TransferGate {
  /** Waits for a place; the function it returns gives the place back, once. */
  enter(signal: AbortSignal): Promise<() => void>;
}

/** A worker's means to collect purchases, opened once and used for many of them. */
export interface PurchaseCollector {
  /**
   * Opens a purchase's pages and finds its attachments; nothing is written yet. Preparations wait for each other, and may
   * run while files of the purchase before still stream. What goes wrong with the purchase itself is kept for `collect`.
   * @throws SessionExpiredError, PortalClosedError: nothing was begun, the purchase may be tried again; the signal's reason
   *   when aborted
   */
  prepare(purchase: PurchaseOrder, signal: AbortSignal): Promise<PreparedPurchase>;
  /**
   * Brings the files of a prepared purchase and finishes its folder.
   * @throws SessionExpiredError, PortalClosedError, the signal's reason; the folder stays as work folder and is gone on with next time
   */
  collect(prepared: PreparedPurchase, onProgress: OnProgress, signal: AbortSignal): Promise<PurchaseOutcome>;
  /** Reads the storage state again, after somebody signed in. */
  reloadSession(): Promise<void>;
  /** Process ids of the browser, for measuring it; empty while there is none. */
  browserPids(): Promise<readonly number[]>;
  /** Writes renewed cookies, ends the browser. */
  close(): Promise<void>;
}

/** A purchase whose pages were read. Either collect it or discard it. */
export interface PreparedPurchase {
  readonly purchase: PurchaseOrder;
  /** Attachments found. */
  readonly found: number;
  /** Gives the browser page back that it holds. */
  discard(): void;
}
