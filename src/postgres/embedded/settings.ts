import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import type { Place } from './place.ts';

export const ROLE = 'ruptura';
export const DATABASE = 'ruptura';
/** With no TCP port open, the number only names the socket's file. */
export const DEFAULT_PORT = 5432;

/** Where a session looks for tables. */
export const SEARCH_PATH = '-c search_path=public';
/** How a session writes and reads dates, intervals, instants and texts. */
export const SESSION_FORMATS =
  '-c datestyle=ISO,YMD -c intervalstyle=postgres -c timezone=UTC -c standard_conforming_strings=on';

/**
 * Of every connection to the embedded server, beside its address: all that the driver would else take from `PG…`
 * variables of the environment, which are about other databases.
 */
export const OWN_SETTINGS = {
  ssl: false,
  sslnegotiation: 'postgres',
  client_encoding: 'UTF8',
  replication: 'false',
  options: `${SEARCH_PATH} ${SESSION_FORMATS}`,
} as const;

const MIB = 1024 * 1024;

/**
 * Options that must hold whatever anybody wrote with ALTER SYSTEM: where the server listens, and to whom.
 * @param port TCP port on loopback; null opens none.
 */
export function fixedOptions(place: Place, socketFolder: string, port: number | null): string[] {
  const options: Record<string, string> = {
    config_file: join(place.settings, 'postgresql.conf'),
    hba_file: join(place.settings, 'pg_hba.conf'),
    ident_file: join(place.settings, 'pg_ident.conf'),
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    listen_addresses: port === null ? '' : '127.0.0.1',
    port: String(port ?? DEFAULT_PORT),
  };
  return Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Writes the server's settings files. Untouched when nothing changed, so that a full disk does not matter here. */
export async function writeSettings(place: Place): Promise<void> {
  await writeIfDifferent(join(place.settings, 'postgresql.conf'), serverSettings(place.log, totalmem()));
  await writeIfDifferent(
    join(place.settings, 'pg_hba.conf'),
    'local all all scram-sha-256\nhost all all 127.0.0.1/32 scram-sha-256\n',
  );
  await writeIfDifferent(join(place.settings, 'pg_ident.conf'), '');
}

/** Contents of postgresql.conf for a machine with that much memory (bytes). */
export function serverSettings(logFolder: string, memory: number): string {
  const buffers = Math.min(512, Math.max(64, Math.floor(memory / MIB / 16)));
  const settings: Record<string, string> = {
    max_connections: '100',
    shared_buffers: `${buffers}MB`,
    work_mem: '16MB',
    maintenance_work_mem: '64MB',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    // No replica and no archive is ever fed from here; backup goes through the export.
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_wal_size: '1GB',
    min_wal_size: '80MB',
    random_page_cost: '1.1',
    // Our statements are short and many; compiling them costs more than running them.
    jit: 'off',
    password_encryption: 'scram-sha-256',
    timezone: quoted('UTC'),
    lc_messages: quoted('C'),
    cluster_name: quoted('ruptura'),
    logging_collector: 'on',
    log_directory: quoted(logFolder),
    log_filename: quoted('postgresql-%Y-%m-%d_%H%M%S.log'),
    log_rotation_age: '1d',
    log_rotation_size: '10MB',
    log_timezone: quoted('UTC'),
    log_line_prefix: quoted('%m [%p] %q%a '),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  return `# Written at every start. Changes of your own: ALTER SYSTEM.\n${lines.join('\n')}\n`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

async function writeIfDifferent(path: string, text: string): Promise<void> {
  if ((await readOrNull(path)) === text) return;
  await writeFile(`${path}.tmp`, text);
  // Another user's server reads it, whatever our umask says; nothing in it is secret.
  await chmod(`${path}.tmp`, 0o644);
  await rename(`${path}.tmp`, path);
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return null;
  }
}
