import { basename } from 'node:path';
import { RupturaError } from '../../contract/errors.ts';
import type { PurchaseOrder } from '../purchase.ts';
import { safeFolderName, UNKNOWN_FOLDER } from '../safe-name.ts';
import {
  cellOf,
  countKnown,
  type ListColumns,
  listColumns,
  numberPlace,
  numberPlaces,
} from './list-columns.ts';
import { type ListSheet, type ListTable, readListTable } from './list-table.ts';
import { parsePurchaseNumber, readPurchaseNumber } from './purchase-number.ts';

/** A row that names no purchase, and why. */
export interface RejectedRow {
  readonly row: number;
  readonly error: RupturaError;
}

/** A list as it was read. Every cell is text, exactly as the list has it. */
export interface PurchaseList {
  readonly delimiter: ListTable['delimiter'];
  /** The sheet of it; null where it is no workbook. */
  readonly sheet: ListSheet | null;
  readonly header: readonly string[];
  /** Line of the headings, as a person counts; null where there are none. */
  readonly headerLine: number | null;
  readonly columns: ListColumns;
  /** Cells of each row that is not blank, by place. */
  readonly rows: readonly (readonly string[])[];
  /** Line of each row, as a person counts. */
  readonly lines: readonly number[];
  /** Purchases to collect, each once, in the order of the list. */
  readonly purchases: readonly PurchaseOrder[];
  /** How many purchases are left out because all of their rows say COMPLETED. */
  readonly completed: number;
  readonly rejected: readonly RejectedRow[];
}

/** How a list is to be read. */
export interface ListChoice {
  /** Collect purchases again that the list says are COMPLETED. */
  readonly force: boolean;
  /** Heading of the column of purchase orders; null: the one that is known as such. */
  readonly column: string | null;
}

/** The table of a list, whatever its columns mean. */
export type NumberedTable = Omit<ListTable, 'headerLine'> & { readonly headerLine: number | null };

/**
 * Reads a list of purchase orders, CSV or XLSX. Only the column of purchase orders is required, under one of its
 * headings, or alone without any. A result file is a list too. A row that says COMPLETED is left as it is, unless
 * `force` says otherwise or another row of the same purchase does not say so: the purchase is collected then, for all
 * its rows.
 * @throws RupturaError COLETA_LISTA_…, COLETA_COLUNA_DESCONHECIDA, CABECALHO_COLUNA_REPETIDA, and those of unreadable
 *   files (ARQUIVO_…, CSV_ASPAS, PLANILHA_…)
 */
export async function readList(path: string, choice: ListChoice): Promise<PurchaseList> {
  const file = basename(path);
  return listOf(await readNumberedTable(path, choice), choice, file);
}

/** The table of a list, its headings put in place where it has none. @throws RupturaError of unreadable files */
export async function readNumberedTable(path: string, { column }: ListChoice): Promise<NumberedTable> {
  const table = await readListTable(path, basename(path), {
    countKnown,
    isHeader: (cells) => numberPlaces(cells, column).length > 0,
  });
  const place = placeWithoutHeading(table, column);
  if (place === null) return table;
  const header = table.header.map((_, at) => (at === place ? 'PO_NUMBER' : ''));
  const { rows, lines, headerLine } = table;
  const all = { rows: [table.header, ...rows], lines: [headerLine, ...lines] };
  return { ...table, header, headerLine: null, ...all };
}

/**
 * Place of the column of purchase orders in a list that begins with its first number: the only column, or the one whose
 * first number was named. Null where the first row has headings.
 */
function placeWithoutHeading({ header, rows }: ListTable, column: string | null): number | null {
  if (column !== null) {
    const [place, another] = numberPlaces(header, column);
    const isNumber = place !== undefined && parsePurchaseNumber(header[place]!) !== null;
    return isNumber && another === undefined ? place : null;
  }
  const used = header.flatMap((heading, place) => (heading.trim() === '' ? [] : [place]));
  const place = used[0];
  if (place === undefined || used.length > 1 || parsePurchaseNumber(header[place]!) === null) return null;
  const isOnly = rows.every((row) => row.every((cell, at) => at === place || cell.trim() === ''));
  return isOnly ? place : null;
}

/** @throws RupturaError where the column of purchase orders is not clear, and where there is no row */
export function listOf(table: NumberedTable, { force, column }: ListChoice, file: string): PurchaseList {
  const { delimiter, sheet, header, headerLine, rows, lines } = table;
  const number = numberPlace(header, headerLine === null ? null : column, file);
  if (rows.length === 0) throw new RupturaError('COLETA_LISTA_SEM_PEDIDOS', { arquivo: file });
  const columns = listColumns(header, rows, number);
  const found = purchasesOf(rows, columns, force);
  return { delimiter, sheet, header, headerLine, columns, rows, lines, ...found };
}

/** Rows of one purchase, and how the first of them that has a prefix writes it. */
interface SameNumber {
  written: string;
  readonly rows: number[];
}

function purchasesOf(
  rows: readonly (readonly string[])[],
  columns: ListColumns,
  force: boolean,
): Pick<PurchaseList, 'purchases' | 'completed' | 'rejected'> {
  const rejected: RejectedRow[] = [];
  const byNumber = new Map<string, SameNumber>();
  rows.forEach((cells, row) => {
    try {
      const { number, written } = readPurchaseNumber(cellOf(cells, columns.known.get('PO_NUMBER')));
      const same = byNumber.get(number);
      if (same === undefined) byNumber.set(number, { written, rows: [row] });
      else {
        if (same.written === number) same.written = written;
        same.rows.push(row);
      }
    } catch (error) {
      if (!(error instanceof RupturaError)) throw error;
      rejected.push({ row, error });
    }
  });
  const isDone = (row: number): boolean => !force && isCompleted(rows[row]!, columns);
  const purchases = [...byNumber]
    .filter(([, same]) => !same.rows.every(isDone))
    .map(([number, same]) => purchaseOf(number, same, rows, columns));
  return { purchases, completed: byNumber.size - purchases.length, rejected };
}

function isCompleted(cells: readonly string[], { known }: ListColumns): boolean {
  return cellOf(cells, known.get('STATUS')).trim().toUpperCase() === 'COMPLETED';
}

/** The first row decides where a purchase goes; the first row that names a supplier, which one it is. */
function purchaseOf(
  number: string,
  { written, rows: same }: SameNumber,
  rows: readonly (readonly string[])[],
  columns: ListColumns,
): PurchaseOrder {
  const suppliers = same.map((row) => cellOf(rows[row]!, columns.known.get('SUPPLIER')).trim());
  const supplier = suppliers.find((one) => one !== '') ?? null;
  return { number, written, folders: foldersOf(rows[same[0]!]!, columns, supplier), supplier, rows: same };
}

function foldersOf(
  cells: readonly string[],
  { hierarchy }: ListColumns,
  supplier: string | null,
): readonly string[] {
  const levels = hierarchy?.map((place) => cellOf(cells, place)) ?? [];
  if (levels.length > 0) return levels.map((level) => safeFolderName(level, UNKNOWN_FOLDER));
  return supplier === null ? [] : [safeFolderName(supplier, UNKNOWN_FOLDER)];
}
