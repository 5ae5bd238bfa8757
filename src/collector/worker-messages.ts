import { type Static, type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { COLLECTION_MODES, PURCHASE_ORDER_STATUSES } from '../contract/collection.ts';
import { ERRORS, type ErrorCode, RupturaError } from '../contract/errors.ts';
import type { OrderProgress } from './collecting.ts';
import type { OrderOutcome, PurchaseOrder } from './order.ts';
import type { CollectorSettings } from './settings.ts';

/**
 * What coordinator and workers say to each other, as JSON. Both ends check what arrives: they are separate processes,
 * perhaps of different versions once they run on several hosts.
 *
 *     worker                        coordinator
 *       ready        ──────────────▶
 *       next         ──────────────▶            wants an order
 *                    ◀──────────────  order     one lease, whenever there is an order for it
 *       enter/leave  ──────────────▶            a transfer of the cap of all workers; answered by `entered`
 *       progress     ──────────────▶
 *       done/returned──────────────▶            ends the lease
 *                    ◀──────────────  session   somebody signed in: read the storage state again
 *                    ◀──────────────  stop      finish what runs, or let go of it now
 *       alive        ──────────────▶            every few seconds
 */

const Text = Type.String();
const Count = Type.Integer({ minimum: 0 });
const oneOf = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>(Type.String({ enum: [...values] }));
const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
/** A schema under the name of the type it describes; the compiler refuses one that describes less. */
const described =
  <T>() =>
  <S extends TSchema>(schema: Static<S> extends T ? S : never) =>
    Type.Unsafe<T>(schema);

const OrderSchema = described<PurchaseOrder>()(
  Type.Object({
    number: Text,
    folders: Type.Array(Text),
    supplier: nullable(Text),
    rows: Type.Array(Count),
  }),
);

const SettingsSchema = described<CollectorSettings>()(
  Type.Object({
    portal: Text,
    base: Text,
    outputFolder: Text,
    mode: oneOf(COLLECTION_MODES),
    downloads: Type.Integer({ minimum: 1 }),
    headless: Type.Boolean(),
    statePath: Text,
    profileFolder: Text,
    requisitions: Type.Boolean(),
    orderTimeoutMs: Type.Integer({ minimum: 1 }),
  }),
);

const StoredSchema = Type.Object({ url: Text, page: Text, name: Text, bytes: Count, sha256: Text });
const LostSchema = Type.Object({ url: Text, name: Text, error: Text, cause: Text });

const OutcomeSchema = described<OrderOutcome>()(
  Type.Object({
    number: Text,
    status: oneOf(PURCHASE_ORDER_STATUSES),
    found: Count,
    stored: Type.Array(StoredSchema),
    lost: Type.Array(LostSchema),
    supplier: nullable(Text),
    url: Text,
    folder: nullable(Text),
    error: nullable(Text),
    cause: nullable(Text),
    startedAt: Text,
    endedAt: Text,
  }),
);

const ProgressSchema = described<OrderProgress>()(
  Type.Union([
    Type.Object({ kind: Type.Literal('attachments-found'), count: Count }),
    Type.Object({ kind: Type.Literal('transfer'), name: Text, bytes: Count, total: nullable(Count) }),
    Type.Object({ kind: Type.Literal('transfer-ended'), name: Text, isStored: Type.Boolean() }),
  ]),
);

/** An error of the catalogue on its way to another process; `code` is null for one that nobody expected. */
const ProblemSchema = Type.Object({
  code: nullable(Text),
  params: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
  text: Text,
});
export type Problem = Static<typeof ProblemSchema>;

/** Why an order comes back without an outcome. */
const RETURN_REASONS = ['session', 'stopped', 'failed'] as const;

const ToWorkerSchema = Type.Union([
  Type.Object({ kind: Type.Literal('start'), settings: SettingsSchema }),
  Type.Object({ kind: Type.Literal('order'), lease: Count, order: OrderSchema }),
  Type.Object({ kind: Type.Literal('entered'), ticket: Count }),
  Type.Object({ kind: Type.Literal('session') }),
  Type.Object({ kind: Type.Literal('stop'), isNow: Type.Boolean() }),
]);
export type ToWorker = Static<typeof ToWorkerSchema>;

const FromWorkerSchema = Type.Union([
  Type.Object({ kind: Type.Literal('ready') }),
  Type.Object({ kind: Type.Literal('alive') }),
  Type.Object({ kind: Type.Literal('next') }),
  Type.Object({ kind: Type.Literal('enter'), ticket: Count }),
  Type.Object({ kind: Type.Literal('leave'), ticket: Count }),
  Type.Object({ kind: Type.Literal('progress'), lease: Count, progress: ProgressSchema }),
  Type.Object({ kind: Type.Literal('done'), lease: Count, outcome: OutcomeSchema }),
  Type.Object({
    kind: Type.Literal('returned'),
    lease: Count,
    reason: oneOf(RETURN_REASONS),
    problem: ProblemSchema,
  }),
  /** The worker cannot go on, and no other could: there is no browser, the disk is full. */
  Type.Object({ kind: Type.Literal('useless'), problem: ProblemSchema }),
]);
export type FromWorker = Static<typeof FromWorkerSchema>;

const toWorker = Compile(ToWorkerSchema);
const fromWorker = Compile(FromWorkerSchema);

/** @throws TypeError for anything but a message of the coordinator */
export function parseToWorker(message: unknown): ToWorker {
  if (toWorker.Check(message)) return message;
  throw new TypeError(`not a message to a worker: ${shortened(message)}`);
}

/** @throws TypeError for anything but a message of a worker */
export function parseFromWorker(message: unknown): FromWorker {
  if (fromWorker.Check(message)) return message;
  throw new TypeError(`not a message of a worker: ${shortened(message)}`);
}

function shortened(message: unknown): string {
  return (JSON.stringify(message) ?? String(message)).slice(0, 200);
}

/** An error as it is sent. */
export function problemOf(error: unknown): Problem {
  if (error instanceof RupturaError)
    return { code: error.code, params: { ...error.params }, text: error.message };
  const text = error instanceof Error ? error.message : String(error);
  return { code: null, params: {}, text: text.split('\n')[0] ?? '' };
}

/** The error that was sent. One that nobody expected becomes COLETA_WORKER_FALHOU. */
export function errorOf({ code, params, text }: Problem): RupturaError {
  if (code !== null && Object.hasOwn(ERRORS, code)) return new RupturaError(code as ErrorCode, params);
  return new RupturaError('COLETA_WORKER_FALHOU', { motivo: text });
}
