import { stat } from 'node:fs/promises';
import type pg from 'pg';
import { RupturaError } from '../contract/errors.ts';
import { type EpochDay, parseIsoDate } from '../contract/units.ts';
import { collectRefused } from './collect-refused.ts';
import { databaseFault } from './database-fault.ts';
import { isBackupTable } from './header.ts';
import { lockImports, newSources } from './journal.ts';
import { loadSource, RowErrorLog } from './load.ts';
import { planImport } from './plan.ts';
import { ProgressMeter } from './progress.ts';
import { proposeMode } from './proposal.ts';
import { listRememberedMaps } from './remembered-maps.ts';
import type { ImportOptions, ImportReport, SkippedFile } from './report.ts';
import { checkTogether, removeRefused } from './row-checks.ts';
import {
  type Finding,
  importReport,
  newWork,
  noteError,
  type RunningImport,
  type Work,
} from './running-import.ts';
import type { Source } from './source.ts';
import { analyseStaging, createStaging } from './staging.ts';
import { compare, foresee, refusalOf, store, withReport } from './store-works.ts';

/**
 * Imports files into the six tables, all or nothing: whatever fails, nothing at all is stored.
 *
 * Every file is read three times as a stream (bytes, spelling of the columns, rows), so memory does not grow with it.
 * Rows wait in temporary tables until all files of the call are known to be good.
 *
 * @returns what was found and stored; of a dry run, what would be (row errors included)
 * @throws RupturaError of an unreadable file; IMPORTACAO_RECUSADA with the report as `details` when rows are bad;
 * IMPORTACAO_MODO_NAO_DITO and IMPORTACAO_PERDE_MUITO, with the report too; IMPORTACAO_REPETIDA; IMPORTACAO_SUBSTITUIR_VAZIO; IMPORTACAO_CONFLITO; IMPORTACAO_CANCELADA
 */
export async function importFiles(pool: pg.Pool, options: ImportOptions): Promise<ImportReport> {
  try {
    const meter = new ProgressMeter(options.onProgress, !options.dryRun);
    const remembered = await listRememberedMaps(pool);
    const plan = await planImport(options, remembered, (candidate, count) => meter.add(candidate, count));
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
  const usable = options.mode === 'substituir' ? sources : sources.filter((source) => !isOfBackup(source));
  const { fresh, skipped } = await newSources(client, usable, options.again);
  const settings = sources.filter((source) => !usable.includes(source)).map(skippedSettings);
  const works = fresh.map((source, number) => newWork(source, number, options));
  const tables = [...new Set(fresh.map((source) => source.mapping.table))];
  const all = [...passedOver, ...settings, ...skipped];
  const current: RunningImport = {
    client,
    options,
    meter,
    errors: new RowErrorLog(),
    works,
    tables,
    skipped: all,
  };
  try {
    return { report: await importWorks(current), works };
  } catch (error) {
    for (const { rejects } of works) await rejects?.discard();
    throw error;
  }
}

function isOfBackup(source: Source): boolean {
  return isBackupTable(source.mapping.table);
}

function skippedSettings(source: Source): SkippedFile {
  return { file: source.file, reason: 'SO_COM_SUBSTITUIR', importedAt: null };
}

/** Times without a zone are local to the business. */
async function useBusinessTimeZone(client: pg.ClientBase): Promise<void> {
  await client.query(
    `SELECT set_config('DateStyle', 'ISO, YMD', true), set_config('TimeZone', coalesce(
       (SELECT valor FROM ruptura.configuracao WHERE chave = 'RUPTURA_TZ'), 'America/Sao_Paulo'), true),
       set_config('work_mem', '64MB', true)`,
  );
}

async function importWorks(current: RunningImport): Promise<ImportReport> {
  const { client, options, works, tables } = current;
  const today = options.today ?? (await databaseToday(client));
  await createStaging(client, tables);
  for (const work of works) await loadWork(current, work, today);
  for (const table of tables) await analyseStaging(client, table);
  const proposal = await proposeMode(client, tables);
  const mode = options.mode ?? proposal?.mode ?? 'acrescentar';
  await checkTogether(client, tables, mode);
  for (const work of works) await collectRefused(current, work);
  await removeRefused(client, tables);
  return await (options.dryRun ? dryRun(current, { mode, proposal }) : wetRun(current, { mode, proposal }));
}

type Decided = Omit<Finding, 'differences'>;

/** Tells what would happen, a refusal included. */
async function dryRun(current: RunningImport, decided: Decided): Promise<ImportReport> {
  refuseEmptying(current, decided);
  const finding = await compare(current, decided);
  await foresee(current, finding);
  const refusal = refusalOf(current, finding);
  const told = refusal === null ? null : { code: refusal.code, params: refusal.params };
  return { ...importReport(current, finding, null), refusal: told };
}

async function wetRun(current: RunningImport, decided: Decided): Promise<ImportReport> {
  const unseen: Finding = { ...decided, differences: [] };
  const refusal = refusalOf(current, unseen);
  if (refusal !== null) throw withReport(refusal, current, await compare(current, decided));
  refuseEmptying(current, decided);
  const { finding, ...stored } = await store(current, unseen);
  return importReport(current, finding, stored);
}

async function databaseToday(client: pg.ClientBase): Promise<EpochDay> {
  const { rows } = await client.query<{ hoje: string }>('SELECT ruptura.hoje()::text AS hoje');
  return parseIsoDate(rows[0]!.hoje)!;
}

async function loadWork(current: RunningImport, work: Work, today: EpochDay): Promise<void> {
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

/** A file still being written would be stored in part. */
async function refuseChanged(source: Source): Promise<void> {
  const now = await stat(source.path).catch(() => null);
  if (now?.size === source.size && now.mtimeMs === source.modified) return;
  throw new RupturaError('ARQUIVO_MUDOU', { arquivo: source.file });
}

/** An ERP's broken export must not wipe a table: an empty file replaces nothing. */
function refuseEmptying(current: RunningImport, decided: Decided): void {
  if (decided.mode !== 'substituir') return;
  for (const table of current.tables) {
    const works = current.works.filter((work) => work.source.mapping.table === table);
    if (works.some((work) => work.report.read > work.report.rejected || work.source.backupRows === 0))
      continue;
    if (current.options.dryRun && works.some((work) => work.report.rejected > 0)) continue;
    throw new RupturaError(
      'IMPORTACAO_SUBSTITUIR_VAZIO',
      { arquivo: works.map((work) => work.source.file).join(', '), tabela: table.name },
      { details: importReport(current, { ...decided, differences: [] }, null) },
    );
  }
}
