import { open, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { RupturaError } from '../contract/errors.ts';
import { fileError } from '../files/file-errors.ts';
import { hashFile } from '../files/file-hash.ts';
import { cellText, type FileRow } from '../tabular/cell.ts';
import { csvLayout, csvRows } from '../tabular/csv-file.ts';
import { summariseBytes } from '../tabular/text-encoding.ts';
import { type Archive, openArchive } from '../tabular/xlsx/archive.ts';
import { sheetRows } from '../tabular/xlsx/sheet.ts';
import { readWorkbook, type SheetInfo, type Workbook } from '../tabular/xlsx/workbook.ts';
import { gatherSpelling, type Spelling } from './evidence.ts';
import { type Examined, type ExaminedPlace, examine, sampleOf } from './examine.ts';
import { type FileMap, mapFor } from './file-map.ts';
import {
  countTableColumns,
  type HeaderMapping,
  type HeaderQuestion,
  type ImportTableName,
  recognise,
  tableOfName,
} from './header.ts';

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

/**
 * What a file is by its first bytes, and what the disk says of it.
 * @throws RupturaError ARQUIVO_NAO_ENCONTRADO, ARQUIVO_SEM_ACESSO, ARQUIVO_FORMATO (no regular file)
 */
export async function fileKind(
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

/** What the reading of a file is told by its caller. */
export interface ReadHints {
  /** Table of every file without a map that names one. */
  readonly forced?: ImportTableName | undefined;
  /** What a person said about this file. */
  readonly maps: readonly FileMap[];
  /** Told of every table looked at, before it is refused or read in full. */
  readonly onExamined?: ((examined: Examined) => void) | undefined;
}

/**
 * Looks at a file closely enough to read it: format, encoding, header, table, spelling of every column.
 * A workbook may hold several tables; what a person leaves out is not among them.
 * @throws RupturaError naming the file and what is wrong with it
 */
export async function readSources(
  candidate: Candidate,
  hints: ReadHints,
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
  if (isSheet) return await sheetSources(facts, hints, onBytes);
  const source = await csvSource(facts, hints, onBytes);
  return source === null ? [] : [source];
}

interface FileFacts extends Candidate {
  readonly size: number;
  readonly modified: number;
}

async function csvSource(
  facts: FileFacts,
  hints: ReadHints,
  onBytes: (count: number) => void,
): Promise<Source | null> {
  const { path, file } = facts;
  const bytes = await summariseBytes(path, file, onBytes);
  const layout = await csvLayout(path, file, bytes, countTableColumns);
  const { header, encoding, delimiter } = layout;
  const map = mapFor(hints.maps, null);
  const question = questionOf(file, [basename(file)], header, hints, map);
  const rows: Source['rows'] = (count) => csvRows(path, file, layout, count);
  const place = { path, file, sheet: null, sheets: [], format: 'csv', encoding, delimiter } as const;
  await tell(hints, { ...place, ignored: map.ignore }, question, () => rows(() => {}));
  if (map.ignore) return null;
  const mapping = recognise(question);
  return {
    ...facts,
    sheet: null,
    format: 'csv',
    encoding,
    delimiter,
    sha256: bytes.sha256,
    backupRows: facts.backup.get(bytes.sha256) ?? null,
    header,
    mapping,
    spelling: await gatherSpelling(rows(onBytes), mapping, delimiter === ';'),
    date1904: false,
    rows,
  };
}

function questionOf(
  file: string,
  names: readonly string[],
  header: readonly string[],
  { forced }: ReadHints,
  map: FileMap,
): HeaderQuestion {
  return { file, names, header, forced: map.table ?? forced, choices: map.columns };
}

/** Shows what was found to a caller that wants to see it. */
async function tell(
  { onExamined }: ReadHints,
  place: Omit<ExaminedPlace, 'sample'>,
  question: HeaderQuestion,
  rows: () => AsyncGenerator<FileRow[]>,
): Promise<void> {
  if (onExamined === undefined) return;
  // A fault among the first rows is told by the reading that follows.
  const sample = await sampleOf(rows()).catch(() => []);
  onExamined(examine({ ...place, sample }, question));
}

async function sheetSources(
  facts: FileFacts,
  hints: ReadHints,
  onBytes: (count: number) => void,
): Promise<Source[]> {
  const { path, file } = facts;
  const sha256 = await hashFile(path, file, onBytes);
  const archive = await openArchive(path, file);
  try {
    const workbook = await readWorkbook(archive, file);
    const chosen = await chooseSheets(archive, facts, workbook, hints);
    const opened: OpenedWorkbook = { facts: { ...facts, sha256 }, archive, workbook, hints };
    const sources: Source[] = [];
    for (const sheet of chosen) {
      const source = await sheetSource(opened, sheet, onBytes);
      if (source !== null) sources.push(source);
    }
    return sources;
  } finally {
    archive.close();
  }
}

interface OpenedWorkbook {
  readonly facts: FileFacts & { readonly sha256: string };
  readonly archive: Archive;
  readonly workbook: Workbook;
  readonly hints: ReadHints;
}

interface ChosenSheet {
  readonly info: SheetInfo;
  readonly named: boolean;
  readonly header: readonly string[];
  readonly headerLine: number;
}

/** Sheets that a person speaks of, and sheets named after a table; where there is none, the first visible one with content. */
async function chooseSheets(
  archive: Archive,
  facts: FileFacts,
  workbook: Workbook,
  hints: ReadHints,
): Promise<ChosenSheet[]> {
  const visible = workbook.sheets.filter((sheet) => sheet.visible);
  const mapped = new Set(hints.maps.map((map) => map.sheet).filter((sheet) => sheet !== null));
  const isWanted = (sheet: SheetInfo): boolean => {
    const table = tableOfName(sheet.name)?.table.name;
    const fits = table !== undefined && (hints.forced === undefined || table === hints.forced);
    return fits || mapped.has(sheet.name);
  };
  const named = visible.filter(isWanted);
  const chosen: ChosenSheet[] = [];
  for (const info of named.length > 0 ? named : visible) {
    const found = await findHeader(archive, facts.file, workbook, info);
    if (found !== null) chosen.push({ info, named: named.length > 0, ...found });
    if (found !== null && named.length === 0) break;
  }
  const lost = [...mapped].find((name) => chosen.every(({ info }) => info.name !== name));
  if (lost !== undefined) throw noSuchSheet(facts.file, lost, visible);
  if (chosen.length === 0) throw new RupturaError('ARQUIVO_VAZIO', { arquivo: facts.file });
  return chosen;
}

function noSuchSheet(file: string, sheet: string, visible: readonly SheetInfo[]): RupturaError {
  return new RupturaError('IMPORTACAO_MAPA_FOLHA', {
    arquivo: file,
    folha: sheet,
    folhas: visible.map(({ name }) => name).join(', '),
  });
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
  { facts, archive, workbook, hints }: OpenedWorkbook,
  sheet: ChosenSheet,
  onBytes: (count: number) => void,
): Promise<Source | null> {
  const { path, file } = facts;
  const { header, headerLine, info } = sheet;
  const map = mapFor(hints.maps, info.name);
  const names = sheet.named ? [info.name, basename(file)] : [basename(file)];
  const label = sheet.named ? `${file} [${info.name}]` : file;
  const question = questionOf(label, names, header, hints, map);
  const after = (batches: AsyncGenerator<FileRow[]>): AsyncGenerator<FileRow[]> =>
    rowsAfter(batches, headerLine);
  const read = (count: (bytes: number) => void): AsyncGenerator<FileRow[]> =>
    after(sheetRows(archive, file, workbook, info, header.length, count));
  const sheets = workbook.sheets.filter(({ visible }) => visible).map(({ name }) => name);
  const place = {
    path,
    file,
    sheet: info.name,
    sheets,
    format: 'xlsx',
    encoding: null,
    delimiter: null,
  } as const;
  await tell(hints, { ...place, ignored: map.ignore }, question, () => read(() => {}));
  if (map.ignore) return null;
  const mapping = recognise(question);
  return {
    ...facts,
    sheet: info.name,
    format: 'xlsx',
    encoding: null,
    delimiter: null,
    backupRows: null,
    header,
    mapping,
    spelling: await gatherSpelling(read(onBytes), mapping, false),
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
