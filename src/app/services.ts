import type { CollectionArchive } from '../collections/archive.ts';
import type { ScheduleStore } from '../collections/schedule-store.ts';
import type { SignInWindow } from '../collections/sign-in-window.ts';
import type { DemoJob } from '../demo/demo-job.ts';
import type { Ruptura } from '../engine/ruptura.ts';
import type { ImportJobs } from '../imports/online/import-jobs.ts';
import type { LiveFeed } from '../live/feed.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { Environment, SettingValues } from '../settings/process-settings.ts';
import type { Leases } from '../tasks/leases.ts';
import type { Upkeep } from '../upkeep/upkeep.ts';
import type { SelfCheck } from '../verification/self-check.ts';
import type { AnswerCache, BookTags } from '../views/answer-cache.ts';
import type { OrderBook } from '../views/orders/order-book.ts';
import type { ProductList } from '../views/products/product-list.ts';
import type { ReceiptList } from '../views/products/receipt-list.ts';
import type { ProductNames } from '../views/search/product-names.ts';
import type { Analysis } from './analysis.ts';
import type { Closable } from './releasers.ts';

/** What a process works with that answers nobody by HTTP: the book, its runs, and the work in the background. */
export interface WorkerServices extends Closable {
  /** Settings in force. */
  readonly values: SettingValues;
  readonly ruptura: Ruptura;
  /** This process as an owner of work. */
  readonly leases: Leases;
  readonly metrics: Metrics;
  readonly upkeep: Upkeep;
  readonly analysis: Analysis;
  /** Begins what nobody asks for: the work in the background, and the threads before their first batch. */
  begin(): void;
}

/** What a server works with. Complete: whoever is handed it makes nothing that lives. */
export interface Services extends WorkerServices {
  /** What the settings in force were read from. */
  readonly environment: Environment;
  readonly orderBook: OrderBook;
  readonly productList: ProductList;
  readonly productNames: ProductNames;
  readonly receiptList: ReceiptList;
  readonly bookTags: BookTags;
  readonly projectionAnswers: AnswerCache;
  readonly live: LiveFeed;
  readonly imports: ImportJobs;
  readonly demo: DemoJob;
  readonly collections: CollectionArchive;
  readonly schedules: ScheduleStore;
  readonly signInWindow: SignInWindow;
  readonly selfCheck: SelfCheck;
}
