import { type Static, Type } from 'typebox';

/** The demo book over HTTP, in the conventions of `wire.ts`. */

const NullableText = Type.Union([Type.String(), Type.Null()]);
const NullableNumber = Type.Union([Type.Number(), Type.Null()]);

/** Most orders of a demo book loaded over HTTP; `ruptura demo` makes larger ones. */
const MOST_DEMO_ORDERS = 100_000;

/** `POST /api/demo`. */
export const DemoRequestSchema = Type.Object(
  {
    pedidos: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_DEMO_ORDERS })),
    semente: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_647 })),
  },
  { additionalProperties: false },
);

const StateSchema = Type.Union([
  Type.Literal('PARADA'),
  Type.Literal('GERANDO'),
  Type.Literal('GRAVADA'),
  Type.Literal('FALHOU'),
  Type.Literal('CANCELADA'),
]);
export type DemoState = Static<typeof StateSchema>;

/** `GET /api/demo`, and the events of its stream. */
export const DemoSchema = Type.Object({
  success: Type.Boolean(),
  estado: StateSchema,
  pedidos: NullableNumber,
  semente: NullableNumber,
  /** 0–100; never falls. */
  progresso: Type.Number(),
  /** Rows sent to the database so far. */
  linhas: Type.Number(),
  /** Rows by table, once stored. */
  tabelas: Type.Union([Type.Record(Type.String(), Type.Number()), Type.Null()]),
  /** Nothing happens any more until somebody asks for it. */
  completo: Type.Boolean(),
  codigo: NullableText,
  error: NullableText,
});
export type DemoAnswer = Static<typeof DemoSchema>;
