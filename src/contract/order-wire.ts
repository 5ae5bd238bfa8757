import { type Static, Type } from 'typebox';
import { OrderNoteSchema } from './note-wire.ts';
import { GROUPINGS } from './order-choices.ts';
import {
  ExplanationSchema,
  OrderSchema,
  PromiseSchema,
  PromiseStandingSchema,
  VerdictSchema,
} from './wire.ts';

/** Answers about the order book as a list, in the conventions of `wire.ts`. */

const DateText = Type.String({ format: 'date' });
const InstantText = Type.String({ format: 'date-time' });
const NullableDate = Type.Union([DateText, Type.Null()]);
const NullableText = Type.Union([Type.String(), Type.Null()]);
const NullableNumber = Type.Union([Type.Number(), Type.Null()]);
const NullableSeverity = Type.Union([
  Type.Literal('CRITICA'),
  Type.Literal('ALTA'),
  Type.Literal('MEDIA'),
  Type.Literal('BAIXA'),
  Type.Null(),
]);

export const OrderRowSchema = Type.Object({
  num_pedido: Type.String(),
  cliente: NullableText,
  cidade: NullableText,
  uf: NullableText,
  vendedor: NullableText,
  data_pedido: NullableDate,
  /** Earliest of the open lines. */
  expedicao: NullableDate,
  agendamento: NullableDate,
  total_itens: Type.Number(),
  qtd_itens_ruptura: Type.Number(),
  valor_total_pedido: Type.Number(),
  valor_com_ruptura: Type.Number(),
  pedido_ok: Type.Boolean(),
  percentual_disponibilidade: Type.Number(),
  criticidade: NullableSeverity,
  /** The promised date: that of `promessa`. */
  data_disponibilidade_total: NullableDate,
  /** From when on everything would be there without taking from anybody; null where that is never. */
  data_segura_total: NullableDate,
  promessa: PromiseStandingSchema,
  veredito: VerdictSchema,
  /** Picking lots that hold something of the order and count, in byte order. */
  lotes: Type.Array(Type.String()),
  /** Only where a product of the order has sums beyond exact numbers: shortage and promise then say nothing. */
  inexato: Type.Optional(Type.Literal(true)),
  /** Only in lists of the order book, never in results of runs, and only where something is written about the order. */
  anotacao: Type.Optional(OrderNoteSchema),
});
export type OrderRow = Static<typeof OrderRowSchema>;

/** How many orders, and their value in R$. */
const CountAndValueSchema = Type.Object({ pedidos: Type.Number(), valor: Type.Number() });

/** A figure for each standing of the promise. */
const BySituation = Type.Object({
  NO_PRAZO: Type.Number(),
  ATRASADO: Type.Number(),
  SEM_DATA: Type.Number(),
  FORA_DO_HORIZONTE: Type.Number(),
});

/** What an order book, or a part of it, comes to. Money in R$, percentages rounded half up to two decimals. */
const OrderTotalsSchema = Type.Object({
  pedidos: Type.Number(),
  pedidos_ok: Type.Number(),
  percentual_ok: Type.Number(),
  valor_total: Type.Number(),
  /** Of the items in shortage, and their share of the value. */
  valor_com_ruptura: Type.Number(),
  percentual_valor_com_ruptura: Type.Number(),
  /** What can leave today. */
  podem_sair_hoje: Type.Object({
    /** Orders promised for today as a whole, and their value. */
    pedidos: Type.Number(),
    valor: Type.Number(),
    /** Value of the items promised for today of other orders, which are not whole today. */
    valor_de_itens: Type.Number(),
  }),
  /** Orders that can be judged, since they are not due beyond the horizon. */
  avaliaveis: Type.Number(),
  /** Those of them promised on or before their date, and their share of those that can be judged. */
  no_prazo: Type.Number(),
  percentual_no_prazo: Type.Number(),
  /** Orders of each severity; OK is no shortage. */
  por_criticidade: Type.Object({
    CRITICA: Type.Number(),
    ALTA: Type.Number(),
    MEDIA: Type.Number(),
    BAIXA: Type.Number(),
    OK: Type.Number(),
  }),
  /** Orders of each standing of the promise, and their value. */
  por_situacao: BySituation,
  valor_por_situacao: BySituation,
});
export type OrderTotals = Static<typeof OrderTotalsSchema>;

/** Orders that have something in common, and what they come to: the totals of the filter that opens them. */
const OrderGroupSchema = Type.Object({
  /** Name, code or day, as it is; null: the orders without one. */
  chave: NullableText,
  /** The product's name where orders are gathered by product; else null. */
  nome: NullableText,
  /** Parameters that, put in the place of those of the filter, list the orders of the group. */
  filtro: Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())])),
  pedidos: Type.Number(),
  valor_total: Type.Number(),
  valor_com_ruptura: Type.Number(),
  podem_sair_hoje: CountAndValueSchema,
});
export type OrderGroup = Static<typeof OrderGroupSchema>;

const OrderGroupsSchema = Type.Object({
  por: Type.Enum([...GROUPINGS]),
  itens: Type.Array(OrderGroupSchema),
  /** Group of the sorted list that the first of them is, from 0. */
  posicao: Type.Number(),
  /** Groups on all pages. */
  total: Type.Number(),
  /** Whether an order may be in several groups (products, lots): then `totais` is less than their sum. */
  sobrepostos: Type.Boolean(),
});
export type OrderGroups = Static<typeof OrderGroupsSchema>;

/** `GET /api/carteira`. */
export const OrderBookSchema = Type.Object({
  /** Empty where groups are asked for. */
  pedidos: Type.Array(OrderRowSchema),
  /** Row of the sorted, filtered list that the first of them is, from 0. */
  posicao: Type.Number(),
  /** Rows listed, on all pages: the orders of the filter without those that are put off and hidden. */
  total: Type.Number(),
  /** Orders of the filter that are put off until a later day, and how many of them the list leaves out. */
  adiados: Type.Number(),
  adiados_ocultos: Type.Number(),
  /** Of the filter, on all pages; orders that are put off and hidden count too. */
  totais: OrderTotalsSchema,
  /** The next 14 days from today, and what the filter is promised on each, whatever it says of the promised day itself. */
  promessas_por_dia: Type.Array(Type.Object({ data: DateText, ...CountAndValueSchema.properties })),
  /** Only where asked for (`agrupar`). */
  grupos: Type.Optional(OrderGroupsSchema),
  proximo: NullableText,
  versao: Type.Number(),
  calculado_em: InstantText,
});
export type OrderBookAnswer = Static<typeof OrderBookSchema>;

const OrderLineSchema = Type.Object({
  id: Type.Number(),
  cod_produto: Type.String(),
  nome_produto: NullableText,
  qtd_produto_pedido: NullableNumber,
  qtd_saldo_produto_pedido: Type.Number(),
  preco_produto_pedido: NullableNumber,
  expedicao: NullableDate,
  agendamento: NullableDate,
  data_pedido: NullableDate,
  cliente: NullableText,
  cidade: NullableText,
  uf: NullableText,
  vendedor: NullableText,
  separacao_lote_id: NullableText,
});

const AllocationSchema = Type.Object({
  id: Type.Number(),
  separacao_lote_id: Type.String(),
  cod_produto: Type.String(),
  qtd_saldo: Type.Number(),
  /** Its own date, or the one of its lot. */
  expedicao: NullableDate,
  /** Of the lot; null where the lot has no header or no status. */
  status: NullableText,
  /** Whether it is a requirement: the lot is here still. */
  conta: Type.Boolean(),
});

const DraftSchema = Type.Object({
  id: Type.Number(),
  cod_produto: Type.String(),
  qtd_selecionada_usuario: Type.Number(),
  data_expedicao_editada: NullableDate,
  status: NullableText,
  separacao_lote_id: NullableText,
  criado_por: NullableText,
  criado_em: Type.Union([InstantText, Type.Null()]),
  conta: Type.Boolean(),
});

/** `GET /api/pedido/:num_pedido/detalhes-completo`. */
export const OrderDetailsSchema = Type.Object({
  success: Type.Literal(true),
  num_pedido: Type.String(),
  /** Texts and dates of the order as the list shows them. */
  pedido: OrderRowSchema,
  /** Active lines, those without open quantity included. */
  linhas: Type.Array(OrderLineSchema),
  separacoes: Type.Array(AllocationSchema),
  pre_separacoes: Type.Array(DraftSchema),
  analise: OrderSchema,
  promessa: PromiseSchema,
  /** Why each item in shortage is short, in the caller's language. */
  motivos: ExplanationSchema.properties.itens,
  versao: Type.Number(),
  calculado_em: InstantText,
});
export type OrderDetails = Static<typeof OrderDetailsSchema>;

/** What an order's rows say, as the tables hold them. */
export type OrderRows = Pick<OrderDetails, 'linhas' | 'separacoes' | 'pre_separacoes'>;
