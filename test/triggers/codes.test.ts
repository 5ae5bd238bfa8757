import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.close();
});

/** Everything JavaScript's trim() takes off. */
const BLANKS = Array.from({ length: 0x1_0000 }, (_, code) => String.fromCharCode(code)).filter(
  (character) => character.trim() === '' && character !== '',
);

describe('blanks around a code', () => {
  test('are the same for the trimming, for the check that it is needed, and for JavaScript', async () => {
    const everything = Array.from({ length: 0xd7ff }, (_, code) => String.fromCharCode(code + 1));
    const result = await database.pool.query<{ c: string }>(
      `SELECT c FROM unnest($1::text[]) AS c
      WHERE ruptura.aparar(c || 'A B' || c) = 'A B' AND ruptura.precisa_aparar(c || 'A B' || c)`,
      [everything],
    );
    expect(result.rows.map((row) => row.c)).toEqual(BLANKS.filter((blank) => blank !== '\ufeff'));
    const mark = await database.pool.query(
      `SELECT ruptura.aparar($1) = 'A' AND ruptura.precisa_aparar('x', 'y', $1) AS same`,
      ['\ufeffA\ufeff'],
    );
    expect(mark.rows[0].same).toBe(true);
    const disagree = await database.pool.query(
      `SELECT FROM unnest($1::text[]) AS c
      WHERE (ruptura.aparar('A' || c) <> 'A' || c) <> ruptura.precisa_aparar('A' || c)`,
      [everything],
    );
    expect(disagree.rowCount).toBe(0);
  });

  test.each([
    [
      'movimentacao_estoque',
      'cod_produto, data_movimentacao, qtd_movimentacao, chave_externa',
      "$1, '2026-03-02', 1, $2",
      ['cod_produto', 'chave_externa'],
    ],
    [
      'carteira_principal',
      'num_pedido, cod_produto, qtd_saldo_produto_pedido, separacao_lote_id',
      '$1, $2, 1, $3',
      ['num_pedido', 'cod_produto', 'separacao_lote_id'],
    ],
    [
      'separacao',
      'separacao_lote_id, num_pedido, cod_produto, qtd_saldo',
      '$1, $2, $3, 1',
      ['separacao_lote_id', 'num_pedido', 'cod_produto'],
    ],
    ['pedido', 'separacao_lote_id', '$1', ['separacao_lote_id']],
    [
      'pre_separacao_item',
      'num_pedido, cod_produto, qtd_selecionada_usuario, separacao_lote_id',
      '$1, $2, 1, $3',
      ['num_pedido', 'cod_produto', 'separacao_lote_id'],
    ],
    [
      'programacao_producao',
      'cod_produto, data_programacao, qtd_programada',
      "$1, '2026-03-02', 1",
      ['cod_produto'],
    ],
  ])('go away in %s, on insert and on update, each code by itself', async (table, columns, values, codes) => {
    for (const dirty of codes) {
      await database.pool.query(`TRUNCATE ${table}`);
      const clean = codes.map((code) => `0 0${code}`);
      const given = codes.map((code) => (code === dirty ? `\u00a0\t 0 0${code} \r\n` : `0 0${code}`));
      await database.pool.query(`INSERT INTO ${table} (${columns}) VALUES (${values})`, given);
      const read = `SELECT ${codes.join(', ')} FROM ${table}`;
      expect(Object.values((await database.pool.query(read)).rows[0])).toEqual(clean);
      await database.pool.query(`UPDATE ${table} SET ${dirty} = $1`, ['\n 007\u3000']);
      expect((await database.pool.query(read)).rows[0][dirty]).toBe('007');
    }
  });

  test('alone are no code: refused where one is needed, null where it is optional', async () => {
    await expect(
      database.pool.query("INSERT INTO pedido (separacao_lote_id) VALUES (E' \\t ')"),
    ).rejects.toMatchObject({ code: '23514', constraint: 'separacao_lote_id_nao_pode_ser_vazio' });
    const movement = await database.pool.query(
      `INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao, chave_externa)
      VALUES ('A', '2026-03-02', 1, ''), ('A', '2026-03-02', 1, ' ') RETURNING chave_externa`,
    );
    expect(movement.rows).toEqual([{ chave_externa: null }, { chave_externa: null }]);
  });

  test('make no second key: the trimmed one is there already', async () => {
    await database.pool.query("INSERT INTO pedido (separacao_lote_id) VALUES ('UNICO')");
    await expect(
      database.pool.query("INSERT INTO pedido (separacao_lote_id) VALUES (' UNICO ')"),
    ).rejects.toMatchObject({ constraint: 'pedido_separacao_lote_id_repetido' });
  });
});

describe('a value that cannot be', () => {
  const movement = (column: string, value: string): string => {
    const row: Record<string, string> = {
      cod_produto: "'A'",
      data_movimentacao: "'2026-03-02'",
      qtd_movimentacao: '1',
      [column]: value,
    };
    return `INSERT INTO movimentacao_estoque (${Object.keys(row).join()}) VALUES (${Object.values(row).join()})`;
  };

  test.each([
    [movement('qtd_movimentacao', '0'), 'qtd_movimentacao_zero'],
    [movement('qtd_movimentacao', '0.0004'), 'qtd_movimentacao_zero'],
    [movement('qtd_movimentacao', "'NaN'"), 'qtd_movimentacao_sem_valor'],
    [movement('cod_produto', "''"), 'cod_produto_nao_pode_ser_vazio'],
    [movement('data_movimentacao', "'infinity'"), 'data_movimentacao_fora_dos_anos_1900_a_2200'],
    [movement('data_movimentacao', "'-infinity'"), 'data_movimentacao_fora_dos_anos_1900_a_2200'],
    [movement('data_movimentacao', "'1899-12-31'"), 'data_movimentacao_fora_dos_anos_1900_a_2200'],
    [movement('data_movimentacao', "'2201-01-01'"), 'data_movimentacao_fora_dos_anos_1900_a_2200'],
    ...['-0.001', "'NaN'"].flatMap((value) => [
      [
        `INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido) VALUES ('1', 'A', ${value})`,
        'qtd_saldo_produto_pedido_negativa_ou_sem_valor',
      ],
      [
        `INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido, preco_produto_pedido)
        VALUES ('1', 'A', 1, ${value})`,
        'preco_produto_pedido_negativo_ou_sem_valor',
      ],
      [
        `INSERT INTO separacao (separacao_lote_id, num_pedido, cod_produto, qtd_saldo) VALUES ('L', '1', 'A', ${value})`,
        'qtd_saldo_negativa_ou_sem_valor',
      ],
      [
        `INSERT INTO pre_separacao_item (num_pedido, cod_produto, qtd_selecionada_usuario) VALUES ('1', 'A', ${value})`,
        'qtd_selecionada_usuario_negativa_ou_sem_valor',
      ],
      [
        `INSERT INTO programacao_producao (cod_produto, data_programacao, qtd_programada) VALUES ('A', '2026-03-02', ${value})`,
        'qtd_programada_negativa_ou_sem_valor',
      ],
    ]),
    [
      `INSERT INTO pedido (separacao_lote_id, expedicao) VALUES ('X', 'infinity')`,
      'expedicao_fora_dos_anos_1900_a_2200',
    ],
    [
      `INSERT INTO pre_separacao_item (num_pedido, cod_produto, qtd_selecionada_usuario, criado_em)
      VALUES ('1', 'A', 1, 'infinity')`,
      'criado_em_fora_dos_anos_1900_a_2200',
    ],
  ])('is refused by a constraint that says so: %s', async (statement, constraint) => {
    await expect(database.pool.query(statement)).rejects.toMatchObject({ code: '23514', constraint });
  });

  test('is refused where the limits of the type are passed', async () => {
    await expect(database.pool.query(movement('qtd_movimentacao', '1000000000000'))).rejects.toMatchObject({
      code: '22003',
    });
    await database.pool.query(movement('qtd_movimentacao', '-999999999999.999'));
    await database.pool.query(movement('data_movimentacao', "'1900-01-01'"));
    await database.pool.query(movement('data_movimentacao', "'2200-12-31'"));
  });

  test('is refused when an external key comes a second time', async () => {
    await database.pool.query(movement('chave_externa', "'K1'"));
    await expect(database.pool.query(movement('chave_externa', "'K1'"))).rejects.toMatchObject({
      constraint: 'movimentacao_estoque_chave_externa_repetida',
    });
  });
});

test('leading zeros stay and codes sort byte by byte', async () => {
  await database.pool.query(
    `TRUNCATE programacao_producao;
    INSERT INTO programacao_producao (cod_produto, data_programacao, qtd_programada)
    SELECT c, '2026-03-02', 1 FROM unnest(ARRAY['a', 'B', '007', '07', 'Á', 'A']) c`,
  );
  const result = await database.pool.query(
    'SELECT cod_produto FROM programacao_producao ORDER BY cod_produto',
  );
  expect(result.rows.map((row) => row.cod_produto)).toEqual(['007', '07', 'A', 'B', 'a', 'Á']);
});

test('the queries people are told to use on saved projections work', async () => {
  await database.pool.query(
    `INSERT INTO estoque_projecao_cache
      (cod_produto, projecao, menor_estoque_7d, dia_ruptura, status_ruptura, data_calculo, tempo_calculo_ms, versao)
    SELECT 'A', jsonb_agg(jsonb_build_object('data', d)), -2.5, '2026-03-04', 'CRÍTICO', now() - interval '90 s', 0.031, 7
    FROM generate_series(0, 28) d`,
  );
  const age = await database.pool.query(
    `SELECT cod_produto, data_calculo, EXTRACT(EPOCH FROM (NOW() - data_calculo))/60 AS idade_minutos
    FROM estoque_projecao_cache ORDER BY data_calculo`,
  );
  expect(Number(age.rows[0].idade_minutos)).toBeGreaterThanOrEqual(1.5);
  const states = await database.pool.query(
    "SELECT cod_produto, menor_estoque_7d, status_ruptura FROM estoque_projecao_cache WHERE status_ruptura <> 'OK'",
  );
  expect(states.rows).toEqual([{ cod_produto: 'A', menor_estoque_7d: '-2.500', status_ruptura: 'CRÍTICO' }]);
  const times = await database.pool.query(
    'SELECT cod_produto, tempo_calculo_ms, versao FROM estoque_projecao_cache ORDER BY tempo_calculo_ms DESC',
  );
  expect(Number(times.rows[0].tempo_calculo_ms)).toBe(0.031);
  await expect(
    database.pool.query(`UPDATE estoque_projecao_cache SET projecao = '[1]'`),
  ).rejects.toMatchObject({ constraint: 'projecao_deve_ter_29_dias' });
});
