/**
 * What any SQL client may do to the six tables, as data: applied to plain rows (pure) and to a database. Rows of an
 * event are as the client writes them, blanks around codes included; both sides store them trimmed.
 */
import type { ClientBase } from 'pg';
import { type InputTableName, inputTable } from '../../src/contract/tables.ts';
import type { BookTables } from './book-tables.ts';

export type Cell = string | number | boolean | null;
export type Row = Readonly<Record<string, Cell>>;

export type RowEvent =
  /** Rows whose key or `chave_externa` is already there change nothing. */
  | { readonly op: 'insert'; readonly table: InputTableName; readonly rows: readonly Row[] }
  /** Lot headers only: takes the place of the header of the same lot. */
  | { readonly op: 'upsert'; readonly table: 'pedido'; readonly rows: readonly Row[] }
  | {
      readonly op: 'update';
      readonly table: InputTableName;
      readonly keys: readonly Cell[];
      readonly set: Row;
    }
  | { readonly op: 'delete'; readonly table: InputTableName; readonly keys: readonly Cell[] }
  | { readonly op: 'truncate'; readonly table: InputTableName };

/** Key column of a table. */
export function keyColumn(table: InputTableName): 'id' | 'separacao_lote_id' {
  return table === 'pedido' ? 'separacao_lote_id' : 'id';
}

/** A row, or part of one, as the database stores it: codes trimmed, an optional code of blanks alone is none. */
export function storedRow(table: InputTableName, row: Row): Row {
  const stored: Record<string, Cell> = { ...row };
  for (const column of inputTable(table).columns) {
    const value = stored[column.name];
    if (column.kind !== 'code' || typeof value !== 'string') continue;
    stored[column.name] = value.trim() === '' && !column.required ? null : value.trim();
  }
  return stored;
}

/** The rows of a table without their types, for code that treats all tables alike. */
export function rowsOf(tables: BookTables, table: InputTableName): readonly Row[] {
  return tables[table] as unknown as readonly Row[];
}

/** The tables after an event. Pure. */
export function applyEvent(tables: BookTables, event: RowEvent): BookTables {
  const before = rowsOf(tables, event.table);
  return { ...tables, [event.table]: changedRows(before, event) } as BookTables;
}

function changedRows(before: readonly Row[], event: RowEvent): Row[] {
  const key = keyColumn(event.table);
  switch (event.op) {
    case 'insert':
      return inserted(before, event.table, event.rows);
    case 'upsert': {
      const rows = event.rows.map((row) => storedRow(event.table, row));
      const keys = new Set(rows.map((row) => row[key]));
      return [...before.filter((row) => !keys.has(row[key])), ...rows];
    }
    case 'update':
      return before.map((row) =>
        event.keys.includes(row[key]!) ? { ...row, ...storedRow(event.table, event.set) } : row,
      );
    case 'delete':
      return before.filter((row) => !event.keys.includes(row[key]!));
    case 'truncate':
      return [];
  }
}

function inserted(before: readonly Row[], table: InputTableName, rows: readonly Row[]): Row[] {
  const all = [...before];
  for (const row of rows.map((raw) => storedRow(table, raw))) {
    if (!all.some((known) => collides(table, known, row))) all.push(row);
  }
  return all;
}

function collides(table: InputTableName, known: Row, row: Row): boolean {
  const key = keyColumn(table);
  if (known[key] === row[key]) return true;
  const external = row['chave_externa'] ?? null;
  return external !== null && known['chave_externa'] === external;
}

/** Does to a database what `applyEvent` does to rows, in one statement. */
export async function applyEventSql(client: ClientBase, event: RowEvent): Promise<void> {
  const statement = statementOf(event);
  if (statement !== null) await client.query(statement.text, statement.values);
}

interface Statement {
  readonly text: string;
  readonly values: readonly unknown[] & unknown[];
}

function statementOf(event: RowEvent): Statement | null {
  switch (event.op) {
    case 'insert':
      return insertStatement(event.table, event.rows, 'ON CONFLICT DO NOTHING');
    case 'upsert':
      return insertStatement(event.table, event.rows, UPSERT_LOT);
    case 'update':
      return updateStatement(event.table, event.keys, event.set);
    case 'delete':
      return event.keys.length === 0
        ? null
        : { text: `DELETE FROM ${event.table} WHERE ${keyMatch(event.table)}`, values: [event.keys] };
    case 'truncate':
      return { text: `TRUNCATE ${event.table}`, values: [] };
  }
}

const UPSERT_LOT =
  'ON CONFLICT (separacao_lote_id) DO UPDATE SET status = excluded.status, expedicao = excluded.expedicao';

function insertStatement(table: InputTableName, rows: readonly Row[], conflict: string): Statement | null {
  const first = rows[0];
  if (first === undefined) return null;
  const columns = Object.keys(first);
  const values: unknown[] = [];
  const tuples = rows.map((row) => {
    const places = columns.map((column) => `$${values.push(row[column])}`);
    return `(${places.join(', ')})`;
  });
  const text = `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${tuples.join(', ')} ${conflict}`;
  return { text, values };
}

function updateStatement(table: InputTableName, keys: readonly Cell[], set: Row): Statement | null {
  const columns = Object.keys(set);
  if (keys.length === 0 || columns.length === 0) return null;
  const places = columns.map((column, index) => `${column} = $${index + 2}`);
  const text = `UPDATE ${table} SET ${places.join(', ')} WHERE ${keyMatch(table)}`;
  return { text, values: [keys, ...columns.map((column) => set[column])] };
}

function keyMatch(table: InputTableName): string {
  return table === 'pedido' ? 'separacao_lote_id = ANY ($1::text[])' : 'id = ANY ($1::bigint[])';
}
