import { createServer } from 'node:net';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../src/postgres/database.ts';
import { createTestDatabase } from '../support/postgres.ts';
import { eventually, failureOf } from './support.ts';

const database = await createTestDatabase({ migrated: false });
afterAll(async () => await database.close());

async function open(databaseUrl: string): ReturnType<typeof openDatabase> {
  return await openDatabase({ databaseUrl, dataFolder: null, port: null, poolSize: 2 });
}

async function failure(url: string): Promise<{ code: string; message: string }> {
  return await failureOf(open(url));
}

describe('an external database', () => {
  it('is opened by its address and used by the same handle', async () => {
    const external = await open(database.url);
    expect(external.embedded).toBeNull();
    const client = await external.connect();
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await client.end();
    await external.close();
    await external.close();
  });

  it.each([
    ['BANCO_ENDERECO_INVALIDO', () => 'mysql://a:segredo@b/c'],
    ['BANCO_RECUSADO', () => 'postgresql://a:segredo@127.0.0.1:1/c'],
    ['BANCO_SEM_ENDERECO', () => 'postgresql://a:segredo@nao-existe.invalid/c'],
    ['BANCO_INEXISTENTE', () => database.url.replace(/\/test_\w+/, '/nao_existe')],
    ['BANCO_AUTENTICACAO', () => database.url.replace(/:[^:@]+@/, ':segredo@')],
  ])('that cannot be opened is a %s without the password', async (code, url) => {
    const error = await failure(url());
    expect(error.code).toBe(code);
    expect(error.message).not.toContain('segredo');
  });

  it('that is no PostgreSQL and says nothing is given up', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const { port } = silent.address() as { port: number };
    const databaseUrl = `postgresql://a:segredo@127.0.0.1:${port}/c`;
    const opening = openDatabase({ databaseUrl, dataFolder: null, port: null, connectTimeoutMs: 300 });
    expect((await failureOf(opening)).code).toBe('BANCO_SEM_RESPOSTA');
    silent.close();
  });

  it('not in UTF-8 is refused', async () => {
    const name = `latin_${process.pid}`;
    await database.pool.query(
      `CREATE DATABASE ${name} ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0`,
    );
    expect((await failure(database.url.replace(/\/test_\w+/, `/${name}`))).code).toBe('BANCO_SEM_UTF8');
    await database.pool.query(`DROP DATABASE ${name}`);
  });
});

describe('a session', () => {
  const SHOWN = ['datestyle', 'intervalstyle', 'timezone', 'standard_conforming_strings', 'search_path'];

  async function shown(databaseUrl: string): Promise<string[]> {
    const external = await open(databaseUrl);
    const client = await external.connect();
    const settings: string[] = [];
    for (const name of SHOWN) {
      const { rows } = await client.query<Record<string, string>>(`SHOW ${name}`);
      settings.push(Object.values(rows[0]!)[0]!);
    }
    await client.end();
    await external.close();
    return settings;
  }

  it('writes and reads as the program does, whatever the database and its address say', async () => {
    const own = await createTestDatabase({ migrated: false });
    const name = /\/(test_\w+)/.exec(own.url)![1]!;
    for (const setting of [
      "datestyle TO 'SQL, DMY'",
      "intervalstyle TO 'iso_8601'",
      "timezone TO 'America/Sao_Paulo'",
      'standard_conforming_strings TO off',
      "search_path TO 'elsewhere'",
    ]) {
      await own.pool.query(`ALTER DATABASE ${name} SET ${setting}`);
    }
    expect(await shown(own.url)).toEqual(['ISO, YMD', 'postgres', 'UTC', 'on', 'public']);
    const options = encodeURIComponent('-c search_path=erp,public -c datestyle=German');
    const joint = own.url.includes('?') ? '&' : '?';
    expect(await shown(`${own.url}${joint}options=${options}`)).toEqual([
      'ISO, YMD',
      'postgres',
      'UTC',
      'on',
      'erp,public',
    ]);
    await own.close();
  });
});

describe('values', () => {
  it('arrive exactly: numbers and dates as text', async () => {
    const { rows } =
      await database.pool.query(`SELECT 9007199254740993::bigint AS inteiro, 0.10::numeric AS decimal,
      date '2026-02-01' AS dia, timestamp '2026-02-01 03:04:05.678901' AS instante,
      ARRAY[1.50::numeric, NULL] AS decimais, ARRAY[date '2026-02-01'] AS dias, '{"a":1}'::jsonb AS objeto`);
    expect(rows).toEqual([
      {
        inteiro: '9007199254740993',
        decimal: '0.10',
        dia: '2026-02-01',
        instante: '2026-02-01 03:04:05.678901',
        decimais: ['1.50', null],
        dias: ['2026-02-01'],
        objeto: { a: 1 },
      },
    ]);
  });

  it('leave other users of the driver alone', async () => {
    const plain = new pg.Client({ connectionString: database.url });
    await plain.connect();
    const { rows } = await plain.query<{ dia: unknown }>("SELECT date '2026-02-01' AS dia");
    expect(rows[0]?.dia).toBeInstanceOf(Date);
    await plain.end();
  });
});

describe('connections cut by the server', () => {
  it('do not end the program, idle or in use, and are replaced', async () => {
    const victim = await open(database.url);
    const client = await victim.connect();
    const borrowed = await victim.pool.connect();
    await victim.pool.query('SELECT 1');
    await database.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'ruptura' AND pid <> pg_backend_pid()",
    );
    await expect(
      client.query('SELECT 1').catch((error: unknown) => victim.explain(error)),
    ).resolves.toMatchObject({
      code: 'BANCO_CONEXAO_PERDIDA',
    });
    borrowed.release(true);
    const answered = await eventually(
      async () =>
        await victim.pool.query('SELECT 1 AS one').then(
          (result) => result.rowCount,
          () => null,
        ),
    );
    expect(answered).toBe(1);
    await victim.close();
  });
});
