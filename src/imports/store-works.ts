import { RupturaError } from '../contract/errors.ts';
import type { Column } from '../contract/tables.ts';
import { findDifferences, isGreatLoss, type StagedTable } from './difference.ts';
import { reapplyDrafts } from './drafts.ts';
import { openRecord, recordImport } from './journal.ts';
import { KeptRows } from './kept-rows.ts';
import { noteMapUsed, rememberMap } from './remembered-maps.ts';
import { type Finding, importReport, type RunningImport, type Stored, type Work } from './running-import.ts';
import { foreseeRows, lockTables, reserveIds, storeRows, takeOutReplaced } from './target.ts';

function columnsOf(work: Work): Column[] {
  return work.source.mapping.columns.map((mapped) => mapped.column);
}

/** The tables of a call, each with the columns that its files fill. */
function stagedTables({ works, tables }: RunningImport): StagedTable[] {
  return tables.map((table) => {
    const own = works.filter(({ source }) => source.mapping.table === table);
    return { table, filled: new Set(own.flatMap((work) => columnsOf(work).map(({ name }) => name))) };
  });
}

/** What storing would change, with the rows as they are now. */
export async function compare(
  current: RunningImport,
  finding: Omit<Finding, 'differences'>,
): Promise<Finding> {
  return {
    ...finding,
    differences: await findDifferences(current.client, stagedTables(current), finding.mode),
  };
}

/** Why what was found is not stored with the options there are; null where it is. */
export function refusalOf(current: RunningImport, finding: Finding): RupturaError | null {
  return badRows(current) ?? undecided(current, finding) ?? greatLoss(current, finding);
}

function badRows(current: RunningImport): RupturaError | null {
  const first = current.errors.kept[0];
  if (first === undefined || current.options.ignoreInvalid) return null;
  const bad = current.works.filter((work) => work.report.rejected > 0);
  return new RupturaError('IMPORTACAO_RECUSADA', {
    linhas: bad.reduce((sum, work) => sum + work.report.rejected, 0),
    arquivos: bad.map((work) => work.source.file).join(', '),
    primeira: `${first.file}:${first.line} ${first.column ?? ''} "${first.value}"`,
    opcao: '--ignorar-invalidas',
  });
}

/** Adding what is there already would count it twice: nobody's wish unless it is said. */
function undecided({ options }: RunningImport, { proposal }: Finding): RupturaError | null {
  if (options.mode !== null || proposal === null) return null;
  const { table, known, total, mode } = proposal;
  return new RupturaError('IMPORTACAO_MODO_NAO_DITO', {
    tabela: table,
    existentes: known,
    total,
    opcao: `--${mode}`,
  });
}

function greatLoss({ options }: RunningImport, { differences }: Finding): RupturaError | null {
  if (options.lossConfirmed === true) return null;
  const great = differences.find(isGreatLoss);
  if (great === undefined) return null;
  return new RupturaError('IMPORTACAO_PERDE_MUITO', {
    tabela: great.table,
    saem: great.rows.go,
    antes: great.rows.before,
    depois: great.rows.after,
    opcao: '--sim-substituir',
  });
}

/** Counts what would be stored, file by file. */
export async function foresee(current: RunningImport, { mode }: Finding): Promise<void> {
  for (const work of current.works) {
    const { table } = work.source.mapping;
    const counts = await foreseeRows(current.client, table, columnsOf(work), work.number, mode);
    Object.assign(work.report, counts);
  }
}

/**
 * Stores the waiting rows. The tables are locked before the difference is found that decides whether it is done: what
 * a person is told is what happens.
 * @throws RupturaError IMPORTACAO_PERDE_MUITO
 */
export async function store(
  current: RunningImport,
  found: Finding,
): Promise<Stored & { readonly finding: Finding }> {
  const { client, options, works, tables } = current;
  const { mode } = found;
  options.onStoring?.();
  const names = new Set<string>(tables.map((table) => table.name));
  const renewsBook = mode !== 'acrescentar' && names.has('carteira_principal');
  if (mode !== 'acrescentar') {
    await lockTables(client, renewsBook ? new Set([...names, 'pre_separacao_item']) : names);
  }
  const finding = await compare(current, found);
  const refusal = greatLoss(current, finding);
  if (refusal !== null) throw withReport(refusal, current, finding);
  if (works.length === 0) return { drafts: null, number: null, undoable: false, finding };
  const number = await openRecord(client, mode, options.importedBy ?? null);
  const kept = new KeptRows(client, number);
  for (const table of tables) await takeOutReplaced(kept, table, mode);
  for (const work of works) await storeWork(current, work, kept);
  const restored = names.has('pre_separacao_item');
  const drafts = renewsBook ? await reapplyDrafts(client, kept, mode, restored) : null;
  for (const work of works) {
    if ((await work.rejects?.finish()) === true) work.report.rejectFile = work.rejects!.path;
    await recordImport(client, work.report, number);
    await keepTaught(current, work);
  }
  return { drafts, number: Number(number), undoable: await kept.finish(), finding };
}

/** What a person said of a file that went in holds for the next one like it. */
async function keepTaught({ client, options }: RunningImport, { source }: Work): Promise<void> {
  if (source.taught !== null) await rememberMap(client, source.taught, options.importedBy ?? null);
  else if (source.remembered !== null) await noteMapUsed(client, source.remembered.id);
}

async function storeWork(current: RunningImport, work: Work, kept: KeptRows): Promise<void> {
  const { table } = work.source.mapping;
  const columns = columnsOf(work);
  current.options.signal?.throwIfAborted();
  if (columns.some((column) => column.kind === 'id')) await reserveIds(current.client, table);
  Object.assign(work.report, await storeRows(current.client, kept, table, columns, work.number));
  current.meter.add(work.source, work.source.size);
}

/** An error with what was found so far. */
export function withReport(error: RupturaError, current: RunningImport, finding: Finding): RupturaError {
  return new RupturaError(error.code, error.params, { details: importReport(current, finding, null) });
}
