import { basename } from 'node:path';
import { RupturaError } from '../contract/errors.ts';
import { INPUT_TABLES } from '../contract/tables.ts';
import { hashFile } from '../files/file-hash.ts';
import { cellText, type FileRow } from '../tabular/cell.ts';
import {
  type CountBytes,
  type CsvTable,
  openTableFile,
  type SheetTable,
  type WorkbookTables,
} from '../tabular/open-table.ts';
import type { SheetInfo } from '../tabular/xlsx/workbook.ts';
import { gatherSpelling, type Spelling } from './evidence.ts';
import { type Examined, type ExaminedPlace, examine, sampleOf } from './examine.ts';
import { type FileMap, mapFor } from './file-map.ts';
import {
  allChoices,
  countTableColumns,
  type HeaderMapping,
  type HeaderQuestion,
  type ImportTableName,
  recognise,
  tableOfName,
} from './header.ts';
import { choicesOf, originOf, type RememberedMap, rememberedFor, type TaughtMap } from './remembered-maps.ts';

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
  /** What is remembered of such files, and holds for this one. */
  readonly remembered: RememberedMap | null;
  /** What a person said of this file, with what was remembered; null where nothing was said. */
  readonly taught: TaughtMap | null;
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

/** What the reading of a file is told by its caller. */
export interface ReadHints {
  /** Table of every file without a map that names one. */
  readonly forced?: ImportTableName | undefined;
  /** What a person said about this file. */
  readonly maps: readonly FileMap[];
  /** What people said about files before. */
  readonly remembered: readonly RememberedMap[];
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
  onBytes: CountBytes,
): Promise<Source[]> {
  const { path, file } = candidate;
  const table = await openTableFile(path, file, countTableColumns, onBytes);
  const facts = { ...candidate, size: table.size, modified: table.modified };
  if (table.kind === 'text') {
    const source = await csvSource(facts, table, hints, onBytes);
    return source === null ? [] : [source];
  }
  try {
    return await sheetSources(facts, table, hints, onBytes);
  } finally {
    table.close();
  }
}

interface FileFacts extends Candidate {
  readonly size: number;
  readonly modified: number;
}

async function csvSource(
  facts: FileFacts,
  table: CsvTable,
  hints: ReadHints,
  onBytes: CountBytes,
): Promise<Source | null> {
  const { path, file } = facts;
  const { header, encoding, delimiter, sha256 } = table;
  const map = mapFor(hints.maps, null);
  const question = questionOf(file, [basename(file)], header, hints, map);
  const memory = memoryFor(file, null, question, hints, map);
  const place = { path, file, sheet: null, sheets: [], format: 'csv', encoding, delimiter } as const;
  await tell(hints, { ...place, ignored: map.ignore }, memory, () => table.rows(() => {}));
  if (map.ignore) return null;
  const mapping = recognise(memory.question);
  return {
    ...facts,
    sheet: null,
    format: 'csv',
    encoding,
    delimiter,
    sha256,
    remembered: memory.map,
    taught: taughtOf(file, null, memory, map, mapping),
    backupRows: facts.backup.get(sha256) ?? null,
    header,
    mapping,
    spelling: await gatherSpelling(table.rows(onBytes), mapping, delimiter === ';'),
    date1904: false,
    rows: (count) => table.rows(count),
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

/** What is asked of a header, with what is remembered of such a file. */
interface Memory {
  readonly question: HeaderQuestion;
  readonly map: RememberedMap | null;
}

function memoryFor(
  file: string,
  sheet: string | null,
  question: HeaderQuestion,
  { remembered }: ReadHints,
  { forgets }: FileMap,
): Memory {
  const map = forgets === true ? null : rememberedFor(remembered, originOf(file, sheet), question.header);
  // A person who says another table says another thing.
  if (map === null || (question.forced !== undefined && question.forced !== map.table))
    return { question, map: null };
  return { question: { ...question, remembered: { table: map.table, choices: choicesOf(map) } }, map };
}

/** What is to be remembered of a file: what a person said of it, on top of what was remembered. */
function taughtOf(
  file: string,
  sheet: string | null,
  { question }: Memory,
  map: FileMap,
  mapping: HeaderMapping,
): TaughtMap | null {
  const table = INPUT_TABLES.find(({ name }) => name === mapping.table.name);
  if (table === undefined || (map.table === null && map.columns.size === 0)) return null;
  const { header } = question;
  return { origin: originOf(file, sheet), header, table: table.name, choices: allChoices(question) };
}

/** Shows what was found to a caller that wants to see it. */
async function tell(
  { onExamined }: ReadHints,
  place: Omit<ExaminedPlace, 'sample' | 'remembered'>,
  { question, map }: Memory,
  rows: () => AsyncGenerator<FileRow[]>,
): Promise<void> {
  if (onExamined === undefined) return;
  // A fault among the first rows is told by the reading that follows.
  const sample = await sampleOf(rows()).catch(() => []);
  onExamined(examine({ ...place, sample, remembered: map }, question));
}

async function sheetSources(
  facts: FileFacts,
  workbook: WorkbookTables,
  hints: ReadHints,
  onBytes: CountBytes,
): Promise<Source[]> {
  const { path, file } = facts;
  const sha256 = await hashFile(path, file, onBytes);
  const sources: Source[] = [];
  for (const chosen of await chooseSheets(file, workbook, hints)) {
    const source = await sheetSource({ ...facts, sha256 }, workbook, chosen, hints, onBytes);
    if (source !== null) sources.push(source);
  }
  return sources;
}

interface ChosenSheet {
  readonly table: SheetTable;
  /** By a person, or named after a table. */
  readonly named: boolean;
}

/** Sheets that a person speaks of, and sheets named after a table; where there is none, the first visible one with content. */
async function chooseSheets(
  file: string,
  { sheets, tableOf }: WorkbookTables,
  hints: ReadHints,
): Promise<ChosenSheet[]> {
  const mapped = new Set(hints.maps.map((map) => map.sheet).filter((sheet) => sheet !== null));
  const isWanted = (sheet: SheetInfo): boolean => {
    const table = tableOfName(sheet.name)?.table.name;
    const fits = table !== undefined && (hints.forced === undefined || table === hints.forced);
    return fits || mapped.has(sheet.name);
  };
  const named = sheets.filter(isWanted);
  const chosen: ChosenSheet[] = [];
  for (const sheet of named.length > 0 ? named : sheets) {
    const table = await tableOf(sheet);
    if (table !== null) chosen.push({ table, named: named.length > 0 });
    if (table !== null && named.length === 0) break;
  }
  const lost = [...mapped].find((name) => chosen.every(({ table }) => table.sheet.name !== name));
  if (lost !== undefined) throw noSuchSheet(file, lost, sheets);
  if (chosen.length === 0) throw new RupturaError('ARQUIVO_VAZIO', { arquivo: file });
  return chosen;
}

function noSuchSheet(file: string, sheet: string, visible: readonly SheetInfo[]): RupturaError {
  return new RupturaError('IMPORTACAO_MAPA_FOLHA', {
    arquivo: file,
    folha: sheet,
    folhas: visible.map(({ name }) => name).join(', '),
  });
}

async function sheetSource(
  facts: FileFacts & { readonly sha256: string },
  { sheets, date1904 }: WorkbookTables,
  { table, named }: ChosenSheet,
  hints: ReadHints,
  onBytes: CountBytes,
): Promise<Source | null> {
  const { path, file } = facts;
  const { name } = table.sheet;
  const header = table.header.map(cellText);
  const map = mapFor(hints.maps, name);
  const names = named ? [name, basename(file)] : [basename(file)];
  const question = questionOf(named ? `${file} [${name}]` : file, names, header, hints, map);
  const memory = memoryFor(file, name, question, hints, map);
  const place = {
    path,
    file,
    sheet: name,
    sheets: sheets.map((sheet) => sheet.name),
    format: 'xlsx',
    encoding: null,
    delimiter: null,
  } as const;
  await tell(hints, { ...place, ignored: map.ignore }, memory, () => table.rows(header.length, () => {}));
  if (map.ignore) return null;
  const mapping = recognise(memory.question);
  return {
    ...facts,
    sheet: name,
    format: 'xlsx',
    encoding: null,
    delimiter: null,
    remembered: memory.map,
    taught: taughtOf(file, name, memory, map, mapping),
    backupRows: null,
    header,
    mapping,
    spelling: await gatherSpelling(table.rows(header.length, onBytes), mapping, false),
    date1904,
    rows: (count) => table.rowsAnew(header.length, count),
  };
}
