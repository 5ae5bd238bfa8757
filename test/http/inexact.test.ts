/** Quantities that add up beyond exact numbers: no wrong figure is told, and everybody is told why. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addLine, ask, move, openTestServer, type TestServer } from './support.ts';

const MOST = '999999999999.999';
let test: TestServer;

beforeAll(async () => {
  test = await openTestServer({ today: null });
});

beforeEach(async () => {
  const { pool } = test.database;
  await move(pool, 'B', '5');
  await addLine(pool, { order: 'EXATO', product: 'B', quantity: '5', date: '2099-01-01' });
  await addLine(pool, { order: 'ENORME', product: 'B', quantity: '1', date: '2099-01-01' });
  await pool.query(
    `INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao)
     SELECT 'A', '2026-03-01', $1 FROM generate_series(1, 20)`,
    [MOST],
  );
  await pool.query(
    `INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido, expedicao)
     SELECT 'ENORME', 'A', $1, '2026-03-03' FROM generate_series(1, 20)`,
    [MOST],
  );
});

afterEach(async () => {
  await test.database.pool.query('TRUNCATE movimentacao_estoque, carteira_principal');
  expect(test.problems).toEqual([]);
});

afterAll(async () => await test.close());

const code = 'QUANTIDADES_GRANDES_DEMAIS';

interface Kind {
  readonly tipo: string;
  readonly total: number;
  readonly exemplos: readonly Readonly<Record<string, unknown>>[];
}

async function listed(): Promise<Kind> {
  const { body } = await ask(test.server, `/api/inconsistencias?tipo=${code}`);
  return (body['tipos'] as Kind[])[0]!;
}

async function rowOf(order: string): Promise<Readonly<Record<string, unknown>>> {
  const { body } = await ask(test.server, '/api/carteira');
  const rows = body['pedidos'] as Readonly<Record<string, unknown>>[];
  return rows.find((row) => row['num_pedido'] === order)!;
}

/** Takes one movement and one line away at a time: both sums shrink by as much. */
async function keep(rows: number): Promise<void> {
  for (const table of ['movimentacao_estoque', 'carteira_principal']) {
    await test.database.pool.query(
      `DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE cod_produto = 'A' ORDER BY id OFFSET $1)`,
      [rows],
    );
  }
}

describe('a product whose quantities add up beyond 2^53 thousandths', () => {
  it.each(['projecao', 'cardex'])('has no %s, but the reason', async (route) => {
    const answer = await ask(test.server, `/api/estoque/A/${route}`);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ success: false, codigo: code });
  });

  it('cannot be calculated again, and has no saved projection nor photograph', async () => {
    const answer = await ask(test.server, { method: 'POST', url: '/api/estoque/A/recalcular' });
    expect(answer.body).toMatchObject({ codigo: code });
    await test.upkeep.workNow();
    const { rows } = await test.database.pool.query(
      `SELECT cod_produto FROM estoque_projecao_cache UNION ALL SELECT cod_produto FROM estoque_projecao_historico
       ORDER BY 1`,
    );
    expect(rows.map((row: { cod_produto: string }) => row.cod_produto)).toEqual(['B', 'B']);
  });

  it('is in no list of products by urgency', async () => {
    await move(test.database.pool, 'B', '-6');
    for (const list of ['rupturas', 'mapa']) {
      const { body } = await ask(test.server, `/api/estoque/${list}`);
      expect(body['produtos']).toMatchObject([{ cod_produto: 'B', estoque_atual: -1 }]);
    }
  });

  it('takes its orders along: analysis, run and details say why, other orders are answered', async () => {
    const one = await ask(test.server, '/api/ruptura/worker/resultado/ENORME');
    expect(one).toMatchObject({ status: 422, body: { codigo: code } });
    const details = await ask(test.server, '/api/pedido/ENORME/detalhes-completo');
    expect(details).toMatchObject({ status: 422, body: { codigo: code } });
    const both = await ask(test.server, {
      method: 'POST',
      url: '/api/ruptura/analisar-lote-async',
      payload: { pedidos: ['ENORME', 'EXATO'] },
    });
    expect(both.body['resultados']).toMatchObject([
      { success: false, num_pedido: 'ENORME', codigo: code },
      { success: true, num_pedido: 'EXATO' },
    ]);
  });

  it('marks its orders in the order book, and leaves what it says of them out of exports', async () => {
    expect(await rowOf('ENORME')).toMatchObject({ inexato: true });
    expect(await rowOf('EXATO')).not.toHaveProperty('inexato');
    const { payload } = await test.server.inject('/api/exportar/carteira?formato=csv-iso&titulos=campos');
    const [heading, ...lines] = payload.trim().split(/\r?\n/);
    const column = heading!.split(/[;,]/).indexOf('pedido_ok');
    expect(lines.find((line) => line.includes('ENORME'))!.split(/[;,]/)[column]).toBe('');
    expect(lines.find((line) => line.includes('EXATO'))!.split(/[;,]/)[column]).not.toBe('');
  });

  it('is listed as an inconsistency of its own kind, with what its quantities come to', async () => {
    expect(await listed()).toMatchObject({
      total: 1,
      exemplos: [{ cod_produto: 'A', linhas: 20, saldo: Number.MAX_SAFE_INTEGER / 1000 }],
    });
  });

  it('is named by the verification, which finds no difference', async () => {
    const { body } = await ask(test.server, { method: 'POST', url: '/api/verificacao' });
    expect(body).toMatchObject({
      success: true,
      servidor_confere: true,
      saldo_divergente: { total: 0 },
      quantidades_grandes_demais: { total: 1, exemplos: ['A'] },
    });
  });

  it('is answered again, to the thousandth, once its quantities are small enough', async () => {
    expect((await ask(test.server, '/api/estoque/A/projecao')).status).toBe(422);
    await keep(4);
    const { status, body } = await ask(test.server, '/api/estoque/A/projecao');
    expect(status).toBe(200);
    expect(body['projecao']).toMatchObject({ 1: { estoque_final: 0 } });
    expect(await rowOf('ENORME')).not.toHaveProperty('inexato');
    expect((await listed()).total).toBe(0);
    const { body: check } = await ask(test.server, { method: 'POST', url: '/api/verificacao' });
    expect(check).toMatchObject({ success: true, quantidades_grandes_demais: { total: 0 } });
  });
});
