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

/** What a person said about a file: which table it is, and which column a heading fills. */
const FileMapSchema = Type.Object(
  {
    /** Of the file, as `recebidos` names it. */
    numero: Type.Integer({ minimum: 1 }),
    /** Sheet of a workbook; without it, every sheet that is read. */
    folha: Type.Optional(NullableText),
    /** Leave it out. */
    ignorar: Type.Optional(Type.Boolean()),
    /** What is remembered of such files does not hold for this one. */
    sem_lembranca: Type.Optional(Type.Boolean()),
    tabela: Type.Optional(Type.String({ maxLength: 64 })),
    colunas: Type.Optional(
      Type.Array(
        Type.Object(
          {
            /** Place of the heading in the file, from 0. */
            posicao: Type.Integer({ minimum: 0 }),
            /** Column it fills; null leaves it out. */
            coluna: Type.Union([Type.String({ maxLength: 64 }), Type.Null()]),
          },
          { additionalProperties: false },
        ),
        { maxItems: 1024 },
      ),
    ),
  },
  { additionalProperties: false },
);
export type FileMapAnswer = Static<typeof FileMapSchema>;

const ModeSchema = Type.Union([
  Type.Literal('acrescentar'),
  Type.Literal('atualizar'),
  Type.Literal('substituir'),
]);

const Choices = {
  /** Without it, as said before; where nobody said it, rows that are there already are a question. */
  modo: Type.Optional(ModeSchema),
  /** Short for `modo`: true is `substituir`, false `acrescentar`. */
  substituir: Type.Optional(Type.Boolean()),
  de_novo: Type.Optional(Type.Boolean()),
  ignorar_invalidas: Type.Optional(Type.Boolean()),
} as const;

/** `POST /api/importacao/:id/conferir`: the dry run again; a `mapa` takes the place of the one before. */
export const ImportCheckSchema = Type.Object(
  { ...Choices, mapa: Type.Optional(Type.Array(FileMapSchema, { maxItems: 1000 })) },
  { additionalProperties: false },
);

/** `POST /api/importacao/:id/gravar`. */
export const ImportStoreSchema = Type.Object(
  {
    ...Choices,
    /** Yes to losing more than a fifth of a table. */
    sim_substituir: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

/** A file, or a sheet of one, as it was found: there even where it cannot be taken. */
const ExaminedSchema = Type.Object({
  numero: Type.Number(),
  arquivo: Type.String(),
  folha: NullableText,
  /** Visible sheets of the workbook; empty for a text file. */
  folhas: Type.Array(Type.String()),
  formato: NullableText,
  codificacao: NullableText,
  separador: NullableText,
  tabela: NullableText,
  /** By what the table was recognised. */
  como: Type.Union([
    Type.Literal('NOME'),
    Type.Literal('CABECALHO'),
    Type.Literal('INFORMADA'),
    Type.Literal('LEMBRADA'),
    Type.Null(),
  ]),
  titulos: Type.Array(
    Type.Object({
      posicao: Type.Number(),
      titulo: Type.String(),
      coluna: NullableText,
      /** By what the column was recognised; null where the heading fills none. */
      como: Type.Union([
        Type.Literal('NOME'),
        Type.Literal('APELIDO'),
        Type.Literal('INFORMADA'),
        Type.Literal('IGNORADA'),
        Type.Literal('LEMBRADA'),
        Type.Null(),
      ]),
      /** A column that it may have been meant for. */
      sugestao: NullableText,
    }),
  ),
  /** Required columns that no heading fills. */
  faltando: Type.Array(Type.String()),
  /** First rows, as they stand in the file. */
  amostra: Type.Array(Type.Array(Type.String())),
  ignorado: Type.Boolean(),
  /** The map of an earlier file like it, that holds for this one, and the day it was made. */
  lembrado: Type.Union([
    Type.Object({ id: Type.Number(), dia: Type.String({ format: 'date' }) }),
    Type.Null(),
  ]),
  /** Why it cannot be taken as it is. */
  codigo: NullableText,
  error: NullableText,
});

const ImportFileSchema = Type.Object({
  numero: Type.Number(),
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
  /** What should be known of it, with the code of each. */
  avisos: Type.Array(Type.Object({ codigo: Type.String(), texto: Type.String() })),
  lidas: Type.Number(),
  inseridas: Type.Number(),
  atualizadas: Type.Number(),
  conhecidas: Type.Number(),
  rejeitadas: Type.Number(),
  /** Name of the file of its refused rows, for `…/rejeitadas?arquivo=`. */
  arquivo_rejeitadas: NullableText,
  /** First rows as they are stored. */
  amostra: Type.Array(Type.Record(Type.String(), NullableText)),
});

const RowErrorSchema = Type.Object({
  arquivo: Type.String(),
  folha: NullableText,
  linha: Type.Number(),
  coluna: NullableText,
  valor: Type.String(),
  motivo: Type.String(),
  error: Type.String(),
});
export type RowErrorAnswer = Static<typeof RowErrorSchema>;

const ComingsSchema = Type.Object({
  antes: Type.Number(),
  depois: Type.Number(),
  entram: Type.Number(),
  saem: Type.Number(),
  mudam: Type.Number(),
});

/** What storing changes in a table, against what is there. */
const DifferenceSchema = Type.Object({
  tabela: Type.String(),
  /** What its lines belong to. */
  unidade: Type.Union([Type.Literal('pedidos'), Type.Literal('lotes'), Type.Literal('produtos')]),
  unidades: ComingsSchema,
  linhas: ComingsSchema,
  /** Share of the present lines that go, in percent. */
  perda: Type.Number(),
  /** More than a fifth of the table goes: storing needs `sim_substituir`. */
  perde_muito: Type.Boolean(),
  /** Of the open lines of the order book, in R$. */
  valor: Type.Union([Type.Object({ antes: Type.Number(), depois: Type.Number() }), Type.Null()]),
  /** Open drafts that lose their order. */
  rascunhos_sem_pedido: Type.Union([Type.Number(), Type.Null()]),
});
export type DifferenceAnswer = Static<typeof DifferenceSchema>;

const ImportReportSchema = Type.Object({
  /** As said, else as proposed, else `acrescentar`. */
  modo: ModeSchema,
  /** How the files should go in where some of their rows are there already, and why. */
  proposta: Type.Union([
    Type.Object({
      modo: ModeSchema,
      tabela: Type.String(),
      existentes: Type.Number(),
      total: Type.Number(),
      motivo: Type.String(),
    }),
    Type.Null(),
  ]),
  diferencas: Type.Array(DifferenceSchema),
  /** Of a dry run: why storing would be refused as things are. */
  recusa: Type.Union([Type.Object({ codigo: Type.String(), error: Type.String() }), Type.Null()]),
  /** Number of what was stored, to undo it by. */
  numero: Type.Union([Type.Number(), Type.Null()]),
  /** Whether it can be undone, once stored. */
  desfazivel: Type.Boolean(),
  arquivos: Type.Array(ImportFileSchema),
  ignorados: Type.Array(Type.Object({ arquivo: Type.String(), motivo: Type.String() })),
  linhas_rejeitadas: Type.Number(),
  /** The first of them; `…/erros` has all. */
  erros: Type.Array(RowErrorSchema),
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
  recebidos: Type.Array(Type.Object({ numero: Type.Number(), arquivo: Type.String(), bytes: Type.Number() })),
  /** What each file looks like, and how it was understood. */
  exame: Type.Array(ExaminedSchema),
  mapa: Type.Array(FileMapSchema),
  /** As a person said it. */
  modo: Type.Union([ModeSchema, Type.Null()]),
  de_novo: Type.Boolean(),
  ignorar_invalidas: Type.Boolean(),
  /** What is under way. */
  etapa: Type.Union([
    Type.Literal('RECEBENDO'),
    Type.Literal('LENDO'),
    Type.Literal('GRAVANDO'),
    Type.Null(),
  ]),
  /** Of the work under way, 0–100. */
  progresso: Type.Number(),
  linhas: Type.Number(),
  /** Reasons against rows found so far. */
  erros: Type.Number(),
  /** Nothing happens any more until somebody asks for it. */
  completo: Type.Boolean(),
  /** Why it failed. */
  codigo: NullableText,
  error: NullableText,
  relatorio: Type.Union([ImportReportSchema, Type.Null()]),
});
export type ImportAnswer = Static<typeof ImportSchema>;

/** `GET /api/importacao/:id/erros`. */
export const ImportErrorsSchema = Type.Object({
  total: Type.Number(),
  posicao: Type.Number(),
  erros: Type.Array(RowErrorSchema),
});

const InstantText = Type.String({ format: 'date-time' });
const NullableInstant = Type.Union([InstantText, Type.Null()]);

/** An import that was stored. */
const StoredImportSchema = Type.Object({
  numero: Type.Number(),
  modo: ModeSchema,
  importado_em: InstantText,
  importado_por: NullableText,
  arquivos: Type.Array(
    Type.Object({
      arquivo: Type.String(),
      tabela: Type.String(),
      lidas: Type.Number(),
      inseridas: Type.Number(),
      atualizadas: Type.Number(),
      rejeitadas: Type.Number(),
    }),
  ),
  /** Former contents are kept until then; null where they are not, or not any more. */
  guardada_ate: NullableInstant,
  desfeita_em: NullableInstant,
  /** Why it cannot be undone now; null where it can. */
  impedimento: Type.Union([Type.Object({ codigo: Type.String(), error: Type.String() }), Type.Null()]),
});
export type StoredImportAnswer = Static<typeof StoredImportSchema>;

/** `GET /api/importacao/gravadas`: the newest ones, the last one first. */
export const StoredImportsSchema = Type.Object({ gravadas: Type.Array(StoredImportSchema) });

/** `GET …/gravadas/:numero/desfazer`, and what POST did. */
export const UndoSchema = Type.Object({
  success: Type.Boolean(),
  numero: Type.Number(),
  modo: ModeSchema,
  tabelas: Type.Array(
    Type.Object({
      tabela: Type.String(),
      /** Rows that come back as they were before. */
      voltam: Type.Number(),
      /** Rows of the import that go. */
      saem: Type.Number(),
      /** Of these, rows somebody has changed since: the changes are lost. */
      alteradas: Type.Number(),
      /** Rows of the import that are not there any more. */
      ja_sairam: Type.Number(),
      /** Rows others wrote since beside those that come back: they stay. */
      ao_lado: Type.Number(),
    }),
  ),
  /** Others have written meanwhile: undoing needs `confirmar`. */
  precisa_confirmar: Type.Boolean(),
});
export type UndoAnswer = Static<typeof UndoSchema>;

/** `POST …/gravadas/:numero/desfazer`. */
export const UndoRequestSchema = Type.Object(
  { confirmar: Type.Optional(Type.Boolean()) },
  { additionalProperties: false },
);

/** `GET /api/importacao/mapas`: headers that people laid over tables by hand. */
export const RememberedMapsSchema = Type.Object({
  mapas: Type.Array(
    Type.Object({
      id: Type.Number(),
      /** Name of such files, without dates and numbers, and the sheet. */
      origem: Type.String(),
      tabela: Type.String(),
      colunas: Type.Array(
        Type.Object({ posicao: Type.Number(), titulo: Type.String(), coluna: NullableText }),
      ),
      criado_em: InstantText,
      criado_por: NullableText,
      usado_em: NullableInstant,
    }),
  ),
});

/** `DELETE /api/importacao/mapas/:id`. */
export const ForgottenMapSchema = Type.Object({ success: Type.Boolean(), id: Type.Number() });

/** `GET /api/importacao/tabelas`: what files may hold. */
export const ImportTablesSchema = Type.Object({
  tabelas: Type.Array(
    Type.Object({
      tabela: Type.String(),
      colunas: Type.Array(
        Type.Object({
          coluna: Type.String(),
          tipo: Type.String(),
          obrigatoria: Type.Boolean(),
          apelidos: Type.Array(Type.String()),
        }),
      ),
    }),
  ),
});
