import { type Static, Type } from 'typebox';
import { CollectionSnapshotSchema, CollectionSummarySchema } from './collection.ts';
import {
  ATTACHMENT_PARTS,
  COLLECTION_MODES,
  COLLECTION_STATES,
  PURCHASE_ORDER_STATUSES,
  RESULT_COLUMNS,
  SCHEDULE_STATES,
} from './collection-codes.ts';

/** Collections of attachments over HTTP, in the conventions of `wire.ts`. What is seen of one that runs: `collection.ts`. */

const NullableText = Type.Union([Type.String(), Type.Null()]);
const NullableNumber = Type.Union([Type.Number(), Type.Null()]);
const oneOf = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>(Type.String({ enum: [...values] }));

/** What a purchase of a collection is: its result, at work now (`RUNNING`), or still to be begun (`WAITING`). */
export const COLLECTION_PURCHASE_STATUSES = [...PURCHASE_ORDER_STATUSES, 'RUNNING', 'WAITING'] as const;
export type CollectionPurchaseStatus = (typeof COLLECTION_PURCHASE_STATUSES)[number];

/** State of the portal session. `UNREACHABLE` says nothing about it: the portal did not answer. */
export const PORTAL_SESSION_STATES = ['VALID', 'MISSING', 'EXPIRED', 'UNREACHABLE'] as const;
export type PortalSessionState = (typeof PORTAL_SESSION_STATES)[number];

/** State of the window in which a person signs in. The last three are its end. */
export const SIGN_IN_WINDOW_STATES = ['OPENING', 'WAITING', 'SIGNED_IN', 'CLOSED', 'FAILED'] as const;
export type SignInWindowState = (typeof SIGN_IN_WINDOW_STATES)[number];

/** Limits of what a caller may ask of a collection. */
export const COLLECTION_LIMITS = {
  workers: 16,
  downloads: 16,
  /** Requests: more is no pace. */
  per_minute: 6_000,
  list_bytes: 32 * 1024 * 1024,
  session_bytes: 8 * 1024 * 1024,
} as const;

/** A collection in a line: all of it, however many runs it took. */
const CollectionSchema = Type.Object({
  coleta_id: Type.String(),
  /** Name of the list, as it was sent. */
  arquivo: Type.String(),
  estado: oneOf(COLLECTION_STATES),
  pausada: Type.Boolean(),
  /** Only looks: pages are read, nothing is brought. */
  simular: Type.Boolean(),
  portal: Type.String(),
  base: Type.String(),
  modo: oneOf(COLLECTION_MODES),
  workers: Type.Number(),
  downloads: Type.Number(),
  inicio: Type.String({ format: 'date-time' }),
  fim: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  /** Rows of the list, and those that name no purchase. */
  linhas: Type.Number(),
  linhas_recusadas: Type.Number(),
  /** Distinct purchase orders. */
  total: Type.Number(),
  prontos: Type.Number(),
  com_sucesso: Type.Number(),
  /** Of those, purchases whose pages say that they have no attachments. */
  sem_anexos: Type.Number(),
  com_falha: Type.Number(),
  arquivos: Type.Number(),
  bytes: Type.Number(),
  /** Whether it may be gone on with. */
  pode_retomar: Type.Boolean(),
  /** Folder on the server's disk that holds the folders of its purchases. */
  pasta: Type.String(),
  /** Why it did not complete; null where it did, where it runs, and where somebody stopped it. */
  codigo: NullableText,
  error: NullableText,
});
export type Collection = Static<typeof CollectionSchema>;

/** `POST /api/coletas`, and what changes a collection. */
export const CollectionAnswerSchema = Type.Object({ success: Type.Boolean(), coleta: CollectionSchema });

/** `GET /api/coletas`, newest first. */
export const CollectionsSchema = Type.Object({
  success: Type.Boolean(),
  coletas: Type.Array(CollectionSchema),
  posicao: Type.Number(),
  total: Type.Number(),
  /** For `cursor`: the page after this one; null where there is none. */
  proximo: NullableText,
});
export type CollectionsAnswer = Static<typeof CollectionsSchema>;

/** What one part of one page says of its attachments, and what came of them. */
const PurchaseEvidenceSchema = Type.Object({
  parte: oneOf(ATTACHMENT_PARTS),
  /** Address of the page. */
  pagina: Type.String(),
  /** What the part's own counter says, 0 where it says that there are none; null where it says nothing. */
  dito: NullableNumber,
  encontrado: Type.Number(),
  /** Stored; in a dry run, by former collections: these would not be brought again. */
  guardado: Type.Number(),
  /** Why it is not believed to be whole; null where it is. */
  falta: NullableText,
});
export type PurchaseEvidence = Static<typeof PurchaseEvidenceSchema>;

/** What became of one purchase order, or of a row that names none. */
const CollectionPurchaseSchema = Type.Object({
  /** Digits only; the text of the list where it is no number of a purchase. */
  pedido: Type.String(),
  /** Lines of the list that name it, as its file counts them. */
  linhas: Type.Array(Type.Number()),
  fornecedor: NullableText,
  status: oneOf(COLLECTION_PURCHASE_STATUSES),
  /** Who works on it now. */
  worker_id: NullableNumber,
  /** Whether it can be collected once more. */
  pode_tentar: Type.Boolean(),
  encontrados: Type.Number(),
  arquivos: Type.Number(),
  perdidos: Type.Number(),
  bytes: Type.Number(),
  segundos: NullableNumber,
  fim: NullableText,
  causa: NullableText,
  /** The cause in words, in the caller's language. */
  causa_texto: NullableText,
  error: NullableText,
  /** By part and page, in the order of the pages; empty where no page could be read. */
  evidencias: Type.Array(PurchaseEvidenceSchema),
  /** What is odd of files that are stored nevertheless. */
  observacoes: Type.Array(Type.Object({ arquivo: Type.String(), observacao: Type.String() })),
  /** Address at the portal. */
  url: NullableText,
});
export type CollectionPurchase = Static<typeof CollectionPurchaseSchema>;

/** `GET /api/coletas/:id`. */
export const CollectionDetailsSchema = Type.Object({
  success: Type.Boolean(),
  coleta: CollectionSchema,
  /** The run at work, or the last one; null where its end is not known (the server was killed). */
  andamento: Type.Union([CollectionSnapshotSchema, Type.Null()]),
  /** Of the whole collection, once it rests; `workers` as far as it is known who did what. */
  resumo: Type.Union([CollectionSummarySchema, Type.Null()]),
  /** Purchases by status, whatever the filter. */
  por_status: Type.Array(
    Type.Object({ status: oneOf(COLLECTION_PURCHASE_STATUSES), pedidos: Type.Number() }),
  ),
  pedidos: Type.Array(CollectionPurchaseSchema),
  posicao: Type.Number(),
  /** Purchases the filter lets through. */
  total: Type.Number(),
  /** For `posicao`: the page after this one; null where there is none. */
  proximo: NullableNumber,
  /** Grows with everything that changes a purchase. */
  revisao: Type.Number(),
});
export type CollectionDetails = Static<typeof CollectionDetailsSchema>;

/** Events of `GET /api/coletas/:id/stream`. */
export const CollectionEventSchema = Type.Object({
  coleta: CollectionSchema,
  andamento: Type.Union([CollectionSnapshotSchema, Type.Null()]),
  revisao: Type.Number(),
  /** Nothing happens any more until somebody asks for it. */
  completo: Type.Boolean(),
  timestamp: Type.String({ format: 'date-time' }),
});
export type CollectionStreamEvent = Static<typeof CollectionEventSchema>;

/** `GET /api/coletas/:id/pedidos/:po/arquivos`. */
export const CollectionFilesSchema = Type.Object({
  success: Type.Boolean(),
  pedido: CollectionPurchaseSchema,
  /** Folder of the purchase, below that of the collection; null where none was made. */
  pasta: NullableText,
  arquivos: Type.Array(
    Type.Object({
      nome: Type.String(),
      bytes: Type.Number(),
      /** Null for what the program made itself, such as the PDF of a message. */
      sha256: NullableText,
      /** Where it came from. */
      url: NullableText,
      /** Page that showed it. */
      pagina: NullableText,
    }),
  ),
  perdidos: Type.Array(
    Type.Object({
      nome: Type.String(),
      url: Type.String(),
      causa: Type.String(),
      causa_texto: Type.String(),
      error: Type.String(),
    }),
  ),
  /** Of a dry run: what would be brought. */
  previstos: Type.Array(
    Type.Object({
      nome: Type.String(),
      parte: oneOf(ATTACHMENT_PARTS),
      /** Null where only a click starts it. */
      url: NullableText,
      /** Null where nobody tells. */
      bytes: NullableNumber,
      pagina: Type.String(),
    }),
  ),
});
export type CollectionFiles = Static<typeof CollectionFilesSchema>;

/** `POST /api/coletas/:id/tentar` and `…/pedidos/:po/tentar`. */
export const CollectionRetrySchema = Type.Object({
  success: Type.Boolean(),
  coleta: CollectionSchema,
  /** Purchases that are collected once more. */
  pedidos: Type.Number(),
});
export type CollectionRetry = Static<typeof CollectionRetrySchema>;

/** `GET` and `POST /api/coletas/sessao`. What a session consists of is never told. */
export const PortalSessionSchema = Type.Object({
  success: Type.Boolean(),
  portal: Type.String(),
  /** Portals that can be collected from. */
  portais: Type.Array(Type.String()),
  /** Address asked about; null where neither the caller nor the settings name one. */
  base: NullableText,
  /** Whether this portal is collected from by its official API: `estado` is that of its client then, and nobody signs in. */
  api: Type.Boolean(),
  /** Null without an address. */
  estado: Type.Union([oneOf(PORTAL_SESSION_STATES), Type.Null()]),
  /** How a person signs in where the server runs; null without an address. */
  comando: NullableText,
  /** Whether the caller sits at the machine of the server, and a window can be opened there. */
  janela: Type.Boolean(),
});
export type PortalSessionAnswer = Static<typeof PortalSessionSchema>;

/** Events of `POST /api/coletas/sessao/janela`. */
export interface SignInWindowEvent {
  readonly estado: SignInWindowState;
  /** Why it failed; null where it did not. */
  readonly codigo: string | null;
  readonly error: string | null;
}

/** `POST /api/coletas/lista`: what a list comes to, before anything is collected. */
export const CollectionListSchema = Type.Object({
  success: Type.Boolean(),
  /** Name of the list, as it was sent. */
  arquivo: Type.String(),
  /** The sheet that is taken, and those that could have been; null and none where the list is no workbook. */
  folha: NullableText,
  outras_folhas: Type.Array(Type.String()),
  /** Line of the headings, as the file counts; null where there are none. */
  linha_titulos: NullableNumber,
  /** By place. Blank headings are there too; `coluna` is the known column that a heading means. */
  titulos: Type.Array(
    Type.Object({ titulo: Type.String(), coluna: Type.Union([oneOf(RESULT_COLUMNS), Type.Null()]) }),
  ),
  /** Place in `titulos` of the column of purchase orders; null where somebody has to say it (`coluna`). */
  posicao_pedido: NullableNumber,
  /** Places of the columns that may be it. */
  candidatas: Type.Array(Type.Number()),
  /** Why nothing can be collected by it; null where something can. */
  codigo: NullableText,
  error: NullableText,
  /** The first rows, by place. */
  primeiras: Type.Array(Type.Object({ linha: Type.Number(), celulas: Type.Array(Type.String()) })),
  /** Rows that are not blank. */
  linhas: Type.Number(),
  /** Distinct purchase orders that would be collected. */
  pedidos: Type.Number(),
  /** Distinct purchase orders that are left as they are, because they are COMPLETED. */
  concluidos: Type.Number(),
  /** Rows that name a purchase order that a row above names already. */
  repetidas: Type.Number(),
  /** Rows that name none; of these the first. */
  linhas_recusadas: Type.Number(),
  recusadas: Type.Array(Type.Object({ linha: Type.Number(), texto: Type.String(), error: Type.String() })),
});
export type CollectionListAnswer = Static<typeof CollectionListSchema>;

/** A collection that begins by itself. */
const CollectionScheduleSchema = Type.Object({
  agenda_id: Type.Number(),
  /** Days and times, by the clock of `fuso`: `seg-sex 06:00`. */
  agenda: Type.String(),
  fuso: Type.String(),
  proxima: Type.String({ format: 'date-time' }),
  /** Path of the list on the disk of the servers, and its name. */
  lista: Type.String(),
  arquivo: Type.String(),
  portal: Type.String(),
  base: Type.String(),
  modo: oneOf(COLLECTION_MODES),
  workers: Type.Number(),
  downloads: Type.Number(),
  criada_em: Type.String({ format: 'date-time' }),
  /** What became of the last time; null before the first. */
  ultima: Type.Union([
    Type.Null(),
    Type.Object({
      horario: Type.String({ format: 'date-time' }),
      /** Seconds after it that the collection was begun; 0 where it was in time. */
      atraso_s: Type.Number(),
      estado: oneOf(SCHEDULE_STATES),
      /** Null where none was begun. */
      coleta_id: NullableText,
      total: NullableNumber,
      com_sucesso: NullableNumber,
      com_falha: NullableNumber,
      codigo: NullableText,
      error: NullableText,
    }),
  ]),
});
export type CollectionSchedule = Static<typeof CollectionScheduleSchema>;

/** `GET /api/coletas/agendas`, the oldest first. They are made by `ruptura coletar LISTA --agenda`. */
export const CollectionSchedulesSchema = Type.Object({
  success: Type.Boolean(),
  agendas: Type.Array(CollectionScheduleSchema),
});

/** `DELETE /api/coletas/agendas/:agenda`. A collection of it that runs goes on. */
export const CollectionScheduleRemovedSchema = Type.Object({
  success: Type.Boolean(),
  agenda_id: Type.Number(),
});
