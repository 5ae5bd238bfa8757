/** Projections saved for SQL readers follow the book, are written by one process, and are not written needlessly. */
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recalculate } from '../../src/upkeep/recalculate.ts';
import { move } from '../http/support.ts';
import { UpkeepBench, type UpkeepProcess } from '../support/upkeep-bench.ts';

let bench: UpkeepBench;
let pool: pg.Pool;
let first: UpkeepProcess;

beforeAll(async () => {
  bench = await UpkeepBench.open();
  ({ pool } = bench.database);
});

beforeEach(async () => {
  await bench.startOver();
  first = await bench.start();
});

afterEach(() => expect(bench.problems.splice(0)).toEqual([]));
afterAll(async () => await bench.close());

interface Saved {
  readonly cod_produto: string;
  readonly stock: number;
  readonly first: string;
  readonly versao: string;
}

async function saved(): Promise<Saved[]> {
  const { rows } = await pool.query<Saved>(
    `SELECT cod_produto, (projecao->0->>'estoque_inicial')::float8 AS stock, projecao->0->>'data' AS first, versao
     FROM estoque_projecao_cache ORDER BY cod_produto`,
  );
  return rows;
}

const old = '2026-01-05';

describe('saved projections', () => {
  it('are those of the last look, product by product', async () => {
    for (const code of ['A', 'B', 'C']) await move(pool, code, '5', old);
    await first.upkeep.workNow();
    expect((await saved()).map((row) => [row.cod_produto, row.stock])).toEqual([
      ['A', 5],
      ['B', 5],
      ['C', 5],
    ]);
    await move(pool, 'B', '2.5', old);
    await first.upkeep.workNow();
    expect((await saved()).map((row) => row.stock)).toEqual([5, 7.5, 5]);
    expect(await first.status()).toMatchObject({
      gravacao: 'AQUI',
      produtos: 3,
      em_dia: 3,
      pendentes: 0,
      marca_mais_antiga: null,
      acertos: 0,
      faltas: 4,
      ultimo_lote: { produtos: 1 },
    });
  });

  it('that differ in nothing are not written again at the next start', async () => {
    for (const code of ['A', 'B']) await move(pool, code, '5', old);
    await first.upkeep.workNow();
    const before = await saved();
    await first.upkeep.close();
    await move(pool, 'B', '1', old);
    await (await bench.start()).upkeep.workNow();
    const after = await saved();
    expect(after[0]).toEqual(before[0]);
    expect(after[1]).toMatchObject({ cod_produto: 'B', stock: 6 });
  });

  it('of another day, or of products that are gone, are put right at the start', async () => {
    await move(pool, 'A', '5', old);
    await recalculate(first.ruptura, 'A', new Date());
    const [row] = await saved();
    await pool.query(
      `UPDATE estoque_projecao_cache SET projecao = jsonb_set(projecao, '{0,data}', '"2020-01-01"')`,
    );
    await pool.query(
      `INSERT INTO estoque_projecao_cache SELECT 'GONE', projecao, 0, NULL, 'OK', now(), 0, 1 FROM estoque_projecao_cache`,
    );
    expect(await first.status()).toMatchObject({
      gravacao: 'AGUARDANDO',
      em_dia: 0,
      ultima_virada_de_dia: null,
    });
    await first.upkeep.workNow();
    expect((await saved()).map((one) => [one.cod_produto, one.first])).toEqual([['A', row!.first]]);
    expect((await first.status()).ultima_virada_de_dia).toMatch(/-03:00$/);
  });

  it('that are right already are left alone and counted', async () => {
    for (const code of ['A', 'B']) await move(pool, code, '5', old);
    await recalculate(first.ruptura, 'A', new Date());
    await first.upkeep.workNow();
    expect(await first.status()).toMatchObject({ acertos: 1, faltas: 1, em_dia: 2 });
  });

  it('are written by one process at a time, and by the next when that one leaves', async () => {
    await move(pool, 'A', '5', old);
    await first.upkeep.workNow();
    const { upkeep: second } = await bench.start();
    await move(pool, 'A', '1', old);
    await second.workNow();
    expect((await saved()).map((row) => row.stock)).toEqual([5]);
    await first.upkeep.close();
    await second.workNow();
    expect((await saved()).map((row) => row.stock)).toEqual([6]);
  });

  it('are not written by a process that was stopped for longer than its lease, and is followed by another', async () => {
    await move(pool, 'A', '5', old);
    await first.upkeep.workNow();
    const { upkeep: second } = await bench.start();
    await move(pool, 'A', '1', old);
    await second.workNow();
    expect((await first.status()).gravacao).toBe('AQUI');
    // As if the first had been stopped: its lease ended, and it does not know.
    await pool.query(`UPDATE ruptura.posse SET ate = 'epoch' WHERE tipo = 'manutencao'`);
    await second.workNow();
    expect((await saved()).map((row) => row.stock)).toEqual([6]);
    await pool.query(`UPDATE estoque_projecao_cache SET menor_estoque_7d = 77`);
    await move(pool, 'A', '1', old);
    await first.upkeep.workNow();
    const { rows } = await pool.query('SELECT menor_estoque_7d AS menor FROM estoque_projecao_cache');
    expect(rows).toEqual([{ menor: '77.000' }]);
    expect(await first.status()).toMatchObject({ pendentes: 1 });
    await second.workNow();
    expect((await saved()).map((row) => row.stock)).toEqual([7]);
  });

  it('go on after the connection that writes them is lost', async () => {
    await move(pool, 'A', '5', old);
    await first.upkeep.workNow();
    await pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    await move(pool, 'A', '1', old);
    for (let tries = 0; tries < 3 && (await saved())[0]?.stock !== 6; tries++) await first.upkeep.workNow();
    expect((await saved()).map((row) => row.stock)).toEqual([6]);
    bench.problems.length = 0;
  });

  it('that are many wait for the interval, and few are saved at the next look', async () => {
    await pool.query(
      `INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao)
       SELECT 'P' || n, '2026-01-05', n FROM generate_series(1, 1200) n`,
    );
    await first.upkeep.workNow();
    expect(await first.status()).toMatchObject({ em_dia: 1200, pendentes: 0, faltas: 1200 });
    await pool.query(
      `INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao)
       SELECT 'P' || n, '2026-01-05', 1 FROM generate_series(1, 700) n`,
    );
    await first.upkeep.workNow(false);
    const waiting = await first.status();
    expect(waiting).toMatchObject({ em_dia: 500, pendentes: 700 });
    expect(waiting.marca_mais_antiga).toMatch(/^\d{4}-/);
    await first.upkeep.workNow();
    await move(pool, 'P9', '1', old);
    await first.upkeep.workNow(false);
    expect((await saved()).find((row) => row.cod_produto === 'P9')?.stock).toBe(11);
  });

  it('follow without anybody asking, once the saver runs', async () => {
    first.upkeep.start();
    await move(pool, 'A', '5', old);
    await expect.poll(async () => (await saved()).map((row) => row.stock)).toEqual([5]);
    await move(pool, 'A', '1', old);
    await expect.poll(async () => (await saved()).map((row) => row.stock)).toEqual([6]);
  });

  it('are written by recalculating one product, and not for a code nobody knows', async () => {
    await move(pool, 'A', '5', old);
    const known = await recalculate(first.ruptura, 'A', new Date());
    expect(known).toMatchObject({ estoque_atual: 5, salvo: true });
    const unknown = await recalculate(first.ruptura, 'nada', new Date());
    expect(unknown).toMatchObject({ estoque_atual: 0, salvo: false });
    expect((await saved()).map((row) => row.cod_produto)).toEqual(['A']);
  });
});
