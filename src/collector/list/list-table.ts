import { extname } from 'node:path';
import { RupturaError } from '../../contract/errors.ts';
import { formatIsoDate } from '../../contract/units.ts';
import { fileKind } from '../../imports/source.ts';
import { cellText, type FileRow, type NumberCell, type RawCell, unprotectText } from '../../tabular/cell.ts';
import { type CsvLayout, csvLayout, csvRows, type Delimiter } from '../../tabular/csv-file.ts';
import { serialDay } from '../../tabular/date-text.ts';
import { plainDouble } from '../../tabular/number-text.ts';
import { summariseBytes } from '../../tabular/text-encoding.ts';
import { type Archive, openArchive } from '../../tabular/xlsx/archive.ts';
import { sheetRows } from '../../tabular/xlsx/sheet.ts';
import { readWorkbook, type SheetInfo, type Workbook } from '../../tabular/xlsx/workbook.ts';

/** A file of rows under a header, as texts. */
export interface ListTable {
  /** Of the file; `;` where it has none: a workbook, a single column. */
  readonly delimiter: Delimiter;
  readonly header: readonly string[];
  /** Rows that are not blank. Cells right of the header are there too. */
  readonly rows: readonly (readonly string[])[];
}

/** How many cells of a header its reader knows. */
type CountKnown = (header: readonly string[]) => number;

/** All rows are in memory, and in the result file that is written again and again. */
const MOST_LIST_ROWS = 200_000;
const DEFAULT_DELIMITER = ';';
const WIDEST_HEADER = 1024;
/** Cells right of the header of a sheet that are kept; the others of a row share the last place. */
const SPARE_COLUMNS = 16;
const SHEET_EXTENSIONS: readonly string[] = ['.xlsx', '.xlsm'];

/**
 * Reads a CSV file or the first sheet with a known heading of a workbook. Numbers of a sheet come as their digits,
 * never with an exponent; dates as `yyyy-mm-dd`.
 * @throws RupturaError COLETA_LISTA_GRANDE, and those of unreadable files
 */
export async function readListTable(path: string, file: string, countKnown: CountKnown): Promise<ListTable> {
  const { kind } = await fileKind(path, file);
  if (kind === 'empty') throw new RupturaError('ARQUIVO_VAZIO', { arquivo: file });
  if (kind === 'ole') throw new RupturaError('PLANILHA_CIFRADA', { arquivo: file });
  if (typeof kind === 'object')
    throw new RupturaError('ARQUIVO_FORMATO', { arquivo: file, formato: kind.foreign });
  const isSheet = kind === 'zip' || SHEET_EXTENSIONS.includes(extname(path).toLowerCase());
  return isSheet ? await sheetTable(path, file, countKnown) : await csvTable(path, file, countKnown);
}

async function csvTable(path: string, file: string, countKnown: CountKnown): Promise<ListTable> {
  const bytes = await summariseBytes(path, file, () => undefined);
  const found = await csvLayout(path, file, bytes, countKnown);
  // The header of a single column tells no delimiter.
  const layout: CsvLayout = found.header.length === 1 ? { ...found, delimiter: DEFAULT_DELIMITER } : found;
  const textOf = (cell: RawCell): string => unprotectText(cellText(cell)) ?? cellText(cell);
  const rows = await gather(
    csvRows(path, file, layout, () => undefined),
    file,
    textOf,
  );
  return { delimiter: layout.delimiter, header: layout.header.map(textOf), rows };
}

async function sheetTable(path: string, file: string, countKnown: CountKnown): Promise<ListTable> {
  const archive = await openArchive(path, file);
  try {
    const workbook = await readWorkbook(archive, file);
    const { info, header, line } = await chooseSheet(archive, file, workbook, countKnown);
    const width = header.length + SPARE_COLUMNS;
    const batches = after(
      sheetRows(archive, file, workbook, info, width, () => undefined),
      line,
    );
    const textOf = (cell: RawCell): string => sheetText(cell, workbook.date1904);
    return { delimiter: DEFAULT_DELIMITER, header, rows: await gather(batches, file, textOf) };
  } finally {
    archive.close();
  }
}

interface ChosenSheet {
  readonly info: SheetInfo;
  readonly header: readonly string[];
  /** Row of the header. */
  readonly line: number;
}

/** The first visible sheet whose header has something known; else the first that has any content. */
async function chooseSheet(
  archive: Archive,
  file: string,
  workbook: Workbook,
  countKnown: CountKnown,
): Promise<ChosenSheet> {
  let first: ChosenSheet | null = null;
  for (const info of workbook.sheets.filter(({ visible }) => visible)) {
    const chosen = await headerOf(archive, file, workbook, info);
    if (chosen !== null && countKnown(chosen.header) > 0) return chosen;
    first ??= chosen;
  }
  if (first === null) throw new RupturaError('ARQUIVO_VAZIO', { arquivo: file });
  return first;
}

async function headerOf(
  archive: Archive,
  file: string,
  workbook: Workbook,
  info: SheetInfo,
): Promise<ChosenSheet | null> {
  for await (const batch of sheetRows(archive, file, workbook, info, WIDEST_HEADER, () => undefined)) {
    for (const { cells, line } of batch) {
      const header = withoutBlankEnd(
        cells.slice(0, WIDEST_HEADER).map((cell) => sheetText(cell, workbook.date1904)),
      );
      if (header.length > 0) return { info, header, line };
    }
  }
  return null;
}

async function* after(batches: AsyncGenerator<FileRow[]>, line: number): AsyncGenerator<FileRow[]> {
  for await (const batch of batches) yield batch.filter((row) => row.line > line);
}

async function gather(
  batches: AsyncGenerator<FileRow[]>,
  arquivo: string,
  textOf: (cell: RawCell) => string,
): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const batch of batches) {
    for (const { cells } of batch) {
      const texts = withoutBlankEnd(cells.map(textOf));
      if (texts.length > 0) rows.push(texts);
    }
    if (rows.length > MOST_LIST_ROWS)
      throw new RupturaError('COLETA_LISTA_GRANDE', { arquivo, limite: MOST_LIST_ROWS });
  }
  return rows;
}

function withoutBlankEnd(texts: readonly string[]): string[] {
  const last = texts.findLastIndex((text) => text.trim() !== '');
  return texts.slice(0, last + 1);
}

/** A cell of a sheet as text: what a person sees of a code, not how the number is stored. */
function sheetText(cell: RawCell, date1904: boolean): string {
  if (typeof cell === 'string' || cell.type !== 'number') return cellText(cell);
  return (cell.isDate ? dayText(cell, date1904) : null) ?? digits(cell);
}

function digits({ text, zeroPadding }: NumberCell): string {
  const plain = plainDouble(text)?.replace(/\.0+$/, '') ?? text;
  return plain.padStart(zeroPadding, '0');
}

/** `yyyy-mm-dd`, with its time where it has one; null for a serial that is no day. */
function dayText({ text }: NumberCell, date1904: boolean): string | null {
  const serial = Number(text);
  const seconds = Math.round((serial - Math.floor(serial)) * 86_400);
  const day = serialDay(Math.floor(serial), date1904);
  if (day === null || !Number.isFinite(serial)) return null;
  const date = formatIsoDate(day);
  if (seconds === 0) return date;
  return `${date} ${new Date(seconds * 1000).toISOString().slice(11, 19)}`;
}
