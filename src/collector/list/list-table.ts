import { RupturaError } from '../../contract/errors.ts';
import { formatIsoDate } from '../../contract/units.ts';
import { cellText, type FileRow, type NumberCell, type RawCell, unprotectText } from '../../tabular/cell.ts';
import type { Delimiter } from '../../tabular/csv-file.ts';
import { serialDay } from '../../tabular/date-text.ts';
import { plainDouble } from '../../tabular/number-text.ts';
import {
  type CsvTable,
  openTableFile,
  type SheetTable,
  type WorkbookTables,
} from '../../tabular/open-table.ts';

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
const MOST_LIST_CHARACTERS = 64 * 2 ** 20;
const DEFAULT_DELIMITER = ';';
/** Cells right of the header of a sheet that are kept; the others of a row share the last place. */
const SPARE_COLUMNS = 16;

/**
 * Reads a CSV file or the first sheet with a known heading of a workbook. Numbers of a sheet come as their digits,
 * never with an exponent; dates as `yyyy-mm-dd`.
 * @throws RupturaError COLETA_LISTA_GRANDE, and those of unreadable files
 */
export async function readListTable(path: string, file: string, countKnown: CountKnown): Promise<ListTable> {
  const table = await openTableFile(path, file, countKnown, () => undefined);
  if (table.kind === 'text') return await csvTable(file, table);
  try {
    return await sheetTable(file, table, countKnown);
  } finally {
    table.close();
  }
}

async function csvTable(file: string, table: CsvTable): Promise<ListTable> {
  // The header of a single column tells no delimiter.
  const delimiter = table.header.length === 1 ? DEFAULT_DELIMITER : table.delimiter;
  const textOf = (cell: RawCell): string => unprotectText(cellText(cell)) ?? cellText(cell);
  const rows = await gather(
    table.rows(() => undefined, delimiter),
    file,
    textOf,
  );
  return { delimiter, header: table.header.map(textOf), rows };
}

async function sheetTable(
  file: string,
  workbook: WorkbookTables,
  countKnown: CountKnown,
): Promise<ListTable> {
  const textOf = (cell: RawCell): string => sheetText(cell, workbook.date1904);
  const table = await chooseSheet(file, workbook, (cells) => countKnown(cells.map(textOf)));
  const header = table.header.map(textOf);
  const batches = table.rows(header.length + SPARE_COLUMNS, () => undefined);
  return { delimiter: DEFAULT_DELIMITER, header, rows: await gather(batches, file, textOf) };
}

/** The first visible sheet whose header has something known; else the first that has any content. */
async function chooseSheet(
  file: string,
  { sheets, tableOf }: WorkbookTables,
  countKnown: (header: readonly RawCell[]) => number,
): Promise<SheetTable> {
  let first: SheetTable | null = null;
  for (const sheet of sheets) {
    const table = await tableOf(sheet);
    if (table !== null && countKnown(table.header) > 0) return table;
    first ??= table;
  }
  if (first === null) throw new RupturaError('ARQUIVO_VAZIO', { arquivo: file });
  return first;
}

async function gather(
  batches: AsyncGenerator<FileRow[]>,
  arquivo: string,
  textOf: (cell: RawCell) => string,
): Promise<string[][]> {
  const rows: string[][] = [];
  let characters = 0;
  for await (const batch of batches) {
    for (const { cells } of batch) {
      const texts = withoutBlankEnd(cells.map(textOf));
      if (texts.length > 0) rows.push(texts);
      // What an empty cell takes counts too.
      for (const text of texts) characters += text.length + 8;
    }
    if (rows.length > MOST_LIST_ROWS)
      throw new RupturaError('COLETA_LISTA_GRANDE', { arquivo, limite: MOST_LIST_ROWS });
    if (characters > MOST_LIST_CHARACTERS)
      throw new RupturaError('COLETA_LISTA_PESADA', { arquivo, limite: MOST_LIST_CHARACTERS });
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
