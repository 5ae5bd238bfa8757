import type { PurchaseOrderStatus } from '../../contract/collection-codes.ts';
import { RupturaError } from '../../contract/errors.ts';
import { NO_WISHES } from '../file-wishes.ts';
import type { Attachment, LostFile, PurchaseOutcome } from '../purchase.ts';
import type { PurchaseReading } from '../reading/read-purchase.ts';
import { attachmentKey } from '../reading/united-attachments.ts';
import { PermanentError, SessionExpiredError, TransientError } from '../retry.ts';
import { BroughtFiles, bringAll, type Harvest } from './bring-all.ts';
import type { PreparedReading, PurchaseInHand } from './collector-context.ts';
import type { Fates } from './evidence.ts';
import { foreseenOutcome } from './foreseen-outcome.ts';
import { type HarvestFacts, judgeHarvest } from './judge-harvest.ts';
import { PurchaseTimeoutError } from './purchase-clock.ts';
import { chosenByPage, selectionOf } from './wanted-file.ts';

/**
 * Brings the files of a purchase whose pages were read, and finishes its folder. Files of one purchase never touch those of
 * another: cookies, folder and progress are its own.
 * @throws SessionExpiredError, the signal's reason, and errors of the file system (a full disk is not the portal's fault)
 */
export async function harvestPurchase(inHand: PurchaseInHand): Promise<PurchaseOutcome> {
  const { collector, prepared, onProgress, signal } = inHand;
  const { reading, failure, purchase } = prepared;
  const { adapter, settings } = collector;
  if (reading === null)
    return outcomeWithout(prepared, adapter.purchaseUrls(settings.base, purchase)[0], failure);
  onProgress({ kind: 'attachments-found', count: reading.attachments.length });
  if (reading.verdict !== 'purchase')
    return outcomeWithout(prepared, reading.url, pageProblem(reading, purchase.number));
  const isHttpOnly = settings.mode === 'http';
  if (reading.attachments.length === 0)
    return summarize(prepared, { reading, harvest: NOTHING, late: null, isHttpOnly }, null);
  if (settings.simulate) return await foresee(inHand, reading);
  const { template } = settings.wishes ?? NO_WISHES;
  const store = await collector.openStore(settings.outputFolder, purchase, reading.supplier, template);
  const brought = new BroughtFiles(reading.attachments);
  let late: PurchaseTimeoutError | null = null;
  try {
    await prepared.clock.run(signal, (both) => bringAll({ ...inHand, store, signal: both }, brought));
  } catch (error) {
    if (!(error instanceof PurchaseTimeoutError)) throw error;
    late = error;
  }
  const harvest = brought.harvest();
  const facts = { reading, harvest, late, isHttpOnly };
  const { status, evidence } = judgeHarvest(facts);
  const { folder, stored } = await store.finish(status, brought.placed(), evidence);
  const outcome = summarize(prepared, { ...facts, harvest: { ...harvest, stored } }, folder);
  return { ...outcome, ...selectionOf(settings, harvest.leftOut, brought.kept()) };
}

/** Of a purchase whose pages show no attachments. */
const NOTHING: Harvest = { stored: [], lost: [], leftOut: [], found: 0, fates: new Map() };

/** An attachment that only a click starts, where nobody clicks. */
function outOfReach({ page, names, trigger }: Attachment): LostFile {
  const error = new RupturaError('COLETA_PRECISA_DE_NAVEGADOR', { url: page }).message;
  return { url: page, name: names[0] ?? trigger ?? '', error, cause: 'NEEDS_BROWSER' };
}

/** A dry run: nothing is brought; what former collections stored would not be brought again. */
async function foresee(
  { collector, prepared }: PurchaseInHand,
  reading: PurchaseReading,
): Promise<PurchaseOutcome> {
  const { settings } = collector;
  const { outputFolder, wishes = NO_WISHES } = settings;
  const { purchase } = prepared;
  const before = await collector.lookAtStored(outputFolder, purchase, reading.supplier, wishes.template);
  const shown = new Set(reading.attachments.map(({ url }) => url));
  const stored = before.filter(({ url }) => shown.has(url));
  const urls = new Set(stored.map(({ url }) => url));
  const known = reading.attachments.filter(({ url }) => url !== null && urls.has(url));
  const fates: Fates = new Map(known.map((one) => [attachmentKey(one), 'stored']));
  const { kept, leftOut } = chosenByPage(settings, reading.attachments);
  const canClick = prepared.clicker !== null;
  const lost = kept.filter(({ url }) => url === null && !canClick).map(outOfReach);
  const harvest = { stored, lost, leftOut, found: reading.attachments.length, fates };
  const facts = { reading, harvest, late: null, isHttpOnly: settings.mode === 'http' };
  const within = kept.filter(({ url }) => url !== null || canClick);
  const outcome = foreseenOutcome(summarize(prepared, facts, null), within);
  return { ...outcome, ...selectionOf(settings, leftOut, kept) };
}

/** What the page of a purchase that is none says. */
function pageProblem({ verdict, another, url }: PurchaseReading, pedido: string): PermanentError {
  if (verdict === 'not-found' || verdict === 'not-allowed') {
    const group = verdict === 'not-found' ? 'NOT_FOUND' : 'NOT_ALLOWED';
    return new PermanentError(group, 'COLETA_PEDIDO_NAO_ENCONTRADO', { pedido, url });
  }
  if (verdict === 'another-purchase')
    return new PermanentError('ANOTHER_PURCHASE', 'COLETA_OUTRO_PEDIDO', {
      pedido,
      mostrado: another ?? '?',
      url,
    });
  if (verdict === 'portal-closed')
    return new PermanentError('PORTAL_CLOSED', 'COLETA_PORTAL_FECHADO', { url });
  return new PermanentError('UNKNOWN_PAGE', 'COLETA_PAGINA_DESCONHECIDA', { url });
}

function summarize(
  { purchase, clock }: PreparedReading,
  facts: HarvestFacts,
  folder: string | null,
): PurchaseOutcome {
  const { reading, harvest } = facts;
  const { status, evidence, error, cause } = judgeHarvest(facts);
  return {
    number: purchase.number,
    status,
    found: harvest.found,
    stored: harvest.stored,
    lost: harvest.lost,
    evidence,
    supplier: reading.supplier,
    url: reading.url,
    folder,
    error,
    cause,
    startedAt: clock.startedAt,
    endedAt: new Date().toISOString(),
  };
}

/** Outcome of a purchase whose page could not be read, or is none of a purchase. */
function outcomeWithout(
  { purchase, clock }: PreparedReading,
  url: string,
  failure: unknown,
): PurchaseOutcome {
  const { status, cause } = failureOf(failure);
  return {
    number: purchase.number,
    status,
    found: 0,
    stored: [],
    lost: [],
    evidence: [],
    supplier: null,
    url,
    folder: null,
    error: (failure as Error).message,
    cause,
    startedAt: clock.startedAt,
    endedAt: new Date().toISOString(),
  };
}

/** @throws the failure itself where it is nothing the portal said */
function failureOf(failure: unknown): { status: PurchaseOrderStatus; cause: string } {
  if (failure instanceof PurchaseTimeoutError) return { status: 'TIMEOUT', cause: 'TIMEOUT' };
  if (failure instanceof PermanentError) {
    const isNotThere = failure.group === 'NOT_FOUND' || failure.group === 'NOT_ALLOWED';
    return { status: isNotThere ? 'PO_NOT_FOUND' : 'FAILED', cause: failure.group };
  }
  if (failure instanceof TransientError) {
    return { status: failure.group === 'TIMEOUT' ? 'TIMEOUT' : 'FAILED', cause: failure.group };
  }
  if (failure instanceof RupturaError && !(failure instanceof SessionExpiredError)) {
    return { status: 'FAILED', cause: failure.code };
  }
  throw failure;
}
