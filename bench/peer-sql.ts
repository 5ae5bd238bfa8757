import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Severity } from '../src/contract/codes.ts';
import { analysisSql, type Dialect, RESULT_TABLES } from './analysis-sql.ts';
import { type AnalysisAnswers, AnalysisCollector, NO_DAY } from './answers.ts';
import { UNDATED } from './book.ts';
import { pieceItems, type Workload } from './workload.ts';

/*
 * The peer "set-based SQL in PostgreSQL", in its two best ways: temporary tables in one process, or unlogged tables
 * that several processes read (temporary ones cannot be). Neither writes ahead; all are analysed and have plenty of
 * memory for hashing. The answers stay in tables of the same kind, so that sending them is not counted.
 */

const CHUNK_ROWS = 4_096;

export interface SqlOptions {
  /** Quantities do not fit 32 bits. */
  readonly wide: boolean;
  /** Lets two more processes help. The database must be the peer's own. */
  readonly parallel: boolean;
}

function dialect({ wide, parallel }: SqlOptions): Dialect {
  return {
    createTable: parallel ? 'CREATE UNLOGGED TABLE' : 'CREATE TEMP TABLE',
    quantity: wide ? 'bigint' : 'integer',
    exact: 'numeric',
    divide: (part, whole) => `div(${part}, ${whole})`,
    sumWhere: (quantity, condition) => `sum(${quantity}) FILTER (WHERE ${condition})`,
  };
}

export interface SqlBook {
  readonly client: pg.ClientBase;
  readonly statements: readonly string[];
}

const SESSION = [
  `SET work_mem = '1GB'`,
  `SET hash_mem_multiplier = 2`,
  `SET temp_buffers = '1GB'`,
  `SET synchronous_commit = off`,
];

/** Loads the workload into tables of this session's own (not timed). */
export async function loadSql(client: pg.ClientBase, work: Workload, options: SqlOptions): Promise<SqlBook> {
  const { createTable } = dialect(options);
  const quantity = options.wide ? 'bigint' : 'integer';
  for (const setting of SESSION) await client.query(setting);
  await client.query(`SET max_parallel_workers_per_gather = ${options.parallel ? 2 : 0}`);
  await client.query(`${createTable} stock (product integer, quantity ${quantity})`);
  await client.query(`${createTable} receipt (product integer, day integer, quantity ${quantity})`);
  await client.query(
    `${createTable} piece (item integer, product integer, day integer, quantity ${quantity})`,
  );
  await client.query(
    `${createTable} item (id integer, sales_order integer, product integer, quantity ${quantity}, value bigint)`,
  );
  const products = Float64Array.from(work.products, (_, i) => i);
  const { receipts, pieces, items } = work;
  await copy(client, 'stock', [products, work.stock]);
  await copy(client, 'receipt', [receipts.product, receipts.day, receipts.quantity]);
  await copy(client, 'piece', [pieceItems(work), pieces.product, pieces.day, pieces.quantity]);
  await copy(client, 'item', [
    items.order.map((_, i) => i),
    items.order,
    items.product,
    items.quantity,
    items.value,
  ]);
  for (const table of ['stock', 'receipt', 'piece', 'item']) await client.query(`ANALYZE ${table}`);
  return { client, statements: analysisSql(dialect(options)) };
}

async function copy(client: pg.ClientBase, table: string, columns: readonly Float64Array[]): Promise<void> {
  await pipeline(Readable.from(rowChunks(columns)), client.query(copyFrom(`COPY ${table} FROM STDIN`)));
}

function* rowChunks(columns: readonly Float64Array[]): Generator<string> {
  const rows = columns[0]!.length;
  for (let from = 0; from < rows; from += CHUNK_ROWS) {
    let text = '';
    for (let row = from; row < Math.min(rows, from + CHUNK_ROWS); row++) {
      text += `${columns.map((column) => fieldText(column[row]!)).join('\t')}\n`;
    }
    yield text;
  }
}

function fieldText(value: number): string {
  return value === UNDATED ? '\\N' : String(value);
}

/** Takes the answers of the run before away (not timed). */
export async function resetSql(book: SqlBook): Promise<void> {
  await book.client.query(`DROP TABLE IF EXISTS ${RESULT_TABLES.join(', ')}`);
}

/** Section 4 for every order, into tables (timed). */
export async function analyseSql(book: SqlBook): Promise<void> {
  for (const statement of book.statements) await book.client.query(statement);
}

/** The common form of the answers (not timed). */
export async function sqlAnswers(book: SqlBook): Promise<AnalysisAnswers> {
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
  return value === null ? NO_DAY : Number(value);
}

const FETCH_ROWS = 50_000;

async function eachRow(book: SqlBook, sql: string, take: (row: unknown[]) => void): Promise<void> {
  await book.client.query('BEGIN');
  await book.client.query(`DECLARE answers NO SCROLL CURSOR FOR ${sql}`);
  for (;;) {
    const text = `FETCH ${FETCH_ROWS} FROM answers`;
    const { rows } = await book.client.query<unknown[]>({ text, rowMode: 'array' });
    rows.forEach(take);
    if (rows.length < FETCH_ROWS) break;
  }
  await book.client.query('COMMIT');
}
