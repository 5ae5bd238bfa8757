import { type Static, Type } from 'typebox';

/** Bad data, in the conventions of `wire.ts`. */

const NullableDate = Type.Union([Type.String({ format: 'date' }), Type.Null()]);
const NullableText = Type.Union([Type.String(), Type.Null()]);
const NullableNumber = Type.Union([Type.Number(), Type.Null()]);
const InstantText = Type.String({ format: 'date-time' });

const InconsistencySchema = Type.Object({
  num_pedido: NullableText,
  cod_produto: NullableText,
  separacao_lote_id: NullableText,
  documento: NullableText,
  /** Date of the row, where it has one. */
  data: NullableDate,
  /** Quantity of the row, or of all rows together. */
  qtd: NullableNumber,
  /** Quantity it is held against. */
  saldo: NullableNumber,
  /** Rows concerned. */
  linhas: Type.Number(),
  /** A text that is nobody's: an unknown status. */
  texto: NullableText,
});
export type Inconsistency = Static<typeof InconsistencySchema>;

/** `GET /api/inconsistencias`. */
export const InconsistenciesSchema = Type.Object({
  /** Of the kinds asked for, on all pages. */
  total: Type.Number(),
  tipos: Type.Array(
    Type.Object({
      tipo: Type.String(),
      descricao: Type.String(),
      total: Type.Number(),
      exemplos: Type.Array(InconsistencySchema),
      proximo: NullableText,
    }),
  ),
  versao: Type.Number(),
  calculado_em: InstantText,
});

/** Kinds of bad data that can only be seen together, and what to do about them. pt-BR first, English second. */
export const INCONSISTENCIES = {
  LOTE_MAIOR_QUE_SALDO: {
    'pt-BR': 'Separações somam mais do que o saldo do pedido. Reduza o lote ou corrija o saldo.',
    en: 'Allocations exceed the open quantity of the order. Reduce the lot or correct the quantity.',
  },
  LINHA_COM_LOTE_VAZIO: {
    'pt-BR': 'A linha do pedido cita um lote que não tem separações. A citação não conta; confira o lote.',
    en: 'The order line names a lot without allocations. The name does not count; check the lot.',
  },
  RASCUNHO_SEM_PEDIDO: {
    'pt-BR':
      'Pré-separação de pedido ou produto que não está mais em aberto. Ela ainda ocupa estoque; cancele-a.',
    en: 'Draft for an order or product that is not open any more. It still holds stock; cancel it.',
  },
  RASCUNHO_MAIOR_QUE_SALDO: {
    'pt-BR': 'Separações e pré-separações somam mais do que o saldo do pedido. Reduza a pré-separação.',
    en: 'Allocations and drafts together exceed the open quantity of the order. Reduce the draft.',
  },
  ENTRADA_ATRASADA: {
    'pt-BR': 'Entrada programada para antes de hoje. Ela não conta; mude a data ou registre a movimentação.',
    en: 'Receipt scheduled before today. It does not count; move its date or record the movement.',
  },
  LOTE_SEM_CABECALHO: {
    'pt-BR': 'Lote com separações e sem linha em pedido. Conta como ABERTO; cadastre a situação.',
    en: 'Lot with allocations and no row in pedido. It counts as ABERTO; record its status.',
  },
  LINHA_DE_PEDIDO_REPETIDA: {
    'pt-BR':
      'O pedido tem linhas iguais: mesmo produto, saldo, preço e data. Se vieram de uma importação repetida, o pedido está contado em dobro; desfaça-a ou apague as demais.',
    en: 'The order has equal lines: same product, open quantity, price and date. If they come from an import done twice, the order counts double; undo it or delete the others.',
  },
  MOVIMENTACAO_REPETIDA: {
    'pt-BR': 'A mesma movimentação aparece mais de uma vez. Se for repetição, desative as demais.',
    en: 'The same movement appears more than once. If it is a repetition, deactivate the others.',
  },
  MOVIMENTACAO_FUTURA: {
    'pt-BR': 'Movimentação com data depois de hoje. Ela já conta no estoque; corrija a data.',
    en: 'Movement dated after today. It counts as stock already; correct its date.',
  },
  SITUACAO_DESCONHECIDA: {
    'pt-BR': 'Situação que o Ruptura não conhece, em lote ou pré-separação. Não conta como necessidade.',
    en: 'Status that Ruptura does not know, of a lot or a draft. It does not count as a requirement.',
  },
  QUANTIDADES_GRANDES_DEMAIS: {
    'pt-BR':
      'Estoque, pedidos e entradas do produto somam mais de 9 trilhões de unidades. Os saldos dele, e os pedidos com ele, não são mostrados; corrija as quantidades.',
    en: 'Stock, orders and receipts of the product add up to more than 9 trillion units. Its balances, and orders with it, are not shown; correct the quantities.',
  },
} as const;
export type InconsistencyKind = keyof typeof INCONSISTENCIES;
