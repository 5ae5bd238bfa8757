import { type Static, Type } from 'typebox';
import {
  COLLECTION_MODES,
  COLLECTION_STATES,
  COLLECTOR_WORKER_STATES,
  PURCHASE_ORDER_STATUSES,
} from './collection-codes.ts';

/** What is shown of a collection while it goes on, and at its end. */

const InstantText = Type.String({ format: 'date-time' });
const NullableText = Type.Union([Type.String(), Type.Null()]);
const NullableNumber = Type.Union([Type.Number(), Type.Null()]);
const oneOf = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>(Type.String({ enum: [...values] }));

/** A file on its way. */
const TransferSchema = Type.Object({
  nome: Type.String(),
  bytes: Type.Number(),
  /** Length the portal announced; null where it did not. */
  total: NullableNumber,
});

/** One line of *Progresso por Worker*. */
export const CollectorWorkerSchema = Type.Object({
  worker_id: Type.Number(),
  /** Purchase order at work; null between purchases. */
  po_id: NullableText,
  status: oneOf(COLLECTOR_WORKER_STATES),
  /** Seconds since the purchase was begun. */
  tempo: Type.Number(),
  timestamp: InstantText,
  arquivos_encontrados: Type.Number(),
  arquivos_prontos: Type.Number(),
  bytes_por_s: Type.Number(),
  pedidos_prontos: Type.Number(),
  pedidos_com_falha: Type.Number(),
  /** Part of its life with a purchase at work, 0 to 100. */
  ocupado: Type.Number(),
  transferencias: Type.Array(TransferSchema),
});
export type CollectorWorker = Static<typeof CollectorWorkerSchema>;

/** A collection as a whole, at one moment. Terminal, NDJSON, API and page show these same numbers. */
export const CollectionSnapshotSchema = Type.Object({
  coleta_id: Type.String(),
  estado: oneOf(COLLECTION_STATES),
  modo: oneOf(COLLECTION_MODES),
  pausada: Type.Boolean(),
  /** Only looks: pages are read, nothing is brought. */
  simular: Type.Boolean(),
  /** Why nothing new is begun: the portal is closed or fails, the portal session is being renewed. */
  aviso: NullableText,
  /** The portal is left alone until then; null where it is not. */
  portal_ate: Type.Union([InstantText, Type.Null()]),
  inicio: InstantText,
  fim: Type.Union([InstantText, Type.Null()]),
  timestamp: InstantText,
  /** Distinct purchase orders to collect; those done before are not among them. */
  total: Type.Number(),
  prontos: Type.Number(),
  com_sucesso: Type.Number(),
  /** Of those, purchases whose pages say that they have no attachments. */
  sem_anexos: Type.Number(),
  com_falha: Type.Number(),
  na_fila: Type.Number(),
  arquivos: Type.Number(),
  bytes: Type.Number(),
  bytes_por_s: Type.Number(),
  pedidos_por_min: Type.Number(),
  /** Seconds to the end; null before five purchases are done. */
  restante_s: NullableNumber,
  /** Of the coordinator, its workers and their browsers. */
  cpu_percentual: Type.Number(),
  memoria_bytes: Type.Number(),
  workers: Type.Array(CollectorWorkerSchema),
});
export type CollectionSnapshot = Static<typeof CollectionSnapshotSchema>;

/** What one worker, or all of them, did in a run of a collection. */
const TALLY = {
  pedidos: Type.Number(),
  com_sucesso: Type.Number(),
  /** Of those, purchases whose pages say that they have no attachments. */
  sem_anexos: Type.Number(),
  com_falha: Type.Number(),
  arquivos: Type.Number(),
  bytes: Type.Number(),
  /** Mean time from opening a purchase to its finished folder; null without purchases. */
  segundos_por_pedido: NullableNumber,
};
const CollectionTallySchema = Type.Object(TALLY);
export type CollectionTally = Static<typeof CollectionTallySchema>;

/** The end of a run of a collection, in numbers. */
export const CollectionSummarySchema = Type.Object({
  coleta_id: Type.String(),
  estado: oneOf(COLLECTION_STATES),
  /** Seconds. */
  duracao: Type.Number(),
  total: CollectionTallySchema,
  workers: Type.Array(Type.Object({ worker_id: Type.Number(), ...TALLY })),
  /** Files that are stored with something odd about them: their remarks say what. */
  arquivos_com_observacao: Type.Number(),
  /** Purchases by what became of them. */
  por_status: Type.Array(Type.Object({ status: oneOf(PURCHASE_ORDER_STATUSES), pedidos: Type.Number() })),
  /** Failures by cause, the most frequent first: whole purchases, and files of purchases. */
  falhas: Type.Array(
    Type.Object({
      causa: Type.String(),
      /** In words, in the caller's language; over HTTP. */
      causa_texto: Type.Optional(Type.String()),
      pedidos: Type.Number(),
      arquivos: Type.Number(),
    }),
  ),
  /** Rows of the list that name no purchase. */
  linhas_recusadas: Type.Number(),
  /** Purchases without a result, for a later run. */
  restantes: Type.Number(),
  arquivo_resultado: Type.String(),
  /** The workbook that came in, with the results; null where the list is none. */
  planilha_resultado: NullableText,
});
export type CollectionSummary = Static<typeof CollectionSummarySchema>;
