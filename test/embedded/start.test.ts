import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { findRunningServer } from '../../src/postgres/embedded/server.ts';
import { Bench, eventually, failureOf, isRoot, run, serverPid } from './support.ts';

const bench = new Bench();
afterAll(async () => await bench.cleanUp());

afterEach(() => vi.unstubAllEnvs());

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function setting(pool: pg.Pool, name: string): Promise<string> {
  const { rows } = await pool.query<{ value: string }>('SELECT current_setting($1) AS value', [name]);
  return rows[0]!.value;
}

describe('the first start', () => {
  it('makes a durable, private UTF-8 cluster and keeps what is written through a stop', async () => {
    const folder = await bench.emptyFolder();
    const first = await bench.open(folder);
    expect(first.embedded?.startedHere).toBe(true);
    expect(await setting(first.pool, 'fsync')).toBe('on');
    expect(await setting(first.pool, 'full_page_writes')).toBe('on');
    expect(await setting(first.pool, 'data_checksums')).toBe('on');
    expect(await setting(first.pool, 'server_encoding')).toBe('UTF8');
    expect(await setting(first.pool, 'listen_addresses')).toBe('');
    await first.pool.query("CREATE TABLE fato AS SELECT lower('ÇÃO') AS texto");
    await first.close();
    expect(serverPid(folder)).toBeNull();
    expect(await readdir(join(folder, 'processes'))).toEqual([]);

    const second = await bench.open(folder);
    expect((await second.pool.query('SELECT texto FROM fato')).rows).toEqual([{ texto: 'ção' }]);
    await second.close();
  });

  it('keeps password and cluster readable by nobody else', async () => {
    const folder = await bench.readyFolder();
    expect((await stat(join(folder, 'password'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'pg'))).mode & 0o077).toBe(0);
    const { embedded, close } = await bench.open(folder);
    expect((await stat(embedded!.socketFolder)).mode & 0o777).toBe(0o700);
    await close();
  });

  it('starts again after an initdb that was killed in the middle', async () => {
    const folder = await bench.emptyFolder();
    const program = bench.startProgram(folder);
    await eventually(async () => await hasPartial(folder));
    await program.kill();
    expect(await readdir(folder)).not.toContain('pg');
    const database = await bench.open(folder);
    expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    expect((await readdir(folder)).filter((name) => name.startsWith('pg.'))).toEqual([]);
    await database.close();
  });

  async function hasPartial(folder: string): Promise<boolean> {
    const names = await readdir(folder).catch(() => []);
    const partial = names.find((name) => name.startsWith('pg.partial'));
    return partial !== undefined && (await readdir(join(folder, partial))).length > 3;
  }
});

describe('where the data lie', () => {
  it('may be a path longer than a socket address', async () => {
    const folder = join(await bench.emptyFolder(), ...Array.from({ length: 6 }, () => 'p'.repeat(50)));
    await mkdir(dirname(folder), { recursive: true });
    const database = await bench.open(folder);
    expect(database.embedded!.socketFolder.length).toBeLessThan(100);
    await database.close();
  });

  it('may contain blanks, quotes, backslashes and accents', async () => {
    const folder = join(await bench.emptyFolder(), "dados d'água \\n, ção");
    const database = await bench.open(folder);
    expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await expect(readdir(join(folder, 'log'))).resolves.not.toEqual([]);
    await database.close();
  });

  it('is reached by another name of the same folder', async () => {
    const folder = await bench.readyFolder();
    const link = `${folder}-link`;
    await run('ln', ['-s', folder, link]);
    const first = await bench.open(folder);
    const second = await bench.open(link);
    expect(second.embedded?.startedHere).toBe(false);
    await second.close();
    expect((await first.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await first.close();
  });
});

describe('what a person can repair is said in a sentence', () => {
  it('a file where the folder should be', async () => {
    const folder = await bench.emptyFolder();
    await writeFile(folder, '');
    expect((await failureOf(bench.open(folder))).code).toBe('PASTA_INVALIDA');
  });

  it('a cluster of another PostgreSQL version', async () => {
    const folder = await bench.readyFolder();
    await writeFile(join(folder, 'pg', 'PG_VERSION'), '17\n');
    const error = await failureOf(bench.open(folder));
    expect(error.code).toBe('BANCO_VERSAO_DIFERENTE');
    expect(error.message).toContain('PostgreSQL 17');
    expect(error.message).toContain('exportar --tudo');
  });

  it('a folder that is no cluster', async () => {
    const folder = await bench.readyFolder();
    await rm(join(folder, 'pg', 'PG_VERSION'));
    expect((await failureOf(bench.open(folder))).code).toBe('BANCO_DANIFICADO');
  });

  it('a cluster whose files are lost', async () => {
    const folder = await bench.readyFolder();
    await rm(join(folder, 'pg', 'global', 'pg_control'));
    const error = await failureOf(bench.open(folder));
    expect(error.code).toBe('BANCO_NAO_INICIOU');
    expect(error.params['motivo']).toMatch(/pg_control|control file/);
    expect(error.message).toContain(folder);
  });

  it('a cluster open to everybody', async () => {
    const folder = await bench.readyFolder();
    await chmod(join(folder, 'pg'), 0o777);
    const error = await failureOf(bench.open(folder));
    expect(error.code).toBe('PASTA_ABERTA_DEMAIS');
    expect(error.message).toContain('chmod 0700');
    await chmod(join(folder, 'pg'), 0o700);
    await (await bench.open(folder)).close();
    expect(serverPid(folder)).toBeNull();
  });

  it('a part of the cluster that the server may not read', async () => {
    const folder = await bench.readyFolder();
    await chmod(join(folder, 'pg', 'base'), 0o000);
    const error = await failureOf(bench.open(folder));
    expect(error.code).toBe('PASTA_SEM_PERMISSAO');
    await chmod(join(folder, 'pg', 'base'), 0o700);
    expect(error.message).toContain(join(folder, 'pg', 'base'));
  });

  it('a port in use', async () => {
    const folder = await bench.readyFolder();
    const port = await freePort();
    const squatter = createServer().listen(port, '127.0.0.1');
    const error = await failureOf(bench.open(folder, { port }));
    squatter.close();
    expect(error.code).toBe('BANCO_PORTA_OCUPADA');
    expect(error.message).toContain(String(port));
    expect(serverPid(folder)).toBeNull();
  });

  it('a password file that does not fit; deleting it makes a new one', async () => {
    const folder = await bench.readyFolder();
    const good = await readFile(join(folder, 'password'), 'utf8');
    await writeFile(join(folder, 'password'), 'errada\n');
    expect((await failureOf(bench.open(folder))).code).toBe('BANCO_SENHA_DIFERENTE');
    await rm(join(folder, 'password'));
    const database = await bench.open(folder);
    expect(database.url).not.toContain(good.trim());
    expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await database.close();
  });
});

describe('PG_PORT', () => {
  it('opens loopback TCP, with the password only', async () => {
    const folder = await bench.readyFolder();
    const port = await freePort();
    const database = await bench.open(folder, { port });
    expect(await setting(database.pool, 'listen_addresses')).toBe('127.0.0.1');
    expect(new URL(database.url).port).toBe(String(port));

    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await client.end();

    for (const password of ['errada', '']) {
      const intruder = new URL(database.url);
      intruder.password = password;
      const refused = new pg.Client({ connectionString: intruder.href });
      await expect(refused.connect()).rejects.toThrow(/password|SASL/);
    }
    await database.close();
  });

  it('differing between processes is refused while both run, and obeyed by the only one', async () => {
    const folder = await bench.readyFolder();
    const first = await bench.open(folder);
    const port = await freePort();
    expect((await failureOf(bench.open(folder, { port }))).code).toBe('BANCO_PORTA_DIFERENTE');
    await first.close();

    const left = await bench.program(folder);
    await left.kill();
    const second = await bench.open(folder, { port });
    expect(second.embedded?.port).toBe(port);
    const third = await bench.open(folder);
    expect(third.embedded?.port).toBe(port);
    await third.close();
    await second.close();
  });
});

describe('a second HTTP server on the same data', () => {
  it('learns where the first one is', async () => {
    const folder = await bench.readyFolder();
    expect(await findRunningServer(folder)).toBeNull();
    const first = await bench.program(folder);
    expect(await first.ask('announce', 'http://127.0.0.1:5000')).toBeNull();
    expect(await findRunningServer(folder)).toMatchObject({ pid: first.pid, url: 'http://127.0.0.1:5000' });

    const second = await bench.open(folder);
    expect(await second.embedded!.announceServer('http://127.0.0.1:5001')).toMatchObject({ pid: first.pid });
    await first.kill();
    expect(await second.embedded!.announceServer('http://127.0.0.1:5001')).toBeNull();
    expect(await findRunningServer(folder)).toMatchObject({ pid: process.pid, url: 'http://127.0.0.1:5001' });
    await second.close();
    expect(await findRunningServer(folder)).toBeNull();
  });
});

it.skipIf(isRoot)('a folder without permission is named', async () => {
  const folder = await bench.readyFolder();
  await chmod(folder, 0o500);
  const error = await failureOf(bench.open(folder));
  await chmod(folder, 0o700);
  expect(error.code).toBe('PASTA_SEM_PERMISSAO');
  expect(error.message).toContain(folder);
});

describe('variables of the environment about other databases', () => {
  it('do not reach the embedded server', async () => {
    const folder = await bench.readyFolder();
    const variables = {
      PGHOST: 'nowhere.invalid',
      PGPORT: '1',
      PGUSER: 'nobody',
      PGDATABASE: 'nothing',
      PGPASSWORD: 'wrong',
      PGSSLMODE: 'require',
      PGSSLNEGOTIATION: 'direct',
      PGOPTIONS: '-c statement_timeout=1234 -c search_path=nowhere',
      PGCLIENTENCODING: 'LATIN1',
      PGCLIENT_ENCODING: 'LATIN1',
      PGREPLICATION: 'database',
      PGAPPNAME: 'somebody else',
      PGTZ: 'America/Sao_Paulo',
      PGDATESTYLE: 'German',
    };
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    const { pool, connect, close } = await bench.open(folder);
    expect(await setting(pool, 'statement_timeout')).toBe('0');
    expect(await setting(pool, 'search_path')).toBe('public');
    expect(await setting(pool, 'client_encoding')).toBe('UTF8');
    expect(await setting(pool, 'application_name')).toBe('ruptura');
    expect(await setting(pool, 'timezone')).toBe('UTC');
    expect(await setting(pool, 'datestyle')).toBe('ISO, YMD');
    const client = await connect();
    expect((await client.query("SELECT 'ç' AS text")).rows).toEqual([{ text: 'ç' }]);
    await client.end();
    await close();
  });
});
