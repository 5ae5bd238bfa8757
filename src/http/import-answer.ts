import type { ImportJob } from '../app/import-jobs.ts';
import { RupturaError } from '../contract/errors.ts';
import type { ImportAnswer, ImportReportAnswer } from '../contract/import-wire.ts';
import type { Language } from '../contract/language.ts';
import { importNoticeSentence, rowReasonSentence, skipReasonSentence } from '../contract/row-reasons.ts';
import type { FileReport, ImportReport } from '../imports/report.ts';
import type { Explain } from './error-answers.ts';

/** An import as it stands, in a language. */
export function importAnswer(job: ImportJob, explain: Explain, language: Language): ImportAnswer {
  const { share, rows } = job.progress;
  const failure = job.failure === null ? null : knownFailure(explain(job.failure), job.id);
  const report = job.report ?? reportOf(failure);
  return {
    success: failure === null,
    id: job.id,
    estado: job.state,
    arquivos: job.files.map((file) => file.name),
    substituir: job.choices.substitute,
    progresso: Math.floor(share * 1000) / 10,
    linhas: rows,
    completo: job.rests,
    codigo: failure?.code ?? null,
    error: failure?.sentence(language) ?? null,
    relatorio: report === null ? null : reportAnswer(report, language),
  };
}

function knownFailure(error: unknown, id: string): RupturaError {
  if (error instanceof RupturaError) return error;
  return new RupturaError('ERRO_INTERNO', { requisicao: id }, { cause: error });
}

/** An import that was refused tells the rows in its error. */
function reportOf(failure: RupturaError | null): ImportReport | null {
  const tells = failure?.code === 'IMPORTACAO_RECUSADA' || failure?.code === 'IMPORTACAO_SUBSTITUIR_VAZIO';
  return tells ? (failure.details as ImportReport) : null;
}

function reportAnswer(report: ImportReport, language: Language): ImportReportAnswer {
  const { drafts } = report;
  return {
    arquivos: report.files.map((file) => fileAnswer(file, language)),
    ignorados: report.skipped.map(({ file, reason }) => ({
      arquivo: file,
      motivo: skipReasonSentence(reason, language),
    })),
    linhas_rejeitadas: report.rejectedRows,
    erros: report.rowErrors.map(({ file, sheet, line, column, value, reason, params }) => ({
      arquivo: file,
      folha: sheet,
      linha: line,
      coluna: column,
      valor: value,
      motivo: reason,
      error: rowReasonSentence(reason, params, language),
    })),
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

function fileAnswer(file: FileReport, language: Language): ImportReportAnswer['arquivos'][number] {
  return {
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
    avisos: file.notices.map(({ notice, params }) => importNoticeSentence(notice, params, language)),
    lidas: file.read,
    inseridas: file.inserted,
    atualizadas: file.updated,
    conhecidas: file.known,
    rejeitadas: file.rejected,
    amostra: file.preview.map((row) => ({ ...row })),
  };
}
