import type { ErrorCode } from '../contract/errors.ts';
import type { ImportMode } from '../contract/import-modes.ts';
import type { Language } from '../contract/language.ts';
import type { ImportNotice, RowReason, SkipReason } from '../contract/row-reasons.ts';
import type { InputTableName } from '../contract/tables.ts';
import type { EpochDay } from '../contract/units.ts';
import type { DecimalStyle } from '../tabular/number-text.ts';
import type { TableDifference } from './difference.ts';
import type { Examined } from './examine.ts';
import type { FileMap } from './file-map.ts';
import type { ImportTableName } from './header.ts';
import type { ModeProposal } from './proposal.ts';

/** What the caller of an import decides. */
export interface ImportOptions {
  /** Files, or folders whose table files are all taken. */
  readonly paths: readonly string[];
  /** What becomes of what is in the tables already; null: nobody said it, and rows that are there are a question. */
  readonly mode: ImportMode | null;
  /** Store although more than a fifth of a table is lost by it. */
  readonly lossConfirmed?: boolean;
  /** Leave bad rows out (into a reject file) instead of refusing everything. */
  readonly ignoreInvalid: boolean;
  /** Import content that was imported before. */
  readonly again: boolean;
  /** Read and check everything, store nothing. */
  readonly dryRun: boolean;
  /** Where reject files go; default: beside the file they come from. */
  readonly rejectFolder?: string;
  /** Takes every file for this table, whatever its name and header suggest. */
  readonly table?: InputTableName;
  /** Business date; default: the database's. */
  readonly today?: EpochDay;
  readonly importedBy?: string;
  /** Language of the reasons in reject files; default pt-BR. */
  readonly language?: Language;
  /** Names to show instead of paths (an upload's own name), by path. */
  readonly names?: ReadonlyMap<string, string>;
  /** What a person said about files, by path. */
  readonly maps?: ReadonlyMap<string, readonly FileMap[]>;
  /** Told what every file looks like; all files are looked at then, also after one that cannot be taken. */
  readonly onExamined?: (examined: Examined) => void;
  /** Told every reason against a row, of which the report has only the first ones. */
  readonly onRowError?: (error: RowError) => Promise<void> | void;
  /** All rows are checked and good: they are stored now. */
  readonly onStoring?: () => void;
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly signal?: AbortSignal;
}

export interface ImportProgress {
  readonly file: string;
  /** Bytes of the file worked through, all passes together scaled to its size. */
  readonly bytesRead: number;
  readonly bytesTotal: number;
  /** Rows checked and handed to the database so far. */
  readonly rows: number;
}

type Params = Readonly<Record<string, string | number>>;

/** One reason why one row is refused. */
export interface RowError {
  readonly file: string;
  readonly sheet: string | null;
  /** Line of a text file, row of a sheet. */
  readonly line: number;
  /** Column of the table; null when the row as a whole is wrong. */
  readonly column: string | null;
  readonly value: string;
  readonly reason: RowReason;
  readonly params: Params;
}

export interface Notice {
  readonly notice: ImportNotice;
  readonly params: Params;
}

export interface ColumnReport {
  readonly column: string;
  readonly heading: string;
  /** Decimal separator, for columns of numbers that have any. */
  readonly decimal: DecimalStyle | null;
  /** How dates are written in it (`dd/mm/yyyy`…), the commonest first. */
  readonly dateStyles: readonly string[];
}

export interface FileReport {
  readonly file: string;
  readonly sheet: string | null;
  readonly table: ImportTableName;
  readonly format: 'csv' | 'xlsx';
  readonly encoding: string | null;
  readonly delimiter: string | null;
  readonly sha256: string;
  readonly columns: readonly ColumnReport[];
  readonly notices: readonly Notice[];
  read: number;
  inserted: number;
  updated: number;
  /** Movements whose `chave_externa` the table already has. */
  known: number;
  rejected: number;
  /** First rows as they are stored, by column. */
  readonly preview: Readonly<Record<string, string | null>>[];
  rejectFile: string | null;
}

export interface SkippedFile {
  readonly file: string;
  readonly reason: SkipReason;
  /** When the same content was imported, for JA_IMPORTADO. */
  readonly importedAt: string | null;
}

/** A draft that the replaced order book no longer carries, or carries with less than the draft takes. */
export interface DraftReport {
  readonly id: string;
  readonly num_pedido: string;
  readonly cod_produto: string;
  readonly qtd_selecionada_usuario: string;
  /** Open quantity of the order and product in the new book. */
  readonly saldo: string;
}

export interface DraftsReport {
  /** Drafts whose lines are in the new book (now RECOMPOSTO). */
  readonly reapplied: number;
  /** Drafts without open line in the new book: kept as they are, still reserving stock. */
  readonly notApplicable: number;
  /** Drafts of pairs whose drafts together exceed the open quantity. */
  readonly exceeding: number;
  /** The first ones of each kind. */
  readonly notApplicableDrafts: readonly DraftReport[];
  readonly exceedingDrafts: readonly DraftReport[];
}

export interface ImportReport {
  readonly dryRun: boolean;
  /** As said, else as proposed, else adding. */
  readonly mode: ImportMode;
  /** What is there of the files already, and how they should go in; null where nothing is. */
  readonly proposal: ModeProposal | null;
  /** What storing changes (or would), by table. */
  readonly differences: readonly TableDifference[];
  /** Of a dry run: why storing with the same options would be refused; null where it would not. */
  readonly refusal: { readonly code: ErrorCode; readonly params: Params } | null;
  /** Number to undo it by; null of a dry run, and where nothing was stored. */
  readonly number: number | null;
  /** Whether it can be undone (or could, once stored): not where it touches too many rows. */
  readonly undoable: boolean;
  readonly files: readonly FileReport[];
  readonly skipped: readonly SkippedFile[];
  /** Refused rows in all, and the first of their reasons. */
  readonly rejectedRows: number;
  readonly rowErrors: readonly RowError[];
  /** Reasons beyond those in `rowErrors`. */
  readonly moreRowErrors: number;
  readonly drafts: DraftsReport | null;
}

/** Row errors kept in a report. */
export const MOST_ROW_ERRORS = 1000;
/** Rows shown in a preview. */
export const PREVIEW_ROWS = 10;
const LONGEST_VALUE = 200;

/** A cell's text short enough for a report. */
export function shownCell(value: string): string {
  return value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value;
}
