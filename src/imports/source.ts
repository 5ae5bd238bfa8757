import { open, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { RupturaError } from '../contract/errors.ts';
import { cellText, type FileRow } from './cell.ts';
import { csvLayout, csvRows } from './csv-file.ts';
import { gatherSpelling, type Spelling } from './evidence.ts';
import { fileError } from './file-errors.ts';
import { hashFile } from './file-hash.ts';
import { type HeaderMapping, type ImportTableName, recognise, tableOfName } from './header.ts';
import { summariseBytes } from './text-encoding.ts';
import { type Archive, openArchive } from './xlsx/archive.ts';
import { sheetRows } from './xlsx/sheet.ts';
import { readWorkbook, type SheetInfo, type Workbook } from './xlsx/workbook.ts';

/** A table found in a file: a CSV, or one sheet of a workbook. Its rows can be read any number of times. */
export interface Source {
  readonly path: string;
  /** Name shown to people. */
  readonly file: string;
  readonly sheet: string | null;
  readonly format: 'csv' | 'xlsx';
  readonly encoding: string | null;
  readonly delimiter: string | null;
  readonly size: number;
  readonly modified: number;
  readonly sha256: string;
  readonly header: readonly string[];
  readonly mapping: HeaderMapping;
  readonly spelling: Spelling;
  readonly date1904: boolean;
  /** Found in a folder, not named by the caller. */
  readonly fromFolder: boolean;
  /** Rows of the table by the manifest of the backup this file belongs to; null for any other file. */
  readonly backupRows: number | null;
  rows(onBytes: (count: number) => void): AsyncGenerator<FileRow[]>;
}

/** One file to look at. */
export interface Candidate {
  readonly path: string;
  readonly file: string;
  readonly fromFolder: boolean;
  readonly size: number;
  /** Rows by content hash, when the file lies in the folder of a backup. */
  readonly backup: ReadonlyMap<string, number>;
}

type FileKind = 'zip' | 'ole' | 'text' | 'empty' | { readonly foreign: string };

const ZIP_STARTS: readonly string[] = ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'];

/** File signatures of formats that are no tables, so that the message can name them. */
const SIGNATURES: readonly (readonly [start: RegExp, name: string])[] = [
  [/^%PDF/, 'PDF'],
  [/^Rar!/, 'RAR'],
  [/^7z\xbc\xaf/, '7-Zip'],
  [/^(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|table|style|meta)/i, 'HTML'],
  [/^(?:\xef\xbb\xbf)?\s*<\?xml/i, 'XML'],
];

async function fileKind(
  path: string,
  file: string,
): Promise<{ kind: FileKind; size: number; modified: number }> {
  try {
    const facts = await stat(path);
    // A pipe or a device would be read for ever, or once only.
    if (!facts.isFile()) throw new RupturaError('ARQUIVO_FORMATO', { arquivo: file, formato: 'FIFO/DEV' });
    const handle = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(256), 0, 256, 0);
      return {
        kind: kindOf(buffer.toString('latin1', 0, bytesRead)),
        size: facts.size,
        modified: facts.mtimeMs,
      };
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileError(error, file);
  }
}

function kindOf(start: string): FileKind {
  if (start === '') return 'empty';
  if (ZIP_STARTS.some((mark) => start.startsWith(mark))) return 'zip';
  if (start.startsWith('\xd0\xcf\x11\xe0')) return 'ole';
  if (start.startsWith('\x1f\x8b')) return { foreign: 'GZIP' };
  const foreign = SIGNATURES.find(([pattern]) => pattern.test(start));
  return foreign === undefined ? 'text' : { foreign: foreign[1] };
}

const SHEET_EXTENSIONS: readonly string[] = ['.xlsx', '.xlsm'];

/**
 * Looks at a file closely enough to read it: format, encoding, header, table, spelling of every column.
 * A workbook may hold several tables.
 * @throws RupturaError naming the file and what is wrong with it
 */
export async function readSources(
  candidate: Candidate,
  forced: ImportTableName | undefined,
  onBytes: (count: number) => void,
): Promise<Source[]> {
  const { path, file } = candidate;
  const { kind, size, modified } = await fileKind(path, file);
  if (kind === 'empty') throw new RupturaError('ARQUIVO_VAZIO', { arquivo: file });
  if (kind === 'ole') throw new RupturaError('PLANILHA_CIFRADA', { arquivo: file });
  if (typeof kind === 'object')
    throw new RupturaError('ARQUIVO_FORMATO', { arquivo: file, formato: kind.foreign });
  const isSheet = kind === 'zip' || SHEET_EXTENSIONS.includes(extname(path).toLowerCase());
  const facts = { ...candidate, size, modified };
  return isSheet ? sheetSources(facts, forced, onBytes) : [await csvSource(facts, forced, onBytes)];
}

interface FileFacts extends Candidate {
  readonly size: number;
  readonly modified: number;
}

async function csvSource(
  facts: FileFacts,
  forced: ImportTableName | undefined,
  onBytes: (count: number) => void,
): Promise<Source> {
  const { path, file } = facts;
  const bytes = await summariseBytes(path, file, onBytes);
  const layout = await csvLayout(path, file, bytes);
  const mapping = recognise(file, [basename(file)], layout.header, forced);
  const rows: Source['rows'] = (count) => csvRows(path, file, layout, count);
  return {
    ...facts,
    sheet: null,
    format: 'csv',
    encoding: layout.encoding,
    delimiter: layout.delimiter,
    sha256: bytes.sha256,
    backupRows: facts.backup.get(bytes.sha256) ?? null,
    header: layout.header,
    mapping,
    spelling: await gatherSpelling(rows(onBytes), mapping, layout.delimiter === ';'),
    date1904: false,
    rows,
  };
}

async function sheetSources(
  facts: FileFacts,
  forced: ImportTableName | undefined,
  onBytes: (count: number) => void,
): Promise<Source[]> {
  const { path, file } = facts;
  const sha256 = await hashFile(path, file, onBytes);
  const archive = await openArchive(path, file);
  try {
    const workbook = await readWorkbook(archive, file);
    const chosen = await chooseSheets(archive, facts, workbook, forced);
    const sources: Source[] = [];
    for (const sheet of chosen) {
      sources.push(await sheetSource({ ...facts, sha256 }, archive, workbook, sheet, forced, onBytes));
    }
    return sources;
  } finally {
    archive.close();
  }
}

interface ChosenSheet {
  readonly info: SheetInfo;
  readonly named: boolean;
  readonly header: readonly string[];
  readonly headerLine: number;
}

/** Sheets named after a table, all of them; else the first visible one with content. */
async function chooseSheets(
  archive: Archive,
  facts: FileFacts,
  workbook: Workbook,
  forced: ImportTableName | undefined,
): Promise<ChosenSheet[]> {
  const visible = workbook.sheets.filter((sheet) => sheet.visible);
  const named = visible.filter((sheet) => {
    const table = tableOfName(sheet.name)?.table.name;
    return table !== undefined && (forced === undefined || table === forced);
  });
  const chosen: ChosenSheet[] = [];
  for (const info of named.length > 0 ? named : visible) {
    const found = await findHeader(archive, facts.file, workbook, info);
    if (found !== null) chosen.push({ info, named: named.length > 0, ...found });
    if (found !== null && named.length === 0) break;
  }
  if (chosen.length === 0) throw new RupturaError('ARQUIVO_VAZIO', { arquivo: facts.file });
  return chosen;
}

const WIDEST_HEADER = 1024;

async function findHeader(
  archive: Archive,
  file: string,
  workbook: Workbook,
  sheet: SheetInfo,
): Promise<{ header: string[]; headerLine: number } | null> {
  for await (const batch of sheetRows(archive, file, workbook, sheet, WIDEST_HEADER, () => {})) {
    for (const row of batch) {
      const header = row.cells.slice(0, WIDEST_HEADER).map((cell) => cellText(cell));
      while (header.length > 0 && header.at(-1)!.trim() === '') header.pop();
      if (header.length > 0) return { header, headerLine: row.line };
    }
  }
  return null;
}

async function sheetSource(
  facts: FileFacts & { readonly sha256: string },
  archive: Archive,
  workbook: Workbook,
  sheet: ChosenSheet,
  forced: ImportTableName | undefined,
  onBytes: (count: number) => void,
): Promise<Source> {
  const { path, file } = facts;
  const { header, headerLine, info } = sheet;
  const names = sheet.named ? [info.name, basename(file)] : [basename(file)];
  const label = sheet.named ? `${file} [${info.name}]` : file;
  const mapping = recognise(label, names, header, forced);
  const after = (batches: AsyncGenerator<FileRow[]>): AsyncGenerator<FileRow[]> =>
    rowsAfter(batches, headerLine);
  return {
    ...facts,
    sheet: info.name,
    format: 'xlsx',
    encoding: null,
    delimiter: null,
    backupRows: null,
    header,
    mapping,
    spelling: await gatherSpelling(
      after(sheetRows(archive, file, workbook, info, header.length, onBytes)),
      mapping,
      false,
    ),
    date1904: workbook.date1904,
    rows: (count) => after(reopenedRows(path, file, info, header.length, count)),
  };
}

/** Opens the workbook anew, so that its shared texts are in memory only while its rows are read. */
async function* reopenedRows(
  path: string,
  file: string,
  sheet: SheetInfo,
  width: number,
  onBytes: (count: number) => void,
): AsyncGenerator<FileRow[]> {
  const archive = await openArchive(path, file);
  try {
    const workbook = await readWorkbook(archive, file);
    yield* sheetRows(archive, file, workbook, sheet, width, onBytes);
  } finally {
    archive.close();
  }
}

async function* rowsAfter(batches: AsyncGenerator<FileRow[]>, headerLine: number): AsyncGenerator<FileRow[]> {
  for await (const batch of batches) {
    const rows = batch.filter((row) => row.line > headerLine && !isBlankRow(row));
    if (rows.length > 0) yield rows;
  }
}

function isBlankRow(row: FileRow): boolean {
  return row.cells.every((cell) => typeof cell === 'string' && cell.trim() === '');
}
