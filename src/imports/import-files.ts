import { stat } from 'node:fs/promises';
import type pg from 'pg';
import { RupturaError } from '../contract/errors.ts';
import { type EpochDay, parseIsoDate } from '../contract/units.ts';
import { databaseFault } from './database-fault.ts';
import { reapplyDrafts } from './drafts.ts';
import type { ImportTable } from './header.ts';
import { lockImports, newSources, recordImport } from './journal.ts';
import { loadSource, RowErrorLog } from './load.ts';
import { planImport } from './plan.ts';
import { ProgressMeter } from './progress.ts';
import { RejectFile } from './reject-file.ts';
import type {
  DraftsReport,
  FileReport,
  ImportOptions,
  ImportReport,
  RowError,
  SkippedFile,
} from './report.ts';
import { checkTogether, type RefusedRow, refusedRows, removeRefused } from './row-checks.ts';
import type { Source } from './source.ts';
import { createStaging } from './staging.ts';
import { emptyTable, foreseeRows, lockTables, reserveIds, storeRows } from './target.ts';

/** One file on its way through an import. */
interface Work {
  readonly number: number;
  readonly source: Source;
  readonly report: FileReport;
  readonly rejects: RejectFile | null;
}

/** What an import carries from step to step. */
interface Run {
  readonly client: pg.ClientBase;
  readonly options: ImportOptions;
  readonly meter: ProgressMeter;
  readonly errors: RowErrorLog;
  readonly works: readonly Work[];
  readonly tables: readonly ImportTable[];
  readonly skipped: readonly SkippedFile[];
}

/**
 * Imports files into the six tables, all or nothing: whatever fails, nothing at all is stored.
 *
 * Every file is read three times as a stream (bytes, spelling of the columns, rows), so memory does not grow with it.
 * Rows wait in temporary tables until all files of the call are known to be good.
 *
 * @returns what was found and stored; of a dry run, what would be (row errors included)
 * @throws RupturaError of an unreadable file; IMPORTACAO_RECUSADA with the report as `details` when rows are bad;
 * IMPORTACAO_REPETIDA; IMPORTACAO_SUBSTITUIR_VAZIO; IMPORTACAO_CONFLITO; IMPORTACAO_CANCELADA
 */
export async function importFiles(pool: pg.Pool, options: ImportOptions): Promise<ImportReport> {
  try {
    const meter = new ProgressMeter(options.onProgress, !options.dryRun);
    const plan = await planImport(options, (candidate, count) => meter.add(candidate, count));
    return await inTransaction(pool, options, (client) =>
      run(client, options, meter, plan.sources, plan.skipped),
    );
  } catch (error) {
    if (options.signal?.aborted) throw new RupturaError('IMPORTACAO_CANCELADA', {}, { cause: error });
    throw databaseFault(error);
  }
}

interface Outcome {
  readonly report: ImportReport;
  readonly works: readonly Work[];
}

async function inTransaction(
  pool: pg.Pool,
  options: ImportOptions,
  work: (client: pg.ClientBase) => Promise<Outcome>,
): Promise<ImportReport> {
  options.signal?.throwIfAborted();
  const client = await pool.connect();
  const stopCancelling = cancelOnAbort(pool, client, options.signal);
  let broken: Error | undefined;
  let outcome: Outcome | null = null;
  try {
    await client.query('BEGIN');
    outcome = await work(client);
    options.signal?.throwIfAborted();
    await client.query(options.dryRun ? 'ROLLBACK' : 'COMMIT');
    for (const { rejects } of outcome.works) await rejects?.publish();
    return outcome.report;
  } catch (error) {
    for (const { rejects } of outcome?.works ?? []) await rejects?.discard();
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    stopCancelling();
    // A request to cancel may still be under way and must not hit the connection's next user.
    client.release(options.signal?.aborted === true ? true : broken);
  }
}

/** Between two requests to give up a statement: the first may come just before the statement it is meant for. */
const CANCEL_AGAIN_MS = 500;

/** A statement that is running when the caller gives up is stopped in the server too. */
function cancelOnAbort(pool: pg.Pool, client: pg.PoolClient, signal: AbortSignal | undefined): () => void {
  if (signal === undefined) return () => {};
  const processId = (client as pg.PoolClient & { readonly processID: number }).processID;
  let again: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    pool.query('SELECT pg_cancel_backend($1)', [processId]).catch(() => {
      // The import stops at its next batch anyway.
    });
  };
  const begin = (): void => {
    cancel();
    again = setInterval(cancel, CANCEL_AGAIN_MS);
  };
  signal.addEventListener('abort', begin, { once: true });
  return () => {
    signal.removeEventListener('abort', begin);
    clearInterval(again);
  };
}

async function run(
  client: pg.ClientBase,
  options: ImportOptions,
  meter: ProgressMeter,
  sources: readonly Source[],
  passedOver: readonly SkippedFile[],
): Promise<Outcome> {
  await useBusinessTimeZone(client);
  await lockImports(client);
  const usable = options.substitute ? sources : sources.filter((source) => !isSettings(source));
  const { fresh, skipped } = await newSources(client, usable, options.again);
  const settings = sources.filter((source) => !usable.includes(source)).map(skippedSettings);
  const works = fresh.map((source, number) => newWork(source, number, options));
  const tables = [...new Set(fresh.map((source) => source.mapping.table))];
  const all = [...passedOver, ...settings, ...skipped];
  const current: Run = { client, options, meter, errors: new RowErrorLog(), works, tables, skipped: all };
  try {
    return { report: await importWorks(current), works };
  } catch (error) {
    for (const { rejects } of works) await rejects?.discard();
    throw error;
  }
}

function isSettings(source: Source): boolean {
  return source.mapping.table.name === 'configuracao';
}

function skippedSettings(source: Source): SkippedFile {
  return { file: source.file, reason: 'SO_COM_SUBSTITUIR', importedAt: null };
}

/** Times without a zone are local to the business. */
async function useBusinessTimeZone(client: pg.ClientBase): Promise<void> {
  await client.query(
    `SELECT set_config('DateStyle', 'ISO, YMD', true), set_config('TimeZone', coalesce(
       (SELECT valor FROM ruptura.configuracao WHERE chave = 'RUPTURA_TZ'), 'America/Sao_Paulo'), true)`,
  );
}

function newWork(source: Source, number: number, options: ImportOptions): Work {
  const stamp = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '');
  const keepRejects = options.ignoreInvalid && !options.dryRun;
  return {
    number,
    source,
    report: emptyReport(source),
    rejects: keepRejects
      ? new RejectFile(source, options.rejectFolder, options.language ?? 'pt-BR', `${stamp}-${number + 1}`)
      : null,
  };
}

function emptyReport(source: Source): FileReport {
  const { file, sheet, format, encoding, delimiter, sha256, mapping, spelling } = source;
  const empty = { notice: 'ARQUIVO_SEM_LINHAS', params: {} } as const;
  return {
    file,
    sheet,
    table: mapping.table.name,
    format,
    encoding,
    delimiter,
    sha256,
    columns: spelling.columns,
    notices: spelling.rows === 0 ? [...spelling.notices, empty] : spelling.notices,
    read: 0,
    inserted: 0,
    updated: 0,
    known: 0,
    rejected: 0,
    preview: [],
    rejectFile: null,
  };
}

async function importWorks(current: Run): Promise<ImportReport> {
  const { client, options, works, tables } = current;
  const today = options.today ?? (await databaseToday(client));
  await createStaging(client, tables);
  for (const work of works) await loadWork(current, work, today);
  await checkTogether(client, tables, options.substitute);
  for (const work of works) await collectRefused(current, work);
  await removeRefused(client, tables);
  if (!options.dryRun) refuseBadRows(current);
  refuseEmptying(current);
  const drafts = options.dryRun ? await foresee(current) : await store(current);
  return finalReport(current, drafts);
}

async function databaseToday(client: pg.ClientBase): Promise<EpochDay> {
  const { rows } = await client.query<{ hoje: string }>('SELECT ruptura.hoje()::text AS hoje');
  return parseIsoDate(rows[0]!.hoje)!;
}

async function loadWork(current: Run, work: Work, today: EpochDay): Promise<void> {
  const { client, options, meter } = current;
  const { source, report, rejects } = work;
  await loadSource(client, source, work.number, today, report, {
    onBytes: (count) => meter.add(source, count),
    onRows: (count) => {
      meter.addRows(source, count);
      options.signal?.throwIfAborted();
    },
    onRefused: async (row, rowErrors) => {
      for (const error of rowErrors) await noteError(current, error);
      await rejects?.add(row, rowErrors);
    },
  });
  await refuseChanged(source);
}

async function noteError({ errors, options }: Run, error: RowError): Promise<void> {
  errors.add(error);
  await options.onRowError?.(error);
}

/** A file still being written would be stored in part. */
async function refuseChanged(source: Source): Promise<void> {
  const now = await stat(source.path).catch(() => null);
  if (now?.size === source.size && now.mtimeMs === source.modified) return;
  throw new RupturaError('ARQUIVO_MUDOU', { arquivo: source.file });
}

/** Takes up the rows that are bad only together with others: into the log and, with their cells, the reject file. */
async function collectRefused(current: Run, work: Work): Promise<void> {
  const refused = refusedRows(current.client, work.number);
  let pending = await nextRefusedRow(refused, current, work, null);
  if (pending.line === null) return;
  for await (const batch of work.rejects === null ? [] : work.source.rows(() => {})) {
    for (const row of batch) {
      if (row.line !== pending.line) continue;
      await work.rejects?.add(row, pending.errors);
      pending = await nextRefusedRow(refused, current, work, pending.ahead);
      if (pending.line === null) return;
    }
  }
  while (pending.line !== null) pending = await nextRefusedRow(refused, current, work, pending.ahead);
}

interface PendingRow {
  readonly line: number | null;
  readonly errors: readonly RowError[];
  /** First reason of the following row, already taken from the stream. */
  readonly ahead: RefusedRow | null;
}

/** Gathers all reasons against the next refused row of a file. */
async function nextRefusedRow(
  refused: AsyncGenerator<RefusedRow>,
  current: Run,
  work: Work,
  ahead: RefusedRow | null,
): Promise<PendingRow> {
  const first = ahead ?? (await nextOf(refused));
  if (first === null) return { line: null, errors: [], ahead: null };
  const errors: RowError[] = [];
  let entry: RefusedRow | null = first;
  while (entry !== null && entry.linha === first.linha) {
    const error = togetherError(current, work, entry);
    errors.push(error);
    await noteError(current, error);
    entry = await nextOf(refused);
  }
  work.report.rejected++;
  return { line: first.linha, errors, ahead: entry };
}

async function nextOf(refused: AsyncGenerator<RefusedRow>): Promise<RefusedRow | null> {
  const step = await refused.next();
  return step.done === true ? null : step.value;
}

function togetherError(current: Run, work: Work, entry: RefusedRow): RowError {
  const other = entry.outro_arquivo === null ? null : current.works[entry.outro_arquivo]!.source.file;
  return {
    file: work.source.file,
    sheet: work.source.sheet,
    line: entry.linha,
    column: entry.coluna,
    value: entry.valor,
    reason: entry.motivo,
    params: other === null ? {} : { arquivo: other, outra: entry.outra_linha ?? 0 },
  };
}

function refuseBadRows(current: Run): void {
  const first = current.errors.kept[0];
  if (first === undefined || current.options.ignoreInvalid) return;
  const bad = current.works.filter((work) => work.report.rejected > 0);
  throw new RupturaError(
    'IMPORTACAO_RECUSADA',
    {
      linhas: bad.reduce((sum, work) => sum + work.report.rejected, 0),
      arquivos: bad.map((work) => work.source.file).join(', '),
      primeira: `${first.file}:${first.line} ${first.column ?? ''} "${first.value}"`,
      opcao: '--ignorar-invalidas',
    },
    { details: finalReport(current, null) },
  );
}

/** An ERP's broken export must not wipe a table: an empty file replaces nothing. */
function refuseEmptying(current: Run): void {
  if (!current.options.substitute) return;
  for (const table of current.tables) {
    const works = current.works.filter((work) => work.source.mapping.table === table);
    if (works.some((work) => work.report.read > work.report.rejected || work.source.backupRows === 0))
      continue;
    if (current.options.dryRun && works.some((work) => work.report.rejected > 0)) continue;
    throw new RupturaError(
      'IMPORTACAO_SUBSTITUIR_VAZIO',
      { arquivo: works.map((work) => work.source.file).join(', '), tabela: table.name },
      { details: finalReport(current, null) },
    );
  }
}

function columnsOf(work: Work): Source['mapping']['columns'][number]['column'][] {
  return work.source.mapping.columns.map((mapped) => mapped.column);
}

async function foresee(current: Run): Promise<null> {
  const { client, options } = current;
  for (const work of current.works) {
    const { table } = work.source.mapping;
    Object.assign(
      work.report,
      await foreseeRows(client, table, columnsOf(work), work.number, options.substitute),
    );
  }
  return null;
}

async function store(current: Run): Promise<DraftsReport | null> {
  const { client, options, works, tables } = current;
  options.onStoring?.();
  const names = new Set<string>(tables.map((table) => table.name));
  const replacesBook = options.substitute && names.has('carteira_principal');
  if (options.substitute) {
    await lockTables(client, replacesBook ? new Set([...names, 'pre_separacao_item']) : names);
    for (const table of tables) if (table.name !== 'configuracao') await emptyTable(client, table);
  }
  for (const work of works) await storeWork(current, work);
  const drafts = replacesBook ? await reapplyDrafts(client, names.has('pre_separacao_item')) : null;
  for (const work of works) {
    if ((await work.rejects?.finish()) === true) work.report.rejectFile = work.rejects!.path;
    await recordImport(client, work.report, options.substitute, options.importedBy ?? null);
  }
  return drafts;
}

async function storeWork(current: Run, work: Work): Promise<void> {
  const { table } = work.source.mapping;
  const columns = columnsOf(work);
  current.options.signal?.throwIfAborted();
  if (columns.some((column) => column.kind === 'id')) await reserveIds(current.client, table);
  Object.assign(work.report, await storeRows(current.client, table, columns, work.number));
  current.meter.add(work.source, work.source.size);
}

function finalReport(current: Run, drafts: DraftsReport | null): ImportReport {
  const { options, errors, works, skipped } = current;
  return {
    dryRun: options.dryRun,
    substitute: options.substitute,
    files: works.map((work) => work.report),
    skipped,
    rejectedRows: works.reduce((sum, work) => sum + work.report.rejected, 0),
    rowErrors: errors.kept,
    moreRowErrors: errors.total - errors.kept.length,
    drafts,
  };
}
