import type { ClientBase } from 'pg';
import { firstLook, type Look } from './change-log.ts';
import { LEDGER_TABLES } from './statements.ts';

/** Begins a transaction that sees one state of the database to its end. */
export const BEGIN_SNAPSHOT = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';

/**
 * Begins a transaction in which all ledger tables can be read in one state, and looks at the change log in it. The
 * tables are locked against TRUNCATE, which snapshots do not hold off, before the snapshot is taken.
 * @param others further tables to lock, comma-separated
 */
export async function beginSnapshot(
  client: ClientBase,
  others = '',
): Promise<Look & { readonly version: number }> {
  await client.query('SELECT ruptura.sanear_mudancas()');
  await client.query(BEGIN_SNAPSHOT);
  const tables = [...Object.values(LEDGER_TABLES), others].filter((names) => names !== '');
  await client.query(`LOCK TABLE ${tables.join(', ')} IN ACCESS SHARE MODE`);
  return await firstLook(client);
}
