import pLimit, { type LimitFunction } from 'p-limit';
import type { ApiClient } from '../api/api-client.ts';
import type { PortalApi } from '../api/portal-api.ts';
import type { PurchaseCollector, TransferGate } from '../bringing/collecting.ts';
import type { CollectorContext, PreparedReading } from '../bringing/collector-context.ts';
import type { LookAtStored, OpenFileStore } from '../bringing/file-store.ts';
import { harvestPurchase } from '../bringing/harvest-purchase.ts';
import { PurchaseClock } from '../bringing/purchase-clock.ts';
import type { TransferLimits } from '../bringing/transfer.ts';
import { PurchaseCookies } from '../net/cookies.ts';
import type { PortalPace } from '../net/portal-pace.ts';
import type { PortalAdapter } from '../portal.ts';
import type { PurchaseOrder } from '../purchase.ts';
import { closedByStatus, PortalClosedError, SessionExpiredError } from '../retry.ts';
import type { CollectorSettings } from '../settings.ts';

export interface ApiCollectorParts {
  readonly settings: CollectorSettings;
  readonly api: PortalApi;
  /** The portal's pages: where people look a purchase up. */
  readonly adapter: PortalAdapter;
  readonly client: ApiClient;
  readonly gate: TransferGate;
  readonly openStore: OpenFileStore;
  readonly lookAtStored: LookAtStored;
  readonly limits: TransferLimits;
  readonly pace: PortalPace;
}

/** Collects purchases by a portal's API: no browser, nobody who signs in, no page. Files go the same way as all files. */
export class ApiCollector implements PurchaseCollector, CollectorContext {
  readonly settings: CollectorSettings;
  readonly adapter: PortalAdapter;
  readonly client: ApiClient;
  readonly gate: TransferGate;
  readonly openStore: OpenFileStore;
  readonly lookAtStored: LookAtStored;
  readonly limits: TransferLimits;
  readonly places: LimitFunction;
  readonly #api: PortalApi;
  readonly #pace: PortalPace;

  constructor({
    settings,
    api,
    adapter,
    client,
    gate,
    openStore,
    lookAtStored,
    limits,
    pace,
  }: ApiCollectorParts) {
    this.#pace = pace;
    this.settings = settings;
    this.adapter = adapter;
    this.client = client;
    this.gate = gate;
    this.openStore = openStore;
    this.lookAtStored = lookAtStored;
    this.limits = limits;
    this.places = pLimit(settings.downloads);
    this.#api = api;
  }

  async prepare(purchase: PurchaseOrder, signal: AbortSignal): Promise<PreparedReading> {
    const clock = new PurchaseClock(purchase.number, this.settings.purchaseTimeoutMs, this.#pace);
    // An API knows its client by the token; what it sets of cookies is forgotten with the purchase.
    const cookies = new PurchaseCookies([], () => undefined);
    const nothing = { purchase, cookies, clock, clicker: null, discard: () => undefined };
    try {
      const reading = await clock.run(signal, (both) =>
        this.#api.read(this.client, purchase, this.settings.requisitions, both),
      );
      return { ...nothing, found: reading.attachments.length, reading, failure: null };
    } catch (thrown) {
      signal.throwIfAborted();
      const error = closedByStatus(thrown);
      if (error instanceof SessionExpiredError || error instanceof PortalClosedError) throw error;
      return { ...nothing, found: 0, reading: null, failure: error };
    }
  }

  collect: PurchaseCollector['collect'] = async (prepared, onProgress, signal) =>
    await harvestPurchase({ collector: this, prepared: prepared as PreparedReading, onProgress, signal });

  async holdBrowser(): Promise<null> {
    return null;
  }

  /** Whether the client is refused, asked of the API. */
  async hasEnded(signal: AbortSignal): Promise<boolean> {
    try {
      await this.#api.probe(this.client, signal);
      return false;
    } catch (error) {
      return error instanceof SessionExpiredError;
    }
  }

  /** A client's token is renewed when it is refused: nobody signs in. */
  async reloadSession(): Promise<void> {}

  async browserPids(): Promise<readonly number[]> {
    return [];
  }

  async close(): Promise<void> {
    this.client.close();
  }
}
