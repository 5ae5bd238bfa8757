import type { LimitFunction } from 'p-limit';
import type { PurchaseCookies } from '../net/cookies.ts';
import type { HttpAsker } from '../net/http-client.ts';
import type { PortalAdapter } from '../portal.ts';
import type { ClickingReader } from '../reading/page-reader.ts';
import type { PurchaseReading } from '../reading/read-purchase.ts';
import type { CollectorSettings } from '../settings.ts';
import type { OnProgress, PreparedPurchase, TransferGate } from './collecting.ts';
import type { WantedFile } from './file-request.ts';
import type { FileStore, LookAtStored, OpenFileStore } from './file-store.ts';
import type { PurchaseClock } from './purchase-clock.ts';
import type { TransferLimits } from './transfer.ts';

/** Has a browser bring a file. @param folder where it is put, under a name of no meaning */
export type FetchByBrowser = (
  wanted: WantedFile,
  folder: string,
  signal: AbortSignal,
) => Promise<{ readonly path: string; readonly name: string | null }>;

/** A browser whose page is one purchase's until it is given back. */
export interface HeldBrowser {
  readonly fetch: FetchByBrowser;
  giveBack(): void;
}

/** What bringing the files of a purchase needs of its collector. */
export interface CollectorContext {
  readonly settings: CollectorSettings;
  readonly adapter: PortalAdapter;
  readonly client: HttpAsker;
  readonly openStore: OpenFileStore;
  readonly lookAtStored: LookAtStored;
  readonly gate: TransferGate;
  readonly limits: TransferLimits;
  /** Most files at once, of all purchases of this worker; those of the purchase begun first come first. */
  readonly places: LimitFunction;
  /** Waits until the page of the browser is free; null where there is no browser. */
  holdBrowser(signal: AbortSignal): Promise<HeldBrowser | null>;
  /** Whether the session has really ended, asked of the portal. */
  hasEnded(signal: AbortSignal): Promise<boolean>;
}

/** A purchase whose pages were read, and what is needed to bring its files. */
export interface PreparedReading extends PreparedPurchase {
  readonly reading: PurchaseReading | null;
  /** Why its pages could not be read; null where they were. */
  readonly failure: unknown;
  readonly cookies: PurchaseCookies;
  readonly clock: PurchaseClock;
  /** Reader that can click, where some attachment needs it and there is one. */
  readonly clicker: ClickingReader | null;
}

/** A purchase whose files are to be brought: by whom, of what, who is told, and until when. */
export interface PurchaseInHand {
  readonly collector: CollectorContext;
  readonly prepared: PreparedReading;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/** The same with its folder open: all that bringing one of its files needs. */
export interface Bringing extends PurchaseInHand {
  readonly store: FileStore;
}
