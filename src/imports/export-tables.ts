import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { RupturaError } from '../contract/errors.ts';
import { type Column, INPUT_TABLES, type InputTableName } from '../contract/tables.ts';
import type { ExportColumn, ExportFormat, ExportRow } from '../tabular/columns.ts';
import { exportRows } from '../tabular/write-rows.ts';
import { BACKUP_MANIFEST, type BackupManifest } from './backup-manifest.ts';
import { copyOut } from './copy-out.ts';
import { BACKUP_TABLES, type ImportTable, importTable } from './header.ts';
import { targetTable } from './target.ts';

const KINDS: Readonly<Record<Column['kind'], ExportColumn['kind']>> = {
  id: 'number',
  code: 'text',
  text: 'text',
  quantity: 'number',
  signed_quantity: 'number',
  price: 'number',
  date: 'date',
  instant: 'instant',
  boolean: 'boolean',
};

/** In ISO files instants are UTC and say so; people get the business's own clock. */
function instantText(column: string, format: ExportFormat): string {
  return format === 'csv-iso'
    ? `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
    : `to_char(${column}, 'YYYY-MM-DD HH24:MI:SS.US')`;
}

function selected(column: Column, format: ExportFormat): string {
  if (column.kind === 'instant') return instantText(column.name, format);
  return KINDS[column.kind] === 'number' ? `trim_scale(${column.name}::numeric)` : column.name;
}

function tableQuery(table: ImportTable, format: ExportFormat): string {
  const columns = table.columns.map((column) => selected(column, format)).join(', ');
  return `SELECT ${columns} FROM ${targetTable(table)} ORDER BY ${table.columns[0]!.name}`;
}

async function* typedRows(
  table: ImportTable,
  rows: AsyncIterable<(string | null)[]>,
): AsyncGenerator<ExportRow> {
  const booleans = table.columns.flatMap((column, index) => (column.kind === 'boolean' ? [index] : []));
  for await (const row of rows) {
    if (booleans.length === 0) yield row;
    else
      yield row.map((value, index) => (booleans.includes(index) && value !== null ? value === 't' : value));
  }
}

function exportColumns(table: ImportTable): ExportColumn[] {
  return table.columns.map(({ name, kind }) => ({ name, kind: KINDS[kind] }));
}

function writeTable(
  client: pg.ClientBase,
  table: ImportTable,
  format: ExportFormat,
  output: Writable,
): Promise<number> {
  const rows = typedRows(table, copyOut(client, tableQuery(table, format)));
  return exportRows(exportColumns(table), rows, format, output, { title: table.name });
}

/**
 * Runs work on one unchanging state of all tables. The tables are locked (against TRUNCATE only) before the snapshot
 * is taken, because a snapshot does not protect against TRUNCATE.
 */
async function inSnapshot<T>(pool: pg.Pool, work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const tables = [...INPUT_TABLES, ...BACKUP_TABLES].map(targetTable).join(', ');
    await client.query(`LOCK TABLE ${tables} IN ACCESS SHARE MODE`);
    await client.query(
      `SELECT set_config('DateStyle', 'ISO, YMD', true), set_config('TimeZone', coalesce(
         (SELECT valor FROM ruptura.configuracao WHERE chave = 'RUPTURA_TZ'), 'America/Sao_Paulo'), true)`,
    );
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // A COPY that was cut short leaves the connection in the middle of a message.
    broken = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * Writes one of the six tables, all columns, in the order of its key, and ends the stream.
 * @returns number of rows
 * @throws RupturaError EXPORTACAO_LINHAS_DEMAIS when XLSX cannot hold the table
 */
export function exportTable(
  pool: pg.Pool,
  name: InputTableName,
  format: ExportFormat,
  output: Writable,
): Promise<number> {
  return inSnapshot(pool, (client) => writeTable(client, importTable(name), format, output));
}

export interface ExportedFile {
  readonly table: string;
  readonly path: string;
  readonly rows: number;
}

/** What an export of everything may be told. */
export interface ExportEverythingOptions {
  readonly onTable?: (file: ExportedFile) => void;
  readonly signal?: AbortSignal;
}

/**
 * The backup: the six tables with their ids, the settings, notes and saved views, as ISO CSV, all of one moment, with a manifest.
 * `importFiles` with the mode `substituir` restores them exactly. Nothing appears under its own name until all is written.
 * @throws RupturaError EXPORTACAO_SEM_ACESSO
 */
export async function exportEverything(
  pool: pg.Pool,
  folder: string,
  options: ExportEverythingOptions = {},
): Promise<ExportedFile[]> {
  const written: string[] = [];
  try {
    await mkdir(folder, { recursive: true });
    const files = await inSnapshot(pool, (client) => writeFiles(client, folder, written, options));
    for (const path of written) await rename(temporary(path), path);
    return files;
  } catch (error) {
    for (const path of written) await rm(temporary(path), { force: true });
    throw folderError(error, folder);
  }
}

function temporary(path: string): string {
  return `${path}.tmp`;
}

async function writeFiles(
  client: pg.ClientBase,
  folder: string,
  written: string[],
  options: ExportEverythingOptions,
): Promise<ExportedFile[]> {
  const manifest: Record<string, { sha256: string; linhas: number }> = {};
  const files: ExportedFile[] = [];
  for (const table of [...INPUT_TABLES, ...BACKUP_TABLES]) {
    options.signal?.throwIfAborted();
    const path = join(folder, `${table.name}.csv`);
    written.push(path);
    const { rows, sha256 } = await writeFileOf(client, table, temporary(path));
    manifest[`${table.name}.csv`] = { sha256, linhas: rows };
    const file = { table: table.name, path, rows };
    files.push(file);
    options.onTable?.(file);
  }
  const path = join(folder, BACKUP_MANIFEST);
  written.push(path);
  const content: BackupManifest = { formato: 1, arquivos: manifest };
  await writeFile(temporary(path), `${JSON.stringify(content, null, 2)}\n`);
  return files;
}

async function writeFileOf(
  client: pg.ClientBase,
  table: ImportTable,
  path: string,
): Promise<{ rows: number; sha256: string }> {
  const hash = createHash('sha256');
  const hashed = new PassThrough();
  hashed.on('data', (chunk: Buffer) => hash.update(chunk));
  const [rows] = await Promise.all([
    writeTable(client, table, 'csv-iso', hashed),
    pipeline(hashed, createWriteStream(path, { flush: true })),
  ]);
  return { rows, sha256: hash.digest('hex') };
}

function folderError(error: unknown, folder: string): unknown {
  if (!(error instanceof Error) || error instanceof RupturaError || !('code' in error)) return error;
  const code = String(error.code);
  if (!/^E[A-Z]+$/.test(code)) return error;
  return new RupturaError('EXPORTACAO_SEM_ACESSO', { caminho: folder, motivo: code }, { cause: error });
}
