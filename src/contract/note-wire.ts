import { type Static, Type } from 'typebox';

/** Notes, owner and *put off until* of orders, in the conventions of `wire.ts`. */

const NullableText = Type.Union([Type.String(), Type.Null()]);
const NullableDate = Type.Union([Type.String({ format: 'date' }), Type.Null()]);

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
