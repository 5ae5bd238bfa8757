import { type Static, Type } from 'typebox';
import { OrderFaultSchema } from './run-wire.ts';
import { OrderSchema, ProjectionSchema } from './wire.ts';

/** Events of the live book, in the conventions of `wire.ts`. */

const LiveAnswersSchema = Type.Object({
  /** Of the book in which the change is. */
  versao: Type.Number(),
  /** Business date. */
  hoje: Type.String({ format: 'date' }),
  horario: Type.String({ format: 'date-time' }),
  /** Everything may have changed: ask again. */
  tudo: Type.Optional(Type.Literal(true)),
  resultados: Type.Optional(Type.Array(Type.Union([OrderSchema, OrderFaultSchema]))),
  produtos: Type.Optional(Type.Array(ProjectionSchema)),
});

/** One event of `GET /api/ao-vivo?detalhe=chaves`: whose answers changed, and nothing of the answers. */
const LiveKeysSchema = Type.Object({
  /** Of the book in which the change is. */
  versao: Type.Number(),
  /** Business date. */
  data_base: Type.String({ format: 'date' }),
  /** Everything may have changed: ask again. */
  tudo: Type.Optional(Type.Literal(true)),
  /** Orders whose answer may be another. */
  pedidos: Type.Array(Type.String()),
  /** Products whose projection may be another. */
  produtos: Type.Array(Type.String()),
  timestamp: Type.String({ format: 'date-time' }),
});
export type LiveKeys = Static<typeof LiveKeysSchema>;

/** One event of `GET /api/ao-vivo`, of either kind. */
export const LiveEventSchema = Type.Union([LiveAnswersSchema, LiveKeysSchema]);
