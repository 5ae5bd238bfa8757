import { basename } from 'node:path';
import { HIERARCHY_COLUMN, RESULT_COLUMNS, type ResultColumn } from '../../contract/collection-codes.ts';
import { RupturaError } from '../../contract/errors.ts';
import { compact } from '../../tabular/fold.ts';
import type { PurchaseOrder } from '../purchase.ts';
import { safeFolderName, UNKNOWN_FOLDER } from '../safe-name.ts';
import { type ListTable, readListTable } from './list-table.ts';
import { parsePurchaseNumber } from './purchase-number.ts';

/** Where the columns of a list stand. Cells right of the header have a place too: nothing of a row is lost. */
export interface ListColumns {
  readonly known: ReadonlyMap<ResultColumn, number>;
  /** Further columns of data, in the order of the list. */
  readonly extra: readonly number[];
  /** Columns right of `<|>`; null where the list has no such column. */
  readonly hierarchy: readonly number[] | null;
}

/** A row that names no purchase, and why. */
export interface RejectedRow {
  readonly row: number;
  /** A sentence for people. */
  readonly reason: string;
}

/** A list as it was read. Every cell is text, exactly as the list has it. */
export interface PurchaseList {
  readonly delimiter: ListTable['delimiter'];
  readonly header: readonly string[];
  readonly columns: ListColumns;
  /** Cells of each row that is not blank, by place. */
  readonly rows: readonly (readonly string[])[];
  /** Purchases to collect, each once, in the order of the list. */
  readonly purchases: readonly PurchaseOrder[];
  readonly rejected: readonly RejectedRow[];
}

export interface ListChoice {
  /** Collect purchases again that the list says are COMPLETED. */
  readonly force: boolean;
}

/**
 * Reads a list of purchase orders, CSV or XLSX. Only `PO_NUMBER` is required; headings are taken whatever their case,
 * accents and blanks. A result file is a list too. A row that says COMPLETED is left as it is, unless `force` says
 * otherwise or another row of the same purchase does not say so: the purchase is collected then, for all its rows.
 * @throws RupturaError COLETA_LISTA_SEM_COLUNA, COLETA_LISTA_GRANDE, CABECALHO_COLUNA_REPETIDA, and those of unreadable
 *   files (ARQUIVO_…, CSV_ASPAS, PLANILHA_…)
 */
export async function readList(path: string, { force }: ListChoice): Promise<PurchaseList> {
  const file = basename(path);
  const table = await readListTable(path, file, (header) => knownPlaces(header).size);
  const { header, rows, delimiter } = table;
  const columns = columnsOf(header, rows, file);
  const { purchases, rejected } = purchasesOf(rows, columns, force);
  return { delimiter, header, columns, rows, purchases, rejected };
}

/** Text of a column of a row; empty where there is none. */
export function cellOf(row: readonly string[], place: number | undefined): string {
  return place === undefined ? '' : (row[place] ?? '');
}

const BY_HEADING = new Map(RESULT_COLUMNS.map((column) => [compact(column), column]));

/** Without case, accents, blanks and the likes of `_`. What could be several cells of another delimiter is no heading. */
function foldedHeading(heading: string): string {
  return /[;,\t<>|]/.test(heading.trim()) ? '' : compact(heading);
}

function separatorPlace(header: readonly string[]): number {
  const place = header.findIndex((heading) => heading.trim() === HIERARCHY_COLUMN);
  return place === -1 ? header.length : place;
}

/** Places of the known columns, left of the hierarchy; the first of each. */
function knownPlaces(header: readonly string[]): Map<ResultColumn, number> {
  const places = new Map<ResultColumn, number>();
  header.slice(0, separatorPlace(header)).forEach((heading, place) => {
    const column = BY_HEADING.get(foldedHeading(heading));
    if (column !== undefined && !places.has(column)) places.set(column, place);
  });
  return places;
}

function columnsOf(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  file: string,
): ListColumns {
  const known = knownPlaces(header);
  requireNumber(header, known, file);
  const separator = separatorPlace(header);
  const hasHierarchy = separator < header.length;
  const width = rows.reduce((most, row) => Math.max(most, row.length), header.length);
  const taken = new Set(known.values());
  const isUsed = (place: number): boolean =>
    (header[place] ?? '').trim() !== '' || rows.some((row) => cellOf(row, place).trim() !== '');
  const places = Array.from({ length: width }, (_, place) => place).filter(isUsed);
  return {
    known,
    extra: places.filter((place) => !taken.has(place) && (!hasHierarchy || place < separator)),
    hierarchy: hasHierarchy ? places.filter((place) => place > separator) : null,
  };
}

/** @throws where no column is PO_NUMBER, or where it is not clear which one is */
function requireNumber(
  header: readonly string[],
  known: ReadonlyMap<ResultColumn, number>,
  arquivo: string,
): void {
  const titles = (headings: readonly string[]): string =>
    headings
      .filter((heading) => heading.trim() !== '')
      .slice(0, 30)
      .join(', ')
      .slice(0, 500);
  if (!known.has('PO_NUMBER'))
    throw new RupturaError('COLETA_LISTA_SEM_COLUNA', { arquivo, titulos: titles(header) });
  const left = header.slice(0, separatorPlace(header));
  const numbers = left.filter((heading) => foldedHeading(heading) === compact('PO_NUMBER'));
  if (numbers.length > 1) {
    const titulos = titles(numbers);
    throw new RupturaError('CABECALHO_COLUNA_REPETIDA', { arquivo, titulos, coluna: 'PO_NUMBER' });
  }
}

function purchasesOf(
  rows: readonly (readonly string[])[],
  columns: ListColumns,
  force: boolean,
): Pick<PurchaseList, 'purchases' | 'rejected'> {
  const rejected: RejectedRow[] = [];
  const byNumber = new Map<string, number[]>();
  rows.forEach((cells, row) => {
    const text = cellOf(cells, columns.known.get('PO_NUMBER'));
    const number = parsePurchaseNumber(text);
    if (number === null) {
      rejected.push({ row, reason: rejection(text) });
      return;
    }
    const same = byNumber.get(number);
    if (same === undefined) byNumber.set(number, [row]);
    else same.push(row);
  });
  const isDone = (row: number): boolean => !force && isCompleted(rows[row]!, columns);
  const purchases = [...byNumber]
    .filter(([, same]) => !same.every(isDone))
    .map(([number, same]) => purchaseOf(number, same, rows, columns));
  return { purchases, rejected };
}

function rejection(text: string): string {
  const valor = text.trim();
  if (valor === '') return new RupturaError('COLETA_PEDIDO_EM_BRANCO').message;
  return new RupturaError('COLETA_PEDIDO_INVALIDO', { valor: valor.slice(0, 60) }).message;
}

function isCompleted(cells: readonly string[], { known }: ListColumns): boolean {
  return cellOf(cells, known.get('STATUS')).trim().toUpperCase() === 'COMPLETED';
}

/** The first row decides where a purchase goes; the first row that names a supplier, which one it is. */
function purchaseOf(
  number: string,
  same: readonly number[],
  rows: readonly (readonly string[])[],
  columns: ListColumns,
): PurchaseOrder {
  const suppliers = same.map((row) => cellOf(rows[row]!, columns.known.get('SUPPLIER')).trim());
  const supplier = suppliers.find((one) => one !== '') ?? null;
  const written = cellOf(rows[same[0]!]!, columns.known.get('PO_NUMBER')).trim();
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
