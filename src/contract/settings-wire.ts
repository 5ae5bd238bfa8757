import { type Static, Type } from 'typebox';

/** The settings in force, in the conventions of `wire.ts`. */

const NullableText = Type.Union([Type.String(), Type.Null()]);

/** `GET /api/configuracao`. */
export const SettingsSchema = Type.Object({
  /** Settings of the database, which change answers and are the same for all hosts. */
  respostas: Type.Object({
    RUPTURA_TZ: Type.String(),
    politica: Type.String(),
    classificacao: Type.Array(Type.String()),
    /** Names these three; a change tells on which it was decided. */
    versao: Type.String(),
  }),
  /** Business date, and whether RUPTURA_HOJE fixes it. */
  data_hoje: Type.String({ format: 'date' }),
  data_fixa: Type.Boolean(),
  /** Settings of this process; passwords are masked. */
  processo: Type.Array(
    Type.Object({
      nome: Type.String(),
      valor: NullableText,
      origem: Type.Union([Type.Literal('PADRAO'), Type.Literal('AMBIENTE')]),
      unidade: NullableText,
      significado: Type.String(),
    }),
  ),
  /** What is set in the environment though nothing reads it, and why. */
  sem_efeito: Type.Array(Type.Object({ nome: Type.String(), motivo: Type.String() })),
  /** No table has a row: nothing was imported yet. */
  vazio: Type.Boolean(),
  versao: Type.Number(),
});
export type SettingsAnswer = Static<typeof SettingsSchema>;

const RULES = {
  RUPTURA_TZ: Type.Optional(Type.String({ maxLength: 100 })),
  politica: Type.Optional(Type.String({ maxLength: 40 })),
  /** Keys put before the default ranking. */
  classificacao: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 10 })),
};

/** `POST /api/configuracao/previa`: what is not given stays as it is. */
export const RulesBodySchema = Type.Object(RULES, { additionalProperties: false });
export type RulesBody = Static<typeof RulesBodySchema>;

/** `PUT /api/configuracao`. */
export const RulesChangeSchema = Type.Object(
  { ...RULES, versao: Type.String({ maxLength: 300 }) },
  { additionalProperties: false },
);

const MovedOrdersSchema = Type.Object({ pedidos: Type.Number(), valor: Type.Number() });
export type MovedOrders = Static<typeof MovedOrdersSchema>;

/** What other rules would do to the promises of the open orders. */
export const SettingsPreviewSchema = Type.Object({
  /** Open orders looked at. */
  pedidos: Type.Number(),
  mais_cedo: MovedOrdersSchema,
  mais_tarde: MovedOrdersSchema,
  ganham_data: MovedOrdersSchema,
  perdem_data: MovedOrdersSchema,
  /** Those with most value of all that would move. */
  exemplos: Type.Array(
    Type.Object({
      num_pedido: Type.String(),
      valor: Type.Number(),
      de: Type.Union([Type.String({ format: 'date' }), Type.Null()]),
      para: Type.Union([Type.String({ format: 'date' }), Type.Null()]),
    }),
  ),
  /** Business date under them. */
  data_hoje: Type.String({ format: 'date' }),
  versao: Type.Number(),
});
export type SettingsPreview = Static<typeof SettingsPreviewSchema>;
