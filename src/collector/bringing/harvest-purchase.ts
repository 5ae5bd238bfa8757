import type { PurchaseOrderStatus } from '../../contract/collection-codes.ts';
import { RupturaError } from '../../contract/errors.ts';
import type { PurchaseOutcome } from '../purchase.ts';
import type { PurchaseReading } from '../reading/read-purchase.ts';
import { PermanentError, SessionExpiredError, TransientError } from '../retry.ts';
import { BroughtFiles, bringAll, type Harvest } from './bring-all.ts';
import type { PreparedReading, PurchaseInHand } from './collector-context.ts';
import { foreseenOutcome } from './foreseen-outcome.ts';
import { PurchaseTimeoutError } from './purchase-clock.ts';

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
  if (reading.attachments.length === 0)
    return summarize(prepared, reading, { stored: [], lost: [], found: 0 }, null, null);
  if (settings.simulate) return await foresee(inHand, reading);
  const store = await collector.openStore(settings.outputFolder, purchase, reading.supplier);
  const brought = new BroughtFiles(reading.attachments);
  let late: PurchaseTimeoutError | null = null;
  try {
    await prepared.clock.run(signal, (both) => bringAll({ ...inHand, store, signal: both }, brought));
  } catch (error) {
    if (!(error instanceof PurchaseTimeoutError)) throw error;
    late = error;
  }
  const harvest = brought.harvest();
  const status = statusOf(reading, harvest, late);
  const { folder, stored } = await store.finish(status, brought.placed());
  return summarize(prepared, reading, { ...harvest, stored }, folder, late);
}

/** A dry run: nothing is brought; what former collections stored would not be brought again. */
async function foresee(
  { collector, prepared }: PurchaseInHand,
  reading: PurchaseReading,
): Promise<PurchaseOutcome> {
  const { settings } = collector;
  const before = await collector.lookAtStored(settings.outputFolder, prepared.purchase, reading.supplier);
  const shown = new Set(reading.attachments.map(({ url }) => url));
  const stored = before.filter(({ url }) => shown.has(url));
  const harvest = { stored, lost: [], found: reading.attachments.length };
  return foreseenOutcome(summarize(prepared, reading, harvest, null, null), reading.attachments);
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

function statusOf(
  reading: PurchaseReading,
  { stored, lost, found }: Harvest,
  late: PurchaseTimeoutError | null,
): PurchaseOrderStatus {
  if (late !== null) return 'TIMEOUT';
  if (lost.length > 0) return stored.length > 0 ? 'PARTIAL' : 'FAILED';
  if (reading.closedRequisitions.length > 0) return 'PR_NOT_ACCESSIBLE';
  if (!isComplete(reading)) return stored.length > 0 ? 'PARTIAL' : 'FAILED';
  return found === 0 ? 'NO_ATTACHMENTS' : 'COMPLETED';
}

/** Whether all that there is was seen. */
function isComplete({ unreadRequisitions, isWhole }: PurchaseReading): boolean {
  return unreadRequisitions.length === 0 && isWhole;
}

/** Why not all is well, most important first; null where it is. */
function problemOf(
  reading: PurchaseReading,
  { lost, found }: Harvest,
  late: PurchaseTimeoutError | null,
): { error: string; cause: string } | null {
  if (late !== null) return { error: late.message, cause: 'TIMEOUT' };
  const [first] = lost;
  if (first !== undefined) {
    const params = { perdidos: lost.length, encontrados: found, motivo: first.error };
    return { error: new RupturaError('COLETA_ANEXOS_PERDIDOS', params).message, cause: first.cause };
  }
  const [closed] = reading.closedRequisitions;
  if (closed !== undefined) {
    return {
      error: new RupturaError('COLETA_REQUISICAO_SEM_ACESSO', { url: closed }).message,
      cause: 'PR_NOT_ACCESSIBLE',
    };
  }
  const [unread] = reading.unreadRequisitions;
  if (unread !== undefined) return { error: unread.error.message, cause: unread.error.group };
  if (reading.isWhole) return null;
  const url = reading.url;
  return { error: new RupturaError('COLETA_PRECISA_DE_NAVEGADOR', { url }).message, cause: 'NEEDS_BROWSER' };
}

function summarize(
  { purchase, clock }: PreparedReading,
  reading: PurchaseReading,
  harvest: Harvest,
  folder: string | null,
  late: PurchaseTimeoutError | null,
): PurchaseOutcome {
  const problem = problemOf(reading, harvest, late);
  return {
    number: purchase.number,
    status: statusOf(reading, harvest, late),
    found: harvest.found,
    stored: harvest.stored,
    lost: harvest.lost,
    evidence: [],
    supplier: reading.supplier,
    url: reading.url,
    folder,
    error: problem?.error ?? null,
    cause: problem?.cause ?? null,
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
