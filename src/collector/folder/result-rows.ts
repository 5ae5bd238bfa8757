import { HIERARCHY_COLUMN, RESULT_COLUMNS, type ResultColumn } from '../../contract/collection-codes.ts';
import { selectionRemark } from '../../contract/collection-remarks.ts';
import { protectText } from '../../tabular/cell.ts';
import { numberShape } from '../../tabular/number-text.ts';
import { cellOf } from '../list/list-columns.ts';
import type { PurchaseList } from '../list/list-reader.ts';
import type { PurchaseOutcome } from '../purchase.ts';

/** Between the names of files in one cell: no file has it in its name, and no list is divided by it. */
const BETWEEN_NAMES = ' | ';

/** What a collection says of a row, column by column; what it does not say stays as the list has it. */
export type RowResult = Partial<Record<ResultColumn, string>>;

/** The header of the result file of a list, as one line. */
export function headerLine({ header, columns, delimiter }: PurchaseList): string {
  const name = (place: number): string => header[place] ?? '';
  const hierarchy = columns.hierarchy === null ? [] : [HIERARCHY_COLUMN, ...columns.hierarchy.map(name)];
  return csvLine([...RESULT_COLUMNS, ...columns.extra.map(name), ...hierarchy], delimiter);
}

/** One row of the result file, as one line: the columns of results, further ones, the hierarchy. */
export function rowLine({ rows, columns, delimiter }: PurchaseList, row: number, result: RowResult): string {
  const cells = rows[row]!;
  const cell = (place: number | undefined): string => cellOf(cells, place);
  const known = RESULT_COLUMNS.map((column) => result[column] ?? cell(columns.known.get(column)));
  const hierarchy = columns.hierarchy === null ? [] : ['', ...columns.hierarchy.map(cell)];
  return csvLine([...known, ...columns.extra.map(cell), ...hierarchy], delimiter);
}

/** What the outcome of a purchase says on each of its rows. @param supplier of the row, as the list has it */
export function resultOf(outcome: PurchaseOutcome, supplier: string): RowResult {
  const names = [...new Set(outcome.stored.map(({ name }) => name))];
  return {
    STATUS: outcome.status,
    ...(supplier.trim() === '' && outcome.supplier !== null ? { SUPPLIER: outcome.supplier } : {}),
    ATTACHMENTS_FOUND: String(outcome.found),
    ATTACHMENTS_DOWNLOADED: String(outcome.stored.length),
    AttachmentName: names.join(BETWEEN_NAMES),
    LAST_PROCESSED: outcome.endedAt,
    ERROR_MESSAGE: [outcome.error, ...remarksOn(outcome)].filter((text) => text !== null).join(' '),
    DOWNLOAD_FOLDER: outcome.folder ?? '',
    COUPA_URL: outcome.url,
    EVIDENCE: evidenceCell(outcome),
  };
}

/** What is odd about files that are stored nevertheless, each said once, and what was not wanted. */
function remarksOn({ stored, selection }: PurchaseOutcome): readonly (string | null)[] {
  const chosen = selection === undefined ? null : selectionRemark(selection.leftOut, selection.undated);
  return [...new Set(stored.map(({ remark }) => remark)), chosen];
}

/** `form 1/1/1; comments ?/2/2`: what each part says, what was found and stored of it; `?` where it says no number. */
function evidenceCell({ evidence }: PurchaseOutcome): string {
  return evidence
    .map(({ part, said, found, stored }) => `${part} ${said ?? '?'}/${found}/${stored}`)
    .join('; ');
}

/** What is said on a row that names no purchase. @param at ISO instant */
export function rejectedResult(reason: string, at: string): RowResult {
  return {
    STATUS: 'FAILED',
    ATTACHMENTS_FOUND: '0',
    ATTACHMENTS_DOWNLOADED: '0',
    AttachmentName: '',
    LAST_PROCESSED: at,
    ERROR_MESSAGE: reason,
    DOWNLOAD_FOLDER: '',
    COUPA_URL: '',
    EVIDENCE: '',
  };
}

/** Cells as one line of a CSV file that people open in a spreadsheet. */
export function csvLine(cells: readonly string[], delimiter: string): string {
  return `${cells.map((cell) => csvCell(guardedText(cell), delimiter)).join(delimiter)}\r\n`;
}

/**
 * Suppliers and file names come from the portal, so a text that a spreadsheet would take for a formula gets the
 * apostrophe that the product's other files give it; numbers with a sign stay numbers. Reading a list takes exactly
 * that apostrophe off again.
 */
export function guardedText(text: string): string {
  const isFormula = /^\s*[=+\-@]/.test(text) && numberShape(text.trim().slice(0, 64)) === 'invalid';
  return isFormula || text.startsWith("'") ? protectText(text) : text;
}

function csvCell(text: string, delimiter: string): string {
  if (!/["\r\n]|^\s|\s$/.test(text) && !text.includes(delimiter)) return text;
  return `"${text.replaceAll('"', '""')}"`;
}
