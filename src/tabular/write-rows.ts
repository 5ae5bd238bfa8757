import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BOOLEAN_PT } from '../contract/spellings.ts';
import { protectText } from './cell.ts';
import {
  type ExportColumn,
  type ExportFormat,
  type ExportRow,
  type ExportRows,
  plainNumber,
  type SheetFrame,
} from './columns.ts';
import { writeWorkbook } from './xlsx/write-workbook.ts';

/** File name extension of a format, with its dot. */
export function exportExtension(format: ExportFormat): string {
  return format === 'xlsx' ? '.xlsx' : '.csv';
}

/**
 * Writes rows to a stream and ends it. Memory does not grow with the rows; a slow reader slows the rows down.
 * @param frame of the sheet, for XLSX
 * @returns number of rows written
 * @throws RupturaError EXPORTACAO_LINHAS_DEMAIS, EXPORTACAO_TEXTO_LONGO (XLSX); the stream is destroyed then
 */
export async function exportRows(
  columns: readonly ExportColumn[],
  rows: ExportRows,
  format: ExportFormat,
  output: Writable,
  frame: SheetFrame = { title: 'ruptura' },
): Promise<number> {
  const counter = { rows: 0 };
  const counted = countRows(rows, counter);
  if (format === 'xlsx') await writeWorkbook(columns, counted, frame, output);
  else await pipeline(Readable.from(csvText(columns, counted, format)), output);
  return counter.rows;
}

async function* countRows(rows: ExportRows, counter: { rows: number }): AsyncGenerator<ExportRow> {
  for await (const row of rows) {
    counter.rows++;
    yield row;
  }
}

/** Text handed to the stream at once. */
const PIECE = 1 << 16;

async function* csvText(
  columns: readonly ExportColumn[],
  rows: AsyncIterable<ExportRow>,
  format: 'csv-br' | 'csv-iso',
): AsyncGenerator<string> {
  const separator = format === 'csv-br' ? ';' : ',';
  const mark = format === 'csv-br' ? '\ufeff' : '';
  let text = `${mark}${columns.map((column) => quoted(column.name, separator)).join(separator)}\r\n`;
  for await (const row of rows) {
    text += csvLine(columns, row, format, separator);
    if (text.length < PIECE) continue;
    yield text;
    text = '';
  }
  yield text;
}

function csvLine(
  columns: readonly ExportColumn[],
  row: ExportRow,
  format: 'csv-br' | 'csv-iso',
  separator: string,
): string {
  const cells = columns.map((column, index) => {
    const value = row[index] ?? null;
    if (value === null) return '';
    const text = csvCell(column, value, format);
    return column.kind === 'text' ? quotedText(text) : quoted(text, separator);
  });
  // One empty cell alone would be a blank line, which means nothing to any reader.
  return `${cells.length === 1 && cells[0] === '' ? '""' : cells.join(separator)}\r\n`;
}

function csvCell(
  column: ExportColumn,
  value: string | number | boolean,
  format: 'csv-br' | 'csv-iso',
): string {
  const brazilian = format === 'csv-br';
  switch (column.kind) {
    case 'text':
      return protectText(String(value));
    case 'number':
    case 'quantity':
    case 'money':
    case 'percent':
      return brazilian ? plainNumber(value).replace('.', ',') : plainNumber(value);
    case 'date':
    case 'instant':
      return brazilian ? dayFirst(String(value)) : String(value);
    case 'boolean':
      return brazilian ? BOOLEAN_PT[value === true ? 1 : 0] : String(value);
  }
}

function dayFirst(iso: string): string {
  return iso.replace(/^(\d{4})-(\d{2})-(\d{2})/, '$3/$2/$1').replace(/^(\S+)T/, '$1 ');
}

const MUST_QUOTE = /["\r\n]|^\s|\s$/;
/** A spreadsheet set to another list separator must not cut a text: what follows could be a formula. */
const SEPARATOR = /[;,\t]/;

function quotedText(text: string): string {
  return quoted(text, SEPARATOR.exec(text)?.[0] ?? '"');
}

function quoted(text: string, separator: string): string {
  return MUST_QUOTE.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text;
}
