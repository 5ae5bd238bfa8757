import type { CollectionMode } from '../contract/collection-codes.ts';
import type { Language } from '../contract/language.ts';
import type { FileWishes } from './file-wishes.ts';

/** What is asked of which portal: said when a collection is begun, the same in each of its runs. */
export interface PortalTask {
  /** Name of the adapter, e.g. `coupa`. */
  readonly portal: string;
  /** Origin of the tenant, e.g. `https://company.coupahost.com`, without a slash at its end. */
  readonly base: string;
  readonly mode: CollectionMode;
  /** Collect the attachments of a purchase's requisitions too. */
  readonly requisitions: boolean;
  /** A dry run: pages are read and nothing is brought. */
  readonly simulate: boolean;
  /** Which files are brought and what they are called, where it is not all of them in the usual way. */
  readonly wishes?: FileWishes;
}

/** How the workers of one run work, on this machine. */
export interface WorkChoice {
  /** Most files of this worker on their way at once; 1 is the sequential mode. */
  readonly downloads: number;
  /** Most requests a minute of all workers together, counted as `PortalPace` says; null for as many as come. */
  readonly perMinute: number | null;
  /** Without a window. */
  readonly headless: boolean;
  /** Absolute path of the portal session's storage state. */
  readonly statePath: string;
  /** Absolute path of the browser profile in which people sign in; the program's own, never a personal one. */
  readonly profileFolder: string;
  /** Longest time for one purchase, preparation included, in milliseconds. */
  readonly purchaseTimeoutMs: number;
}

/**
 * What a worker must know to collect purchases of one portal. Plain data: the coordinator sends it to worker processes, and
 * here is all that crosses that border. What the command line or a caller decides is in it, the language among it; what the
 * environment decides (time zone, home and temporary folders, proxies, certificates) a worker inherits, less the secret of
 * the API's client, which comes beside it. A worker has no terminal: colours and widths are none of its business.
 */
export interface CollectorSettings extends PortalTask, WorkChoice {
  /** In which a worker words results and errors. */
  readonly language: Language;
  /** Absolute path of the output folder. */
  readonly outputFolder: string;
}

/** A portal that is closed, or fails, is waited for so long in one go: a night of maintenance. */
export const PORTAL_WAIT_MS = 8 * 60 * 60_000;

/** Most time for one purchase: a gigabyte at 1 MB/s fits. Transfers that stand still are given up long before. */
export const PURCHASE_TIMEOUT_MS = 30 * 60_000;

/** Who asks a portal's API: a client that its administrator made. Never written anywhere, never told. */
export interface ApiCredentials {
  readonly id: string;
  readonly secret: string;
}
