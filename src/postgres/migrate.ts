import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type pg from 'pg';
import { RupturaError } from '../contract/errors.ts';

const SQL_FOLDER = new URL('../../sql/', import.meta.url);
const FILE_NAME = /^(\d{4})-[a-z0-9-]+\.sql$/;
const OLDEST_SERVER = 150_000;
/** One process migrates a database at a time; the others wait for it. Any constant will do. */
const MIGRATION_LOCK = '32216628117828193';
/** On record in databases that were prepared before the files of sql/ were put in order by topic. */
const FORMER_FILE = '0003-codigos-aparados.sql';
const UNDEFINED_TABLE = '42P01';
const UNDEFINED_SCHEMA = '3F000';
const LOCK_NOT_AVAILABLE = '55P03';
/** For one lock; another process that migrates holds its own until all files are applied. */
const PATIENCE_MS = 60_000;

interface Migration {
  readonly name: string;
  readonly text: string;
  readonly hash: string;
}

/** What a database has on record of one applied file. */
interface AppliedMigration {
  readonly nome: string;
  readonly conteudo_sha256: string;
}

/**
 * Brings the database to the state of `sql/`: files in the order of their number, each in its own transaction, under
 * an advisory lock, so that several processes may start at once. One query when there is nothing to do.
 * @returns names of the files applied by this call.
 * @throws RupturaError MIGRACAO_ALTERADA, MIGRACAO_FORA_DE_ORDEM, BANCO_DE_OUTRA_ORDEM, BANCO_MAIS_NOVO, BANCO_ANTIGO_DEMAIS,
 * BANCO_SEM_UTF8, MIGRACAO_TRANCADA (after `patienceMs` of waiting for one lock), MIGRACAO_FALHOU (naming file and line; that file leaves nothing behind).
 */
export async function migrate(
  pool: pg.Pool,
  folder: URL = SQL_FOLDER,
  patienceMs = PATIENCE_MS,
): Promise<{ applied: string[] }> {
  const files = await readMigrations(folder);
  const applied = await readApplied(pool);
  if (applied !== null && pendingMigrations(files, applied).length === 0) return { applied: [] };
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query(`SET lock_timeout = ${patienceMs}`);
    const names = await migrateLocked(client, files);
    await client.query('RESET lock_timeout');
    return { applied: names };
  } catch (error) {
    failure = isLockedOut(error)
      ? new RupturaError('MIGRACAO_TRANCADA', { segundos: patienceMs / 1000 }, { cause: error })
      : (error as Error);
    throw failure;
  } finally {
    // A connection that failed is closed, which also gives the lock back.
    client.release(failure);
  }
}

function isLockedOut(error: unknown): boolean {
  return (error as { code?: unknown }).code === LOCK_NOT_AVAILABLE;
}

async function readMigrations(folder: URL): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => FILE_NAME.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      // Line ends are not content: a checkout may have changed them.
      const text = (await readFile(new URL(name, folder), 'utf8')).replaceAll('\r\n', '\n');
      return { name, text, hash: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

/** Files on record, in their order; null when the database has never been migrated. */
async function readApplied(database: pg.Pool | pg.PoolClient): Promise<AppliedMigration[] | null> {
  try {
    const result = await database.query<AppliedMigration>(
      'SELECT nome, conteudo_sha256 FROM ruptura.migracao ORDER BY nome COLLATE "C"',
    );
    return result.rows;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === UNDEFINED_TABLE || code === UNDEFINED_SCHEMA) return null;
    throw error;
  }
}

/**
 * Files still to be applied. Pure.
 * @throws RupturaError when what is on record is not the beginning of `files`.
 */
function pendingMigrations(files: readonly Migration[], applied: readonly AppliedMigration[]): Migration[] {
  const known = new Map(files.map((file) => [file.name, file]));
  if (!known.has(FORMER_FILE) && applied.some((row) => row.nome === FORMER_FILE)) {
    throw new RupturaError('BANCO_DE_OUTRA_ORDEM', {});
  }
  const unknown = applied.find((row) => !known.has(row.nome));
  if (unknown !== undefined) throw new RupturaError('BANCO_MAIS_NOVO', { arquivo: unknown.nome });
  const changed = applied.find((row) => known.get(row.nome)?.hash !== row.conteudo_sha256);
  if (changed !== undefined) throw new RupturaError('MIGRACAO_ALTERADA', { arquivo: changed.nome });
  const done = new Set(applied.map((row) => row.nome));
  const pending = files.filter((file) => !done.has(file.name));
  const last = applied.at(-1)?.nome;
  const late = pending.find((file) => last !== undefined && file.name < last);
  if (late !== undefined) {
    throw new RupturaError('MIGRACAO_FORA_DE_ORDEM', { arquivo: late.name, ultimo: last ?? '' });
  }
  return pending;
}

async function migrateLocked(client: pg.PoolClient, files: readonly Migration[]): Promise<string[]> {
  await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
  await checkServer(client);
  const pending = pendingMigrations(files, (await readApplied(client)) ?? []);
  for (const file of pending) await applyMigration(client, file);
  await client.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
  return pending.map((file) => file.name);
}

async function checkServer(client: pg.PoolClient): Promise<void> {
  const result = await client.query<{ number: number; version: string; encoding: string }>(
    `SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version,
      current_setting('server_encoding') AS encoding`,
  );
  const server = result.rows[0]!;
  if (server.number < OLDEST_SERVER) {
    throw new RupturaError('BANCO_ANTIGO_DEMAIS', { versao: server.version });
  }
  if (server.encoding !== 'UTF8') throw new RupturaError('BANCO_SEM_UTF8', { codificacao: server.encoding });
}

const CREATE_RECORD = `
  CREATE SCHEMA IF NOT EXISTS ruptura;
  CREATE TABLE IF NOT EXISTS ruptura.migracao (
    nome text COLLATE "C",
    conteudo_sha256 text COLLATE "C" NOT NULL,
    aplicada_em timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT migracao_nome PRIMARY KEY (nome)
  )`;

async function applyMigration(client: pg.PoolClient, file: Migration): Promise<void> {
  try {
    await client.query(`BEGIN; SET LOCAL client_min_messages = warning; ${CREATE_RECORD}`);
    await client.query(file.text);
    await client.query('INSERT INTO ruptura.migracao (nome, conteudo_sha256) VALUES ($1, $2)', [
      file.name,
      file.hash,
    ]);
    await client.query('COMMIT');
  } catch (error) {
    if (isLockedOut(error)) throw error;
    const { message, position } = error as { message: string; position?: string };
    throw new RupturaError(
      'MIGRACAO_FALHOU',
      { arquivo: file.name, linha: lineOf(file.text, position), motivo: message },
      { cause: error },
    );
  }
}

/** Line of a 1-based character position in a text; `?` when the server named none. */
function lineOf(text: string, position: string | undefined): number | string {
  if (position === undefined) return '?';
  return text.slice(0, Number(position)).split('\n').length;
}
