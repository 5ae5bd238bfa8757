import type pg from 'pg';
import { type ImportMode, KEPT_IMPORTS, lacksPrice } from '../contract/import-modes.ts';
import type { TableDifference } from './difference.ts';
import type { ImportTable } from './header.ts';
import type { RowErrorLog } from './load.ts';
import type { ProgressMeter } from './progress.ts';
import type { ModeProposal } from './proposal.ts';
import { RejectFile } from './reject-file.ts';
import type {
  DraftsReport,
  FileReport,
  ImportOptions,
  ImportReport,
  Notice,
  RowError,
  SkippedFile,
} from './report.ts';
import type { Source } from './source.ts';

/** One file on its way through an import. */
export interface Work {
  readonly number: number;
  readonly source: Source;
  readonly report: FileReport;
  readonly rejects: RejectFile | null;
}

/** What an import carries from step to step. */
export interface RunningImport {
  readonly client: pg.ClientBase;
  readonly options: ImportOptions;
  readonly meter: ProgressMeter;
  readonly errors: RowErrorLog;
  readonly works: readonly Work[];
  readonly tables: readonly ImportTable[];
  readonly skipped: readonly SkippedFile[];
}

/** What is found out once all rows wait in the database. */
export interface Finding {
  readonly mode: ImportMode;
  readonly proposal: ModeProposal | null;
  readonly differences: readonly TableDifference[];
}

export function newWork(source: Source, number: number, options: ImportOptions): Work {
  const stamp = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '');
  const keepRejects = options.ignoreInvalid && !options.dryRun;
  return {
    number,
    source,
    report: emptyReport(source),
    rejects: keepRejects
      ? new RejectFile(source, options.rejectFolder, options.language ?? 'pt-BR', `${stamp}-${number + 1}`)
      : null,
  };
}

/** What is to be known of a file besides how it is written. */
function ownNotices({ remembered, taught, mapping }: Source): Notice[] {
  const notices: Notice[] = [];
  if (remembered !== null && taught === null) {
    notices.push({ notice: 'MAPA_LEMBRADO', params: { quando: remembered.madeOn, numero: remembered.id } });
  }
  const filled = mapping.columns.map(({ column }) => column.name);
  if (lacksPrice(mapping.table.name, filled)) notices.push({ notice: 'SEM_PRECO', params: {} });
  return notices;
}

function emptyReport(source: Source): FileReport {
  const { file, sheet, format, encoding, delimiter, sha256, mapping, spelling } = source;
  const empty = { notice: 'ARQUIVO_SEM_LINHAS', params: {} } as const;
  return {
    file,
    sheet,
    table: mapping.table.name,
    format,
    encoding,
    delimiter,
    sha256,
    columns: spelling.columns,
    notices: [...ownNotices(source), ...spelling.notices, ...(spelling.rows === 0 ? [empty] : [])],
    read: 0,
    inserted: 0,
    updated: 0,
    known: 0,
    rejected: 0,
    preview: [],
    rejectFile: null,
  };
}

export async function noteError({ errors, options }: RunningImport, error: RowError): Promise<void> {
  errors.add(error);
  await options.onRowError?.(error);
}

/** What was stored, as far as it is known. */
export interface Stored {
  readonly drafts: DraftsReport | null;
  readonly number: number | null;
  readonly undoable: boolean;
}

/** The report of an import; without `stored`, of one that is not stored. */
export function importReport(current: RunningImport, finding: Finding, stored: Stored | null): ImportReport {
  const { options, errors, works, skipped } = current;
  const { mode, proposal, differences } = finding;
  return {
    dryRun: options.dryRun,
    mode,
    proposal,
    differences,
    refusal: null,
    number: stored?.number ?? null,
    undoable: stored?.undoable ?? isUndoable(works, differences),
    files: works.map((work) => work.report),
    skipped,
    rejectedRows: works.reduce((sum, work) => sum + work.report.rejected, 0),
    rowErrors: errors.kept,
    moreRowErrors: errors.total - errors.kept.length,
    drafts: stored?.drafts ?? null,
  };
}

/** Whether what goes and what comes is little enough to be kept. */
function isUndoable(works: readonly Work[], differences: readonly TableDifference[]): boolean {
  const come = works.reduce((sum, { report }) => sum + report.read - report.rejected, 0);
  const go = differences.reduce((sum, { rows }) => sum + rows.go + rows.change, 0);
  return come + go <= KEPT_IMPORTS.rows;
}
