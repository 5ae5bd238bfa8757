import { constants } from 'node:fs';
import { access as allowed } from 'node:fs/promises';
import { resolve } from 'node:path';
import { diskError } from '../collector/disk-errors.ts';
import { readCollection, workerLogPath } from '../collector/folder/collection-folder.ts';
import type { PortalClock } from '../collector/list/collection-choice.ts';
import type { PurchaseOutcome } from '../collector/purchase.ts';
import { Coordinator } from '../collector/run/coordinator.ts';
import type { FinishedPurchase } from '../collector/run/finished-purchase.ts';
import { type OpenCollection, openCollection } from '../collector/run/open-collection.ts';
import { summarise } from '../collector/run/summary.ts';
import { UsageMeter } from '../collector/run/usage.ts';
import { startWorkerProcess } from '../collector/run/worker-process.ts';
import { clientKeeper } from '../collector/session/client-check.ts';
import { sessionKeeper } from '../collector/session/session-keeper.ts';
import type { CollectorSettings } from '../collector/settings.ts';
import type { CollectionHandle, CollectionOptions, CollectionResult } from './collection-handle.ts';
import { holdOutputFolder } from './collection-lock.ts';
import { apiAccess, requireClient } from './portal-client.ts';

/**
 * Starts a collection, or goes on with one. No database is needed: what is true of a collection stands in its folder.
 * @throws RupturaError COLETA_EM_USO, COLETA_NAO_ENCONTRADA, COLETA_JA_CONCLUIDA, those of lists, COLETA_SEM_CLIENTE,
 *   COLETA_CLIENTE_RECUSADO, COLETA_CLIENTE_SEM_ESCOPO
 */
export async function startCollection(options: CollectionOptions): Promise<CollectionHandle> {
  const outputFolder = resolve(options.outputFolder);
  const clock = options.clock ?? (await clockOf(options, outputFolder));
  const release = await holdOutputFolder(outputFolder, options.list ?? options.resume ?? '').catch(
    async (error: unknown) => {
      throw await refusedBy(error, options, outputFolder);
    },
  );
  let collection: OpenCollection | null = null;
  try {
    collection = await openCollection({ ...options, outputFolder, clock }, new Date());
    const coordinator = coordinatorOf(options, outputFolder, collection);
    const done = finish(coordinator, collection, release);
    coordinator.start().catch(() => coordinator.cancel('now'));
    return handleOf(coordinator, collection, outputFolder, done);
  } catch (error) {
    await collection?.close().catch(() => undefined);
    await release().catch(() => undefined);
    throw await refusedBy(error, options, outputFolder);
  }
}

/** The clock of the portal of an API, whose client is made sure of; null where pages are read. */
async function clockOf(
  { resume, from, client }: CollectionOptions,
  outputFolder: string,
): Promise<PortalClock | null> {
  const { portal, base } =
    resume === null ? from : ((await readCollection(outputFolder, resume))?.begun ?? from);
  const access = apiAccess(portal, base, client);
  return access === null ? null : await requireClient(access);
}

/** A list that cannot be read is told as such; what the output folder refuses names that. */
async function refusedBy(
  error: unknown,
  { list }: CollectionOptions,
  outputFolder: string,
): Promise<unknown> {
  const { code, path } = (error ?? {}) as { code?: unknown; path?: unknown };
  if (path === list) return error;
  // Making folders on a read-only disk fails as if something were missing; asked directly, the folder says why.
  const plain =
    code !== 'ENOENT' ? error : await allowed(outputFolder, constants.W_OK).then(() => error, same);
  return diskError(plain, outputFolder) ?? error;
}

function same(error: unknown): unknown {
  return error;
}

function coordinatorOf(
  options: CollectionOptions,
  outputFolder: string,
  collection: OpenCollection,
): Coordinator {
  const settings: CollectorSettings = {
    ...collection.from,
    ...options.work,
    outputFolder,
    language: options.language,
  };
  const meter = new UsageMeter();
  const access = apiAccess(settings.portal, settings.base, options.client);
  return new Coordinator({
    id: collection.id,
    settings,
    workers: options.workers,
    totalDownloads: options.totalDownloads,
    bytesPerSecond: options.bytesPerSecond ?? null,
    purchases: collection.purchases,
    store: collection.store,
    startWorker: (given, listener) =>
      startWorkerProcess(given, listener, workerLogPath(outputFolder), access?.credentials ?? null),
    session: access === null ? sessionKeeper(settings, options) : clientKeeper(access),
    usage: (pids) => meter.measure(pids),
    portalWaitMs: options.portalWaitMs,
  });
}

async function finish(
  coordinator: Coordinator,
  collection: OpenCollection,
  release: () => Promise<void>,
): Promise<CollectionResult> {
  const began = performance.now();
  const { state, error, finished } = await coordinator.done;
  await collection.close();
  await release();
  const summary = summarise(finished, {
    id: collection.id,
    state,
    seconds: (performance.now() - began) / 1000,
    rejectedRows: collection.rejectedRows,
    left: collection.purchases.length - finished.length,
    resultFile: collection.resultFile,
    workbookFile: collection.workbookFile,
  });
  return { state, error, summary, outcomes: allOutcomes(collection, finished) };
}

function allOutcomes(
  { order, former }: OpenCollection,
  finished: readonly FinishedPurchase[],
): PurchaseOutcome[] {
  const outcomes = [...former, ...finished.map(({ outcome }) => outcome)];
  const known = new Map(outcomes.map((outcome) => [outcome.number, outcome]));
  return order.flatMap((number) => known.get(number) ?? []);
}

function handleOf(
  coordinator: Coordinator,
  { id, isResumed, before, resultFile, sheet, from }: OpenCollection,
  outputFolder: string,
  done: Promise<CollectionResult>,
): CollectionHandle {
  return {
    ...{ id, isResumed, before, from, outputFolder, resultFile, sheet, done },
    isSimulated: from.simulate,
    snapshot: () => coordinator.snapshot(),
    onEvent: (listener) => coordinator.onEvent(listener),
    pause: () => coordinator.pause(),
    resume: () => coordinator.resume(),
    cancel: (how) => coordinator.cancel(how),
    retry: (number) => coordinator.retry(number),
  };
}
