import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Column, ColumnKind } from '../contract/tables.ts';
import type { ImportTable } from './header.ts';

/** Everything read waits in temporary tables, one for each target, until the whole call is known to be good. */

const SQL_TYPES: Readonly<Record<ColumnKind, string>> = {
  id: 'bigint',
  code: 'text COLLATE "C"',
  text: 'text',
  quantity: 'numeric(15,3)',
  signed_quantity: 'numeric(15,3)',
  price: 'numeric(15,4)',
  date: 'date',
  instant: 'timestamptz',
  boolean: 'boolean',
};

/** Name of the temporary table that holds the rows meant for a table. */
export function stagingTable(table: ImportTable): string {
  return `pg_temp.importacao_${table.name}`;
}

/** Rows found bad by looking at several rows together, or at the database. */
export const REFUSED_ROWS = 'pg_temp.importacao_recusada';

/** Creates the temporary tables of a call; they vanish with its transaction. */
export async function createStaging(client: pg.ClientBase, tables: readonly ImportTable[]): Promise<void> {
  for (const table of tables) {
    const columns = table.columns.map((column) => `${column.name} ${SQL_TYPES[column.kind]}`);
    await client.query(
      `CREATE TEMP TABLE importacao_${table.name} (arquivo int, linha int, ${columns.join(', ')}) ON COMMIT DROP`,
    );
  }
  await client.query(
    `CREATE TEMP TABLE importacao_recusada (tabela text, arquivo int, linha int, coluna text, valor text,
       motivo text, outro_arquivo int, outra_linha int) ON COMMIT DROP`,
  );
}

/** Lets the planner know what waits. */
export async function analyseStaging(client: pg.ClientBase, table: ImportTable): Promise<void> {
  await client.query(`ANALYZE ${stagingTable(table)}`);
}

const SPECIAL = /[\\\t\n\r]/;
const SPECIALS = /[\\\t\n\r]/g;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A value as the text format of COPY wants it. */
export function copyField(value: string | null): string {
  if (value === null) return '\\N';
  return SPECIAL.test(value) ? value.replace(SPECIALS, (character) => ESCAPES[character]!) : value;
}

/**
 * Copies lines (text format, each ending in a line feed) into the temporary table.
 * @param lines pieces of any number of whole lines
 */
export async function copyIn(
  client: pg.ClientBase,
  table: ImportTable,
  columns: readonly Column[],
  lines: AsyncIterable<string>,
): Promise<void> {
  const names = ['arquivo', 'linha', ...columns.map((column) => column.name)].join(', ');
  const copy = client.query(copyFrom(`COPY ${stagingTable(table)} (${names}) FROM STDIN`));
  await pipeline(Readable.from(lines), copy);
}
