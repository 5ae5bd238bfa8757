import { CollectionArchive } from '../collections/archive.ts';
import { portalClient } from '../collections/portal-client.ts';
import { ScheduleKeeper } from '../collections/schedule-keeper.ts';
import { ScheduleStore } from '../collections/schedule-store.ts';
import { SignInWindow } from '../collections/sign-in-window.ts';
import { eventBytes } from '../contract/event-frames.ts';
import { DemoJob } from '../demo/demo-job.ts';
import { importApart } from '../imports/online/import-apart.ts';
import { ImportJobs } from '../imports/online/import-jobs.ts';
import { importOwners } from '../imports/online/import-owners.ts';
import { LiveFeed } from '../live/feed.ts';
import { Metrics } from '../observability/metrics.ts';
import type { Database } from '../postgres/database.ts';
import type { EmbeddedEvent } from '../postgres/embedded/server.ts';
import type { RetryRules } from '../runtime/runtime.ts';
import type { Environment, SettingValues } from '../settings/process-settings.ts';
import { Leases } from '../tasks/leases.ts';
import { Upkeep } from '../upkeep/upkeep.ts';
import { SelfCheck } from '../verification/self-check.ts';
import { AnswerCache, BookTags } from '../views/answer-cache.ts';
import { OrderBook } from '../views/orders/order-book.ts';
import { ProductList } from '../views/products/product-list.ts';
import { ReceiptList } from '../views/products/receipt-list.ts';
import { ProductNames } from '../views/search/product-names.ts';
import { openAnalysis } from './analysis.ts';
import { openRuptura } from './open-ruptura.ts';
import { type Closable, type Releasers, withReleasers } from './releasers.ts';
import type { Services, WorkerServices } from './services.ts';

/** What a process says of itself, and whom it tells. */
export interface OpenOptions {
  /** How the connections to the database are called. */
  readonly applicationName: string;
  /** What the settings were read from, for whoever asks where one of them comes from; by default from nothing. */
  readonly environment?: Environment;
  /** Told once the database is open, before anything works on it; what it throws ends the opening. */
  readonly onOpened?: (database: Database) => void | Promise<void>;
  /** Told when the embedded database was lost, came back, or does not come back. */
  readonly onDatabaseEvent?: (event: EmbeddedEvent) => void;
  /** Told of failures of work that goes on: which work, in words of a log, and what failed. */
  readonly onProblem: (work: string, error: unknown) => void;
  /** How often and how soon a batch that failed is tried again; by default as the queue does. */
  readonly retry?: RetryRules;
}

type Without<Opened extends Closable> = Omit<Opened, keyof Closable>;

/**
 * Opens what a process without HTTP works with. Runs that were not finished are gone on with; the rest begins with
 * `begin`.
 * @throws RupturaError those of opening the database; nothing is held then
 */
export async function openWorkerServices(
  values: SettingValues,
  options: OpenOptions,
): Promise<WorkerServices> {
  return await withReleasers((releasers) => makeWorkerServices(values, options, releasers));
}

/**
 * Opens everything that lives in a server, but for the server itself.
 * @throws RupturaError those of opening the database; nothing is held then
 */
export async function openServices(values: SettingValues, options: OpenOptions): Promise<Services> {
  return await withReleasers(async (releasers) => {
    const worker = await makeWorkerServices(values, options, releasers);
    const { scheduleKeeper, ...server } = makeServerServices(worker, options, releasers);
    const begin = (): void => {
      worker.begin();
      scheduleKeeper.start();
    };
    return { ...worker, ...server, begin };
  });
}

async function makeWorkerServices(
  values: SettingValues,
  { applicationName, onOpened, onDatabaseEvent, onProblem, retry }: OpenOptions,
  releasers: Releasers,
): Promise<Without<WorkerServices>> {
  const ruptura = await openRuptura(values, applicationName, onDatabaseEvent);
  releasers.add(() => ruptura.close());
  await onOpened?.(ruptura.database);
  const metrics = new Metrics();
  const onUpkeepProblem = (error: unknown): void => onProblem('work in the background failed', error);
  const leases = new Leases(ruptura.database.pool, { onProblem: (error) => onProblem('leases', error) });
  releasers.add(() => leases.close());
  const upkeep = new Upkeep(ruptura, {
    leases,
    interval: values.RECALC_INTERVALO_S * 1000,
    validityMinutes: values.PROJECAO_VALIDADE_MIN,
    historyDays: values.HISTORICO_DIAS,
    onCalculated: metrics.calculated,
    onProblem: onUpkeepProblem,
  });
  releasers.add(() => upkeep.close());
  const analysis = await openAnalysis(ruptura, values, {
    leases,
    onProblem: (error) => onProblem('analysis', error),
    onBatch: metrics.batchEnded,
    ...(retry === undefined ? {} : { retry }),
  });
  releasers.add(() => analysis.close());
  metrics.watchUpkeep(upkeep);
  metrics.watchRuns(analysis.runs);
  const begin = (): void => {
    upkeep.start();
    analysis.workers.prepare();
  };
  return { values, ruptura, leases, metrics, upkeep, analysis, begin };
}

function makeServerServices(
  { values, ruptura, leases, metrics }: Without<WorkerServices>,
  { environment = {}, onProblem }: OpenOptions,
  releasers: Releasers,
): Omit<Services, keyof WorkerServices> & { readonly scheduleKeeper: ScheduleKeeper } {
  const live = new LiveFeed(ruptura, {
    frame: (id, json) => (json === null ? Buffer.from(`id: ${id}\n\n`) : eventBytes(id, json)),
    onProblem: (error) => onProblem('live book', error),
    onLag: (seconds) => metrics.lagged(seconds),
  });
  releasers.add(() => live.close());
  metrics.watchStreams('live', { clients: () => live.clients, events: () => live.counts.events });
  const onLease = (error: unknown): void => onProblem('leases', error);
  const imports = new ImportJobs({
    owners: importOwners(ruptura.database.pool, leases),
    runImport: importApart(ruptura.database.url),
    fixedToday: ruptura.fixedToday,
    mostBytes: values.IMPORTACAO_MAX_MB * 1024 ** 2,
  });
  releasers.add(() => imports.close());
  const demo = new DemoJob(ruptura);
  releasers.add(() => demo.cancel());
  const collections = new CollectionArchive(
    values.RUPTURA_DATA,
    leases,
    (base) => portalClient(values, base, false),
    onLease,
  );
  const schedules = new ScheduleStore(ruptura.database.pool);
  const scheduleKeeper = new ScheduleKeeper({
    store: schedules,
    leases,
    collections,
    onProblem: (error) => onProblem('schedules of collections', error),
  });
  releasers.add(async () => {
    await scheduleKeeper.close();
    await collections.close();
    await scheduleKeeper.settled();
  });
  const signInWindow = new SignInWindow(values.RUPTURA_DATA);
  releasers.add(() => signInWindow.close());
  return {
    environment,
    orderBook: new OrderBook(ruptura),
    productList: new ProductList(ruptura),
    productNames: new ProductNames(ruptura),
    receiptList: new ReceiptList(ruptura),
    bookTags: new BookTags(),
    projectionAnswers: new AnswerCache(),
    live,
    imports,
    demo,
    collections,
    schedules,
    scheduleKeeper,
    signInWindow,
    selfCheck: new SelfCheck(ruptura),
  };
}
