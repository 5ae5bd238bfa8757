import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientBase } from 'pg';
import { RupturaError } from '../contract/errors.ts';
import { firstLook, type Look } from './change-log.ts';
import { LEDGER_TABLES } from './statements.ts';

const BEGIN_SNAPSHOT = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
const LOCK_NOT_AVAILABLE = '55P03';
const RETRY_MS = 10;
/** As long as a silent server is waited for: a question that waits behind somebody's lock is told so then. */
export const LOCK_PATIENCE_MS = 10_000;

const SELECT_HOLDERS = `
  SELECT string_agg(DISTINCT format('%s: pid %s %s', c.relname, l.pid, a.application_name), ', ') AS holders
  FROM pg_locks l
  JOIN pg_class c ON c.oid = l.relation AND c.relkind = 'r'
  JOIN pg_stat_activity a ON a.pid = l.pid
  WHERE l.granted AND l.mode = 'AccessExclusiveLock' AND l.pid <> pg_backend_pid()
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

/**
 * Begins a transaction that sees one state of the database to its end, with tables locked against TRUNCATE (which
 * snapshots do not hold off) before the snapshot is taken. It never waits with some of the locks in its hands: a writer
 * that truncates several tables in another order could end in a deadlock with it, and be the one that is cancelled.
 * @param tables names, comma-separated
 * @param patienceMs in which the tables must come free, and every other lock that the transaction waits for
 * @throws RupturaError LIVRO_TRANCADO when somebody keeps one of them for longer
 */
export async function beginLocked(
  client: ClientBase,
  tables: string,
  patienceMs = LOCK_PATIENCE_MS,
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    await client.query(`${BEGIN_SNAPSHOT}; SET LOCAL lock_timeout = ${patienceMs}`);
    try {
      await client.query(`LOCK TABLE ${tables} IN ACCESS SHARE MODE NOWAIT`);
      return;
    } catch (error) {
      await client.query('ROLLBACK');
      if (!isLockedOut(error)) throw error;
      if (performance.now() >= deadline) throw await lockedBook(client, patienceMs);
      await sleep(RETRY_MS);
    }
  }
}

function isLockedOut(error: unknown): boolean {
  return (error as { code?: unknown }).code === LOCK_NOT_AVAILABLE;
}

async function lockedBook(client: ClientBase, patienceMs: number): Promise<RupturaError> {
  const { rows } = await client.query<{ holders: string | null }>(SELECT_HOLDERS);
  const quem = rows[0]?.holders ?? '-';
  return new RupturaError('LIVRO_TRANCADO', { segundos: patienceMs / 1000, quem });
}

/**
 * Runs statements of the book on a connection with a `lock_timeout`, and tells who holds the lock they waited for.
 * @throws RupturaError LIVRO_TRANCADO when a lock was not to be had in time; no transaction is open then
 */
export async function namingHolders<T>(
  client: ClientBase,
  patienceMs: number,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isLockedOut(error)) throw error;
    await client.query('ROLLBACK');
    throw await lockedBook(client, patienceMs);
  }
}

/**
 * Begins a transaction in which all ledger tables can be read in one state, and looks at the change log in it.
 * @param others further tables to lock, comma-separated
 * @throws RupturaError LIVRO_TRANCADO when somebody keeps one of them locked for longer than `patienceMs`
 */
export async function beginSnapshot(
  client: ClientBase,
  others = '',
  patienceMs = LOCK_PATIENCE_MS,
): Promise<Look & { readonly version: number }> {
  const tables = [...Object.values(LEDGER_TABLES), others].filter((names) => names !== '');
  return await namingHolders(client, patienceMs, async () => {
    // Two statements sent together are one transaction.
    await client.query(`SET LOCAL lock_timeout = ${patienceMs}; SELECT ruptura.sanear_mudancas()`);
    await beginLocked(client, tables.join(', '), patienceMs);
    return await firstLook(client);
  });
}
