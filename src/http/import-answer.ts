import { basename } from 'node:path';
import { RupturaError } from '../contract/errors.ts';
import type {
  DifferenceAnswer,
  ImportAnswer,
  ImportReportAnswer,
  RowErrorAnswer,
} from '../contract/import-wire.ts';
import type { Language } from '../contract/language.ts';
import {
  importNoticeSentence,
  proposalSentence,
  rowReasonSentence,
  skipReasonSentence,
} from '../contract/row-reasons.ts';
import { type Comings, isGreatLoss, lostPercent, type TableDifference } from '../imports/difference.ts';
import type { Examined } from '../imports/examine.ts';
import type { ImportJob } from '../imports/online/import-job.ts';
import type { ModeProposal } from '../imports/proposal.ts';
import type { FileReport, ImportReport, RowError } from '../imports/report.ts';
import type { Explain } from './error-answers.ts';

/** What the options of the command line are called here. */
const OPTION_NAMES: Readonly<Record<string, string>> = {
  '--de-novo': 'de_novo',
  '--ignorar-invalidas': 'ignorar_invalidas',
  '--tabela': 'mapa',
  '--sim-substituir': 'sim_substituir',
  '--sim-desfazer': 'confirmar',
  'ruptura importar --historico': 'GET /api/importacao/gravadas',
  '--substituir': 'modo: substituir',
  '--atualizar': 'modo: atualizar',
};

/** Number of the file with a name; names of one import are unlike each other. */
type Numbers = ReadonlyMap<string, number>;

/** An import as it stands, in a language. */
export function importAnswer(job: ImportJob, explain: Explain, language: Language): ImportAnswer {
  const { share, rows } = job.progress;
  const failure = job.failure === null ? null : knownFailure(explain(job.failure), job.id);
  const report = job.report ?? reportOf(failure);
  const numbers: Numbers = new Map(job.files.map(({ name, number }) => [name, number]));
  return {
    success: job.state !== 'FALHOU',
    id: job.id,
    estado: job.state,
    arquivos: job.files.map((file) => file.name),
    recebidos: job.files.map(({ number, name, bytes }) => ({ numero: number, arquivo: name, bytes })),
    exame: job.examined.map((examined) => examinedAnswer(examined, numbers, language)),
    mapa: [...job.maps],
    modo: job.choices.mode,
    de_novo: job.choices.again,
    ignorar_invalidas: job.choices.ignoreInvalid,
    etapa: job.stage,
    progresso: Math.floor(share * 1000) / 10,
    linhas: rows,
    erros: job.rowErrorCount,
    completo: job.rests,
    codigo: failure?.code ?? null,
    error: failure?.sentence(language) ?? null,
    relatorio: report === null ? null : reportAnswer(report, numbers, language),
  };
}

function knownFailure(error: unknown, id: string): RupturaError {
  if (error instanceof RupturaError) return withApiOptions(error);
  return new RupturaError('ERRO_INTERNO', { requisicao: id }, { cause: error });
}

/** Errors name the option that helps as the command line calls it; programs are told the field of the request. */
export function withApiOptions(error: RupturaError): RupturaError {
  const option = OPTION_NAMES[String(error.params['opcao'])];
  if (option === undefined) return error;
  const params = { ...error.params, opcao: option };
  return new RupturaError(error.code, params, { details: error.details, cause: error });
}

const TELLING: readonly string[] = [
  'IMPORTACAO_RECUSADA',
  'IMPORTACAO_SUBSTITUIR_VAZIO',
  'IMPORTACAO_MODO_NAO_DITO',
  'IMPORTACAO_PERDE_MUITO',
];

/** An import that was refused tells the rows in its error. */
function reportOf(failure: RupturaError | null): ImportReport | null {
  return failure !== null && TELLING.includes(failure.code) ? (failure.details as ImportReport) : null;
}

function examinedAnswer(
  examined: Examined,
  numbers: Numbers,
  language: Language,
): ImportAnswer['exame'][number] {
  const problem = examined.problem === null ? null : withApiOptions(examined.problem);
  return {
    numero: numbers.get(examined.file) ?? 0,
    arquivo: examined.file,
    folha: examined.sheet,
    folhas: [...examined.sheets],
    formato: examined.format,
    codificacao: examined.encoding,
    separador: examined.delimiter,
    tabela: examined.table,
    como: examined.by,
    titulos: examined.headings.map(({ position, text, column, how, suggestion }) => ({
      posicao: position,
      titulo: text,
      coluna: column,
      como: how,
      sugestao: suggestion,
    })),
    faltando: [...examined.missing],
    amostra: examined.sample.map((row) => [...row]),
    ignorado: examined.ignored,
    lembrado:
      examined.remembered === null
        ? null
        : {
            id: examined.remembered.id,
            dia: examined.remembered.madeOn.split('/').reverse().join('-'),
          },
    codigo: problem?.code ?? null,
    error: problem?.sentence(language) ?? null,
  };
}

function reportAnswer(report: ImportReport, numbers: Numbers, language: Language): ImportReportAnswer {
  const { drafts, proposal, refusal } = report;
  return {
    modo: report.mode,
    proposta: proposal === null ? null : proposalAnswer(proposal, language),
    diferencas: report.differences.map(differenceAnswer),
    recusa: refusal === null ? null : refusalAnswer(refusal, language),
    numero: report.number,
    desfazivel: report.undoable,
    arquivos: report.files.map((file) => fileAnswer(file, numbers, language)),
    ignorados: report.skipped.map(({ file, reason }) => ({
      arquivo: file,
      motivo: skipReasonSentence(reason, language),
    })),
    linhas_rejeitadas: report.rejectedRows,
    erros: report.rowErrors.map((error) => rowErrorAnswer(error, language)),
    erros_omitidos: report.moreRowErrors,
    rascunhos:
      drafts === null
        ? null
        : {
            reaplicados: drafts.reapplied,
            nao_aplicaveis: drafts.notApplicable,
            acima_do_saldo: drafts.exceeding,
          },
  };
}

type ProposalAnswer = NonNullable<ImportReportAnswer['proposta']>;

function proposalAnswer({ mode, table, known, total }: ModeProposal, language: Language): ProposalAnswer {
  const motivo = proposalSentence(table, known, total, language);
  return { modo: mode, tabela: table, existentes: known, total, motivo };
}

function refusalAnswer(
  { code, params }: NonNullable<ImportReport['refusal']>,
  language: Language,
): NonNullable<ImportReportAnswer['recusa']> {
  return { codigo: code, error: withApiOptions(new RupturaError(code, params)).sentence(language) };
}

function differenceAnswer(difference: TableDifference): DifferenceAnswer {
  const { table, unit, units, rows, value, orphanedDrafts } = difference;
  return {
    tabela: table,
    unidade: unit,
    unidades: comingsAnswer(units),
    linhas: comingsAnswer(rows),
    perda: lostPercent(difference),
    perde_muito: isGreatLoss(difference),
    valor: value === null ? null : { antes: Number(value.before), depois: Number(value.after) },
    rascunhos_sem_pedido: orphanedDrafts,
  };
}

function comingsAnswer({ before, after, come, go, change }: Comings): DifferenceAnswer['linhas'] {
  return { antes: before, depois: after, entram: come, saem: go, mudam: change };
}

/** One reason against one row, in a language. */
export function rowErrorAnswer(
  { file, sheet, line, column, value, reason, params }: RowError,
  language: Language,
): RowErrorAnswer {
  return {
    arquivo: file,
    folha: sheet,
    linha: line,
    coluna: column,
    valor: value,
    motivo: reason,
    error: rowReasonSentence(reason, params, language),
  };
}

function fileAnswer(
  file: FileReport,
  numbers: Numbers,
  language: Language,
): ImportReportAnswer['arquivos'][number] {
  return {
    numero: numbers.get(file.file) ?? 0,
    arquivo: file.file,
    folha: file.sheet,
    tabela: file.table,
    formato: file.format,
    codificacao: file.encoding,
    separador: file.delimiter,
    colunas: file.columns.map(({ column, heading, decimal, dateStyles }) => ({
      coluna: column,
      titulo: heading,
      decimal,
      datas: [...dateStyles],
    })),
    avisos: file.notices.map(({ notice, params }) => ({
      codigo: notice,
      texto: importNoticeSentence(notice, params, language),
    })),
    lidas: file.read,
    inseridas: file.inserted,
    atualizadas: file.updated,
    conhecidas: file.known,
    rejeitadas: file.rejected,
    arquivo_rejeitadas: file.rejectFile === null ? null : basename(file.rejectFile),
    amostra: file.preview.map((row) => ({ ...row })),
  };
}
