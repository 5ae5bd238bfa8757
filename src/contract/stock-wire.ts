import { type Static, Type } from 'typebox';
import { HORIZON_DAYS } from './codes.ts';
import { StockProjectionSchema } from './wire.ts';

/** Answers of the routes under `/api/estoque`, in the conventions of `wire.ts`. */

const DateText = Type.String({ format: 'date' });
const InstantText = Type.String({ format: 'date-time' });
const NullableDate = Type.Union([DateText, Type.Null()]);
const NullableText = Type.Union([Type.String(), Type.Null()]);
const NullableInstant = Type.Union([InstantText, Type.Null()]);
const Status = Type.Union([Type.Literal('CRÍTICO'), Type.Literal('ATENÇÃO'), Type.Literal('OK')]);
/** Cursor of the next page; null on the last one. */
const NextCursor = Type.Union([Type.String(), Type.Null()]);

const RequirementDocumentSchema = Type.Object({
  num_pedido: Type.String(),
  separacao_lote_id: NullableText,
  origem: Type.Union([Type.Literal('SEPARACAO'), Type.Literal('PRE_SEPARACAO'), Type.Literal('CARTEIRA')]),
  qtd: Type.Number(),
  /** The real date: an overdue requirement falls on D0 and keeps its own date here. */
  data: NullableDate,
});
export type RequirementDocument = Static<typeof RequirementDocumentSchema>;

const ReceiptDocumentSchema = Type.Object({ documento: NullableText, qtd: Type.Number(), data: DateText });
export type ReceiptDocument = Static<typeof ReceiptDocumentSchema>;

const CardexDaySchema = Type.Object({
  data: DateText,
  estoque_inicial: Type.Number(),
  saidas: Type.Number(),
  entradas: Type.Number(),
  estoque_final: Type.Number(),
  atp: Type.Number(),
  documentos_saida: Type.Array(RequirementDocumentSchema),
  documentos_entrada: Type.Array(ReceiptDocumentSchema),
  /** Documents of the day beyond those listed, and their quantity. */
  documentos_omitidos: Type.Number(),
});

export const PastMovementSchema = Type.Object({
  id: Type.Number(),
  data_movimentacao: DateText,
  tipo: NullableText,
  qtd_movimentacao: Type.Number(),
  /** Balance after this movement, in order of date and id. */
  saldo: Type.Number(),
  local: NullableText,
  documento: NullableText,
  chave_externa: NullableText,
});
export type PastMovement = Static<typeof PastMovementSchema>;

/** `GET /api/estoque/:cod_produto/cardex`: the projection with the documents behind it, and the movements so far. */
export const CardexSchema = Type.Object({
  ...Type.Omit(StockProjectionSchema, ['projecao', 'data_disponivel', 'data_segura']).properties,
  projecao: Type.Array(CardexDaySchema, { minItems: HORIZON_DAYS, maxItems: HORIZON_DAYS }),
  documentos_sem_data: Type.Array(RequirementDocumentSchema),
  documentos_atrasados: Type.Array(ReceiptDocumentSchema),
  movimentacoes: Type.Array(PastMovementSchema),
  proximo: NextCursor,
});
export type CardexAnswer = Static<typeof CardexSchema>;

const ProductOrderSchema = Type.Object({
  num_pedido: Type.String(),
  cliente: NullableText,
  /** Earliest of the order's lines with the product. */
  expedicao: NullableDate,
  qtd_saldo: Type.Number(),
  /** What is missing of the product, as in the analysis of the order; 0 where the order is not short of it. */
  ruptura_qtd: Type.Number(),
  /** Of the lines with the product. */
  valor_total: Type.Number(),
  /** Promised date of the lines with the product; null without one. */
  promessa: NullableDate,
});
export type ProductOrder = Static<typeof ProductOrderSchema>;

/** `GET /api/estoque/:cod_produto/pedidos`: open orders with the product, those short of it first. */
export const ProductOrdersSchema = Type.Object({
  cod_produto: Type.String(),
  pedidos: Type.Array(ProductOrderSchema),
  posicao: Type.Number(),
  total: Type.Number(),
  /** Orders short of this product, and the value of their lines with it. */
  em_falta: Type.Number(),
  valor_em_falta: Type.Number(),
  versao: Type.Number(),
  calculado_em: InstantText,
});
export type ProductOrdersAnswer = Static<typeof ProductOrdersSchema>;

/** `POST /api/estoque/:cod_produto/recalcular`. */
export const RecalculatedSchema = Type.Object({
  ...Type.Omit(StockProjectionSchema, ['data_disponivel', 'data_segura']).properties,
  tempo_calculo_ms: Type.Number(),
  /** Whether the result was saved; not for products that no table names, nor under a fixed business date. */
  salvo: Type.Boolean(),
});
export type RecalculatedAnswer = Static<typeof RecalculatedSchema>;

const BackgroundDoneSchema = Type.Object({ em: InstantText, linhas: Type.Number(), total: Type.Number() });
export type BackgroundDone = Static<typeof BackgroundDoneSchema>;
const NullableDone = Type.Union([BackgroundDoneSchema, Type.Null()]);

/** `GET /api/estoque/cache/status`: how far the saved projections are. */
export const SavedStatusSchema = Type.Object({
  /** Who saves: this process, another one, nobody yet (start, lost connection), or nobody: the date is fixed. */
  gravacao: Type.Union([
    Type.Literal('AQUI'),
    Type.Literal('EM_OUTRO_PROCESSO'),
    Type.Literal('AGUARDANDO'),
    Type.Literal('DESLIGADA_DATA_FIXA'),
  ]),
  /** Products of the book. */
  produtos: Type.Number(),
  /** Products whose saved row is known to be what would be calculated now. */
  em_dia: Type.Number(),
  pendentes: Type.Number(),
  marca_mais_antiga: NullableInstant,
  /** Marked products whose saved row turned out to be right already / had to be written. */
  acertos: Type.Number(),
  faltas: Type.Number(),
  ultimo_lote: Type.Union([
    Type.Object({ em: InstantText, produtos: Type.Number(), tempo_ms: Type.Number() }),
    Type.Null(),
  ]),
  /** Time to calculate one product, over the last ones saved. */
  tempo_ms: Type.Object({
    p50: Type.Union([Type.Number(), Type.Null()]),
    p99: Type.Union([Type.Number(), Type.Null()]),
  }),
  ultima_virada_de_dia: NullableInstant,
  /** Other work of the process that saves: when last, rows it touched then, rows since the process began. */
  segundo_plano: Type.Object({
    /** Saved rows older than PROJECAO_VALIDADE_MIN, marked again. */
    renovacao: NullableDone,
    /** Products photographed into estoque_projecao_historico. */
    virada_de_dia: NullableDone,
    /** Days of history that became statistics of their month, in rows. */
    compactacao_historico: NullableDone,
    dobra_estoque: NullableDone,
    poda_mudancas: NullableDone,
    /** Rows kept to undo imports, forgotten. */
    poda_importacoes: NullableDone,
  }),
});
export type SavedStatusAnswer = Static<typeof SavedStatusSchema>;

const StockoutSchema = Type.Object({
  cod_produto: Type.String(),
  nome_produto: NullableText,
  status_ruptura: Status,
  dia_ruptura: NullableDate,
  estoque_atual: Type.Number(),
  /** Lowest balance of D0..D28. */
  menor_estoque: Type.Number(),
  menor_estoque_7d: Type.Number(),
  /** Open orders with this product in shortage, and the value of those items. */
  pedidos_aguardando: Type.Number(),
  valor_aguardando: Type.Number(),
  /** The next one from today on, however far. */
  proxima_entrada: NullableDate,
  qtd_proxima_entrada: Type.Union([Type.Number(), Type.Null()]),
});
export type Stockout = Static<typeof StockoutSchema>;

/** How many products, and what the items that lack them are worth. */
const ProductSumSchema = Type.Object({ produtos: Type.Number(), valor_aguardando: Type.Number() });

const ProductTotalsSchema = Type.Object({
  ...ProductSumSchema.properties,
  /** Those that orders lack. */
  em_falta: ProductSumSchema,
  /** Those that fall below zero within D0..D7. */
  esta_semana: ProductSumSchema,
  /** Those that fall below zero, or that orders lack, without any receipt to come. */
  sem_entrada: ProductSumSchema,
  por_status: Type.Object({ CRÍTICO: ProductSumSchema, ATENÇÃO: ProductSumSchema, OK: ProductSumSchema }),
});
/** What the products of a filter come to. */
export type ProductListTotals = Static<typeof ProductTotalsSchema>;

/** `GET /api/estoque/rupturas`. */
export const StockoutsSchema = Type.Object({
  produtos: Type.Array(StockoutSchema),
  /** Row of the filtered list that the first of them is, from 0. */
  posicao: Type.Number(),
  /** Products the filter lets through, on all pages. */
  total: Type.Number(),
  /** Of the products the filter lets through. */
  totais: ProductTotalsSchema,
  proximo: NextCursor,
  versao: Type.Number(),
  calculado_em: InstantText,
});
export type StockoutsAnswer = Static<typeof StockoutsSchema>;

const HeatRowSchema = Type.Object({
  cod_produto: Type.String(),
  nome_produto: NullableText,
  status_ruptura: Status,
  dia_ruptura: NullableDate,
  estoque_atual: Type.Number(),
  menor_estoque_7d: Type.Number(),
  /** Open orders with this product in shortage, and the value of those items. */
  pedidos_aguardando: Type.Number(),
  valor_aguardando: Type.Number(),
  /** Requirements of D0..D28 together, and of a day on average: what a balance is large or small against. */
  saidas_total: Type.Number(),
  saidas_media: Type.Number(),
  /** `estoque_final` of D0..D28. */
  saldos: Type.Array(Type.Number(), { minItems: HORIZON_DAYS, maxItems: HORIZON_DAYS }),
});
export type HeatRow = Static<typeof HeatRowSchema>;

/** `GET /api/estoque/mapa`. */
export const HeatMapSchema = Type.Object({
  dias: Type.Array(DateText, { minItems: HORIZON_DAYS, maxItems: HORIZON_DAYS }),
  produtos: Type.Array(HeatRowSchema),
  /** Row of the filtered list that the first of them is, from 0. */
  posicao: Type.Number(),
  total: Type.Number(),
  proximo: NextCursor,
  versao: Type.Number(),
  calculado_em: InstantText,
});
export type HeatMapAnswer = Static<typeof HeatMapSchema>;

const NullableNumber = Type.Union([Type.Number(), Type.Null()]);

/**
 * The receipts of a product on a day, and who waits for them. Of a late one, what would be if it came today. Null where
 * that cannot be told: beyond the horizon, and of late ones under the policy `completa`.
 */
const ReceiptRowSchema = Type.Object({
  cod_produto: Type.String(),
  nome_produto: NullableText,
  data: DateText,
  quando: Type.Union([
    Type.Literal('ATRASADA'),
    Type.Literal('HOJE'),
    Type.Literal('PREVISTA'),
    Type.Literal('ALEM_DO_HORIZONTE'),
  ]),
  qtd: Type.Number(),
  /** At most 20 of them; `documentos_omitidos` counts the rest. */
  documentos: Type.Array(Type.Object({ documento: NullableText, qtd: Type.Number() })),
  documentos_omitidos: Type.Number(),
  /** Open orders that it serves in the ranked promise (or, of a late one, would free), and the value of those demands. */
  pedidos_a_espera: NullableNumber,
  valor_a_espera: NullableNumber,
  qtd_atendida: NullableNumber,
  /** Those of them that are due before it comes: they stand still until then. */
  pedidos_parados: NullableNumber,
  valor_parado: NullableNumber,
  /** Every demand due by its day is served then; otherwise the orders that are not, and what is missing for them. */
  suficiente: Type.Union([Type.Boolean(), Type.Null()]),
  pedidos_sem_saldo: NullableNumber,
  falta_qtd: NullableNumber,
});
export type ReceiptRow = Static<typeof ReceiptRowSchema>;

const ReceiptSumSchema = Type.Object({
  entradas: Type.Number(),
  /** Of the late ones together, as if all came today; null where that cannot be told. */
  valor_a_espera: NullableNumber,
  insuficientes: Type.Number(),
});

/** `GET /api/entradas`. */
export const ReceiptsSchema = Type.Object({
  entradas: Type.Array(ReceiptRowSchema),
  /** Row of the filtered list that the first of them is, from 0. */
  posicao: Type.Number(),
  total: Type.Number(),
  /** Of the receipts the filter lets through. */
  totais: Type.Object({
    ATRASADA: ReceiptSumSchema,
    HOJE: ReceiptSumSchema,
    PREVISTA: ReceiptSumSchema,
    ALEM_DO_HORIZONTE: ReceiptSumSchema,
  }),
  proximo: NextCursor,
  versao: Type.Number(),
  calculado_em: InstantText,
});
export type ReceiptsAnswer = Static<typeof ReceiptsSchema>;

/** One movement of `POST /api/estoque/movimentacoes`. A decimal is exact as text and as a number. */
export const MovementSchema = Type.Object(
  {
    cod_produto: Type.String(),
    data_movimentacao: DateText,
    qtd_movimentacao: Type.Union([Type.Number(), Type.String()]),
    tipo: Type.Optional(NullableText),
    local: Type.Optional(NullableText),
    documento: Type.Optional(NullableText),
    chave_externa: Type.Optional(NullableText),
  },
  { additionalProperties: false },
);
export type MovementBody = Static<typeof MovementSchema>;

/** Most movements in one request. */
export const MOST_MOVEMENTS = 10_000;

/** Answer of `POST /api/estoque/movimentacoes`: one entry a movement, in the order sent. */
export const MovementsSavedSchema = Type.Object({
  success: Type.Literal(true),
  gravadas: Type.Number(),
  ignoradas: Type.Number(),
  movimentacoes: Type.Array(
    Type.Object({
      /** Of the row stored now or, for a skipped movement, of the one that was there. */
      id: Type.Union([Type.Number(), Type.Null()]),
      chave_externa: NullableText,
      gravada: Type.Boolean(),
    }),
  ),
});
export type MovementsSaved = Static<typeof MovementsSavedSchema>;

/** What each server on one database has for itself, unless a service between them is set up. */
export const OWN_TO_A_SERVER = ['FILA_DE_ANALISES', 'AVISOS', 'RESULTADOS_GUARDADOS'] as const;

/** `GET /saude`. */
export const HealthSchema = Type.Object({
  /** The process answers. */
  vivo: Type.Literal(true),
  /** Questions about the book are answered now. */
  pronto: Type.Boolean(),
  versao_programa: Type.String(),
  data_hoje: NullableDate,
  /** The business date is fixed by RUPTURA_HOJE: answers are not of today. */
  data_fixa: Type.Boolean(),
  banco: Type.Object({
    embutido: Type.Boolean(),
    /** Data folder of the embedded database, or server and name of the external one. */
    lugar: Type.String(),
    respondendo: Type.Boolean(),
  }),
  servidores: Type.Object({
    /** Other servers that work on the same database now. */
    outros: Type.Number(),
    /** What they have each for itself: a run is carried out by the server that started it, and told by any. */
    nao_compartilhado: Type.Array(
      Type.Union([
        Type.Literal('FILA_DE_ANALISES'),
        Type.Literal('AVISOS'),
        Type.Literal('RESULTADOS_GUARDADOS'),
      ]),
    ),
  }),
  livro: Type.Union([
    Type.Object({
      versao: Type.Number(),
      produtos: Type.Number(),
      pedidos: Type.Number(),
      itens: Type.Number(),
    }),
    Type.Null(),
  ]),
  no_ar_s: Type.Number(),
  problema: Type.Union([Type.Object({ codigo: Type.String(), error: Type.String() }), Type.Null()]),
});
export type HealthAnswer = Static<typeof HealthSchema>;

/** `GET /api/verificacao`. */
export const DigestSchema = Type.Object({
  versao: Type.Number(),
  hoje: Type.Number(),
  produtos: Type.Number(),
  pedidos: Type.Number(),
  sha256: Type.String(),
});

/** Every answer that is an error. */
export const ErrorSchema = Type.Object({
  success: Type.Literal(false),
  codigo: Type.String(),
  error: Type.String(),
  detalhes: Type.Unknown(),
});
export type ErrorAnswer = Static<typeof ErrorSchema>;
