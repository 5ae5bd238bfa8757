import {
  ATTACHMENT_PARTS,
  COLLECTION_MODES,
  PURCHASE_ORDER_STATUSES,
} from '../../contract/collection-codes.ts';
import { ERRORS, type ErrorCode, RupturaError } from '../../contract/errors.ts';
import { LANGUAGES } from '../../contract/language.ts';
import type { PurchaseProgress } from '../bringing/collecting.ts';
import type { FileWishes } from '../file-wishes.ts';
import type { ForeseenFile, PurchaseOrder, PurchaseOutcome, PurchaseSelection } from '../purchase.ts';
import { AGREEMENTS, READING_WAYS } from '../reading/auto-mode.ts';
import type { PageShape } from '../reading/read-purchase.ts';
import type { ApiCredentials, CollectorSettings } from '../settings.ts';
import {
  count,
  either,
  flag,
  list,
  nullable,
  object,
  oneOf,
  record,
  type Shape,
  type Shaped,
  text,
  withOptional,
} from './shape.ts';

/**
 * What coordinator and workers say to each other, as JSON. Both ends check what arrives: they are separate processes,
 * perhaps of different versions once they run on several hosts.
 *
 *     worker                        coordinator
 *       ready        ──────────────▶
 *       next         ──────────────▶            wants a purchase
 *                    ◀──────────────  purchase     one lease, whenever there is a purchase for it
 *       enter/leave  ──────────────▶            a transfer of the cap of all workers; answered by `entered`
 *       advise       ──────────────▶            how to read pages of these shapes (mode `auto`); answered by `advised`
 *       compared     ──────────────▶            what came of reading a purchase over HTTP and in a browser
 *       turn         ──────────────▶            a request, where there is a pace; answered by `entered`
 *       launch       ──────────────▶            a browser is to be started; answered by `entered`, ended by `launched`
 *       progress     ──────────────▶
 *       done/returned──────────────▶            ends the lease
 *       closed       ──────────────▶            ends the lease too: the portal is closed, and says until when or not
 *                    ◀──────────────  rate         bytes per second of its transfers together, where there is a cap
 *                    ◀──────────────  session   somebody signed in: read the storage state again
 *                    ◀──────────────  stop      finish what runs, or let go of it now
 *       alive        ──────────────▶            every few seconds
 */

/** A shape under the name of the type it describes; the compiler refuses one that describes less. */
const described =
  <T>() =>
  <S extends T>(shape: Shape<S>): Shape<T> =>
    shape as unknown as Shape<T>;

const purchaseShape = described<PurchaseOrder>()(
  object({ number: text, written: text, folders: list(text), supplier: nullable(text), rows: list(count) }),
);

const wishesShape = described<FileWishes>()(
  object({
    endings: list(text),
    mostBytes: nullable(count),
    since: nullable(text),
    template: nullable(text),
  }),
);

const plainSettingsShape = described<Omit<CollectorSettings, 'wishes'>>()(
  object({
    portal: text,
    base: text,
    outputFolder: text,
    mode: oneOf(COLLECTION_MODES),
    downloads: count,
    perMinute: nullable(count),
    headless: flag,
    statePath: text,
    profileFolder: text,
    requisitions: flag,
    simulate: flag,
    language: oneOf(LANGUAGES),
    purchaseTimeoutMs: count,
  }),
);

const settingsShape = described<CollectorSettings>()(withOptional(plainSettingsShape, 'wishes', wishesShape));

const credentialsShape = described<ApiCredentials>()(object({ id: text, secret: text }));

const finishedShape = described<Omit<PurchaseOutcome, 'foreseen' | 'selection'>>()(
  object({
    number: text,
    status: oneOf(PURCHASE_ORDER_STATUSES),
    found: count,
    stored: list(
      object({ url: text, page: text, name: text, bytes: count, sha256: text, remark: nullable(text) }),
    ),
    lost: list(object({ url: text, name: text, error: text, cause: text })),
    evidence: list(
      object({
        part: oneOf(ATTACHMENT_PARTS),
        page: text,
        said: nullable(count),
        found: count,
        stored: count,
        missing: nullable(text),
      }),
    ),
    supplier: nullable(text),
    url: text,
    folder: nullable(text),
    error: nullable(text),
    cause: nullable(text),
    startedAt: text,
    endedAt: text,
  }),
);

const foreseenShape = described<ForeseenFile>()(
  object({
    part: oneOf(ATTACHMENT_PARTS),
    page: text,
    url: nullable(text),
    name: text,
    bytes: nullable(count),
  }),
);

const selectionShape = described<PurchaseSelection>()(
  object({
    leftOut: list(
      object({
        part: oneOf(ATTACHMENT_PARTS),
        page: text,
        name: text,
        reason: oneOf(['type', 'size', 'date']),
      }),
    ),
    undated: count,
  }),
);

const outcomeShape = described<PurchaseOutcome>()(
  withOptional(withOptional(finishedShape, 'foreseen', list(foreseenShape)), 'selection', selectionShape),
);

const progressShape = described<PurchaseProgress>()(
  either(
    object({ kind: oneOf(['attachments-found']), count }),
    object({ kind: oneOf(['transfer']), name: text, bytes: count, total: nullable(count) }),
    object({ kind: oneOf(['transfer-ended']), name: text, isStored: flag }),
  ),
);

/** An error of the catalogue on its way to another process; `code` is null for one that nobody expected. */
export interface Problem {
  readonly code: string | null;
  readonly params: Readonly<Record<string, string | number>>;
  readonly text: string;
}

const isNumber: Shape<number> = (value) => typeof value === 'number';
const problemShape = described<Problem>()(
  object({ code: nullable(text), params: record(either(text, isNumber)), text }),
);

/** Why a purchase comes back without an outcome. */
const RETURN_REASONS = ['session', 'stopped', 'failed'] as const;

const toWorker = either(
  /** The only way by which a worker learns of the client of an API: neither its arguments nor its environment have it. */
  object({ kind: oneOf(['start']), settings: settingsShape, credentials: nullable(credentialsShape) }),
  object({ kind: oneOf(['purchase']), lease: count, purchase: purchaseShape }),
  object({ kind: oneOf(['entered']), ticket: count }),
  object({ kind: oneOf(['rate']), bytesPerSecond: count }),
  object({ kind: oneOf(['advised']), ticket: count, way: oneOf(READING_WAYS) }),
  object({ kind: oneOf(['session']) }),
  object({ kind: oneOf(['stop']), isNow: flag }),
);
export type ToWorker = Shaped<typeof toWorker>;

const fromWorker = either(
  object({ kind: oneOf(['ready']) }),
  object({ kind: oneOf(['alive']) }),
  object({ kind: oneOf(['next']) }),
  object({ kind: oneOf(['enter']), ticket: count }),
  object({ kind: oneOf(['leave']), ticket: count }),
  object({ kind: oneOf(['turn']), ticket: count }),
  object({ kind: oneOf(['launch']), ticket: count }),
  object({ kind: oneOf(['launched']), ticket: count }),
  object({
    kind: oneOf(['advise']),
    ticket: count,
    purchase: text,
    shapes: described<readonly string[]>()(list(text)),
  }),
  object({
    kind: oneOf(['compared']),
    purchase: text,
    shapes: described<readonly PageShape[]>()(list(object({ name: text, holds: flag }))),
    agreement: oneOf(AGREEMENTS),
  }),
  object({ kind: oneOf(['progress']), lease: count, progress: progressShape }),
  object({ kind: oneOf(['done']), lease: count, outcome: outcomeShape }),
  object({ kind: oneOf(['returned']), lease: count, reason: oneOf(RETURN_REASONS), problem: problemShape }),
  object({ kind: oneOf(['closed']), lease: count, until: nullable(count), problem: problemShape }),
  /** The worker cannot go on, and no other could: there is no browser, the disk is full. */
  object({ kind: oneOf(['useless']), problem: problemShape }),
);
export type FromWorker = Shaped<typeof fromWorker>;

/** @throws TypeError for anything but a message of the coordinator */
export function parseToWorker(message: unknown): ToWorker {
  if (toWorker(message)) return message;
  throw new TypeError(`not a message to a worker: ${shortened(message)}`);
}

/** @throws TypeError for anything but a message of a worker */
export function parseFromWorker(message: unknown): FromWorker {
  if (fromWorker(message)) return message;
  throw new TypeError(`not a message of a worker: ${shortened(message)}`);
}

function shortened(message: unknown): string {
  // What is wrong with a message may be anything but its secret.
  const hidden = (key: string, value: unknown): unknown => (key === 'secret' ? '***' : value);
  return (JSON.stringify(message, hidden) ?? String(message)).slice(0, 200);
}

/** An error as it is sent. */
export function problemOf(error: unknown): Problem {
  if (error instanceof RupturaError)
    return { code: error.code, params: { ...error.params }, text: error.message };
  const text = error instanceof Error ? error.message : String(error);
  return { code: null, params: {}, text: text.split('\n')[0] ?? '' };
}

/** The error that was sent. One that nobody expected becomes COLETA_WORKER_FALHOU. */
export function errorOfProblem({ code, params, text }: Problem): RupturaError {
  if (code !== null && Object.hasOwn(ERRORS, code)) return new RupturaError(code as ErrorCode, params);
  return new RupturaError('COLETA_WORKER_FALHOU', { motivo: text });
}
