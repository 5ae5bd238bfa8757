import type { ClientBase, Pool } from 'pg';

/**
 * Does work in a transaction of its own: stored whole, or not at all where it throws.
 * @param begin statements that begin it, with what it locks
 */
export async function inTransaction<Result>(
  pool: Pool,
  begin: string,
  work: (client: ClientBase) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
