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
  /** No table has a row: nothing was imported yet. */
  vazio: Type.Boolean(),
  versao: Type.Number(),
});
export type SettingsAnswer = Static<typeof SettingsSchema>;
