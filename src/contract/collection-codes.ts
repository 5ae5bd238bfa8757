/**
 * Codes and columns of collecting purchase-order attachments. The list and its results are spreadsheets of people, so
 * their columns keep the names those people know. Worker processes start with these and nothing else of the contract.
 */

/** What became of one purchase order. */
export const PURCHASE_ORDER_STATUSES = [
  /** Every attachment found is stored and verified. */
  'COMPLETED',
  /** Some are, some are not. */
  'PARTIAL',
  'FAILED',
  'NO_ATTACHMENTS',
  'PO_NOT_FOUND',
  /** The purchase is there; a requisition it came from may not be read. */
  'PR_NOT_ACCESSIBLE',
  'TIMEOUT',
  /** Its pages were read in a dry run, and all that they say was found. Nothing was brought; no result file has it. */
  'SIMULATED',
] as const;
export type PurchaseOrderStatus = (typeof PURCHASE_ORDER_STATUSES)[number];

/** Where on the pages of a purchase order attachments stand. */
export const ATTACHMENT_PARTS = ['form', 'lines', 'comments', 'requisition', 'other'] as const;
export type AttachmentPart = (typeof ATTACHMENT_PARTS)[number];

/** Columns of a result file, in their order; further columns of the list follow them. */
export const RESULT_COLUMNS = [
  'PO_NUMBER',
  'STATUS',
  'SUPPLIER',
  'ATTACHMENTS_FOUND',
  'ATTACHMENTS_DOWNLOADED',
  'AttachmentName',
  'LAST_PROCESSED',
  'ERROR_MESSAGE',
  'DOWNLOAD_FOLDER',
  'COUPA_URL',
  /** By part of the pages: said, found, stored. */
  'EVIDENCE',
] as const;
export type ResultColumn = (typeof RESULT_COLUMNS)[number];

/** A column of this name separates data (left of it) from the folder hierarchy (right of it). */
export const HIERARCHY_COLUMN = '<|>';

/** How pages are read: with a browser, over HTTP, or whichever was shown to be enough; or no page, but the portal's API. */
export const COLLECTION_MODES = ['auto', 'browser', 'http', 'api'] as const;
export type CollectionMode = (typeof COLLECTION_MODES)[number];

/** A collection's life. `interrupted` and `failed` ones can be resumed. */
export const COLLECTION_STATES = ['running', 'finishing', 'completed', 'failed', 'interrupted'] as const;
export type CollectionState = (typeof COLLECTION_STATES)[number];

/** What became of a time of a schedule. */
export const SCHEDULE_STATES = [
  'starting',
  'running',
  'completed',
  'failed',
  'interrupted',
  /** It could not be begun. */
  'refused',
  /** No server ran then, and for more than a day after. */
  'missed',
  /** The collection of the time before was still running. */
  'overlapped',
] as const;
export type ScheduleState = (typeof SCHEDULE_STATES)[number];

/** What a worker is doing. */
export const COLLECTOR_WORKER_STATES = [
  'STARTING',
  'IDLE',
  'OPENING',
  'DOWNLOADING',
  'FINISHING',
  'SIGNING_IN',
  'PAUSED',
  'STOPPED',
  'DEAD',
] as const;
export type CollectorWorkerState = (typeof COLLECTOR_WORKER_STATES)[number];
