import type pg from 'pg';
import { INPUT_TABLES } from '../contract/tables.ts';

/**
 * Every product code that appears in any table, in byte order: also those of inactive rows, of closed lots and of
 * orders without open quantity, which the book in memory has no need to know.
 */
export async function knownProductCodes(pool: pg.Pool): Promise<string[]> {
  const tables = INPUT_TABLES.filter((table) =>
    table.columns.some((column) => column.name === 'cod_produto'),
  );
  const codes = tables.map((table) => `SELECT cod_produto FROM ${table.name}`).join(' UNION ');
  const { rows } = await pool.query<[string]>({
    text: `SELECT cod_produto FROM (${codes}) AS codes ORDER BY cod_produto COLLATE "C"`,
    rowMode: 'array',
  });
  return rows.map(([code]) => code);
}
