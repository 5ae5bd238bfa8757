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
  /** The sheet that was taken; null where the file is no workbook. */
  readonly sheet: ListSheet | null;
  readonly header: readonly string[];
  /** Line of the header in the file, or row of the sheet, from 1. */
  readonly headerLine: number;
  /** Rows that are not blank. Cells right of the header are there too. */
  readonly rows: readonly (readonly string[])[];
  /** Line of each of them. */
  readonly lines: readonly number[];
}

/** A sheet of a workbook. */
export interface ListSheet {
  readonly name: string;
  /** Name of its part in the archive. */
  readonly part: string;
  /** Further sheets that could have been taken. */
  readonly others: readonly string[];
}

/** What its reader knows of a header. */
export interface HeaderSense {
  /** How many headings of a row are known. */
  countKnown(cells: readonly string[]): number;
  /** Whether a row is surely the header: titles may stand above it. */
  isHeader(cells: readonly string[]): boolean;
}

/** All rows are in memory, and in the result file that is written again and again. */
const MOST_LIST_ROWS = 200_000;
const MOST_LIST_CHARACTERS = 64 * 2 ** 20;
const DEFAULT_DELIMITER = ';';
/** Cells right of the header of a sheet that are kept; the others of a row share the last place. */
const SPARE_COLUMNS = 16;
/** Rows among which the header is looked for, and columns of them. */
const HEADER_ROWS = 30;
const HEADER_COLUMNS = 1024;
/** Sheets that are looked at. */
const MOST_SHEETS = 100;
/** Digits that a spreadsheet keeps of a number. */
const NUMBER_DIGITS = 15;

/**
 * Reads a CSV file or a sheet of a workbook. The header is the first row that surely is one, else the first row. Numbers
 * of a sheet come as their digits, never with an exponent, unless digits of them are lost; dates as `yyyy-mm-dd`.
 * @throws RupturaError COLETA_LISTA_GRANDE, and those of unreadable files
 */
export async function readListTable(path: string, file: string, sense: HeaderSense): Promise<ListTable> {
  const table = await openTableFile(path, file, sense.countKnown, () => undefined);
  if (table.kind === 'text') return await csvTable(file, table, sense);
  try {
    return await sheetTable(file, table, sense);
  } finally {
    table.close();
  }
}

/** A header, and where it stands. */
interface Header {
  readonly cells: readonly string[];
  readonly line: number;
}

async function csvTable(file: string, table: CsvTable, sense: HeaderSense): Promise<ListTable> {
  const textOf = (cell: RawCell): string => unprotectText(cellText(cell)) ?? cellText(cell);
  const first = { cells: table.header.map(textOf), line: table.line };
  const { header, delimiter } = await csvHeader(table, first, sense, textOf);
  const gathered = await gather(
    table.rows(() => undefined, delimiter),
    { file, textOf, after: header.line },
  );
  return { delimiter, sheet: null, header: header.cells, headerLine: header.line, ...gathered };
}

/** The header of a text file. What stands above it says nothing of the delimiter: each is tried. */
async function csvHeader(
  table: CsvTable,
  first: Header,
  sense: HeaderSense,
  textOf: (cell: RawCell) => string,
): Promise<{ readonly header: Header; readonly delimiter: Delimiter }> {
  // The header of a single column tells no delimiter.
  const usual = first.cells.length === 1 ? DEFAULT_DELIMITER : table.delimiter;
  if (sense.isHeader(first.cells) && isWide(first)) return { header: first, delimiter: usual };
  for (const delimiter of new Set([table.delimiter, ';', ',', '\t'] as const)) {
    const rows = await firstRows(table.rows(() => undefined, delimiter));
    const header = headerAmong(rows, sense, textOf);
    // A title may read like a heading; one that stands alone is it only where no row has more.
    if (header !== null && (isWide(header) || !sense.isHeader(first.cells))) return { header, delimiter };
  }
  return { header: first, delimiter: usual };
}

async function firstRows(batches: AsyncGenerator<FileRow[]>): Promise<FileRow[]> {
  const rows: FileRow[] = [];
  for await (const batch of batches) {
    rows.push(...batch.slice(0, HEADER_ROWS - rows.length));
    if (rows.length >= HEADER_ROWS) break;
  }
  return rows;
}

/** The first row that surely is a header; rather one of several headings. */
function headerAmong(
  rows: readonly FileRow[],
  sense: HeaderSense,
  textOf: (cell: RawCell) => string,
): Header | null {
  const headers = rows.map((row) => headerAt(row, textOf)).filter(({ cells }) => sense.isHeader(cells));
  return headers.find(isWide) ?? headers[0] ?? null;
}

function isWide({ cells }: Header): boolean {
  return cells.filter((cell) => cell.trim() !== '').length > 1;
}

function headerAt({ cells, line }: FileRow, textOf: (cell: RawCell) => string): Header {
  return { cells: withoutBlankEnd(cells.slice(0, HEADER_COLUMNS).map(textOf)), line };
}

async function sheetTable(file: string, workbook: WorkbookTables, sense: HeaderSense): Promise<ListTable> {
  const textOf = (cell: RawCell): string => sheetText(cell, workbook.date1904);
  const { table, header, others } = await chooseSheet(file, workbook, sense, textOf);
  const { name, part } = table.sheet;
  const batches = table.rows(header.cells.length + SPARE_COLUMNS, () => undefined);
  const gathered = await gather(batches, { file, textOf, after: header.line });
  return {
    delimiter: DEFAULT_DELIMITER,
    sheet: { name, part, others },
    header: header.cells,
    headerLine: header.line,
    ...gathered,
  };
}

interface ChosenSheet {
  readonly table: SheetTable;
  readonly header: Header;
  readonly others: readonly string[];
}

/** The first visible sheet that surely has a header; else the first that has any content. */
async function chooseSheet(
  file: string,
  { sheets, tableOf }: WorkbookTables,
  sense: HeaderSense,
  textOf: (cell: RawCell) => string,
): Promise<ChosenSheet> {
  let first: Omit<ChosenSheet, 'others'> | null = null;
  let chosen: Omit<ChosenSheet, 'others'> | null = null;
  const others: string[] = [];
  for (const sheet of sheets.slice(0, MOST_SHEETS)) {
    const table = await tableOf(sheet);
    if (table === null) continue;
    const header = await sheetHeader(table, sense, textOf);
    if (header === null) first ??= { table, header: ofFirstRow(table, textOf) };
    else if (chosen === null) chosen = { table, header };
    else others.push(sheet.name);
  }
  const taken = chosen ?? first;
  if (taken === null) throw new RupturaError('ARQUIVO_VAZIO', { arquivo: file });
  return { ...taken, others };
}

function ofFirstRow({ header, line }: SheetTable, textOf: (cell: RawCell) => string): Header {
  return { cells: header.map(textOf), line };
}

async function sheetHeader(
  table: SheetTable,
  sense: HeaderSense,
  textOf: (cell: RawCell) => string,
): Promise<Header | null> {
  const first = ofFirstRow(table, textOf);
  const isHeader = sense.isHeader(first.cells);
  if (isHeader && isWide(first)) return first;
  const rows = await firstRows(table.rows(HEADER_COLUMNS, () => undefined));
  const header = headerAmong(rows, sense, textOf);
  return header !== null && (isWide(header) || !isHeader) ? header : isHeader ? first : null;
}

interface Gathering {
  readonly file: string;
  readonly textOf: (cell: RawCell) => string;
  /** Line of the header: rows up to it are none of the list. */
  readonly after: number;
}

async function gather(
  batches: AsyncGenerator<FileRow[]>,
  { file: arquivo, textOf, after }: Gathering,
): Promise<Pick<ListTable, 'rows' | 'lines'>> {
  const rows: string[][] = [];
  const lines: number[] = [];
  let characters = 0;
  for await (const batch of batches) {
    for (const { cells, line } of batch) {
      const texts = line > after ? withoutBlankEnd(cells.map(textOf)) : [];
      if (texts.length === 0) continue;
      rows.push(texts);
      lines.push(line);
      // What an empty cell takes counts too.
      for (const text of texts) characters += text.length + 8;
    }
    if (rows.length > MOST_LIST_ROWS)
      throw new RupturaError('COLETA_LISTA_GRANDE', { arquivo, limite: MOST_LIST_ROWS });
    if (characters > MOST_LIST_CHARACTERS)
      throw new RupturaError('COLETA_LISTA_PESADA', { arquivo, limite: MOST_LIST_CHARACTERS });
  }
  return { rows, lines };
}

function withoutBlankEnd(texts: readonly string[]): string[] {
  const last = texts.findLastIndex((text) => text.trim() !== '');
  return texts.slice(0, last + 1);
}

/** A cell of a sheet as text: what a person sees of a code, not how the number is stored. */
function sheetText(cell: RawCell, date1904: boolean): string {
  if (typeof cell === 'string') return unprotectText(cell) ?? cell;
  if (cell.type !== 'number') return cellText(cell);
  return (cell.isDate ? dayText(cell, date1904) : null) ?? digits(cell);
}

function digits({ text, zeroPadding }: NumberCell): string {
  const plain = plainDouble(text)?.replace(/\.0+$/, '') ?? text;
  // Nobody knows what stood behind the digits that a spreadsheet keeps: noughts would be invented.
  if (/^-?\d+$/.test(plain) && plain.replace('-', '').length > NUMBER_DIGITS)
    return Number(text)
      .toExponential(NUMBER_DIGITS - 1)
      .replace('e', 'E');
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
