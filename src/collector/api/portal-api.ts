import type { AskedPurchase } from '../portal.ts';
import type { PurchaseReading } from '../reading/read-purchase.ts';
import type { TokenDemand } from './access-tokens.ts';
import type { ApiClient } from './api-client.ts';

/** A purchase that changed at the portal. */
export interface ChangedPurchase {
  /** As the portal writes it, prefix included. */
  readonly written: string;
  /** When, by the portal's clock, in milliseconds since 1970: the latest of what belongs to it. */
  readonly at: number;
}

/** What changed at a portal since an instant. */
export interface PortalChanges {
  readonly purchases: readonly ChangedPurchase[];
  /** False where purchases may be missing of which only a comment or a requisition changed: the API does not tell of those. */
  readonly isTold: boolean;
}

/**
 * What is particular to the API of a portal. Its answers become the same reading that pages become, so everything after
 * it (transfers, names, folders, evidence) is the same. It asks by an `ApiClient`, which has the token, pages, waits and
 * tries again; an adapter only knows addresses and names.
 */
export interface PortalApi {
  /** Name on the command line and in files. */
  readonly name: string;
  /** Portal whose purchases it gives, by the name of the adapter of its pages. */
  readonly portal: string;
  demand(base: string): TokenDemand;
  /**
   * Asks the cheapest question that only a client who may read purchases gets an answer to.
   * @returns when, by the portal's clock; null where it tells no time
   * @throws ApiRefusal and as `ApiClient.tell`
   */
  probe(client: ApiClient, signal: AbortSignal): Promise<number | null>;
  /**
   * Reads a purchase: which one it is, its attachments by part, and those of its requisitions where they are wanted.
   * @throws as `ApiClient.tell`, about the purchase itself
   */
  read(
    client: ApiClient,
    purchase: AskedPurchase,
    requisitions: boolean,
    signal: AbortSignal,
  ): Promise<PurchaseReading>;
  /** Purchases that changed after an instant, by the portal's clock. @throws as `ApiClient.tell` */
  changes(client: ApiClient, since: Date, signal: AbortSignal): Promise<PortalChanges>;
}
