import { cellText, type FileRow, isBlank, type RawCell } from './cell.ts';
import { csvLayout, csvRows, type Delimiter } from './csv-file.ts';
import { kindOfFile } from './file-kind.ts';
import { summariseBytes, type TextEncoding } from './text-encoding.ts';
import { type Archive, openArchive } from './xlsx/archive.ts';
import { sheetRows } from './xlsx/sheet.ts';
import { readWorkbook, type SheetInfo, type Workbook } from './xlsx/workbook.ts';

/**
 * Tables in files, opened in one way for all who read them: what kind of file it is, how it is written, where a header
 * stands, and the rows below it.
 */

/** A file with tables in it. */
export type TableFile = { readonly size: number; readonly modified: number } & (CsvTable | WorkbookTables);

/** A text file is one table. */
export interface CsvTable {
  readonly kind: 'text';
  readonly encoding: TextEncoding;
  readonly delimiter: Delimiter;
  readonly sha256: string;
  readonly header: readonly string[];
  /** Line of the header, the last one where it has several. */
  readonly line: number;
  /**
   * Rows below the header that are not blank; may be called any number of times.
   * @param delimiter another one than was found
   */
  rows(onBytes: CountBytes, delimiter?: Delimiter): AsyncGenerator<FileRow[]>;
}

/** A workbook has a table in any of its visible sheets. Whoever opened it closes it. */
export interface WorkbookTables {
  readonly kind: 'workbook';
  readonly date1904: boolean;
  /** The visible ones. */
  readonly sheets: readonly SheetInfo[];
  /** The table of a sheet; null where it is empty. */
  tableOf(sheet: SheetInfo): Promise<SheetTable | null>;
  close(): void;
}

/** The table of one sheet. */
export interface SheetTable {
  readonly sheet: SheetInfo;
  /** Without the blank cells at its end. */
  readonly header: readonly RawCell[];
  /** Row of the header, as a person counts. */
  readonly line: number;
  /**
   * Rows below the header that have any content, while the workbook is open.
   * @param width columns; what stands further right shares the next place
   */
  rows(width: number, onBytes: CountBytes): AsyncGenerator<FileRow[]>;
  /** The same at any time: the workbook is opened anew, so that its shared texts are in memory only meanwhile. */
  rowsAnew(width: number, onBytes: CountBytes): AsyncGenerator<FileRow[]>;
}

/** Told how many bytes of the file were worked through. */
export type CountBytes = (count: number) => void;

/** Columns of a sheet in which a header is looked for. */
const WIDEST_HEADER = 1024;

/**
 * Looks at a file closely enough to read its tables.
 * @param countKnown how many cells of a header its reader knows: it decides between delimiters
 * @throws RupturaError of an unreadable file, or one without a table: ARQUIVO_…, CSV_…, PLANILHA_…
 */
export async function openTableFile(
  path: string,
  file: string,
  countKnown: (header: readonly string[]) => number,
  onBytes: CountBytes,
): Promise<TableFile> {
  const { kind, size, modified } = await kindOfFile(path, file);
  const opened =
    kind === 'workbook' ? await openWorkbook(path, file) : await openCsv(path, file, countKnown, onBytes);
  return { ...opened, size, modified };
}

async function openCsv(
  path: string,
  file: string,
  countKnown: (header: readonly string[]) => number,
  onBytes: CountBytes,
): Promise<CsvTable> {
  const bytes = await summariseBytes(path, file, onBytes);
  const layout = await csvLayout(path, file, bytes, countKnown);
  const { encoding, delimiter, header } = layout;
  return {
    kind: 'text',
    encoding,
    delimiter,
    sha256: bytes.sha256,
    header,
    line: layout.headerLines,
    rows: (count, other = delimiter) => csvRows(path, file, { ...layout, delimiter: other }, count),
  };
}

async function openWorkbook(path: string, file: string): Promise<WorkbookTables> {
  const archive = await openArchive(path, file);
  try {
    const workbook = await readWorkbook(archive, file);
    return {
      kind: 'workbook',
      date1904: workbook.date1904,
      sheets: workbook.sheets.filter(({ visible }) => visible),
      tableOf: (sheet) => findTable({ path, file, archive, workbook }, sheet),
      close: () => archive.close(),
    };
  } catch (error) {
    archive.close();
    throw error;
  }
}

interface OpenedWorkbook {
  readonly path: string;
  readonly file: string;
  readonly archive: Archive;
  readonly workbook: Workbook;
}

async function findTable(opened: OpenedWorkbook, sheet: SheetInfo): Promise<SheetTable | null> {
  const { path, file, archive, workbook } = opened;
  const found = await findHeader(sheetRows(archive, file, workbook, sheet, WIDEST_HEADER, () => undefined));
  if (found === null) return null;
  const { header, line } = found;
  return {
    sheet,
    header,
    line,
    rows: (width, onBytes) => rowsBelow(sheetRows(archive, file, workbook, sheet, width, onBytes), line),
    rowsAnew: (width, onBytes) => rowsBelow(reopenedRows(path, file, sheet, width, onBytes), line),
  };
}

/** The header is the first row with any content. */
async function findHeader(
  batches: AsyncGenerator<FileRow[]>,
): Promise<{ header: readonly RawCell[]; line: number } | null> {
  for await (const batch of batches) {
    for (const { cells, line } of batch) {
      const looked = cells.slice(0, WIDEST_HEADER);
      const header = looked.slice(0, looked.findLastIndex((cell) => cellText(cell).trim() !== '') + 1);
      if (header.length > 0) return { header, line };
    }
  }
  return null;
}

async function* reopenedRows(
  path: string,
  file: string,
  sheet: SheetInfo,
  width: number,
  onBytes: CountBytes,
): AsyncGenerator<FileRow[]> {
  const archive = await openArchive(path, file);
  try {
    const workbook = await readWorkbook(archive, file);
    yield* sheetRows(archive, file, workbook, sheet, width, onBytes);
  } finally {
    archive.close();
  }
}

async function* rowsBelow(batches: AsyncGenerator<FileRow[]>, headerLine: number): AsyncGenerator<FileRow[]> {
  for await (const batch of batches) {
    const rows = batch.filter(({ line, cells }) => line > headerLine && !cells.every(isBlank));
    if (rows.length > 0) yield rows;
  }
}
