import { type Static, Type } from 'typebox';
import { OrderFilterSchema } from './order-filter-wire.ts';
import { OrderRowSchema } from './order-wire.ts';
import { MAX_CODE_LENGTH } from './tables.ts';
import { OrderSchema } from './wire.ts';

/** What the routes of analyses take and answer, in the conventions of `wire.ts`. */

/** Orders of one request. */
const MOST_ORDERS = 200_000;
const OrderCodes = Type.Array(Type.String({ maxLength: MAX_CODE_LENGTH * 2 }), { maxItems: MOST_ORDERS });
/** A run's name: 8 to 64 letters, digits, `_` or `-`. */
export const RUN_NAME = /^[A-Za-z0-9_-]{8,64}$/;
const RunName = Type.String({ pattern: RUN_NAME.source });
const InstantText = Type.String({ format: 'date-time' });

/** How much of each order a run tells: the whole answer with its items, or its row of the order book. */
const DetailSchema = Type.Union([Type.Literal('completo'), Type.Literal('resumo')]);
export type RunDetail = Static<typeof DetailSchema>;

/** `POST …/processar`: a list of orders, all of them, or those of a filter. */
export const RunRequestSchema = Type.Object(
  {
    pedidos: Type.Optional(OrderCodes),
    todos: Type.Optional(Type.Literal(true)),
    filtro: Type.Optional(OrderFilterSchema),
    detalhe: Type.Optional(DetailSchema),
    session_id: Type.Optional(RunName),
  },
  { additionalProperties: false },
);
export type RunRequestBody = Static<typeof RunRequestSchema>;

export const RunStartedSchema = Type.Object({
  success: Type.Literal(true),
  session_id: Type.String(),
  total_pedidos: Type.Number(),
  lotes: Type.Number(),
  /** One opaque id a batch. */
  jobs: Type.Array(Type.String()),
});

/** An order that could not be answered. */
export const OrderFaultSchema = Type.Object({
  success: Type.Literal(false),
  num_pedido: Type.String(),
  codigo: Type.String(),
  error: Type.String(),
});
/** An order of a run with `detalhe: "resumo"`. */
const OrderSummarySchema = Type.Object({ success: Type.Literal(true), ...OrderRowSchema.properties });
const RunResults = Type.Array(Type.Union([OrderSchema, OrderSummarySchema, OrderFaultSchema]));
const Results = Type.Array(Type.Union([OrderSchema, OrderFaultSchema]));

export const RunResultsSchema = Type.Object({
  success: Type.Literal(true),
  resultados: RunResults,
  /** Cursor to ask with next. */
  proximo: Type.Number(),
  progresso: Type.Number(),
  /** The run has ended and nothing is left to be fetched. */
  completo: Type.Boolean(),
});

const WorkerStatusSchema = Type.Object({
  /** A thread of the process that does the batches, numbered from 0; in another process the same number is another. */
  worker_id: Type.Number(),
  estado: Type.Union([Type.Literal('LIVRE'), Type.Literal('OCUPADO')]),
  /** Batches of this run it has done. */
  lotes: Type.Number(),
  pedidos_por_s: Type.Number(),
  lote_atual: Type.Union([Type.Number(), Type.Null()]),
});

export const RunStatusSchema = Type.Object({
  success: Type.Literal(true),
  session_id: Type.String(),
  total: Type.Number(),
  processados: Type.Number(),
  ok: Type.Number(),
  em_ruptura: Type.Number(),
  erros: Type.Number(),
  progresso: Type.Number(),
  completo: Type.Boolean(),
  cancelado: Type.Boolean(),
  iniciada_em: InstantText,
  duracao_ms: Type.Number(),
  workers: Type.Array(WorkerStatusSchema),
});
export type RunStatus = Static<typeof RunStatusSchema>;

export const ForgetBodySchema = Type.Object({ session_id: Type.String() }, { additionalProperties: false });

export const ForgottenSchema = Type.Object({ success: Type.Literal(true), session_id: Type.String() });

export const CancelledSchema = Type.Object({
  success: Type.Literal(true),
  session_id: Type.String(),
  /** False when the run had ended before. */
  cancelado: Type.Boolean(),
});

export const DirectBodySchema = Type.Object({ pedidos: OrderCodes }, { additionalProperties: false });

export const DirectAnswerSchema = Type.Object({
  success: Type.Literal(true),
  total: Type.Number(),
  ok: Type.Number(),
  em_ruptura: Type.Number(),
  erros: Type.Number(),
  duracao_ms: Type.Number(),
  resultados: Results,
});
