import { type Static, Type } from 'typebox';

/** Bad data, in the conventions of `wire.ts`. */

const NullableDate = Type.Union([Type.String({ format: 'date' }), Type.Null()]);
const NullableText = Type.Union([Type.String(), Type.Null()]);
const NullableNumber = Type.Union([Type.Number(), Type.Null()]);
const InstantText = Type.String({ format: 'date-time' });

const InconsistencySchema = Type.Object({
  /** Names it within its kind, as long as its rows are there. */
  chave: Type.String(),
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
  /** Only of those that a person called right: who (null: nobody signed in), and when. */
  aceito_por: Type.Optional(NullableText),
  aceito_em: Type.Optional(InstantText),
});
export type Inconsistency = Static<typeof InconsistencySchema>;

/** `GET /api/inconsistencias`. */
export const InconsistenciesSchema = Type.Object({
  /** Of the kinds asked for, on all pages; those a person called right are not among them. */
  total: Type.Number(),
  /** Of these, those of kinds that are seldom right as they are. */
  provaveis: Type.Number(),
  /** The likeliest to be wrong first. */
  tipos: Type.Array(
    Type.Object({
      tipo: Type.String(),
      descricao: Type.String(),
      /** How likely it is that such data is wrong. */
      probabilidade: Type.Union([Type.Literal('ALTA'), Type.Literal('MEDIA'), Type.Literal('BAIXA')]),
      total: Type.Number(),
      /** Those a person called right, and that have not changed since. */
      aceitos: Type.Number(),
      exemplos: Type.Array(InconsistencySchema),
      proximo: NullableText,
    }),
  ),
  versao: Type.Number(),
  calculado_em: InstantText,
});

/** `POST` and `DELETE /api/inconsistencias/aceitos`: those of a kind that are right as they are, or are not after all. */
export const AcceptedBodySchema = Type.Object(
  {
    tipo: Type.String({ maxLength: 100 }),
    /** `chave` of each; without it all that are listed. */
    chaves: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 2000 }), { minItems: 1, maxItems: 1000 }),
    ),
  },
  { additionalProperties: false },
);

/** How many were called right, or are listed again. */
export const AcceptedSchema = Type.Object({ success: Type.Literal(true), alterados: Type.Number() });

/**
 * Kinds of bad data that can only be seen together, and what to do about them: look first, and nothing that would do
 * harm where the data is right. pt-BR first, English second.
 */
export const INCONSISTENCIES = {
  LOTE_MAIOR_QUE_SALDO: {
    'pt-BR':
      'As separações somam mais do que o saldo do pedido. Confira qual dos dois está certo, a separação ou o saldo, e corrija o outro.',
    en: 'The allocations come to more than the open quantity of the order. Check which of the two is right, and correct the other.',
  },
  LINHA_COM_LOTE_VAZIO: {
    'pt-BR':
      'A linha do pedido cita um lote que não tem separações. Isso não muda nenhum cálculo; confira se o lote foi exportado.',
    en: 'The order line names a lot without allocations. No figure changes by that; check whether the lot was exported.',
  },
  RASCUNHO_SEM_PEDIDO: {
    'pt-BR':
      'Pré-separação de pedido ou produto que não está mais em aberto. Ela ainda ocupa estoque: se o pedido não volta, cancele-a.',
    en: 'Draft for an order or product that is not open any more. It still holds stock: cancel it if the order does not come back.',
  },
  RASCUNHO_MAIOR_QUE_SALDO: {
    'pt-BR':
      'Separações e pré-separações somam mais do que o saldo do pedido. Confira se a pré-separação já virou separação.',
    en: 'Allocations and drafts together exceed the open quantity of the order. Check whether the draft has become an allocation.',
  },
  ENTRADA_ATRASADA: {
    'pt-BR':
      'Entrada programada para antes de hoje; ela não conta. Se ainda vem, mude a data; se já entrou no estoque, tire-a da programação.',
    en: 'Receipt scheduled before today; it does not count. If it is still to come, move its date; if it is in stock already, take it out of the schedule.',
  },
  LOTE_SEM_CABECALHO: {
    'pt-BR': 'Lote com separações e sem linha em pedido. Conta como ABERTO; se já saiu, informe a situação.',
    en: 'Lot with allocations and no row in pedido. It counts as ABERTO; if it has left, record its status.',
  },
  LINHA_DE_PEDIDO_REPETIDA: {
    'pt-BR':
      'O pedido tem linhas iguais: mesmo produto, saldo, preço e data. Se vieram de uma importação repetida, o pedido está contado em dobro: desfaça a importação. Se o pedido é assim mesmo, está certo.',
    en: 'The order has equal lines: same product, open quantity, price and date. If they come from an import done twice, the order counts double: undo the import. If the order is like that, all is well.',
  },
  MOVIMENTACAO_REPETIDA: {
    'pt-BR':
      'O mesmo documento tem a mesma movimentação mais de uma vez. Confira o documento: pode ser uma importação repetida, ou ele é assim mesmo. O estoque só muda depois de conferido.',
    en: 'One document has the same movement more than once. Check the document: it may be an import done twice, or it is like that. Change no stock before you know.',
  },
  MOVIMENTACAO_PARECIDA: {
    'pt-BR':
      'Movimentações iguais no mesmo dia, sem documento que as distinga. Em vendas de balcão é o normal; só confira se uma importação foi repetida.',
    en: 'Equal movements on one day, without a document that tells them apart. With sales over the counter this is usual; look only if an import was done twice.',
  },
  MOVIMENTACAO_FUTURA: {
    'pt-BR': 'Movimentação com data depois de hoje. Ela já conta no estoque; confira a data.',
    en: 'Movement dated after today. It counts as stock already; check its date.',
  },
  SITUACAO_DESCONHECIDA: {
    'pt-BR':
      'Situação que o Ruptura não conhece, em lote ou pré-separação. Não conta como necessidade; se o lote ainda está na casa, confira.',
    en: 'Status that Ruptura does not know, of a lot or a draft. It does not count as a requirement; check if the lot is still here.',
  },
  QUANTIDADES_GRANDES_DEMAIS: {
    'pt-BR':
      'Estoque, pedidos e entradas do produto somam mais de 9 trilhões de unidades. Os saldos dele, e os pedidos com ele, não são mostrados; confira as quantidades.',
    en: 'Stock, orders and receipts of the product add up to more than 9 trillion units. Its balances, and orders with it, are not shown; check the quantities.',
  },
} as const;
export type InconsistencyKind = keyof typeof INCONSISTENCIES;

export type Likelihood = Static<typeof InconsistenciesSchema>['tipos'][number]['probabilidade'];

/** How likely it is that data of a kind is wrong; the likeliest first. */
export const LIKELIHOODS: Readonly<Record<InconsistencyKind, Likelihood>> = {
  QUANTIDADES_GRANDES_DEMAIS: 'ALTA',
  LOTE_MAIOR_QUE_SALDO: 'ALTA',
  RASCUNHO_SEM_PEDIDO: 'ALTA',
  RASCUNHO_MAIOR_QUE_SALDO: 'ALTA',
  MOVIMENTACAO_FUTURA: 'ALTA',
  LINHA_DE_PEDIDO_REPETIDA: 'ALTA',
  ENTRADA_ATRASADA: 'ALTA',
  LOTE_SEM_CABECALHO: 'MEDIA',
  MOVIMENTACAO_REPETIDA: 'MEDIA',
  SITUACAO_DESCONHECIDA: 'MEDIA',
  LINHA_COM_LOTE_VAZIO: 'BAIXA',
  MOVIMENTACAO_PARECIDA: 'BAIXA',
};
