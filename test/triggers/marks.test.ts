import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { marksOf, markTexts, startLogOver } from './support.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.close();
});
beforeEach(async () => {
  await startLogOver(database.pool);
});

const marked = (work: string): Promise<string[]> => marksOf(database.pool, work);

/** The tables marked by pair: how to write a row of product and order, and a change no quantity shows. */
const PAIR_TABLES = [
  {
    table: 'carteira_principal',
    insert: (product: string, order: string) =>
      `INSERT INTO carteira_principal (cod_produto, num_pedido, qtd_saldo_produto_pedido)
      VALUES ('${product}', '${order}', 5)`,
    quantity: 'qtd_saldo_produto_pedido',
    quiet: ["cliente = 'Outro'", 'preco_produto_pedido = 9.5', "data_pedido = '2026-01-02'"],
  },
  {
    table: 'separacao',
    insert: (product: string, order: string) =>
      `INSERT INTO separacao (cod_produto, num_pedido, separacao_lote_id, qtd_saldo)
      VALUES ('${product}', '${order}', 'L1', 5)`,
    quantity: 'qtd_saldo',
    quiet: ["expedicao = '2026-03-04'", "separacao_lote_id = 'L2'"],
  },
  {
    table: 'pre_separacao_item',
    insert: (product: string, order: string) =>
      `INSERT INTO pre_separacao_item (cod_produto, num_pedido, qtd_selecionada_usuario)
      VALUES ('${product}', '${order}', 5)`,
    quantity: 'qtd_selecionada_usuario',
    quiet: ["status = 'CANCELADO'", "data_expedicao_editada = '2026-03-04'"],
  },
];

describe.each(PAIR_TABLES)('$table', ({ table, insert, quantity, quiet }) => {
  test('an insert marks the pairs it brought, each once', async () => {
    const work = `${insert('A', '1')}, ${insert('A', '1').split('VALUES')[1]}, ${insert('B', '2').split('VALUES')[1]}`;
    expect(await marked(work)).toEqual([`${table} A 1 *`, `${table} B 2 *`]);
  });

  test('a delete marks the pairs that went', async () => {
    await database.pool.query(`${insert('A', '1')}; ${insert('B', '2')}`);
    expect(await marked(`DELETE FROM ${table} WHERE cod_produto = 'A'`)).toEqual([`${table} A 1 *`]);
  });

  test('an update of a quantity marks only the pairs that changed', async () => {
    await database.pool.query(`${insert('A', '1')}; ${insert('B', '2')}`);
    const work = `UPDATE ${table} SET ${quantity} = CASE cod_produto WHEN 'A' THEN 6 ELSE ${quantity} END`;
    expect(await marked(work)).toEqual([`${table} A 1 *`]);
  });

  test.each(quiet)('an update %s marks the pair although no quantity changed', async (change) => {
    await database.pool.query(insert('A', '1'));
    expect(await marked(`UPDATE ${table} SET ${change}`)).toEqual([`${table} A 1 *`]);
  });

  test('a row that moves to another product and order marks both pairs', async () => {
    await database.pool.query(insert('A', '1'));
    const work = `UPDATE ${table} SET cod_produto = 'B', num_pedido = '2'`;
    expect(await marked(work)).toEqual([`${table} A 1 *`, `${table} B 2 *`]);
  });

  test('two rows that only exchange their ids mark their pairs, not others', async () => {
    await database.pool.query(`${insert('A', '1')}; ${insert('B', '2')}; ${insert('C', '3')}`);
    // Shifted out of the way first: ids are unique at every moment.
    const work = `UPDATE ${table} SET id = id + 100 WHERE cod_produto <> 'C'`;
    expect(await marked(work)).toEqual([`${table} A 1 *`, `${table} B 2 *`]);
  });

  test('statements that change nothing mark nothing', async () => {
    await database.pool.query(insert('A', '1'));
    expect(await marked(`UPDATE ${table} SET ${quantity} = ${quantity}`)).toEqual([]);
    expect(await marked(`UPDATE ${table} SET ${quantity} = 1 WHERE false`)).toEqual([]);
    expect(await marked(`DELETE FROM ${table} WHERE false`)).toEqual([]);
    expect(await marked(`INSERT INTO ${table} SELECT * FROM ${table} WHERE false`)).toEqual([]);
  });

  test('a truncate marks the whole table', async () => {
    expect(await marked(`TRUNCATE ${table} RESTART IDENTITY`)).toEqual([`${table} * * *`]);
  });

  test('more than 1,000 pairs are marked by product, more than 20,000 products by table', async () => {
    const many = (products: number, orders: number): string =>
      insert('X', 'Y').replace(
        /VALUES.*$/s,
        `SELECT 'P' || p, 'O' || o${table === 'separacao' ? ", 'L1'" : ''}, 5
        FROM generate_series(1, ${products}) p, generate_series(1, ${orders}) o`,
      );
    expect(await marked(many(10, 100))).toHaveLength(1000);
    expect(await marked(`${many(3, 334)}`)).toEqual([1, 2, 3].map((p) => `${table} P${p} * *`));
    expect(await marked(`DELETE FROM ${table} WHERE cod_produto IN ('P1', 'P2', 'P3')`)).toEqual(
      [1, 2, 3].map((p) => `${table} P${p} * *`),
    );
    await database.pool.query(`TRUNCATE ${table}`);
    expect(await marked(many(20_001, 1))).toEqual([`${table} * * *`]);
    expect(await marked(`UPDATE ${table} SET ${quantity} = 7`)).toEqual([`${table} * * *`]);
  });
});

test('inactive order lines are as good as absent', async () => {
  const line = `INSERT INTO carteira_principal (cod_produto, num_pedido, qtd_saldo_produto_pedido, ativo)`;
  expect(await marked(`${line} VALUES ('A', '1', 5, false)`)).toEqual([]);
  expect(await marked(`UPDATE carteira_principal SET qtd_saldo_produto_pedido = 6`)).toEqual([]);
  expect(await marked(`UPDATE carteira_principal SET ativo = true`)).toEqual(['carteira_principal A 1 *']);
  expect(await marked(`UPDATE carteira_principal SET ativo = false`)).toEqual(['carteira_principal A 1 *']);
  expect(await marked(`DELETE FROM carteira_principal`)).toEqual([]);
});

describe('programacao_producao', () => {
  const insert = `INSERT INTO programacao_producao (cod_produto, data_programacao, qtd_programada) VALUES`;

  test('marks products, on every kind of statement', async () => {
    expect(
      await marked(`${insert} ('A', '2026-03-02', 5), ('A', '2026-03-03', 5), ('B', '2026-03-02', 1)`),
    ).toEqual(['programacao_producao A * *', 'programacao_producao B * *']);
    const move = `UPDATE programacao_producao SET data_programacao = '2026-03-09' WHERE cod_produto = 'B'`;
    expect(await marked(move)).toEqual(['programacao_producao B * *']);
    expect(await marked(move)).toEqual([]);
    expect(await marked(`UPDATE programacao_producao SET cod_produto = 'C' WHERE cod_produto = 'B'`)).toEqual(
      ['programacao_producao B * *', 'programacao_producao C * *'],
    );
    expect(await marked(`DELETE FROM programacao_producao WHERE cod_produto = 'C'`)).toEqual([
      'programacao_producao C * *',
    ]);
    expect(await marked('TRUNCATE programacao_producao')).toEqual(['programacao_producao * * *']);
  });
});

describe('pedido', () => {
  test('marks lots, on every kind of statement', async () => {
    expect(await marked(`INSERT INTO pedido VALUES ('L1', 'ABERTO', NULL), ('L2', 'COTADO', NULL)`)).toEqual([
      'pedido * * L1',
      'pedido * * L2',
    ]);
    expect(await marked(`UPDATE pedido SET status = 'FATURADO' WHERE separacao_lote_id = 'L1'`)).toEqual([
      'pedido * * L1',
    ]);
    expect(await marked(`UPDATE pedido SET expedicao = '2026-03-05' WHERE separacao_lote_id = 'L2'`)).toEqual(
      ['pedido * * L2'],
    );
    expect(await marked(`UPDATE pedido SET expedicao = '2026-03-05' WHERE separacao_lote_id = 'L2'`)).toEqual(
      [],
    );
    expect(await marked(`UPDATE pedido SET separacao_lote_id = 'L3' WHERE separacao_lote_id = 'L2'`)).toEqual(
      ['pedido * * L2', 'pedido * * L3'],
    );
    expect(await marked(`DELETE FROM pedido WHERE separacao_lote_id = 'L3'`)).toEqual(['pedido * * L3']);
    expect(await marked('TRUNCATE pedido')).toEqual(['pedido * * *']);
  });

  test('more than 20,000 lots are marked by table', async () => {
    const many = (count: number): string =>
      `INSERT INTO pedido SELECT 'L' || i, 'ABERTO', NULL FROM generate_series(1, ${count}) i`;
    expect(await marked(many(20_000))).toHaveLength(20_000);
    await database.pool.query('TRUNCATE pedido');
    expect(await marked(many(20_001))).toEqual(['pedido * * *']);
  });
});

describe('movimentacao_estoque', () => {
  const insert = `INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao, ativo) VALUES`;

  test('marks products, on every kind of statement', async () => {
    expect(await marked(`${insert} ('A', '2026-03-02', 5, true)`)).toEqual(['movimentacao_estoque A * *']);
    expect(
      await marked(
        `${insert} ('A', '2026-03-02', 5, true), ('B', '2026-03-02', 5, true), ('C', '2026-03-02', 5, false)`,
      ),
    ).toEqual(['movimentacao_estoque A * *', 'movimentacao_estoque B * *']);
    expect(
      await marked(`UPDATE movimentacao_estoque SET qtd_movimentacao = 6 WHERE cod_produto = 'B'`),
    ).toEqual(['movimentacao_estoque B * *']);
    expect(
      await marked(`UPDATE movimentacao_estoque SET qtd_movimentacao = 6 WHERE cod_produto = 'B'`),
    ).toEqual([]);
    expect(
      await marked(`UPDATE movimentacao_estoque SET documento = 'NF 1' WHERE cod_produto = 'B'`),
    ).toEqual(['movimentacao_estoque B * *']);
    expect(await marked(`UPDATE movimentacao_estoque SET cod_produto = 'D' WHERE cod_produto = 'B'`)).toEqual(
      ['movimentacao_estoque B * *', 'movimentacao_estoque D * *'],
    );
    expect(await marked(`UPDATE movimentacao_estoque SET ativo = true WHERE cod_produto = 'C'`)).toEqual([
      'movimentacao_estoque C * *',
    ]);
    expect(await marked(`DELETE FROM movimentacao_estoque WHERE cod_produto = 'D'`)).toEqual([
      'movimentacao_estoque D * *',
    ]);
    expect(await marked('TRUNCATE movimentacao_estoque')).toEqual(['movimentacao_estoque * * *']);
  });

  test('more than 20,000 products are marked by table, the balance still by product', async () => {
    const many = `INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao)
      SELECT 'P' || i, '2026-03-02', 1 FROM generate_series(1, 20001) i`;
    expect(await marked(many)).toEqual(['movimentacao_estoque * * *']);
    expect(await marked('UPDATE movimentacao_estoque SET qtd_movimentacao = 2')).toEqual([
      'movimentacao_estoque * * *',
    ]);
    const result = await database.pool.query(
      'SELECT count(*)::int AS n, sum(estoque)::int AS s FROM estoque_atual',
    );
    expect(result.rows).toEqual([{ n: 20_001, s: 40_002 }]);
  });
});

describe('ways of writing', () => {
  const line = `INSERT INTO pedido (separacao_lote_id, status) VALUES`;

  test('INSERT … ON CONFLICT marks what it inserted and what it updated, not what it left', async () => {
    await database.pool.query(`${line} ('L1', 'ABERTO'), ('L2', 'ABERTO')`);
    const upsert = `${line} ('L1', 'COTADO'), ('L2', 'ABERTO'), ('L3', 'ABERTO')
      ON CONFLICT (separacao_lote_id) DO UPDATE SET status = excluded.status`;
    expect(await marked(upsert)).toEqual(['pedido * * L1', 'pedido * * L3']);
    expect(await marked(`${line} ('L1', 'OUTRO') ON CONFLICT DO NOTHING`)).toEqual([]);
  });

  test('MERGE marks what it inserted, updated and deleted', async () => {
    await database.pool.query(`${line} ('L1', 'ABERTO'), ('L2', 'ABERTO'), ('L3', 'ABERTO')`);
    const merge = `MERGE INTO pedido p USING (VALUES ('L1', 'COTADO'), ('L2', NULL), ('L4', 'ABERTO')) AS n (lote, status)
      ON p.separacao_lote_id = n.lote
      WHEN MATCHED AND n.status IS NULL THEN DELETE
      WHEN MATCHED THEN UPDATE SET status = n.status
      WHEN NOT MATCHED THEN INSERT (separacao_lote_id, status) VALUES (n.lote, n.status)`;
    expect(await marked(merge)).toEqual(['pedido * * L1', 'pedido * * L2', 'pedido * * L4']);
  });

  test('TRUNCATE of several tables marks each', async () => {
    expect(
      await marked('TRUNCATE movimentacao_estoque, carteira_principal, pedido RESTART IDENTITY'),
    ).toEqual(['carteira_principal * * *', 'movimentacao_estoque * * *', 'pedido * * *']);
  });

  test('what a savepoint or transaction takes back is not marked', async () => {
    expect(
      await marked(`BEGIN; ${line} ('L1', 'ABERTO'); SAVEPOINT s; ${line} ('L2', 'ABERTO');
        ROLLBACK TO SAVEPOINT s; ${line} ('L3', 'ABERTO'); COMMIT`),
    ).toEqual(['pedido * * L1', 'pedido * * L3']);
    expect(await marked(`BEGIN; ${line} ('L9', 'ABERTO'); ROLLBACK`)).toEqual([]);
  });

  test.each(['READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'])('works under %s', async (level) => {
    const work = `BEGIN ISOLATION LEVEL ${level}; ${line} ('L1', 'ABERTO');
      INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao) VALUES ('A', '2026-03-02', 1);
      COMMIT`;
    expect(await marked(work)).toEqual(['movimentacao_estoque A * *', 'pedido * * L1']);
  });

  test('marks of one transaction carry its id, in savepoints too', async () => {
    const client = await database.connect();
    try {
      await client.query(`BEGIN; ${line} ('L1', 'ABERTO'); SAVEPOINT s; ${line} ('L2', 'ABERTO')`);
      const result = await client.query<{ same: boolean }>(
        'SELECT bool_and(xid = pg_current_xact_id()) AS same FROM ruptura.mudanca WHERE tabela = $1',
        ['pedido'],
      );
      expect(result.rows[0]!.same).toBe(true);
      await client.query('COMMIT');
    } finally {
      await client.end();
    }
  });
});

test('a setting that changes marks the settings, one that stays does not', async () => {
  const set = (value: string): string =>
    `UPDATE ruptura.configuracao SET valor = '${value}' WHERE chave = 'politica'`;
  expect(await marked(set('completa'))).toEqual(['configuracao * * *']);
  expect(await marked(set('completa'))).toEqual([]);
  expect(await marked(`DELETE FROM ruptura.configuracao WHERE chave = 'politica'`)).toEqual([
    'configuracao * * *',
  ]);
  expect(await marked(`INSERT INTO ruptura.configuracao VALUES ('politica', 'por_item')`)).toEqual([
    'configuracao * * *',
  ]);
});

test('a writer with rights on the fact tables alone is marked like any other, whatever its search_path', async () => {
  const role = `escritor_${Math.random().toString(36).slice(2, 10)}`;
  await database.pool.query(
    `CREATE ROLE ${role};
    GRANT USAGE ON SCHEMA public TO ${role};
    GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON movimentacao_estoque, pedido, separacao TO ${role};
    GRANT SELECT ON estoque_atual TO ${role};
    TRUNCATE ruptura.mudanca`,
  );
  const client = await database.connect();
  try {
    await client.query(`SET ROLE ${role}; SET search_path = pg_temp`);
    // A table of that name must not catch what the triggers write.
    await client.query(
      'CREATE TEMP TABLE mudanca (tabela text); CREATE TEMP TABLE estoque_delta (cod_produto text)',
    );
    await client.query(`INSERT INTO public.movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao)
      VALUES (' A ', '2026-03-02', 4);
      UPDATE public.movimentacao_estoque SET qtd_movimentacao = 5;
      INSERT INTO public.pedido (separacao_lote_id) VALUES ('L1'); TRUNCATE public.pedido`);
    const balance = await client.query('SELECT estoque FROM public.estoque_atual');
    expect(balance.rows).toEqual([{ estoque: '5.000' }]);
    await expect(client.query('SELECT * FROM ruptura.mudanca')).rejects.toMatchObject({ code: '42501' });
  } finally {
    await client.end();
  }
  expect(await markTexts(database.pool)).toEqual([
    'movimentacao_estoque A * *',
    'movimentacao_estoque A * *',
    'pedido * * *',
    'pedido * * L1',
  ]);
  await database.pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
});

test('every fact table has a trigger for each kind of statement, named by its family', async () => {
  const result = await database.pool.query<{ name: string; table: string }>(
    `SELECT tgname AS name, n.nspname || '.' || c.relname AS "table"
    FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT tgisinternal AND tgname LIKE 'atualizar%'`,
  );
  const families = {
    'public.anotacao_pedido': 'atualizar_carteira_apos_anotacao',
    'public.movimentacao_estoque': 'atualizar_estoque_apos_movimentacao',
    'public.separacao': 'atualizar_projecao_apos_separacao',
    'public.pre_separacao_item': 'atualizar_projecao_apos_pre_separacao',
    'public.carteira_principal': 'atualizar_projecao_apos_carteira',
    'public.pedido': 'atualizar_projecao_apos_pedido',
    'public.programacao_producao': 'atualizar_projecao_apos_producao',
    'ruptura.configuracao': 'atualizar_projecao_apos_configuracao',
  };
  const expected = Object.entries(families).flatMap(([table, family]) =>
    ['insert', 'update', 'delete', 'truncate'].map((kind) => `${table} ${family}_${kind}`),
  );
  expect(result.rows.map((row) => `${row.table} ${row.name}`).sort()).toEqual(expected.sort());
});
