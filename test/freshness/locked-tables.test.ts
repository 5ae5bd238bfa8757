/** Tables of the book that somebody else has locked: whoever asks is told so, and by whom, and nobody waits without end. */
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { RupturaError } from '../../src/contract/errors.ts';
import { hold, type Ruptura } from '../../src/engine/ruptura.ts';
import { beginSnapshot } from '../../src/ledger/snapshot.ts';
import { answerHealth } from '../../src/observability/health.ts';
import { openDatabase } from '../../src/postgres/database.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

const ALONE = { others: 0, isShared: false };
/** Short for a test; it is only to pass. */
const PATIENCE_MS = 300;

let database: TestDatabase;
let ruptura: Ruptura;
let blocker: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase({ poolSize: 4 });
});

afterAll(async () => await database.close());

beforeEach(async () => {
  const held = await openDatabase({ databaseUrl: database.url, dataFolder: null, port: null, poolSize: 2 });
  ruptura = hold(held, null, PATIENCE_MS);
  blocker = await database.connect();
});

afterEach(async () => {
  await blocker.end();
  await ruptura.close();
});

async function lock(table: string): Promise<number> {
  await blocker.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  return (await blocker.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]!.pid;
}

async function failureOf(asked: Promise<unknown>): Promise<RupturaError> {
  const error = await asked.then(
    () => null,
    (failure: unknown) => failure,
  );
  expect(error).toBeInstanceOf(RupturaError);
  return error as RupturaError;
}

function move(): Promise<unknown> {
  return database.pool.query(
    "INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao) VALUES ('A', '2026-03-01', 1)",
  );
}

/** Asked so that the answer comes before the next attempt ends. */
const health = () => answerHealth(ruptura, ALONE, 'pt-BR', PATIENCE_MS / 3);

describe('a table of the book that somebody keeps locked', () => {
  it('ends the loading with a sentence that names table and session, and /saude says it until it is free', async () => {
    const pid = await lock('carteira_principal');
    const { code, params } = await failureOf(ruptura.fresh());
    expect([code, params['quem']]).toEqual([
      'LIVRO_TRANCADO',
      expect.stringContaining(`carteira_principal: pid ${pid}`),
    ]);
    expect(ruptura.lockedOut?.code).toBe('LIVRO_TRANCADO');
    await expect.poll(health, { timeout: 20_000 }).toMatchObject({
      pronto: false,
      banco: { respondendo: true },
      problema: { codigo: 'LIVRO_TRANCADO', error: expect.stringContaining(String(pid)) },
    });
    await blocker.query('COMMIT');
    await expect.poll(async () => (await health()).pronto, { timeout: 20_000 }).toBe(true);
    expect(ruptura.lockedOut).toBeNull();
  });

  it('ends together all who asked for what changed, each once', async () => {
    await ruptura.fresh();
    await database.pool.query(
      "INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido) VALUES ('P1', 'A', 1)",
    );
    await lock('carteira_principal');
    const ended = await Promise.all([ruptura.fresh(), ruptura.fresh()].map(failureOf));
    expect(ended.map(({ code }) => code)).toEqual(['LIVRO_TRANCADO', 'LIVRO_TRANCADO']);
    await blocker.query('COMMIT');
    expect((await ruptura.fresh()).book.orders.size).toBe(1);
  });

  it('ends a look at the change log in the same way', async () => {
    await ruptura.fresh();
    await move();
    const pid = await lock('ruptura.mudanca');
    const { code, params } = await failureOf(ruptura.fresh());
    expect([code, params['quem']]).toEqual([
      'LIVRO_TRANCADO',
      expect.stringContaining(`mudanca: pid ${pid}`),
    ]);
    await blocker.query('COMMIT');
    expect((await ruptura.fresh()).book.products.size).toBe(1);
  });

  it('leaves nothing of its limit on a connection that others use afterwards', async () => {
    const client = await database.pool.connect();
    await lock('ruptura.mudanca');
    expect((await failureOf(beginSnapshot(client, '', PATIENCE_MS))).code).toBe('LIVRO_TRANCADO');
    await blocker.query('COMMIT');
    await beginSnapshot(client, '', PATIENCE_MS);
    await client.query('COMMIT');
    expect((await client.query('SHOW lock_timeout')).rows).toEqual([{ lock_timeout: '0' }]);
    client.release();
  });
});
