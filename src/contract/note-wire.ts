import { type Static, Type } from 'typebox';
import { OrderFilterSchema } from './order-filter-wire.ts';
import { MAX_CODE_LENGTH } from './tables.ts';

/** Notes, owner and *put off until* of orders, in the conventions of `wire.ts`. */

const NullableText = Type.Union([Type.String(), Type.Null()]);
const NullableDate = Type.Union([Type.String({ format: 'date' }), Type.Null()]);

/** Longest note, in characters. */
export const MAX_NOTE_LENGTH = 4000;
/** Longest name of an owner. */
export const MAX_OWNER_LENGTH = 200;
/** Orders that one request writes. */
export const MOST_NOTED = 20_000;

const NoteText = Type.Union([Type.String({ maxLength: MAX_NOTE_LENGTH * 2 }), Type.Null()]);
const OwnerText = Type.Union([Type.String({ maxLength: MAX_OWNER_LENGTH * 2 }), Type.Null()]);
const DayText = Type.Union([Type.String({ maxLength: 40 }), Type.Null()]);
/** `versao` of the note that is being replaced; 0: there was none. */
const KnownVersion = Type.Integer({ minimum: 0 });

/** What people wrote about an order. At least one of the three is there. */
export const OrderNoteSchema = Type.Object({
  nota: NullableText,
  responsavel: NullableText,
  adiado_ate: NullableDate,
  /** Put off until a day after today. */
  adiado: Type.Boolean(),
  /** Another one after every change. */
  versao: Type.Number(),
  alterado_por: NullableText,
  alterado_em: Type.String({ format: 'date-time' }),
});
export type OrderNoteAnswer = Static<typeof OrderNoteSchema>;

const OfOrder = {
  num_pedido: Type.String(),
  /** Whether the order has open lines; notes of orders that are gone stay. */
  aberto: Type.Boolean(),
} as const;

const NotedOrderSchema = Type.Object({ ...OfOrder, ...OrderNoteSchema.properties });
export type NotedOrder = Static<typeof NotedOrderSchema>;

/** `GET /api/anotacoes`: in byte order of the orders. */
export const NotesSchema = Type.Object({
  anotacoes: Type.Array(NotedOrderSchema),
  posicao: Type.Number(),
  total: Type.Number(),
  /** How many notes name each owner, by name. */
  responsaveis: Type.Array(Type.Object({ responsavel: Type.String(), pedidos: Type.Number() })),
  versao: Type.Number(),
});
export type NotesAnswer = Static<typeof NotesSchema>;

/** `GET`, `PUT` and `DELETE /api/anotacoes/:num_pedido`; `anotacao` is null where nothing is written. */
export const NoteOfOrderSchema = Type.Object({
  success: Type.Literal(true),
  ...OfOrder,
  anotacao: Type.Union([OrderNoteSchema, Type.Null()]),
  versao: Type.Number(),
});
export type NoteOfOrder = Static<typeof NoteOfOrderSchema>;

const NOTE_FIELDS = {
  nota: Type.Optional(NoteText),
  responsavel: Type.Optional(OwnerText),
  adiado_ate: Type.Optional(DayText),
} as const;

/** `PUT /api/anotacoes/:num_pedido`: a field that is not named stays, null clears it. */
export const NoteBodySchema = Type.Object(
  {
    ...NOTE_FIELDS,
    /** Refused with ANOTACAO_ALTERADA where the note is not this one any more; as the header If-Match. */
    versao: Type.Optional(KnownVersion),
  },
  { additionalProperties: false },
);
export type NoteBody = Static<typeof NoteBodySchema>;

const Order = Type.String({ maxLength: MAX_CODE_LENGTH * 2 });

/**
 * `POST /api/anotacoes`: the same for many orders (`pedidos`, or all of a `filtro`), or each its own (`anotacoes`, as an
 * undo does). All or nothing.
 */
export const NotesBodySchema = Type.Object(
  {
    pedidos: Type.Optional(Type.Array(Order, { minItems: 1, maxItems: MOST_NOTED })),
    filtro: Type.Optional(OrderFilterSchema),
    ...NOTE_FIELDS,
    /** By order, `versao` of the note its writer has seen; 0: none. Orders that are not named are overwritten. */
    versoes: Type.Optional(Type.Record(Type.String(), KnownVersion)),
    anotacoes: Type.Optional(
      Type.Array(
        Type.Object({ num_pedido: Order, ...NoteBodySchema.properties }, { additionalProperties: false }),
        {
          minItems: 1,
          maxItems: MOST_NOTED,
        },
      ),
    ),
  },
  { additionalProperties: false },
);
export type NotesBody = Static<typeof NotesBodySchema>;

/** An order before a change and after it; null: nothing was written, or is. */
const NoteChangeSchema = Type.Object({
  num_pedido: Type.String(),
  antes: Type.Union([OrderNoteSchema, Type.Null()]),
  depois: Type.Union([OrderNoteSchema, Type.Null()]),
});

export const NotesSavedSchema = Type.Object({
  success: Type.Literal(true),
  /** Orders whose note is another now. Their order is that of the codes. */
  alteradas: Type.Array(NoteChangeSchema),
  /** Orders that said the same before. */
  iguais: Type.Number(),
});
export type NotesSaved = Static<typeof NotesSavedSchema>;
