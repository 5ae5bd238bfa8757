import type pg from 'pg';
import { RupturaError } from '../contract/errors.ts';
import type { ImportMode } from '../contract/import-modes.ts';
import { INPUT_TABLES } from '../contract/tables.ts';
import { databaseFault } from './database-fault.ts';
import {
  BACKUP_TABLES,
  type ImportTable,
  type ImportTableName,
  importTable,
  isBackupTable,
} from './header.ts';
import { lockImports } from './journal.ts';
import { columnList, keptTable, keyColumn, rowDigest } from './kept-rows.ts';
import { obstacleOf, STORED_STATE, type StoredState } from './stored-imports.ts';
import { tableUnits } from './table-units.ts';
import { lockTables, targetTable } from './target.ts';

/** What undoing does to one table. */
export interface TableUndo {
  readonly table: ImportTableName;
  /** Rows as they were before, that come back. */
  readonly back: number;
  /** Rows of the import that go. */
  readonly out: number;
  /** Of these, rows that somebody has changed since: their changes are lost. */
  readonly changed: number;
  /** Rows of the import that are not there any more. */
  readonly gone: number;
  /** Rows that others wrote since, in orders (lots, products) that come back: they stay beside what comes back. */
  readonly beside: number;
}

/** What undoing an import does. */
export interface UndoPlan {
  readonly number: number;
  readonly mode: ImportMode;
  readonly tables: readonly TableUndo[];
  /** Somebody has written meanwhile what would be lost or doubled: undoing needs a second yes. */
  readonly needsConfirmation: boolean;
}

/** Who undoes, and how. */
export interface UndoOptions {
  /** Yes, although others have changed rows since. */
  readonly confirmed: boolean;
  readonly undoneBy: string | null;
  /** Only say what it would do. */
  readonly dryRun: boolean;
}

interface Recorded extends StoredState {
  readonly modo: ImportMode;
  /** Tables of its files. */
  readonly tabelas: readonly ImportTableName[];
}

/**
 * Takes back an import as a whole: its rows go, those that it took out come back as they were. Rows that others wrote
 * since stay. All or nothing, through the triggers.
 * @returns what was done, or, of a dry run, what would be
 * @throws RupturaError IMPORTACAO_SEM_NUMERO, IMPORTACAO_JA_DESFEITA, IMPORTACAO_NAO_GUARDADA, IMPORTACAO_COM_POSTERIOR,
 * IMPORTACAO_ALTERADA_DEPOIS (details: the plan), IMPORTACAO_SEM_LUGAR
 */
export async function undoImport(pool: pg.Pool, number: number, options: UndoOptions): Promise<UndoPlan> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query(`BEGIN; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL work_mem = '64MB'`);
    const plan = await undo(client, number, options);
    await client.query(options.dryRun ? 'ROLLBACK' : 'COMMIT');
    return plan;
  } catch (error) {
    await client.query('ROLLBACK').catch((failure: Error) => {
      broken = failure;
    });
    throw databaseFault(error);
  } finally {
    client.release(broken);
  }
}

async function undo(client: pg.ClientBase, number: number, options: UndoOptions): Promise<UndoPlan> {
  // Looking waits for nobody.
  if (!options.dryRun) await lockImports(client);
  const recorded = await undoable(client, number);
  const tables = await touchedTables(client, number);
  if (!options.dryRun) await lockTables(client, new Set(tables.map(({ name }) => name)));
  const plans: TableUndo[] = [];
  for (const table of tables) plans.push(await planTable(client, number, table, isSide(recorded, table)));
  const needsConfirmation = plans.some(({ changed, beside }) => changed + beside > 0);
  const plan: UndoPlan = { number, mode: recorded.modo, tables: plans, needsConfirmation };
  for (const table of tables) await refuseTaken(client, number, table);
  if (options.dryRun) return plan;
  if (needsConfirmation && !options.confirmed) throw changedSince(plan);
  for (const table of tables) await restoreTable(client, number, table, isSide(recorded, table));
  await close(client, number, options.undoneBy);
  return plan;
}

/** A table that none of the files was for: the import only touched some of its rows. */
function isSide({ tabelas }: Recorded, { name }: ImportTable): boolean {
  return !isBackupTable({ name }) && !tabelas.includes(name);
}

function changedSince(plan: UndoPlan): RupturaError {
  const sum = (what: 'changed' | 'beside'): number => plan.tables.reduce((all, one) => all + one[what], 0);
  return new RupturaError(
    'IMPORTACAO_ALTERADA_DEPOIS',
    { numero: plan.number, alteradas: sum('changed'), ao_lado: sum('beside'), opcao: '--sim-desfazer' },
    { details: plan },
  );
}

async function undoable(client: pg.ClientBase, number: number): Promise<Recorded> {
  const { rows } = await client.query<Recorded>(
    `SELECT modo, ${STORED_STATE},
       ARRAY(SELECT DISTINCT tabela FROM ruptura.importacao WHERE gravacao = numero) AS tabelas
     FROM ruptura.gravacao AS g WHERE numero = $1`,
    [number],
  );
  const recorded = rows[0];
  if (recorded === undefined) {
    const opcao = 'ruptura importar --historico';
    throw new RupturaError('IMPORTACAO_SEM_NUMERO', { numero: number, opcao });
  }
  const obstacle = obstacleOf(recorded);
  if (obstacle !== null) throw obstacle;
  return recorded;
}

const POSSIBLE = [...INPUT_TABLES, ...BACKUP_TABLES].map(({ name }) => name);

async function touchedTables(client: pg.ClientBase, number: number): Promise<ImportTable[]> {
  const touched = POSSIBLE.map(
    (
      name,
    ) => `SELECT '${name}' AS tabela WHERE EXISTS (SELECT FROM ${keptTable({ name })} WHERE gravacao = $1)
      OR EXISTS (SELECT FROM ruptura.entrou WHERE gravacao = $1 AND tabela = '${name}')`,
  );
  const { rows } = await client.query<{ tabela: ImportTableName }>(touched.join(' UNION ALL '), [number]);
  return rows.map(({ tabela }) => importTable(tabela));
}

/** Rows of the import, `e`, with what is there of them now, `t`. */
function importedRows(table: ImportTable): string {
  return `ruptura.entrou AS e LEFT JOIN ${targetTable(table)} AS t ON t.${keyColumn(table)}::text = e.chave
    WHERE e.gravacao = $1 AND e.tabela = '${table.name}'`;
}

async function planTable(
  client: pg.ClientBase,
  number: number,
  table: ImportTable,
  side: boolean,
): Promise<TableUndo> {
  const key = keyColumn(table);
  const { rows } = await client.query<Record<'back' | 'present' | 'changed' | 'gone' | 'beside', number>>(
    `SELECT present::float8, changed::float8, gone::float8,
       (SELECT count(*) FROM ${keptTable(table)} WHERE gravacao = $1)::float8 AS back,
       (${besideQuery(table)})::float8 AS beside
     FROM (
       SELECT count(t.${key}) AS present,
         count(*) FILTER (WHERE t.${key} IS NOT NULL AND ${rowDigest(table.columns, 't')} <> e.resumo) AS changed,
         count(*) FILTER (WHERE t.${key} IS NULL) AS gone
       FROM ${importedRows(table)}
     ) AS estado`,
    [number],
  );
  const { back, present, changed, gone, beside } = rows[0]!;
  if (!side) return { table: table.name, back, out: present, changed, gone, beside };
  // Rows that were only touched in passing, and that somebody has changed since, are left as they are.
  const intact = present - changed;
  return { table: table.name, back: intact, out: intact, changed: 0, gone, beside: 0 };
}

/** Rows that are not of the import, of what it replaced: they came later. */
function besideQuery(table: ImportTable): string {
  const units = tableUnits(table);
  if (units === null) return 'SELECT 0';
  return `SELECT count(*) FROM ${targetTable(table)} AS t
    WHERE EXISTS (
      SELECT FROM ${keptTable(table)} AS k WHERE k.gravacao = $1 AND k.${units.unitColumn} = t.${units.unitColumn}
    ) AND ${notImported(table, 't')}`;
}

function notImported(table: ImportTable, alias: string): string {
  return `NOT EXISTS (
    SELECT FROM ruptura.entrou AS e
    WHERE e.gravacao = $1 AND e.tabela = '${table.name}' AND e.chave = ${alias}.${keyColumn(table)}::text
  )`;
}

/** Rows cannot come back where somebody else has taken their key since. */
async function refuseTaken(client: pg.ClientBase, number: number, table: ImportTable): Promise<void> {
  const keys = [keyColumn(table), ...(table.name === 'movimentacao_estoque' ? ['chave_externa'] : [])];
  for (const key of keys) {
    const { rows } = await client.query<{ ocupadas: number }>(
      `SELECT count(*)::float8 AS ocupadas FROM ${keptTable(table)} AS k JOIN ${targetTable(table)} AS t USING (${key})
       WHERE k.gravacao = $1 AND ${notImported(table, 't')}`,
      [number],
    );
    const { ocupadas } = rows[0]!;
    if (ocupadas === 0) continue;
    const params = { numero: number, linhas: ocupadas, tabela: table.name, coluna: key };
    throw new RupturaError('IMPORTACAO_SEM_LUGAR', params);
  }
}

async function restoreTable(
  client: pg.ClientBase,
  number: number,
  table: ImportTable,
  side: boolean,
): Promise<void> {
  const target = targetTable(table);
  const key = keyColumn(table);
  const imported = `e.gravacao = $1 AND e.tabela = '${table.name}' AND e.chave = t.${key}::text`;
  if (side) {
    const others = table.columns.filter(({ name }) => name !== key);
    await client.query(
      `UPDATE ${target} AS t SET (${columnList(others)}) = ROW(${columnList(others, 'k')})
       FROM ${keptTable(table)} AS k, ruptura.entrou AS e
       WHERE k.gravacao = $1 AND k.${key} = t.${key} AND ${imported} AND ${rowDigest(table.columns, 't')} = e.resumo`,
      [number],
    );
    return;
  }
  await client.query(`DELETE FROM ${target} AS t USING ruptura.entrou AS e WHERE ${imported}`, [number]);
  const names = columnList(table.columns);
  await client.query(
    `INSERT INTO ${target} (${names}) SELECT ${names} FROM ${keptTable(table)} WHERE gravacao = $1`,
    [number],
  );
}

async function close(client: pg.ClientBase, number: number, undoneBy: string | null): Promise<void> {
  await client.query('SELECT ruptura.esquecer_anteriores($1)', [number]);
  await client.query('UPDATE ruptura.importacao SET desfeita = true WHERE gravacao = $1', [number]);
  await client.query('UPDATE ruptura.gravacao SET desfeita_em = now(), desfeita_por = $2 WHERE numero = $1', [
    number,
    undoneBy,
  ]);
}
