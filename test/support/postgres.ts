import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { expect, inject } from 'vitest';
import { type Database, openDatabase } from '../../src/postgres/database.ts';
import { migrate } from '../../src/postgres/migrate.ts';

/** A database of one test's own on the server of the run. */
export interface TestDatabase {
  /** Connection string for any client, password included. */
  readonly url: string;
  readonly pool: pg.Pool;
  /** A connected client outside the pool; the caller ends it. */
  connect(): Promise<pg.Client>;
  /** Drops the database, whoever is still connected to it. */
  close(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** False gives an empty database; by default every migration has been applied. */
  readonly migrated?: boolean;
  readonly poolSize?: number;
}

const TEMPLATE = 'migrated_template';
const TEMPLATE_LOCK = 7_361_554;

let server: Promise<Database> | undefined;

/** Makes a database (a copy of a migrated one, some 50 ms) on the embedded server of this run. */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  server ??= openDatabase({
    databaseUrl: null,
    dataFolder: inject('databaseFolder'),
    port: null,
    poolSize: 4,
  });
  const admin = await server;
  const migrated = options.migrated ?? true;
  if (migrated) await ensureTemplate(admin);
  const name = `test_${randomBytes(6).toString('hex')}`;
  await admin.pool.query(`CREATE DATABASE ${name} TEMPLATE ${migrated ? TEMPLATE : 'template0'}`);
  const database = await openByName(admin, name, options.poolSize ?? 10);
  return {
    url: database.url,
    pool: database.pool,
    connect: database.connect,
    close: async () => {
      await database.close();
      await admin.pool.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

async function openByName(admin: Database, name: string, poolSize: number): Promise<Database> {
  const databaseUrl = admin.url.replace(/\/ruptura(?=\?|$)/, `/${name}`);
  return await openDatabase({ databaseUrl, dataFolder: null, port: null, poolSize });
}

/** Migrated under a draft name: a template that exists is complete. Test files race for it; one makes it. */
async function ensureTemplate(admin: Database): Promise<void> {
  const client = await admin.pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [TEMPLATE]);
    if (rowCount === 0) await makeTemplate(admin, client);
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
    client.release();
  }
}

async function makeTemplate(admin: Database, client: pg.ClientBase): Promise<void> {
  const draft = `${TEMPLATE}_draft`;
  await client.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${draft} TEMPLATE template0`);
  const database = await openByName(admin, draft, 2);
  try {
    await migrate(database.pool);
  } finally {
    await database.close();
  }
  await client.query(`ALTER DATABASE ${draft} RENAME TO ${TEMPLATE}`);
}

/**
 * Waits until every change logged so far may be pruned. A transaction of another test's database, on the same server,
 * may be older than the changes for a moment and keep them.
 */
export async function untilPrunable(runner: pg.Pool | pg.Client): Promise<void> {
  await expect
    .poll(async () => {
      const { rowCount } = await runner.query(
        'SELECT FROM ruptura.mudanca WHERE xid >= pg_snapshot_xmin(pg_current_snapshot())',
      );
      return rowCount;
    })
    .toBe(0);
}
