import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type Database, openDatabase } from '../src/postgres/database.ts';
import { migrate } from '../src/postgres/migrate.ts';

/** A PostgreSQL of the benchmark's own, in a temporary folder. */
export interface BenchServer {
  /** Creates an empty database and returns its address; migrated when asked for. */
  createDatabase(name: string, migrated: boolean): Promise<string>;
  /** Stops the server and removes its folder. */
  close(): Promise<void>;
}

/** Starts the embedded server on a new temporary folder, which every user may enter. */
export async function startServer(): Promise<BenchServer> {
  const folder = await mkdtemp(join(tmpdir(), 'ruptura-bench-'));
  // The server runs as another user when we are root, who must get in.
  await chmod(folder, 0o711);
  const open = { databaseUrl: null, dataFolder: folder, port: null };
  const database = await openDatabase({ ...open, applicationName: 'ruptura-bench' }).catch(async (error) => {
    await rm(folder, { recursive: true, force: true });
    throw error;
  });
  return {
    createDatabase: (name, migrated) => createDatabase(database, name, migrated),
    close: async () => {
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function createDatabase(database: Database, name: string, migrated: boolean): Promise<string> {
  await database.pool.query(`CREATE DATABASE ${name}`);
  const url = urlOf(database.url, name);
  if (migrated) {
    const pool = new pg.Pool({ connectionString: url, max: 1 });
    await migrate(pool).finally(() => pool.end());
  }
  return url;
}

/**
 * The same server, another database. Works on text: an address without a host name, as that of a socket is, is no URL
 * to Node. The name given to it instead counts for nothing, because the query names the socket.
 */
function urlOf(url: string, name: string): string {
  const [head, query] = url.replace('@/', '@localhost/').split('?');
  const address = head!.slice(0, head!.lastIndexOf('/') + 1) + name;
  return query === undefined ? address : `${address}?${query}`;
}

/** Runs some work on a connection of its own. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
