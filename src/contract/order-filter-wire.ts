import { type Static, Type } from 'typebox';

/**
 * What of the order book is asked for, in the words of the query of `GET /api/carteira`: the same in URLs of the pages,
 * in saved views, in exports and in the `filtro` of a run.
 */

const Text = Type.Optional(Type.String({ maxLength: 200 }));
const Codes = Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())]));
/** Whole texts, one a parameter: names have commas. */
const Names = Type.Optional(
  Type.Union([Type.String({ maxLength: 1000 }), Type.Array(Type.String({ maxLength: 1000 }))]),
);

export const ORDER_FILTER_FIELDS = {
  /** Words, each somewhere in number, customer, city, state or seller. */
  texto: Text,
  /** Parts of names; accents and case forgiven. */
  cliente: Text,
  cidade: Text,
  vendedor: Text,
  /** Whole names, any of them. */
  cliente_igual: Names,
  cidade_igual: Names,
  vendedor_igual: Names,
  responsavel: Names,
  uf: Text,
  /** Picking lots, any of them. */
  lote: Codes,
  cod_produto: Codes,
  /** A DayPreset each; the ranges include both days. */
  expedicao: Text,
  expedicao_de: Text,
  expedicao_ate: Text,
  agendamento: Text,
  agendamento_de: Text,
  agendamento_ate: Text,
  promessa: Text,
  promessa_de: Text,
  promessa_ate: Text,
  criticidade: Text,
  situacao: Text,
  /** Verdicts by their `tom`, comma-separated. */
  veredito: Text,
  pedido_ok: Text,
  /** 1: promised for today; 0: the others. */
  pode_sair_hoje: Text,
  /** A NoteChoice. */
  nota: Text,
  /** A SnoozeChoice; `mostrar` unless given. */
  adiados: Text,
  /** MissingParts that an order must lack, comma-separated. */
  sem: Text,
} as const;

export const OrderFilterSchema = Type.Object(ORDER_FILTER_FIELDS, { additionalProperties: false });
export type OrderFilterFields = Static<typeof OrderFilterSchema>;
