import type pg from 'pg';
import type { EpochDay } from '../contract/units.ts';
import { cellText, type FileRow, isBlank } from '../tabular/cell.ts';
import { type CellReader, type CellReading, cellReader, isProblem } from './read-value.ts';
import { type FileReport, MOST_ROW_ERRORS, PREVIEW_ROWS, type RowError, shownCell } from './report.ts';
import type { Source } from './source.ts';
import { copyField, copyIn } from './staging.ts';

/** Bad rows of a whole call: all counted, the first ones kept. */
export class RowErrorLog {
  readonly kept: RowError[] = [];
  total = 0;

  add(error: RowError): void {
    this.total++;
    if (this.kept.length < MOST_ROW_ERRORS) this.kept.push(error);
  }
}

/** What becomes of the rows of one file while they are loaded. */
export interface LoadListener {
  onBytes(count: number): void;
  onRows(count: number): void;
  /** Called for every bad row, in order. */
  onRefused(row: FileRow, errors: readonly RowError[]): Promise<void>;
}

interface ColumnReader {
  readonly name: string;
  readonly position: number;
  readonly read: CellReader;
}

function columnReaders(source: Source, today: EpochDay): ColumnReader[] {
  // A backup holds what the tables held, later movements by other writers included.
  const latest = source.backupRows === null ? today : Number.POSITIVE_INFINITY;
  const context = { today: latest, date1904: source.date1904, protectedTexts: source.format === 'csv' };
  return source.mapping.columns.map(({ column, position }) => ({
    name: column.name,
    position,
    read: cellReader(column, source.spelling.styles.get(column.name) ?? 'point', context),
  }));
}

/** Checks every row of a file and copies the good ones to the waiting table. */
export async function loadSource(
  client: pg.ClientBase,
  source: Source,
  number: number,
  today: EpochDay,
  report: FileReport,
  listener: LoadListener,
): Promise<void> {
  const readers = columnReaders(source, today);
  const lines = goodLines(source, number, readers, report, listener);
  await copyIn(
    client,
    source.mapping.table,
    source.mapping.columns.map((mapped) => mapped.column),
    lines,
  );
}

async function* goodLines(
  source: Source,
  number: number,
  readers: readonly ColumnReader[],
  report: FileReport,
  listener: LoadListener,
): AsyncGenerator<string> {
  const values: CellReading[] = new Array(readers.length).fill(null);
  for await (const batch of source.rows((count) => listener.onBytes(count))) {
    let lines = '';
    for (const row of batch) {
      report.read++;
      if (readRow(row, source.header.length, readers, values)) {
        lines += copyLine(number, row.line, values);
        if (report.preview.length < PREVIEW_ROWS) report.preview.push(previewRow(readers, values));
        continue;
      }
      report.rejected++;
      await listener.onRefused(row, rowErrors(source, row, readers, values));
    }
    listener.onRows(batch.length);
    if (lines !== '') yield lines;
  }
}

/** Reads all columns of a row into `values`; false when anything in it is wrong. */
function readRow(
  row: FileRow,
  width: number,
  readers: readonly ColumnReader[],
  values: CellReading[],
): boolean {
  if (hasWrongWidth(row, width)) return false;
  let good = true;
  for (let index = 0; index < readers.length; index++) {
    const reader = readers[index]!;
    const value = reader.read(row.cells[reader.position]);
    values[index] = value;
    if (isProblem(value)) good = false;
  }
  return good;
}

/** Blank cells beyond the header (a trailing separator) mean nothing. */
function hasWrongWidth(row: FileRow, width: number): boolean {
  if (row.cells.length === width) return false;
  return row.cells.length < width || !row.cells.slice(width).every(isBlank);
}

function copyLine(number: number, line: number, values: readonly CellReading[]): string {
  let text = `${number}\t${line}`;
  for (const value of values) text += `\t${copyField(value as string | null)}`;
  return `${text}\n`;
}

function previewRow(
  readers: readonly ColumnReader[],
  values: readonly CellReading[],
): Record<string, string | null> {
  return Object.fromEntries(readers.map((reader, index) => [reader.name, values[index] as string | null]));
}

function rowErrors(
  source: Source,
  row: FileRow,
  readers: readonly ColumnReader[],
  values: readonly CellReading[],
): RowError[] {
  const place = { file: source.file, sheet: source.sheet, line: row.line };
  const width = source.header.length;
  if (hasWrongWidth(row, width)) {
    const params = { encontradas: row.cells.length, esperadas: width };
    const value = shownCell(row.cells.map(cellText).join(' | '));
    return [{ ...place, column: null, value, reason: 'LARGURA_DA_LINHA', params }];
  }
  return readers.flatMap((reader, index): RowError[] => {
    const reading = values[index]!;
    if (!isProblem(reading)) return [];
    const cell = row.cells[reader.position];
    const value = cell === undefined ? '' : shownCell(cellText(cell));
    return [{ ...place, column: reader.name, value, reason: reading.reason, params: reading.params }];
  });
}
