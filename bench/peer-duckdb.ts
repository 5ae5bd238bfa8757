import {
  BIGINT,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBType,
  INTEGER,
} from '@duckdb/node-api';
import type { Severity } from '../src/contract/codes.ts';
import { analysisSql, type Dialect, RESULT_TABLES } from './analysis-sql.ts';
import { type AnalysisAnswers, AnalysisCollector, NO_DAY } from './answers.ts';
import { UNDATED } from './book.ts';
import { pieceItems, type Workload } from './workload.ts';

/*
 * The peer DuckDB, one thread, in memory. Quantities are INTEGER where they fit (BIGINT in a wide book), values BIGINT
 * with HUGEINT sums: exact.
 */

const CHUNK_ROWS = 2_048;

function dialect(wide: boolean): Dialect {
  return {
    createTable: 'CREATE TEMP TABLE',
    quantity: wide ? 'BIGINT' : 'INTEGER',
    exact: 'HUGEINT',
    divide: (part, whole) => `(${part} // ${whole})`,
    // Twice as fast here as FILTER.
    sumWhere: (quantity, condition) => `sum(CASE WHEN ${condition} THEN ${quantity} ELSE 0 END)`,
  };
}

export interface DuckDbBook {
  readonly connection: DuckDBConnection;
  readonly instance: DuckDBInstance;
  readonly statements: readonly string[];
}

/** Loads the workload into tables of DuckDB's own (not timed). */
export async function loadDuckDb(work: Workload, wide: boolean): Promise<DuckDbBook> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const quantity = wide ? 'BIGINT' : 'INTEGER';
  await connection.run(`CREATE TABLE stock (product INTEGER, quantity ${quantity})`);
  await connection.run(`CREATE TABLE receipt (product INTEGER, day INTEGER, quantity ${quantity})`);
  await connection.run(
    `CREATE TABLE piece (item INTEGER, product INTEGER, day INTEGER, quantity ${quantity})`,
  );
  await connection.run(
    `CREATE TABLE item (id INTEGER, sales_order INTEGER, product INTEGER, quantity ${quantity}, value BIGINT)`,
  );
  const whole = wide ? BIGINT : INTEGER;
  const products = Float64Array.from(work.products, (_, i) => i);
  const { receipts, pieces, items } = work;
  await append(connection, 'stock', [INTEGER, whole], [products, work.stock]);
  await append(
    connection,
    'receipt',
    [INTEGER, INTEGER, whole],
    [receipts.product, receipts.day, receipts.quantity],
  );
  const pieceColumns = [pieceItems(work), pieces.product, pieces.day, pieces.quantity];
  await append(connection, 'piece', [INTEGER, INTEGER, INTEGER, whole], pieceColumns);
  const itemColumns = [items.order.map((_, i) => i), items.order, items.product, items.quantity, items.value];
  await append(connection, 'item', [INTEGER, INTEGER, INTEGER, whole, BIGINT], itemColumns);
  return { connection, instance, statements: analysisSql(dialect(wide)) };
}

async function append(
  connection: DuckDBConnection,
  table: string,
  types: readonly DuckDBType[],
  columns: readonly Float64Array[],
): Promise<void> {
  const appender = await connection.createAppender(table);
  const rows = columns[0]!.length;
  for (let from = 0; from < rows; from += CHUNK_ROWS) {
    const to = Math.min(rows, from + CHUNK_ROWS);
    const chunk = DuckDBDataChunk.create(types, to - from);
    columns.forEach((column, place) => {
      const values = Array.from(column.subarray(from, to), (value) => databaseValue(value, types[place]!));
      chunk.setColumnValues(place, values);
    });
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

function databaseValue(value: number, type: DuckDBType): number | bigint | null {
  if (type === BIGINT) return BigInt(value);
  return value === UNDATED ? null : value;
}

/** Takes the answers of the run before away (not timed). */
export async function resetDuckDb(book: DuckDbBook): Promise<void> {
  for (const table of RESULT_TABLES) await book.connection.run(`DROP TABLE IF EXISTS ${table}`);
}

/** Section 4 for every order, into tables (timed). */
export async function analyseDuckDb(book: DuckDbBook): Promise<void> {
  for (const statement of book.statements) await book.connection.run(statement);
}

/** The common form of the answers (not timed). */
export async function duckDbAnswers(book: DuckDbBook): Promise<AnalysisAnswers> {
  const collector = new AnalysisCollector();
  await eachRow(book, 'SELECT sales_order, short, percent, total_day, severity FROM order_answer', (row) => {
    const severity = row[4] as Severity | null;
    collector.addOrder(Number(row[0]), Number(row[1]) === 0, Number(row[2]), dayOf(row[3]), severity);
  });
  const itemSql = 'SELECT sales_order, product, minimum, shortage, first_day, safe_day FROM item_answer';
  await eachRow(book, itemSql, (row) => {
    const [order, product, minimum, shortage] = row.slice(0, 4).map(Number) as [
      number,
      number,
      number,
      number,
    ];
    collector.addItem(order, product, minimum, shortage, dayOf(row[4]), dayOf(row[5]));
  });
  return collector.finish();
}

function dayOf(value: unknown): number {
  return value === null || value === undefined ? NO_DAY : Number(value);
}

async function eachRow(book: DuckDbBook, sql: string, take: (row: unknown[]) => void): Promise<void> {
  const result = await book.connection.stream(sql);
  for (
    let chunk = await result.fetchChunk();
    chunk !== null && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    for (const row of chunk.getRows()) take(row);
  }
}

export function closeDuckDb(book: DuckDbBook): void {
  book.connection.closeSync();
  book.instance.closeSync();
}
