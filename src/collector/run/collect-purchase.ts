import { join } from 'node:path';
import pLimit, { type LimitFunction } from 'p-limit';
import { hasProcess } from '../../processes/has-process.ts';
import type { PurchaseCollector, TransferGate } from '../bringing/collecting.ts';
import type { CollectorContext, HeldBrowser, PreparedReading } from '../bringing/collector-context.ts';
import type { OpenFileStore } from '../bringing/file-store.ts';
import { harvestPurchase } from '../bringing/harvest-purchase.ts';
import { PurchaseClock } from '../bringing/purchase-clock.ts';
import { TRANSFER_LIMITS, type TransferLimits } from '../bringing/transfer.ts';
import { openPurchaseFolder, storedInFolders } from '../folder/purchase-folder.ts';
import { BrowserHost } from '../net/browser.ts';
import { sweepDownloads } from '../net/browser-remains.ts';
import type { PurchaseCookies } from '../net/cookies.ts';
import { requireBrowser } from '../net/find-browser.ts';
import { HttpClient } from '../net/http-client.ts';
import { NO_PACE, type PortalPace } from '../net/portal-pace.ts';
import type { PortalAdapter } from '../portal.ts';
import { portalAdapter } from '../portals/portals.ts';
import type { PurchaseOrder } from '../purchase.ts';
import { AutoMode, type ReadingAdvice } from '../reading/auto-mode.ts';
import { BrowserReader } from '../reading/browser-reader.ts';
import { HttpReader } from '../reading/http-reader.ts';
import { PageLock } from '../reading/page-lock.ts';
import { PurchaseReader } from '../reading/purchase-reader.ts';
import type { PurchaseReading } from '../reading/read-purchase.ts';
import { closedByStatus, PATIENCE, type Patience, PortalClosedError, SessionExpiredError } from '../retry.ts';
import { PortalSession } from '../session/portal-session.ts';
import { checkSession } from '../session/session-check.ts';
import type { CollectorSettings } from '../settings.ts';

/** What a collector of purchases works with, where it is not the usual. */
export interface CollectorTools {
  /** Opens the folder of a purchase. */
  readonly openStore?: OpenFileStore;
  readonly patience?: Patience;
  readonly transferLimits?: TransferLimits;
  /** The pace requests are held to; by default none. */
  readonly pace?: PortalPace;
  /** Waits until a browser may be started; what it returns says that it was. */
  readonly awaitStart?: () => Promise<() => void>;
  /** What says in mode `auto` how purchases are read; by default this collector's own experience. */
  readonly advice?: ReadingAdvice;
}

/**
 * Opens what a worker needs to collect purchases of a portal. The browser is started when it is first needed.
 * @param gate the cap of transfers of all workers
 * @throws RupturaError COLETA_PORTAL_DESCONHECIDO, COLETA_ESTADO_INVALIDO; NAVEGADOR_AUSENTE unless the mode is `http`
 */
export async function openCollector(
  settings: CollectorSettings,
  gate: TransferGate,
  tools: CollectorTools = {},
): Promise<PortalCollector> {
  const adapter = portalAdapter(settings.portal);
  const session = await PortalSession.open(settings.statePath, adapter.isSessionCookie);
  return new PortalCollector(settings, gate, tools, adapter, session);
}

/** Collects purchases of one portal, one after the other, with one browser and one HTTP client. */
export class PortalCollector implements PurchaseCollector, CollectorContext {
  readonly settings: CollectorSettings;
  readonly adapter: PortalAdapter;
  readonly session: PortalSession;
  readonly client: HttpClient;
  readonly openStore: OpenFileStore;
  readonly lookAtStored = storedInFolders;
  readonly gate: TransferGate;
  readonly limits: TransferLimits;
  readonly places: LimitFunction;
  readonly #patience: Patience;
  readonly #pace: PortalPace;
  readonly #lock = new PageLock();
  readonly #reader: PurchaseReader;
  readonly #host: BrowserHost | null;
  readonly #browser: BrowserReader | null;

  constructor(
    settings: CollectorSettings,
    gate: TransferGate,
    tools: CollectorTools,
    adapter: PortalAdapter,
    session: PortalSession,
  ) {
    this.settings = settings;
    this.adapter = adapter;
    this.session = session;
    this.openStore = tools.openStore ?? openPurchaseFolder;
    this.gate = gate;
    this.places = pLimit(settings.downloads);
    this.limits = tools.transferLimits ?? TRANSFER_LIMITS;
    this.#patience = tools.patience ?? PATIENCE;
    const { base } = settings;
    const isSignInUrl = (url: string): boolean => adapter.isSignInUrl(url, base);
    this.#pace = tools.pace ?? NO_PACE;
    this.client = new HttpClient(base, isSignInUrl, undefined, undefined, this.#pace);
    this.#host = settings.mode === 'http' ? null : hostOf(settings, tools);
    this.#host?.warm(session.state);
    this.#browser =
      this.#host === null
        ? null
        : new BrowserReader(this.#host, adapter, base, () => session.state, this.#patience);
    this.#reader = new PurchaseReader({
      http: new HttpReader(this.client, adapter, base, this.#patience),
      browser: this.#browser,
      advice: settings.mode === 'auto' ? (tools.advice ?? ownAdvice()) : null,
      ownCookies: () => session.forPurchase(),
    });
  }

  async browserPids(): Promise<readonly number[]> {
    return (await this.#host?.pids().catch(() => [])) ?? [];
  }

  async prepare(purchase: PurchaseOrder, signal: AbortSignal): Promise<PreparedReading> {
    const release = await this.#lock.take(signal);
    const clock = new PurchaseClock(purchase.number, this.settings.purchaseTimeoutMs, this.#pace);
    const cookies = this.session.forPurchase();
    let failure: unknown = null;
    let reading: PurchaseReading | null = null;
    try {
      reading = await clock.run(signal, (both) => this.#read(purchase, cookies, both));
      throwIfPortalClosed(reading);
    } catch (thrown) {
      const error = closedByStatus(thrown);
      if (signal.aborted || error instanceof SessionExpiredError || error instanceof PortalClosedError) {
        release();
        throw signal.aborted ? signal.reason : error;
      }
      failure = error;
    }
    const needsClicks = reading?.attachments.some(({ trigger }) => trigger !== null) ?? false;
    const clicker = needsClicks ? this.#browser : null;
    // Only who still has to click needs the page; the next purchase may be opened in it otherwise.
    if (clicker === null) release();
    const found = reading?.attachments.length ?? 0;
    return { purchase, found, reading, failure, cookies, clock, clicker, discard: release };
  }

  async #read(
    purchase: PurchaseOrder,
    cookies: PurchaseCookies,
    signal: AbortSignal,
  ): Promise<PurchaseReading> {
    const { adapter, settings } = this;
    const { base, requisitions } = settings;
    return await this.#reader.read({ adapter, base, purchase, requisitions }, cookies, signal);
  }

  collect: PurchaseCollector['collect'] = async (prepared, onProgress, signal) => {
    try {
      return await harvestPurchase({
        collector: this,
        prepared: prepared as PreparedReading,
        onProgress,
        signal,
      });
    } finally {
      prepared.discard();
      // Cookies that could not be written are written after the next purchase; this one's outcome must not be lost by it.
      await this.session.save().catch(() => undefined);
    }
  };

  async holdBrowser(signal: AbortSignal): Promise<HeldBrowser | null> {
    const browser = this.#browser;
    if (browser === null) return null;
    const giveBack = await this.#lock.take(signal);
    return { fetch: (wanted, folder, both) => browser.fetch(wanted, folder, wanted.cookies, both), giveBack };
  }

  /** Whether the session has really ended, asked of the portal. */
  async hasEnded(signal: AbortSignal): Promise<boolean> {
    const { adapter, settings, session } = this;
    const state = await checkSession(adapter, settings.base, session, signal, this.#patience);
    return state === 'expired' || state === 'missing';
  }

  async reloadSession(): Promise<void> {
    await this.session.reload();
  }

  async close(): Promise<void> {
    this.client.close();
    await this.#browser?.close();
    await this.session.save();
  }
}

/** Advice out of what one collector has seen itself; nothing is collected again. */
function ownAdvice(): ReadingAdvice {
  const auto = new AutoMode();
  return {
    advise: async (purchase, shapes) => auto.advise(purchase, shapes),
    compared: (purchase, shapes, agreement) => void auto.compared(purchase, shapes, agreement),
  };
}

/** @throws PortalClosedError where the page says something of the portal, and nothing of the purchase */
function throwIfPortalClosed({ verdict, url }: PurchaseReading): void {
  if (verdict === 'portal-closed') throw new PortalClosedError(url, null);
}

function hostOf(
  { headless, outputFolder, base }: CollectorSettings,
  { pace, awaitStart }: CollectorTools,
): BrowserHost {
  const downloads = join(outputFolder, '.coleta', 'downloads');
  sweepDownloads(downloads, hasProcess).catch(() => undefined);
  return new BrowserHost({
    program: requireBrowser(),
    headless,
    downloadsFolder: join(downloads, String(process.pid)),
    base,
    ...(pace === undefined ? {} : { pace }),
    ...(awaitStart === undefined ? {} : { awaitStart }),
  });
}
