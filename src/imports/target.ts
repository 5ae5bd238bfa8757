import type pg from 'pg';
import type { ImportMode } from '../contract/import-modes.ts';
import type { Column } from '../contract/tables.ts';
import { INPUT_TABLES } from '../contract/tables.ts';
import { BACKUP_TABLES, type ImportTable, isBackupTable } from './header.ts';
import { columnList, type KeptRows } from './kept-rows.ts';
import { stagingTable } from './staging.ts';
import { isKeyed, tableUnits } from './table-units.ts';

/** One file's share of what is stored. */
export interface StoredCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly known: number;
}

const IN_SCHEMA_RUPTURA: ReadonlySet<string> = new Set(['configuracao', 'visao']);

/** Name of the table in the database. */
export function targetTable(table: Pick<ImportTable, 'name'>): string {
  return `${IN_SCHEMA_RUPTURA.has(table.name) ? 'ruptura' : 'public'}.${table.name}`;
}

/**
 * Keeps other writers out of the tables, readers not. All tables at once and always in the same order, so that two
 * imports cannot wait for each other.
 */
export async function lockTables(client: pg.ClientBase, names: ReadonlySet<string>): Promise<void> {
  const ordered = [...INPUT_TABLES, ...BACKUP_TABLES]
    .filter(({ name }) => names.has(name) && name !== 'configuracao')
    .map(targetTable);
  if (ordered.length === 0) return;
  await client.query(`LOCK TABLE ${ordered.join(', ')} IN SHARE ROW EXCLUSIVE MODE`);
}

/**
 * Takes out what the waiting rows replace: everything, or what belongs to the same orders (lots, products). Settings
 * and rows with a key of their own are updated in their place instead, unless everything goes. Notes and views come
 * from a backup only, and are those of the backup then.
 * Not TRUNCATE: a reader with an older snapshot must go on seeing the old rows.
 */
export async function takeOutReplaced(kept: KeptRows, table: ImportTable, mode: ImportMode): Promise<void> {
  const units = tableUnits(table);
  if (isBackupTable(table) && table.name !== 'configuracao') {
    const columns = columnList(table.columns, 'atual');
    await kept.keepTaken(table, `DELETE FROM ${targetTable(table)} AS atual RETURNING ${columns}`);
  }
  if (units === null || mode === 'acrescentar' || (mode === 'atualizar' && isKeyed(table))) return;
  const which =
    mode === 'substituir'
      ? ''
      : ` WHERE atual.${units.unitColumn} IN (SELECT ${units.unitColumn} FROM ${stagingTable(table)})`;
  const columns = columnList(table.columns, 'atual');
  await kept.keepTaken(table, `DELETE FROM ${targetTable(table)} AS atual${which} RETURNING ${columns}`);
}

function has(columns: readonly Column[], name: string): boolean {
  return columns.some((column) => column.name === name);
}

/** Moves the sequence of ids past those of the file, never back. */
export async function reserveIds(client: pg.ClientBase, table: ImportTable): Promise<void> {
  await client.query(
    `SELECT setval(sequencia, maior) FROM (
       SELECT pg_get_serial_sequence($1, 'id')::regclass AS sequencia, max(id) AS maior FROM ${stagingTable(table)}
     ) AS novas
     WHERE maior > coalesce(pg_sequence_last_value(sequencia), 0)`,
    [targetTable(table)],
  );
}

function selected(table: ImportTable, column: Column): string {
  if (column.kind === 'id')
    return `coalesce(id, nextval(pg_get_serial_sequence('${targetTable(table)}', 'id')))`;
  if (column.name === 'ativo') return 'coalesce(ativo, true)';
  return column.name === 'consulta' ? "coalesce(consulta, '')" : column.name;
}

function conflictClause(table: ImportTable, columns: readonly Column[]): string {
  if (table.name === 'movimentacao_estoque') return 'ON CONFLICT (chave_externa) DO NOTHING';
  if (table.name !== 'pedido') return '';
  const others = columns.filter((column) => column.name !== 'separacao_lote_id').map((column) => column.name);
  if (others.length === 0) return 'ON CONFLICT (separacao_lote_id) DO NOTHING';
  const assignments = others.map((name) => `${name} = EXCLUDED.${name}`).join(', ');
  const before = others.map((name) => `atual.${name}`).join(', ');
  const after = others.map((name) => `EXCLUDED.${name}`).join(', ');
  return `ON CONFLICT (separacao_lote_id) DO UPDATE SET ${assignments} WHERE (${before}) IS DISTINCT FROM (${after})`;
}

/**
 * Stores one file's rows in the order of the file. Columns the file lacks get the table's defaults, or keep their
 * value where a row of `pedido` is updated.
 * @param source number of the file in the call
 */
export async function storeRows(
  client: pg.ClientBase,
  kept: KeptRows,
  table: ImportTable,
  columns: readonly Column[],
  source: number,
): Promise<StoredCounts> {
  if (table.name === 'configuracao') return storeSettings(kept, table, source);
  const before = await countPresent(client, table, columns, source);
  if (table.name === 'pedido' && before.present > 0) await keepPresentLots(kept, table, source);
  const names = columns.map((column) => column.name).join(', ');
  const values = columns.map((column) => selected(table, column)).join(', ');
  const stored = await kept.keepPut(
    table,
    `INSERT INTO ${targetTable(table)} AS atual (${names})
     SELECT ${values} FROM ${stagingTable(table)} WHERE arquivo = $1 ORDER BY linha
     ${conflictClause(table, columns)}`,
    [source],
  );
  if (table.name === 'pedido') {
    if (before.present > 0) await kept.forgetUnchanged(table);
    return { inserted: before.rows - before.present, updated: before.present, known: 0 };
  }
  return { inserted: stored, updated: 0, known: before.rows - stored };
}

async function keepPresentLots(kept: KeptRows, table: ImportTable, source: number): Promise<void> {
  await kept.keepTaken(
    table,
    `SELECT ${columnList(table.columns, 'atual')} FROM ${targetTable(table)} AS atual
     WHERE separacao_lote_id IN (SELECT separacao_lote_id FROM ${stagingTable(table)} WHERE arquivo = $1)`,
    [source],
  );
}

/** What storing one file's rows would do, without doing it. */
export async function foreseeRows(
  client: pg.ClientBase,
  table: ImportTable,
  columns: readonly Column[],
  source: number,
  mode: ImportMode,
): Promise<StoredCounts> {
  const { rows, present } = await countPresent(client, table, columns, source);
  if (mode === 'substituir') return { inserted: rows, updated: 0, known: 0 };
  const inserted = rows - present;
  return table.name === 'movimentacao_estoque'
    ? { inserted, updated: 0, known: present }
    : { inserted, updated: present, known: 0 };
}

const KEYS: Readonly<Record<string, string>> = {
  movimentacao_estoque: 'chave_externa',
  pedido: 'separacao_lote_id',
};

/** Rows of a file, and how many of them the table already has by its key. */
async function countPresent(
  client: pg.ClientBase,
  table: ImportTable,
  columns: readonly Column[],
  source: number,
): Promise<{ rows: number; present: number }> {
  const key = KEYS[table.name];
  const present =
    key === undefined || !has(columns, key)
      ? 'false'
      : `EXISTS (SELECT FROM ${targetTable(table)} AS atual WHERE atual.${key} = nova.${key})`;
  const { rows } = await client.query<{ linhas: string; existentes: string }>(
    `SELECT count(*) AS linhas, count(*) FILTER (WHERE ${present}) AS existentes
     FROM ${stagingTable(table)} AS nova WHERE arquivo = $1`,
    [source],
  );
  return { rows: Number(rows[0]!.linhas), present: Number(rows[0]!.existentes) };
}

/** Settings are put over the present ones: a program always needs all of them. */
async function storeSettings(kept: KeptRows, table: ImportTable, source: number): Promise<StoredCounts> {
  await kept.keepTaken(
    table,
    `SELECT chave, valor FROM ruptura.configuracao
     WHERE chave IN (SELECT chave FROM ${stagingTable(table)} WHERE arquivo = $1)`,
    [source],
  );
  const updated = await kept.keepPut(
    table,
    `INSERT INTO ruptura.configuracao AS atual (chave, valor)
     SELECT chave, coalesce(valor, '') FROM ${stagingTable(table)} WHERE arquivo = $1
     ON CONFLICT (chave) DO UPDATE SET valor = EXCLUDED.valor`,
    [source],
  );
  return { inserted: 0, updated, known: 0 };
}
