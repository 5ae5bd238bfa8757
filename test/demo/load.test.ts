import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit-codes.ts';
import type { OrderAnswer } from '../../src/contract/wire.ts';
import { cli } from '../cli/support.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let database: TestDatabase;
let environment: Record<string, string>;

beforeAll(async () => {
  database = await createTestDatabase();
  environment = { DATABASE_URL: database.url, RUPTURA_HOJE: '2026-03-02' };
});

afterAll(async () => {
  await database.close();
});

async function rowCount(table: string): Promise<number> {
  const { rows } = await database.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`);
  return rows[0]!.n;
}

describe('ruptura demo', () => {
  it('loads a book whose orders stand as a plausible book does', async () => {
    const loaded = await cli(['demo', '--pedidos', '1500', '--semente', '3', '--json'], { environment });
    expect(loaded.err).not.toContain('✗');
    const [report] = loaded.json<{ linhas: Record<string, number> }>();
    for (const [table, rows] of Object.entries(report!.linhas))
      expect(await rowCount(table), table).toBe(rows);

    const orders = (await cli(['analisar', '--todos', '--json'], { environment })).json<OrderAnswer>();
    expect(orders).toHaveLength(1500);
    const ok = orders.filter((order) => order.pedido_ok).length / orders.length;
    expect(ok).toBeGreaterThan(0.7);
    expect(ok).toBeLessThan(0.82);
    const onTime = orders.filter((order) => order.promessa.no_prazo).length / orders.length;
    expect(onTime).toBeGreaterThan(0.7);
    expect(onTime).toBeLessThan(0.85);
    expect(new Set(orders.map((order) => order.resumo.criticidade))).toEqual(
      new Set([null, 'CRITICA', 'ALTA', 'MEDIA', 'BAIXA']),
    );
    expect(new Set(orders.map((order) => order.promessa.situacao)).size).toBe(4);
    expect(new Set(orders.flatMap((order) => order.itens.map((item) => item.motivo)))).toEqual(
      new Set(['SEM_ENTRADA', 'AGUARDA_ENTRADA', 'DISPUTADO', 'ENTRADA_INSUFICIENTE']),
    );
  });

  it('refuses a database that holds data, and leaves it alone', async () => {
    const before = await rowCount('carteira_principal');
    const { code, err } = await cli(['demo', '--pedidos', '10'], { environment });
    expect(code).toBe(EXIT.refused);
    expect(err).toContain('--substituir');
    expect(await rowCount('carteira_principal')).toBe(before);
  });

  it('replaces everything when told to', async () => {
    const { code, out } = await cli(['demo', '--pedidos', '20', '--semente', '4', '--substituir'], {
      environment,
    });
    expect(code).toBe(EXIT.ok);
    expect(out).toContain('semente 4');
    const { rows } = await database.pool.query('SELECT DISTINCT num_pedido FROM carteira_principal');
    expect(rows).toHaveLength(20);
  });

  it('stores nothing when interrupted', async () => {
    const before = await rowCount('movimentacao_estoque');
    const signal = AbortSignal.abort();
    const { code } = await cli(['demo', '--pedidos', '50', '--substituir'], { environment, signal });
    expect(code).toBe(EXIT.interrupted);
    expect(await rowCount('movimentacao_estoque')).toBe(before);
  });
});
