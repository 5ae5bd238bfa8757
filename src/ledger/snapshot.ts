import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientBase } from 'pg';
import { firstLook, type Look } from './change-log.ts';
import { LEDGER_TABLES } from './statements.ts';

const BEGIN_SNAPSHOT = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
const LOCK_NOT_AVAILABLE = '55P03';
const RETRY_MS = 10;

/**
 * Begins a transaction that sees one state of the database to its end, with tables locked against TRUNCATE (which
 * snapshots do not hold off) before the snapshot is taken. It never waits with some of the locks in its hands: a writer
 * that truncates several tables in another order could end in a deadlock with it, and be the one that is cancelled.
 * @param tables names, comma-separated
 */
export async function beginLocked(client: ClientBase, tables: string): Promise<void> {
  for (;;) {
    await client.query(BEGIN_SNAPSHOT);
    try {
      await client.query(`LOCK TABLE ${tables} IN ACCESS SHARE MODE NOWAIT`);
      return;
    } catch (error) {
      await client.query('ROLLBACK');
      if ((error as { code?: unknown }).code !== LOCK_NOT_AVAILABLE) throw error;
      await sleep(RETRY_MS);
    }
  }
}

/**
 * Begins a transaction in which all ledger tables can be read in one state, and looks at the change log in it.
 * @param others further tables to lock, comma-separated
 */
export async function beginSnapshot(
  client: ClientBase,
  others = '',
): Promise<Look & { readonly version: number }> {
  await client.query('SELECT ruptura.sanear_mudancas()');
  const tables = [...Object.values(LEDGER_TABLES), others].filter((names) => names !== '');
  await beginLocked(client, tables.join(', '));
  return await firstLook(client);
}
