import { type Static, Type } from 'typebox';
import { PromiseSchema } from './wire.ts';

/** Answers about the order book as a list, in the conventions of `wire.ts`. */

const DateText = Type.String({ format: 'date' });
const InstantText = Type.String({ format: 'date-time' });
const NullableDate = Type.Union([DateText, Type.Null()]);
const NullableText = Type.Union([Type.String(), Type.Null()]);
const NullableSeverity = Type.Union([
  Type.Literal('CRITICA'),
  Type.Literal('ALTA'),
  Type.Literal('MEDIA'),
  Type.Literal('BAIXA'),
  Type.Null(),
]);

const OrderRowSchema = Type.Object({
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
  data_disponibilidade_total: NullableDate,
  promessa: PromiseSchema,
});
export type OrderRow = Static<typeof OrderRowSchema>;

/** What an order book, or a part of it, comes to. */
const OrderTotalsSchema = Type.Object({
  pedidos: Type.Number(),
  pedidos_ok: Type.Number(),
  valor_total: Type.Number(),
  valor_com_ruptura: Type.Number(),
  /** Orders promised on or before their date. */
  no_prazo: Type.Number(),
  percentual_no_prazo: Type.Number(),
});
export type OrderTotals = Static<typeof OrderTotalsSchema>;

/** `GET /api/carteira`. */
export const OrderBookSchema = Type.Object({
  pedidos: Type.Array(OrderRowSchema),
  /** Of the filter, on all pages. */
  totais: OrderTotalsSchema,
  proximo: NullableText,
  versao: Type.Number(),
  calculado_em: InstantText,
});
export type OrderBookAnswer = Static<typeof OrderBookSchema>;

/** Columns the order book can be sorted by. */
export const ORDER_SORTS = [
  'expedicao',
  'num_pedido',
  'cliente',
  'uf',
  'data_pedido',
  'valor_total_pedido',
  'valor_com_ruptura',
  'percentual_disponibilidade',
  'criticidade',
  'promessa',
  'situacao',
] as const;
export type OrderSort = (typeof ORDER_SORTS)[number];
