import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/postgres.ts';
import type { CardexAnswer } from '../../contract/stock-wire.ts';
import { parseIsoDate } from '../../contract/units.ts';
import { answerCardex } from './cardex.ts';

const MOVEMENTS = 20_000;
const LIMIT = 10;
let database: TestDatabase;

beforeAll(async () => {
  // One connection, whose work the database counts.
  database = await createTestDatabase({ poolSize: 1 });
  await database.pool.query(
    `INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao)
     SELECT 'A', date '2026-01-01' + n / 1000, n FROM generate_series(1, $1::int) AS n`,
    [MOVEMENTS],
  );
});

afterAll(async () => await database.close());

async function cardex(cursor: string | null): Promise<CardexAnswer> {
  const ruptura = { database, fixedToday: parseIsoDate('2026-03-02')! } as unknown as Parameters<
    typeof answerCardex
  >[0];
  return await answerCardex(ruptura, 'A', { limit: LIMIT, cursor }, new Date());
}

/** Movements read from the table so far, by whatever plan. */
async function rowsRead(): Promise<number> {
  await database.pool.query('SELECT pg_stat_force_next_flush()');
  const { rows } = await database.pool.query<{ lidas: number }>(
    `SELECT (seq_tup_read + coalesce(idx_tup_fetch, 0))::float8 AS lidas
     FROM pg_stat_user_tables WHERE relname = 'movimentacao_estoque'`,
  );
  return rows[0]!.lidas;
}

describe('the movements of a product that has very many', () => {
  it('are listed in their order with the stock after each, page by page', async () => {
    const first = await cardex(null);
    const second = await cardex(first.proximo);
    const quantities = [...first.movimentacoes, ...second.movimentacoes].map((row) => row.qtd_movimentacao);
    expect(quantities).toEqual(Array.from({ length: 2 * LIMIT }, (_, at) => MOVEMENTS - at));
    const total = (MOVEMENTS * (MOVEMENTS + 1)) / 2;
    expect(first.movimentacoes[0]!.saldo).toBe(total);
    expect(second.movimentacoes[0]!.saldo).toBe(
      total - first.movimentacoes.reduce((sum, row) => sum + row.qtd_movimentacao, 0),
    );
  });

  it('are read as far as they are shown, not all of them', async () => {
    const before = await rowsRead();
    const first = await cardex(null);
    await cardex(first.proximo);
    expect((await rowsRead()) - before).toBeLessThan(10 * LIMIT);
  });
});
