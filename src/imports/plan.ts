import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { RupturaError } from '../contract/errors.ts';
import { REJECT_FILE_MARK, type SkipReason } from '../contract/row-reasons.ts';
import { fileError } from '../files/file-errors.ts';
import { fold } from '../tabular/fold.ts';
import { BACKUP_MANIFEST, backupContents } from './backup-manifest.ts';
import { type Examined, unexamined } from './examine.ts';
import { mapFor } from './file-map.ts';
import { tableOfName } from './header.ts';
import type { RememberedMap } from './remembered-maps.ts';
import type { ImportOptions, SkippedFile } from './report.ts';
import { type Candidate, readSources, type Source } from './source.ts';

/** What a call will read, and what of the folders it leaves alone. */
export interface ImportPlan {
  readonly sources: Source[];
  readonly skipped: SkippedFile[];
}

const TABLE_EXTENSIONS: readonly string[] = ['.csv', '.txt', '.tsv', '.tab', '.xlsx', '.xlsm'];
/** Formats that are refused by name when they carry a table's name, instead of being passed over. */
const OTHER_SHEETS: readonly string[] = ['.xls', '.xlsb', '.ods'];
/** Errors that say that a file is a table, though a faulty one: never passed over in a folder. */
const TABLE_FAULTS: readonly string[] = [
  'TABELA_AMBIGUA',
  'CABECALHO_COLUNA_REPETIDA',
  'CABECALHO_COLUNA_FALTANDO',
];

/**
 * Finds and examines all files of a call.
 * @param remembered what people said about files before
 * @param onBytes told for each file how many bytes were worked through
 * @throws RupturaError IMPORTACAO_SEM_ARQUIVOS, ARQUIVO_NAO_ENCONTRADO and those of unreadable files
 */
export async function planImport(
  options: ImportOptions,
  remembered: readonly RememberedMap[],
  onBytes: (candidate: Candidate, count: number) => void,
): Promise<ImportPlan> {
  const skipped: SkippedFile[] = [];
  const sources: Source[] = [];
  let problem: RupturaError | null = null;
  for (const path of options.paths) {
    const candidates = await candidatesAt(path, options, skipped);
    for (const candidate of candidates) {
      options.signal?.throwIfAborted();
      try {
        const found = await examineAll(candidate, options, remembered, (count) => onBytes(candidate, count));
        if (found === null) skipped.push(skip(candidate.file, 'TABELA_NAO_RECONHECIDA'));
        else if (found.length === 0) skipped.push(skip(candidate.file, 'IGNORADO'));
        else sources.push(...found);
      } catch (error) {
        // Who wants to see what the files look like sees all of them, the good ones after a bad one too.
        if (options.onExamined === undefined || !(error instanceof RupturaError)) throw error;
        problem ??= error;
      }
    }
  }
  if (problem !== null) throw problem;
  if (sources.length === 0) throw noFiles(options, skipped);
  return { sources, skipped };
}

function noFiles({ paths, names }: ImportOptions, skipped: readonly SkippedFile[]): RupturaError {
  const shown = paths.map((path) => names?.get(path) ?? path).join(', ');
  return new RupturaError('IMPORTACAO_SEM_ARQUIVOS', { pasta: shown }, { details: { ignorados: skipped } });
}

/** The tables of a file; a caller that wants to see what was found is told with what is wrong about it. */
async function examineAll(
  candidate: Candidate,
  options: ImportOptions,
  remembered: readonly RememberedMap[],
  onBytes: (count: number) => void,
): Promise<Source[] | null> {
  const { path, file } = candidate;
  const found: Examined[] = [];
  let problem: RupturaError | null = null;
  try {
    return await examine(candidate, options, remembered, onBytes, (examined) => found.push(examined));
  } catch (error) {
    if (!(error instanceof RupturaError)) throw error;
    // What a person leaves out need not be readable.
    if (mapFor(options.maps?.get(path) ?? [], null).ignore) {
      found.splice(0, found.length, { ...unexamined(path, file, error), ignored: true });
      return [];
    }
    problem = error;
    throw error;
  } finally {
    const last = found.pop();
    if (last !== undefined) found.push({ ...last, problem });
    else if (problem !== null) found.push(unexamined(path, file, problem));
    for (const examined of found) options.onExamined?.(examined);
  }
}

function skip(file: string, reason: SkipReason): SkippedFile {
  return { file, reason, importedAt: null };
}

async function candidatesAt(
  path: string,
  options: ImportOptions,
  skipped: SkippedFile[],
): Promise<Candidate[]> {
  const file = options.names?.get(path) ?? path;
  try {
    const facts = await stat(path);
    if (!facts.isDirectory()) return [{ path, file, fromFolder: false, size: facts.size, backup: new Map() }];
    const entries = await readdir(path, { withFileTypes: true });
    const names = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
    const found: Candidate[] = [];
    const backup = await backupContents(path);
    for (const name of names.sort()) {
      const reason = reasonToSkip(name);
      if (reason === null) found.push(await folderFile(join(path, name), backup));
      else if (name !== BACKUP_MANIFEST) skipped.push(skip(join(path, name), reason));
    }
    return found;
  } catch (error) {
    throw fileError(error, file);
  }
}

async function folderFile(path: string, backup: ReadonlyMap<string, number>): Promise<Candidate> {
  return { path, file: path, fromFolder: true, size: (await stat(path)).size, backup };
}

function reasonToSkip(name: string): SkipReason | null {
  // `~$carteira.xlsx` is the lock of an open workbook.
  if (name.startsWith('.') || name.startsWith('~$')) return 'NAO_E_TABELA';
  if (fold(name).split('_').includes(REJECT_FILE_MARK)) return 'REJEITADAS';
  const extension = extname(name).toLowerCase();
  if (TABLE_EXTENSIONS.includes(extension)) return null;
  return OTHER_SHEETS.includes(extension) && tableOfName(name) !== null ? null : 'NAO_E_TABELA';
}

/** The tables of a file; null for a file of a folder that is no table. */
async function examine(
  candidate: Candidate,
  options: ImportOptions,
  remembered: readonly RememberedMap[],
  onBytes: (count: number) => void,
  onExamined: (examined: Examined) => void,
): Promise<Source[] | null> {
  const hints = {
    forced: options.table,
    maps: options.maps?.get(candidate.path) ?? [],
    remembered,
    onExamined: options.onExamined === undefined ? undefined : onExamined,
  };
  try {
    return await readSources(candidate, hints, onBytes);
  } catch (error) {
    const foreign =
      candidate.fromFolder &&
      options.table === undefined &&
      tableOfName(basename(candidate.file)) === null &&
      error instanceof RupturaError &&
      !TABLE_FAULTS.includes(error.code);
    if (foreign) return null;
    throw error;
  }
}
