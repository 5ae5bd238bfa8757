/** A database that stops answering, as behind a network that is half open: nobody waits for it without end. */
import { setTimeout as sleep } from 'node:timers/promises';
import { to as copyTo } from 'pg-copy-streams';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hold } from '../../src/engine/ruptura.ts';
import { answerHealth } from '../../src/observability/health.ts';
import { type Database, openDatabase } from '../../src/postgres/database.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { type TcpProxy, throughProxy } from '../support/tcp-proxy.ts';
import { eventually, failureOf } from './support.ts';

const ALONE = { others: 0, isShared: false };

/** Long for an answer of a busy machine, short for a test. */
const SILENCE_MS = 1000;

let real: TestDatabase;
let proxy: TcpProxy;
let database: Database;

beforeEach(async () => {
  real = await createTestDatabase();
  const path = await throughProxy(real.url);
  proxy = path.proxy;
  database = await openDatabase({
    databaseUrl: path.url,
    dataFolder: null,
    port: null,
    poolSize: 3,
    silenceMs: SILENCE_MS,
    connectTimeoutMs: SILENCE_MS,
  });
});

afterEach(async () => {
  proxy.release();
  await database.close();
  await proxy.close();
  await real.close();
});

describe('a database that stops answering', () => {
  it('fails the statements under way and the next ones with a sentence, and answers again when it is back', async () => {
    await database.pool.query('SELECT 1');
    const client = await database.connect();
    proxy.hold();
    const failures = [database.pool.query('SELECT 1'), client.query('SELECT 1')].map(failureOf);
    expect((await Promise.all(failures)).map(({ code }) => code)).toEqual([
      'BANCO_SEM_RESPOSTA',
      'BANCO_SEM_RESPOSTA',
    ]);
    // New connections: nobody answers their greeting.
    const next = await failureOf(
      database.pool.query('SELECT 1').catch((error) => Promise.reject(database.explain(error))),
    );
    expect(next).toMatchObject({ code: 'BANCO_SEM_RESPOSTA' });
    expect((await failureOf(database.connect())).code).toBe('BANCO_SEM_RESPOSTA');
    proxy.release();
    expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('is told from a book that is being loaded', async () => {
    const ruptura = hold(database, null);
    const health = () => answerHealth(ruptura, ALONE, 'pt-BR', 200);
    proxy.hold();
    // Nothing was loaded yet; a connection of the book waits for its greeting.
    const first = await health();
    expect(first).toMatchObject({ pronto: false, banco: { respondendo: false } });
    expect(first.problema?.codigo).toBe('BANCO_SEM_RESPOSTA');
    proxy.release();
    await eventually(async () => (await health()).pronto);
    proxy.hold();
    const second = await health();
    expect(second).toMatchObject({ pronto: false, banco: { respondendo: false } });
    expect(second.problema).toMatchObject({ codigo: 'BANCO_SEM_RESPOSTA' });
    expect(second.problema?.error).toContain('127.0.0.1');
    expect((await failureOf(ruptura.fresh())).code).toBe('BANCO_SEM_RESPOSTA');
    proxy.release();
    await eventually(async () => (await health()).pronto);
    // A table that somebody holds keeps the book from being loaded, though the database answers.
    const blocker = await real.connect();
    await blocker.query('BEGIN; LOCK TABLE carteira_principal IN ACCESS EXCLUSIVE MODE');
    const other = hold(database, null);
    const loading = await answerHealth(other, ALONE, 'pt-BR', 1000);
    expect(loading).toMatchObject({ pronto: false, banco: { respondendo: true } });
    expect(loading.problema?.codigo).toBe('LIVRO_CARREGANDO');
    await blocker.end();
    await other.fresh();
  });

  it('fails together all who ask for the book meanwhile', async () => {
    const ruptura = hold(database, null);
    await ruptura.fresh();
    proxy.hold();
    const first = failureOf(ruptura.fresh());
    let isTold = false;
    const second = failureOf(ruptura.fresh()).finally(() => {
      isTold = true;
    });
    expect((await first).code).toBe('BANCO_SEM_RESPOSTA');
    await new Promise((resolve) => setImmediate(resolve));
    expect(isTold).toBe(true);
    expect((await second).code).toBe('BANCO_SEM_RESPOSTA');
    proxy.release();
    expect((await ruptura.fresh()).book.version).toBeGreaterThanOrEqual(0);
    await ruptura.close();
  });

  it('does not keep who closes it', async () => {
    const client = await database.pool.connect();
    const asked = failureOf(client.query('SELECT 1'));
    proxy.hold();
    void client.query('SELECT pg_sleep(0)').catch(() => undefined);
    await asked;
    client.release();
    await database.close();
  });
});

/** A statement that takes longer than any silence may. */
async function longStatement(): Promise<void> {
  const { rows } = await database.pool.query('SELECT pg_sleep($1), 7 AS seven', [(2.2 * SILENCE_MS) / 1000]);
  expect(rows[0]).toMatchObject({ seven: 7 });
}

async function heldTable(): Promise<void> {
  const blocker = await real.connect();
  await blocker.query('BEGIN; LOCK TABLE movimentacao_estoque IN ACCESS EXCLUSIVE MODE');
  const waiting = database.pool.query('SELECT count(*)::int AS n FROM movimentacao_estoque');
  await sleep(2.2 * SILENCE_MS);
  await blocker.query('COMMIT');
  expect((await waiting).rows).toEqual([{ n: 0 }]);
  await blocker.end();
}

async function slowReader(): Promise<void> {
  const client = await database.connect();
  const lines = "SELECT repeat('x', 100) FROM generate_series(1, 50000)";
  let bytes = 0;
  for await (const chunk of client.query(copyTo(`COPY (${lines}) TO STDOUT`))) {
    if (bytes === 0) await sleep(2.2 * SILENCE_MS);
    bytes += (chunk as Buffer).length;
  }
  expect(bytes).toBe(50_000 * 101);
  await client.end();
}

describe('a silence', () => {
  it('is waited out while the database works, waits for somebody else, or has a reader that is behind', async () => {
    await Promise.all([longStatement(), heldTable(), slowReader()]);
  });

  it('of this process itself harms no answer: none that arrives meanwhile, none that the server is asked about', async () => {
    // Connections that are there: to make one, this process would have to answer.
    await Promise.all([1, 2].map(() => database.pool.query('SELECT 1')));
    const long = database.pool.query('SELECT pg_sleep($1), 7 AS seven', [(2.5 * SILENCE_MS) / 1000]);
    // By now the server is being asked whether it works on the statement.
    await sleep(0.65 * SILENCE_MS);
    const short = database.pool.query('SELECT 7 AS seven');
    // The statement goes out in this turn of the loop; what comes back lies in the socket until the next.
    await new Promise((resolve) => setImmediate(resolve));
    const until = performance.now() + 2.2 * SILENCE_MS;
    while (performance.now() < until);
    expect((await short).rows).toEqual([{ seven: 7 }]);
    expect((await long).rows[0]).toMatchObject({ seven: 7 });
  });
});
