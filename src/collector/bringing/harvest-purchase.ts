import type { PurchaseOrderStatus } from '../../contract/collection-codes.ts';
import { RupturaError } from '../../contract/errors.ts';
import type { Attachment, LostFile, PurchaseOutcome, StoredFile } from '../purchase.ts';
import type { PurchaseReading } from '../reading/read-purchase.ts';
import { NotAFileError, PermanentError, SessionExpiredError, TransientError } from '../retry.ts';
import { bringAttachment } from './bring-attachment.ts';
import type { Bringing, PreparedReading, PurchaseInHand } from './collector-context.ts';
import { foreseenOutcome } from './foreseen-outcome.ts';
import { PurchaseTimeoutError } from './purchase-clock.ts';

/** What became of the attachments of one purchase. */
interface Harvest {
  readonly stored: StoredFile[];
  readonly lost: LostFile[];
  /** Attachments that were found; addresses that turned out to be none are taken away. */
  found: number;
}

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
  const harvest: Harvest = { stored: [], lost: [], found: reading.attachments.length };
  let late: PurchaseTimeoutError | null = null;
  try {
    await prepared.clock.run(signal, (both) =>
      bringAll({ ...inHand, store, signal: both }, reading.attachments, harvest),
    );
  } catch (error) {
    if (!(error instanceof PurchaseTimeoutError)) throw error;
    late = error;
  }
  const status = statusOf(reading, harvest, late);
  return summarize(prepared, reading, harvest, await store.finish(status), late);
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

/** Clicks come one after the other, because one page has them all; transfers go on meanwhile. */
async function bringAll(
  bringing: Bringing,
  attachments: readonly Attachment[],
  harvest: Harvest,
): Promise<void> {
  const { collector, prepared, signal } = bringing;
  const stop = new AbortController();
  const stoppable = { ...bringing, signal: AbortSignal.any([signal, stop.signal]) };
  const bringOne = async (attachment: Attachment): Promise<void> => {
    try {
      await bringInto(harvest, stoppable, attachment);
    } catch (error) {
      // One end ends all: nobody goes on writing into a folder that is given up.
      stop.abort(error);
      throw error;
    }
  };
  const limit = collector.places;
  const addressed = attachments.filter(({ url }) => url !== null);
  const clicked = attachments.filter(({ url }) => url === null);
  const transfers = addressed.map((attachment) => limit(() => bringOne(attachment)));
  const clicks = (async () => {
    for (const attachment of clicked) await limit(() => bringOne(attachment));
    prepared.discard();
  })();
  const results = await Promise.allSettled([...transfers, clicks]);
  signal.throwIfAborted();
  if (stop.signal.aborted) throw stop.signal.reason;
  const failed = results.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function bringInto(harvest: Harvest, bringing: Bringing, attachment: Attachment): Promise<void> {
  try {
    harvest.stored.push(await bringAttachment(bringing, attachment));
  } catch (error) {
    bringing.signal.throwIfAborted();
    if (error instanceof NotAFileError) harvest.found--;
    else if (error instanceof TransientError || error instanceof PermanentError) {
      harvest.lost.push(lostFile(attachment, error));
    } else throw error;
  }
}

function lostFile(
  { url, page, names, trigger }: Attachment,
  error: TransientError | PermanentError,
): LostFile {
  return {
    url: url ?? page,
    name: names[0] ?? url ?? trigger ?? '',
    error: error.message,
    cause: error.group,
  };
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
