import { type Static, Type } from 'typebox';

/** The drift check over HTTP, in the conventions of `wire.ts`. */

const NullableText = Type.Union([Type.String(), Type.Null()]);

/** Differences listed one by one; the rest is counted. */
export const MOST_DIFFERENCES = 100;

/** `POST /api/verificacao`: everything recomputed from the base tables, and compared. */
export const VerificationSchema = Type.Object({
  /** Nothing differs. */
  success: Type.Boolean(),
  versao: Type.Number(),
  hoje: Type.String({ format: 'date' }),
  produtos: Type.Number(),
  pedidos: Type.Number(),
  tempo_ms: Type.Number(),
  /** Products whose `estoque_atual` is not the sum of their movements. */
  estoque_divergente: Type.Object({
    total: Type.Number(),
    exemplos: Type.Array(
      Type.Object({
        cod_produto: Type.String(),
        estoque_atual: NullableText,
        soma_movimentacoes: NullableText,
      }),
    ),
  }),
  /** Products whose balances are not what the tables give; `dia` is the first that differs. */
  saldo_divergente: Type.Object({
    total: Type.Number(),
    exemplos: Type.Array(
      Type.Object({
        cod_produto: Type.String(),
        dia: Type.Number(),
        calculado: Type.Number(),
        esperado: Type.Number(),
      }),
    ),
  }),
  /** Products whose quantities add up beyond exact numbers: nothing of theirs is shown or compared. */
  quantidades_grandes_demais: Type.Object({ total: Type.Number(), exemplos: Type.Array(Type.String()) }),
  /** Whether the answers of this process are those of a recalculation from scratch. */
  servidor_confere: Type.Boolean(),
});
export type VerificationAnswer = Static<typeof VerificationSchema>;
