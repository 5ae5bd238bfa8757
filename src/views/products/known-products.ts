import type pg from 'pg';
import type { ClientBase } from 'pg';
import { INPUT_TABLES } from '../../contract/tables.ts';
import { type Book, isIdle } from '../../ledger/book.ts';

const TABLES = INPUT_TABLES.filter((table) => table.columns.some((column) => column.name === 'cod_produto'));

/** Whether the book in memory has something of a product: stock, requirements or receipts. */
export function isInBook(book: Book, code: string): boolean {
  const product = book.products.find(code);
  return product >= 0 && !isIdle(book, product);
}

/**
 * Whether a code appears in any table. What the book in memory has something of is known; any other code is looked for
 * in the tables, where rows that do not count name it too.
 */
export async function isKnownProduct(pool: pg.Pool | ClientBase, book: Book, code: string): Promise<boolean> {
  if (isInBook(book, code)) return true;
  const rows = TABLES.map((table) => `EXISTS (SELECT FROM ${table.name} WHERE cod_produto = $1)`);
  const { rows: found } = await pool.query<{ known: boolean }>({
    name: 'known-product',
    text: `SELECT ${rows.join(' OR ')} AS known`,
    values: [code],
  });
  return found[0]!.known;
}

/**
 * Every product code that appears in any table, in byte order: also those of inactive rows, of closed lots and of
 * orders without open quantity, which the book in memory has no need to know.
 */
export async function knownProductCodes(pool: pg.Pool): Promise<string[]> {
  const codes = TABLES.map((table) => `SELECT cod_produto FROM ${table.name}`).join(' UNION ');
  const { rows } = await pool.query<[string]>({
    text: `SELECT cod_produto FROM (${codes}) AS codes ORDER BY cod_produto COLLATE "C"`,
    rowMode: 'array',
  });
  return rows.map(([code]) => code);
}
