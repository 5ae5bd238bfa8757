import { type Static, Type } from 'typebox';
import { PromiseStandingSchema } from './wire.ts';

/** `GET /api/busca`, in the conventions of `wire.ts`. */

const NullableDate = Type.Union([Type.String({ format: 'date' }), Type.Null()]);
const NullableText = Type.Union([Type.String(), Type.Null()]);

const FoundOrderSchema = Type.Object({
  num_pedido: Type.String(),
  cliente: NullableText,
  cidade: NullableText,
  uf: NullableText,
  expedicao: NullableDate,
  pedido_ok: Type.Boolean(),
  criticidade: Type.Union([
    Type.Literal('CRITICA'),
    Type.Literal('ALTA'),
    Type.Literal('MEDIA'),
    Type.Literal('BAIXA'),
    Type.Null(),
  ]),
  promessa: PromiseStandingSchema,
  /** As in the order book. */
  inexato: Type.Optional(Type.Literal(true)),
});

const FoundProductSchema = Type.Object({
  cod_produto: Type.String(),
  nome_produto: NullableText,
  /** Null where the sums of the product are beyond exact numbers. */
  status_ruptura: Type.Union([
    Type.Literal('CRÍTICO'),
    Type.Literal('ATENÇÃO'),
    Type.Literal('OK'),
    Type.Null(),
  ]),
  dia_ruptura: NullableDate,
  estoque_atual: Type.Number(),
});
export type FoundProduct = Static<typeof FoundProductSchema>;

const FoundCustomerSchema = Type.Object({
  cliente: Type.String(),
  /** Open orders and what they come to. */
  pedidos: Type.Number(),
  valor_total: Type.Number(),
  valor_com_ruptura: Type.Number(),
});
export type FoundCustomer = Static<typeof FoundCustomerSchema>;

const FoundLotSchema = Type.Object({
  separacao_lote_id: Type.String(),
  /** Open orders in it, and one of them. */
  pedidos: Type.Number(),
  num_pedido: Type.String(),
});

/**
 * What a search found: codes that begin with the text first, then what has all its words, then what has them with one
 * letter wrong or as they sound.
 */
export const SearchSchema = Type.Object({
  q: Type.String(),
  /** `total` counts what is not listed too. */
  pedidos: Type.Object({ total: Type.Number(), itens: Type.Array(FoundOrderSchema) }),
  produtos: Type.Object({ total: Type.Number(), itens: Type.Array(FoundProductSchema) }),
  clientes: Type.Object({ total: Type.Number(), itens: Type.Array(FoundCustomerSchema) }),
  lotes: Type.Object({ total: Type.Number(), itens: Type.Array(FoundLotSchema) }),
  versao: Type.Number(),
  calculado_em: Type.String({ format: 'date-time' }),
});
export type SearchAnswer = Static<typeof SearchSchema>;
