import { type Static, Type } from 'typebox';

/** Imports over HTTP, in the conventions of `wire.ts`. */

const NullableText = Type.Union([Type.String(), Type.Null()]);

const StateSchema = Type.Union([
  Type.Literal('CONFERINDO'),
  Type.Literal('CONFERIDA'),
  Type.Literal('GRAVANDO'),
  Type.Literal('GRAVADA'),
  Type.Literal('FALHOU'),
  Type.Literal('CANCELADA'),
]);
export type ImportState = Static<typeof StateSchema>;

const ImportFileSchema = Type.Object({
  arquivo: Type.String(),
  folha: NullableText,
  tabela: Type.String(),
  formato: Type.String(),
  codificacao: NullableText,
  separador: NullableText,
  /** Which heading fills which column, and how numbers and dates are written in it. */
  colunas: Type.Array(
    Type.Object({
      coluna: Type.String(),
      titulo: Type.String(),
      decimal: NullableText,
      datas: Type.Array(Type.String()),
    }),
  ),
  avisos: Type.Array(Type.String()),
  lidas: Type.Number(),
  inseridas: Type.Number(),
  atualizadas: Type.Number(),
  conhecidas: Type.Number(),
  rejeitadas: Type.Number(),
  /** First rows as they are stored. */
  amostra: Type.Array(Type.Record(Type.String(), NullableText)),
});

const ImportReportSchema = Type.Object({
  arquivos: Type.Array(ImportFileSchema),
  ignorados: Type.Array(Type.Object({ arquivo: Type.String(), motivo: Type.String() })),
  linhas_rejeitadas: Type.Number(),
  erros: Type.Array(
    Type.Object({
      arquivo: Type.String(),
      folha: NullableText,
      linha: Type.Number(),
      coluna: NullableText,
      valor: Type.String(),
      motivo: Type.String(),
      error: Type.String(),
    }),
  ),
  erros_omitidos: Type.Number(),
  rascunhos: Type.Union([
    Type.Object({
      reaplicados: Type.Number(),
      nao_aplicaveis: Type.Number(),
      acima_do_saldo: Type.Number(),
    }),
    Type.Null(),
  ]),
});
export type ImportReportAnswer = Static<typeof ImportReportSchema>;

/** `POST /api/importacao`, `GET /api/importacao/:id` and the events of its stream. */
export const ImportSchema = Type.Object({
  success: Type.Boolean(),
  id: Type.String(),
  estado: StateSchema,
  arquivos: Type.Array(Type.String()),
  substituir: Type.Boolean(),
  /** Of the work under way, 0–100. */
  progresso: Type.Number(),
  linhas: Type.Number(),
  /** Nothing happens any more until somebody asks for it. */
  completo: Type.Boolean(),
  /** Why it failed. */
  codigo: NullableText,
  error: NullableText,
  relatorio: Type.Union([ImportReportSchema, Type.Null()]),
});
export type ImportAnswer = Static<typeof ImportSchema>;
