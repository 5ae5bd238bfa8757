import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { migrate } from '../../src/postgres/migrate.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let database: TestDatabase;
let folder: string;
let files: URL;

beforeEach(async () => {
  database = await createTestDatabase({ migrated: false });
  folder = await mkdtemp(join(tmpdir(), 'ruptura-sql-'));
  files = pathToFileURL(`${folder}/`);
  await write('0001-um.sql', 'CREATE TABLE um (n integer); INSERT INTO um VALUES (1);');
  await write('0002-dois.sql', 'ALTER TABLE um ADD COLUMN dois integer;');
});
afterEach(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);

test('a fresh database gets every file of sql/ in order, once', async () => {
  const names = await readdir(new URL('../../sql/', import.meta.url));
  const first = await migrate(database.pool);
  expect(first.applied).toEqual(names.filter((name) => name.endsWith('.sql')).sort());
  expect(await migrate(database.pool)).toEqual({ applied: [] });
});

test('the files of sql/ have numbers of their own', async () => {
  const names = await readdir(new URL('../../sql/', import.meta.url));
  const numbers = names.map((name) => name.slice(0, 4));
  expect(names.every((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name))).toBe(true);
  expect(new Set(numbers).size).toBe(names.length);
});

test('a database that is up to date costs one query', async () => {
  await migrate(database.pool, files);
  // One connection taken, by the pool's own query(): one query.
  let acquired = 0;
  database.pool.on('acquire', () => acquired++);
  const query = vi.spyOn(database.pool, 'query');
  expect(await migrate(database.pool, files)).toEqual({ applied: [] });
  expect([acquired, query.mock.calls.length]).toEqual([1, 1]);
});

test('processes that start at once apply each file once', async () => {
  const results = await Promise.all(Array.from({ length: 5 }, () => migrate(database.pool, files)));
  expect(results.flatMap((result) => result.applied).sort()).toEqual(['0001-um.sql', '0002-dois.sql']);
  expect((await database.pool.query('SELECT FROM um')).rowCount).toBe(1);
});

test.each([
  ['a table that a file changes', 'LOCK TABLE um IN ACCESS SHARE MODE'],
  ['the right to migrate', 'SELECT pg_advisory_xact_lock(32216628117828193)'],
])('%s, kept by somebody else, is waited for so long and no longer', async (_, lock) => {
  await migrate(database.pool, files);
  await write('0003-tres.sql', 'ALTER TABLE um ADD COLUMN tres integer;');
  const blocker = await database.connect();
  await blocker.query(`BEGIN; ${lock}`);
  await expect(migrate(database.pool, files, 100)).rejects.toMatchObject({ code: 'MIGRACAO_TRANCADA' });
  await blocker.end();
  expect(await migrate(database.pool, files)).toEqual({ applied: ['0003-tres.sql'] });
  expect((await database.pool.query('SHOW lock_timeout')).rows).toEqual([{ lock_timeout: '0' }]);
});

test('a new file is applied to a database that has the others', async () => {
  await migrate(database.pool, files);
  await write('0003-tres.sql', 'CREATE TABLE tres ();');
  expect(await migrate(database.pool, files)).toEqual({ applied: ['0003-tres.sql'] });
});

test('a file changed after it was applied is refused by name, line ends apart', async () => {
  await write('0002-dois.sql', 'ALTER TABLE um\nADD COLUMN dois integer;');
  await migrate(database.pool, files);
  await write('0002-dois.sql', 'ALTER TABLE um\r\nADD COLUMN dois integer;');
  expect(await migrate(database.pool, files)).toEqual({ applied: [] });
  await write('0002-dois.sql', 'ALTER TABLE um ADD COLUMN dois bigint;');
  await expect(migrate(database.pool, files)).rejects.toMatchObject({
    code: 'MIGRACAO_ALTERADA',
    params: { arquivo: '0002-dois.sql' },
  });
});

test('a database of a newer program is refused', async () => {
  await write('0003-tres.sql', 'CREATE TABLE tres ();');
  await migrate(database.pool, files);
  await rm(join(folder, '0003-tres.sql'));
  await expect(migrate(database.pool, files)).rejects.toMatchObject({
    code: 'BANCO_MAIS_NOVO',
    params: { arquivo: '0003-tres.sql' },
  });
});

test('a database prepared before the files were put in order by topic is refused and left as it is', async () => {
  await write('0003-codigos-aparados.sql', 'CREATE TABLE tres ();');
  await migrate(database.pool, files);
  const before = await database.pool.query('TABLE ruptura.migracao ORDER BY nome');
  await expect(migrate(database.pool)).rejects.toMatchObject({ code: 'BANCO_DE_OUTRA_ORDEM' });
  const after = await database.pool.query('TABLE ruptura.migracao ORDER BY nome');
  expect(after.rows).toEqual(before.rows);
});

test('a file that comes before an applied one is refused', async () => {
  await migrate(database.pool, files);
  await write('0001-antes.sql', 'CREATE TABLE antes ();');
  await expect(migrate(database.pool, files)).rejects.toMatchObject({ code: 'MIGRACAO_FORA_DE_ORDEM' });
});

test('a file that fails leaves nothing behind and is named with its line', async () => {
  await write('0003-tres.sql', 'CREATE TABLE tres ();\n\nSELECT * FROM nao_existe;');
  await expect(migrate(database.pool, files)).rejects.toMatchObject({
    code: 'MIGRACAO_FALHOU',
    params: { arquivo: '0003-tres.sql', linha: 3 },
  });
  const left = await database.pool.query(
    "SELECT to_regclass('um')::text AS um, to_regclass('tres')::text AS tres",
  );
  expect(left.rows).toEqual([{ um: 'um', tres: null }]);
  await write('0003-tres.sql', 'CREATE TABLE tres ();');
  expect(await migrate(database.pool, files)).toEqual({ applied: ['0003-tres.sql'] });
});
