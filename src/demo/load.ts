import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { RupturaError } from '../contract/errors.ts';
import { INPUT_TABLES, type InputTableName } from '../contract/tables.ts';
import { type DemoBook, type DemoRow, demoColumns } from './book.ts';

export interface DemoLoadOptions {
  /** Erase what the six tables hold; without it a database that holds anything is refused. */
  readonly replace: boolean;
  /** Called now and then with the rows sent so far. */
  readonly onProgress?: (table: InputTableName, rows: number) => void;
  readonly signal?: AbortSignal;
}

/** Rows loaded by table. */
export type DemoLoadReport = Readonly<Record<InputTableName, number>>;

/** Stock and receipts before orders: readers then see fewer false shortages while triggers' marks are worked off. */
const LOADING_ORDER: readonly InputTableName[] = [
  'movimentacao_estoque',
  'programacao_producao',
  'pedido',
  'separacao',
  'pre_separacao_item',
  'carteira_principal',
];

const CHUNK_CHARACTERS = 1 << 16;

/**
 * Loads a book by `COPY` in one transaction of `client`, which no other writer can slip into.
 * @throws RupturaError BANCO_COM_DADOS when the tables are not empty and `replace` is false; INTERROMPIDO when
 * the signal aborts. Either way nothing is stored.
 */
export async function loadDemo(
  client: ClientBase,
  book: DemoBook,
  options: DemoLoadOptions,
): Promise<DemoLoadReport> {
  await client.query('BEGIN');
  try {
    await lockTables(client);
    await makeRoom(client, options.replace);
    const report: Partial<Record<InputTableName, number>> = {};
    for (const table of LOADING_ORDER) report[table] = await copyTable(client, book, table, options);
    options.signal?.throwIfAborted();
    await client.query('COMMIT');
    return report as DemoLoadReport;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw options.signal?.aborted ? new RupturaError('INTERROMPIDO', {}, { cause: error }) : error;
  }
}

async function lockTables(client: ClientBase): Promise<void> {
  const names = INPUT_TABLES.map((table) => table.name).join(', ');
  await client.query(`LOCK TABLE ${names} IN SHARE ROW EXCLUSIVE MODE`);
}

async function makeRoom(client: ClientBase, replace: boolean): Promise<void> {
  const filled: string[] = [];
  for (const { name } of INPUT_TABLES) {
    const found = await client.query<{ filled: boolean }>(`SELECT EXISTS (SELECT FROM ${name}) AS filled`);
    if (found.rows[0]!.filled) filled.push(name);
  }
  if (filled.length > 0 && !replace)
    throw new RupturaError('BANCO_COM_DADOS', { tabelas: filled.join(', ') });
  // DELETE and not TRUNCATE: a reader with an older snapshot must go on seeing the old rows.
  for (const name of filled) await client.query(`DELETE FROM ${name}`);
}

async function copyTable(
  client: ClientBase,
  book: DemoBook,
  table: InputTableName,
  options: DemoLoadOptions,
): Promise<number> {
  let rows = 0;
  const chunks = copyChunks(book.rows(table), (count) => {
    rows = count;
    options.onProgress?.(table, count);
  });
  const target = client.query(copyFrom(`COPY ${table} (${demoColumns(table).join(', ')}) FROM STDIN`));
  const pipe = options.signal === undefined ? {} : { signal: options.signal };
  await pipeline(Readable.from(chunks), target, pipe);
  return rows;
}

function* copyChunks(rows: Iterable<DemoRow>, sent: (count: number) => void): Generator<string> {
  let chunk = '';
  let count = 0;
  for (const row of rows) {
    chunk += `${row.map(copyCell).join('\t')}\n`;
    count += 1;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    sent(count);
    chunk = '';
  }
  if (chunk !== '') yield chunk;
  sent(count);
}

function copyCell(cell: string | null): string {
  if (cell === null) return '\\N';
  return /[\\\t\n\r]/.test(cell)
    ? cell.replace(/\\/g, '\\\\').replace(/\t/g, '\\t').replace(/\n/g, '\\n').replace(/\r/g, '\\r')
    : cell;
}
