import { type Static, Type } from 'typebox';
import { HORIZON_DAYS } from './codes.ts';

/**
 * What programs receive: JSON of the HTTP routes and of `--json`. Quantities are numbers with at most 3 decimals,
 * prices 4, money and percentages 2; dates `yyyy-mm-dd`, instants ISO 8601 with offset.
 */

const DateText = Type.String({ format: 'date' });
const NullableDate = Type.Union([DateText, Type.Null()]);
const NullableNumber = Type.Union([Type.Number(), Type.Null()]);
const NullableText = Type.Union([Type.String(), Type.Null()]);

const ReceiptSchema = Type.Object({ data: DateText, qtd: Type.Number() });

const ProjectionDaySchema = Type.Object({
  data: DateText,
  estoque_inicial: Type.Number(),
  saidas: Type.Number(),
  entradas: Type.Number(),
  estoque_final: Type.Number(),
  atp: Type.Number(),
});

/** The projection of a product. */
export const ProjectionSchema = Type.Object({
  cod_produto: Type.String(),
  nome_produto: NullableText,
  estoque_atual: Type.Number(),
  projecao: Type.Array(ProjectionDaySchema, { minItems: HORIZON_DAYS, maxItems: HORIZON_DAYS }),
  menor_estoque_7d: Type.Number(),
  dia_ruptura: NullableDate,
  status_ruptura: Type.Union([Type.Literal('CRÍTICO'), Type.Literal('ATENÇÃO'), Type.Literal('OK')]),
  /** Receipts of D0. */
  producao_hoje: Type.Number(),
  /** Unscheduled requirements, outside the projection. */
  sem_data: Type.Number(),
  /** Receipts dated before today: they did not come and are not counted. */
  entrada_atrasada: Type.Number(),
  /** Only when a quantity was asked for. */
  data_disponivel: Type.Optional(NullableDate),
  data_segura: Type.Optional(NullableDate),
  versao: Type.Number(),
  calculado_em: Type.String({ format: 'date-time' }),
});
export type ProjectionAnswer = Static<typeof ProjectionSchema>;

/** Whether the code appears in any table, be it of rows that do not count: told apart from a product without stock. */
const KnownSchema = Type.Object({ conhecido: Type.Boolean() });
/** `GET /api/estoque/:cod_produto/projecao` and `projetar --json`. */
export const StockProjectionSchema = Type.Object({
  ...ProjectionSchema.properties,
  ...KnownSchema.properties,
});

/** `GET /api/estoque/:cod_produto/atual`. */
export const StockSchema = Type.Object({
  cod_produto: Type.String(),
  estoque: Type.Number(),
  ultima_atualizacao: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  ...KnownSchema.properties,
  versao: Type.Number(),
});
export type StockAnswer = Static<typeof StockSchema>;

const HolderSchema = Type.Object({
  num_pedido: Type.String(),
  qtd: Type.Number(),
  origem: Type.Union([Type.Literal('SEPARACAO'), Type.Literal('PRE_SEPARACAO'), Type.Literal('CARTEIRA')]),
  expedicao: NullableDate,
});

/** One product of one order. */
export const OrderItemSchema = Type.Object({
  cod_produto: Type.String(),
  nome_produto: NullableText,
  qtd_saldo: Type.Number(),
  estoque_atual: Type.Number(),
  estoque_min_d7: Type.Number(),
  ruptura_qtd: Type.Number(),
  data_producao: NullableDate,
  qtd_producao: NullableNumber,
  producoes: Type.Array(ReceiptSchema),
  data_disponivel: NullableDate,
  data_segura: NullableDate,
  preco_unitario: Type.Number(),
  valor_total: Type.Number(),
  motivo: Type.Union([
    Type.Literal('SEM_ENTRADA'),
    Type.Literal('AGUARDA_ENTRADA'),
    Type.Literal('DISPUTADO'),
    Type.Literal('ENTRADA_INSUFICIENTE'),
    Type.Null(),
  ]),
  ocupado_por: Type.Array(HolderSchema),
  /** Quantity held by all pieces of other orders due by then, listed or not. */
  ocupado_total: Type.Number(),
  /** How many of them are not listed. */
  ocupado_restantes: Type.Number(),
  /** The day on which all of the item is promised; null where a part of it has none. */
  promessa: NullableDate,
});
export type OrderItemAnswer = Static<typeof OrderItemSchema>;

/** When an order leaves, in the ranked promise of the whole book, and how that stands to its own dates. */
export const PromiseStandingSchema = Type.Object({
  /** The latest of its pieces; null if any has none. */
  data: NullableDate,
  situacao: Type.Union([
    Type.Literal('NO_PRAZO'),
    Type.Literal('ATRASADO'),
    Type.Literal('SEM_DATA'),
    Type.Literal('FORA_DO_HORIZONTE'),
  ]),
  no_prazo: Type.Boolean(),
  /** The day it would be promised if stock were no question: today, or the latest date of its pieces. */
  mais_cedo: DateText,
  /** Days from `mais_cedo` to `data`: what stock and queue cost it. Null without a date. */
  espera_dias: NullableNumber,
  /** Days from the latest date of its pieces to `data`, never below 0; 0 where all are undated, null without a date. */
  atraso_dias: NullableNumber,
});
export type PromiseStanding = Static<typeof PromiseStandingSchema>;

/** The promise of an order, and what decides it. */
export const PromiseSchema = Type.Object({
  ...PromiseStandingSchema.properties,
  /**
   * Product of the item that sets the date: the latest promised one, or the first that has no date. Under `completa`, where
   * all have one date, the one whose product comes last to have enough.
   */
  decisivo: Type.String(),
  /** Pieces of other orders, ranked before it, that took what that item lacks: the first five in rank order. */
  fila: Type.Array(HolderSchema),
  /** Quantity that all of them took, listed or not. */
  fila_total: Type.Number(),
  /** How many of them are not listed. */
  fila_restantes: Type.Number(),
  /** What comes in on the day the item is served, and serves it; null where it waits for nothing, or nothing comes. */
  fila_entrada: Type.Union([ReceiptSchema, Type.Null()]),
});
export type PromiseAnswer = Static<typeof PromiseSchema>;

/** What every door says of an order. */
export const VerdictSchema = Type.Object({
  /** As a Portuguese reader sees it: `Disp. 66% | Total Disp. 10/03`. */
  texto: Type.String(),
  /**
   * Which of the verdicts it is, and so how it is painted. Nothing short: OK (green); OK_ATRASADO (green, with
   * *atrasado n d* beside it: it can leave now, after its own date); DISPUTADO (yellow frame: others come first).
   * Short: SEM_ESPERA (green frame: all of it comes in time); CRITICA (red), ALTA (yellow), MEDIA (blue), BAIXA (grey);
   * FORA_DO_HORIZONTE (frame in the colour of the severity: due beyond 28 days).
   */
  tom: Type.Union([
    Type.Literal('OK'),
    Type.Literal('OK_ATRASADO'),
    Type.Literal('DISPUTADO'),
    Type.Literal('SEM_ESPERA'),
    Type.Literal('CRITICA'),
    Type.Literal('ALTA'),
    Type.Literal('MEDIA'),
    Type.Literal('BAIXA'),
    Type.Literal('FORA_DO_HORIZONTE'),
  ]),
});
export type VerdictAnswer = Static<typeof VerdictSchema>;

/** The result of one order: the stream, `analisar --json`, and, explained, the answer about one order alone. */
export const OrderSchema = Type.Object({
  success: Type.Literal(true),
  num_pedido: Type.String(),
  pedido_ok: Type.Boolean(),
  percentual_disponibilidade: Type.Number(),
  /** The promised date: that of `promessa`. */
  data_disponibilidade_total: NullableDate,
  /** From when on everything would be there without taking from anybody; null where that is never. */
  data_segura_total: NullableDate,
  veredito: VerdictSchema,
  resumo: Type.Object({
    num_pedido: Type.String(),
    percentual_ruptura: Type.Number(),
    percentual_disponibilidade: Type.Number(),
    percentual_itens_disponiveis: Type.Number(),
    qtd_itens_ruptura: Type.Number(),
    qtd_itens_disponiveis: Type.Number(),
    total_itens: Type.Number(),
    criticidade: Type.Union([
      Type.Literal('CRITICA'),
      Type.Literal('ALTA'),
      Type.Literal('MEDIA'),
      Type.Literal('BAIXA'),
      Type.Null(),
    ]),
    valor_total_pedido: Type.Number(),
    valor_disponivel: Type.Number(),
    valor_com_ruptura: Type.Number(),
    data_disponibilidade_total: NullableDate,
    data_segura_total: NullableDate,
  }),
  promessa: PromiseSchema,
  itens: Type.Array(OrderItemSchema),
  itens_disponiveis: Type.Array(OrderItemSchema),
  versao: Type.Number(),
  calculado_em: Type.String({ format: 'date-time' }),
});
export type OrderAnswer = Static<typeof OrderSchema>;

/** Why an order leaves when it does, as sentences in the caller's language. */
export const ExplanationSchema = Type.Object({
  /** When, and why then: `Sai tudo em 12/03: falta 1 de X; espera a entrada de 50 em 12/03.` */
  motivo: Type.String(),
  /** What that costs others; null where it costs nobody anything. */
  custo: NullableText,
  /** Why each item in shortage is short. */
  itens: Type.Array(
    Type.Object({ cod_produto: Type.String(), motivo: Type.String(), explicacao: Type.String() }),
  ),
});
export type Explanation = Static<typeof ExplanationSchema>;

/** `GET /api/ruptura/worker/resultado/:num_pedido`. */
export const ExplainedOrderSchema = Type.Object({
  ...OrderSchema.properties,
  explicacao: ExplanationSchema,
});
