/** Everything about one order, and data that does not agree. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addLine, addReceipt, ask, move, openTestServer, type TestServer } from '../http/support.ts';
import { startOver } from '../support/start-over.ts';

let test: TestServer;

beforeAll(async () => {
  test = await openTestServer();
});

beforeEach(async () => {
  await startOver(test.database.pool);
});

afterAll(async () => {
  await test.close();
});

async function run(text: string): Promise<void> {
  await test.database.pool.query(text);
}

async function workedOrder(): Promise<void> {
  const { pool } = test.database;
  await move(pool, 'A', '5');
  await addLine(pool, { order: 'P 1/ç', product: 'A', quantity: '8', date: '2026-03-04', name: 'Arroz' });
  await addLine(pool, { order: 'P 1/ç', product: 'B', quantity: '2.5', date: null, price: '0' });
  await addReceipt(pool, 'A', '10', '2026-03-20');
  await run(`INSERT INTO pedido VALUES ('L1', ' aberto ', '2026-03-03'), ('L2', 'FATURADO', NULL)`);
  await run(`INSERT INTO separacao (separacao_lote_id, num_pedido, cod_produto, qtd_saldo)
    VALUES ('L1', 'P 1/ç', 'A', 3), ('L2', 'P 1/ç', 'A', 1), ('L3', 'P 1/ç', 'A', 0.5)`);
  await run(`INSERT INTO pre_separacao_item (num_pedido, cod_produto, qtd_selecionada_usuario, data_expedicao_editada, status, criado_por, criado_em)
    VALUES ('P 1/ç', 'A', 2, '2026-03-05', 'CRIADO', 'ana', '2026-03-01T12:00:00Z'), ('P 1/ç', 'A', 1, NULL, 'CANCELADO', NULL, NULL)`);
}

describe('the details of an order', () => {
  it.each(['', '/carteira'])(
    'hold its rows and what follows from them, under the prefix "%s"',
    async (prefix) => {
      await workedOrder();
      const url = `${prefix}/api/pedido/${encodeURIComponent('P 1/ç')}/detalhes-completo`;
      const { status, body, text } = await ask(test.server, url);
      expect(status, text).toBe(200);
      expect(body).toMatchObject({
        success: true,
        num_pedido: 'P 1/ç',
        pedido: { total_itens: 2, qtd_itens_ruptura: 2, valor_total_pedido: 80, expedicao: '2026-03-04' },
        linhas: [
          { cod_produto: 'A', nome_produto: 'Arroz', qtd_saldo_produto_pedido: 8, preco_produto_pedido: 10 },
          { cod_produto: 'B', qtd_saldo_produto_pedido: 2.5, expedicao: null },
        ],
        separacoes: [
          { separacao_lote_id: 'L1', qtd_saldo: 3, expedicao: '2026-03-03', status: ' aberto ', conta: true },
          { separacao_lote_id: 'L2', qtd_saldo: 1, expedicao: null, status: 'FATURADO', conta: false },
          { separacao_lote_id: 'L3', qtd_saldo: 0.5, status: null, conta: true },
        ],
        pre_separacoes: [
          {
            qtd_selecionada_usuario: 2,
            status: 'CRIADO',
            criado_por: 'ana',
            criado_em: '2026-03-01T09:00:00-03:00',
            conta: true,
          },
          { qtd_selecionada_usuario: 1, criado_em: null, conta: false },
        ],
        analise: { num_pedido: 'P 1/ç', pedido_ok: false },
        promessa: { situacao: 'SEM_DATA' },
        motivos: [
          {
            cod_produto: 'A',
            motivo: 'AGUARDA_ENTRADA',
            explicacao: 'Aguarda entrada; garantido a partir de 20/03/2026',
          },
          { cod_produto: 'B', motivo: 'SEM_ENTRADA', explicacao: 'Nenhuma entrada programada cobre a falta' },
        ],
      });
      const english = await ask(test.server, { url, headers: { 'accept-language': 'en' } });
      expect(english.body['motivos']).not.toEqual(body['motivos']);
    },
  );

  it('of an order that is closed or was never there are an error of their own', async () => {
    await addLine(test.database.pool, { order: 'P1', product: 'A', quantity: '0', date: null });
    for (const code of ['P1', 'P2']) {
      const { status, body } = await ask(test.server, `/api/pedido/${code}/detalhes-completo`);
      expect(status).toBe(404);
      expect(body).toMatchObject({ success: false, codigo: 'PEDIDO_NAO_ENCONTRADO' });
    }
  });

  it('agree with the analysis while the order is written to without pause', async () => {
    await addLine(test.database.pool, { order: 'P1', product: 'A', quantity: '1', date: null });
    let writing = true;
    const writer = (async () => {
      for (let n = 2; writing; n++)
        await run(`UPDATE carteira_principal SET qtd_saldo_produto_pedido = ${(n % 900) + 1}`);
    })();
    for (let n = 0; n < 30; n++) {
      const { body } = await ask(test.server, '/api/pedido/P1/detalhes-completo');
      const lines = body['linhas'] as { qtd_saldo_produto_pedido: number }[];
      const analysis = body['analise'] as { itens: { qtd_saldo: number }[] };
      expect(analysis.itens[0]!.qtd_saldo).toBe(lines[0]!.qtd_saldo_produto_pedido);
    }
    writing = false;
    await writer;
  });
});

interface Kind {
  readonly tipo: string;
  readonly descricao: string;
  readonly total: number;
  readonly exemplos: Record<string, unknown>[];
  readonly proximo: string | null;
}

async function kinds(query: Record<string, string> = {}): Promise<Kind[]> {
  const { status, body, text } = await ask(test.server, { url: '/api/inconsistencias', query });
  expect(status, text).toBe(200);
  return body['tipos'] as Kind[];
}

const CASES: [kind: string, make: string, example: Record<string, unknown>][] = [
  [
    'LOTE_MAIOR_QUE_SALDO',
    `INSERT INTO pedido VALUES ('L', 'COTADO', NULL);
    INSERT INTO separacao (separacao_lote_id, num_pedido, cod_produto, qtd_saldo) VALUES ('L', 'P1', 'A', 12.5)`,
    { num_pedido: 'P1', cod_produto: 'A', separacao_lote_id: 'L', qtd: 12.5, saldo: 10, linhas: 1 },
  ],
  [
    'LINHA_COM_LOTE_VAZIO',
    `UPDATE carteira_principal SET separacao_lote_id = 'L9'`,
    { num_pedido: 'P1', separacao_lote_id: 'L9', qtd: 10 },
  ],
  [
    'RASCUNHO_SEM_PEDIDO',
    `INSERT INTO pre_separacao_item (num_pedido, cod_produto, qtd_selecionada_usuario) VALUES ('GONE', 'A', 2)`,
    { num_pedido: 'GONE', cod_produto: 'A', qtd: 2, saldo: 0 },
  ],
  [
    'RASCUNHO_MAIOR_QUE_SALDO',
    `INSERT INTO pre_separacao_item (num_pedido, cod_produto, qtd_selecionada_usuario) VALUES ('P1', 'A', 11)`,
    { num_pedido: 'P1', qtd: 11, saldo: 10 },
  ],
  [
    'ENTRADA_ATRASADA',
    `INSERT INTO programacao_producao (cod_produto, data_programacao, qtd_programada, documento) VALUES ('A', '2026-03-01', 4, 'OP7')`,
    { cod_produto: 'A', data: '2026-03-01', qtd: 4, documento: 'OP7' },
  ],
  [
    'LOTE_SEM_CABECALHO',
    `INSERT INTO separacao (separacao_lote_id, num_pedido, cod_produto, qtd_saldo) VALUES ('L', 'P1', 'A', 1), ('L', 'P1', 'A', 2)`,
    { separacao_lote_id: 'L', qtd: 3, linhas: 2 },
  ],
  [
    'LINHA_DE_PEDIDO_REPETIDA',
    `INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido, preco_produto_pedido, expedicao, cliente, ativo)
    VALUES ('P9', 'A', 5, 2, '2026-03-04', 'Z', true), ('P9', 'A', 5, 2, '2026-03-04', 'Z', true), ('P9', 'A', 5, 2, '2026-03-05', 'Z', true), ('P9', 'A', 5, 2, '2026-03-05', 'Z', false)`,
    { num_pedido: 'P9', cod_produto: 'A', data: '2026-03-04', qtd: 5, linhas: 2 },
  ],
  [
    'MOVIMENTACAO_REPETIDA',
    `INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao, documento, chave_externa)
    VALUES ('A', '2026-03-01', 7, 'NF 1', 'k1'), ('A', '2026-03-01', 7, 'NF 1', 'k2'), ('A', '2026-03-01', 7, NULL, 'k3'), ('A', '2026-03-01', 7, NULL, 'k4')`,
    { cod_produto: 'A', documento: 'NF 1', qtd: 7, linhas: 2 },
  ],
  [
    'MOVIMENTACAO_PARECIDA',
    `INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao, documento)
    VALUES ('A', '2026-03-01', -1, NULL), ('A', '2026-03-01', -1, NULL), ('A', '2026-03-01', -1, NULL), ('A', '2026-03-01', -1, 'NF 2')`,
    { cod_produto: 'A', documento: null, qtd: -1, linhas: 3 },
  ],
  [
    'MOVIMENTACAO_FUTURA',
    `INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao) VALUES ('A', '2026-03-03', 7)`,
    { cod_produto: 'A', data: '2026-03-03', qtd: 7 },
  ],
  [
    'SITUACAO_DESCONHECIDA',
    `INSERT INTO pedido VALUES ('L1', 'em trânsito', NULL), ('L2', 'EM TRÂNSITO ', NULL), ('L3', 'cancelado', NULL)`,
    { documento: 'pedido', texto: 'EM TRÂNSITO', linhas: 2 },
  ],
  [
    'QUANTIDADES_GRANDES_DEMAIS',
    `INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido)
    SELECT 'P' || n, 'B', 999999999999.999 FROM generate_series(1, 10) n`,
    { cod_produto: 'B', linhas: 10 },
  ],
];

describe('inconsistencies', () => {
  it.each(CASES)('of the kind %s are found, and nothing else is', async (kind, make, example) => {
    await addLine(test.database.pool, { order: 'P1', product: 'A', quantity: '10', date: '2026-03-04' });
    expect((await kinds()).map(({ total }) => total)).toEqual(CASES.map(() => 0));
    await run(make);
    const found = (await kinds()).filter(({ total }) => total > 0);
    expect(found.map(({ tipo, total }) => [tipo, total])).toEqual([[kind, 1]]);
    expect(found[0]!.exemplos).toEqual([expect.objectContaining(example)]);
    expect(found[0]!.descricao.length).toBeGreaterThan(20);
  });

  it('are paged by kind, none left out and none twice', async () => {
    await run(`INSERT INTO separacao (separacao_lote_id, num_pedido, cod_produto, qtd_saldo)
      SELECT 'L' || n, 'P1', 'A', 1 FROM generate_series(1, 25) n`);
    const seen: unknown[] = [];
    for (let cursor = ''; ; ) {
      const query = { tipo: 'LOTE_SEM_CABECALHO', limite: '10', ...(cursor === '' ? {} : { cursor }) };
      const [page] = await kinds(query);
      seen.push(...page!.exemplos.map((row) => row['separacao_lote_id']));
      if (page!.proximo === null) break;
      cursor = page!.proximo;
    }
    expect(seen).toHaveLength(25);
    expect(new Set(seen).size).toBe(25);
    const wrong = await ask(test.server, { url: '/api/inconsistencias', query: { cursor: 'abc' } });
    expect(wrong.status).toBe(400);
  });

  describe('that a person calls right', () => {
    const url = '/api/inconsistencias/aceitos';
    const late = async (): Promise<Kind & { aceitos: number }> =>
      (await kinds({ tipo: 'ENTRADA_ATRASADA' }))[0] as Kind & { aceitos: number };
    const judge = async (method: 'POST' | 'DELETE', payload: object) => {
      const { status, body, text } = await ask(test.server, { method, url, payload });
      expect(status, text).toBe(200);
      return body['alterados'];
    };
    beforeEach(() =>
      run(`INSERT INTO programacao_producao (cod_produto, data_programacao, qtd_programada, documento)
        VALUES ('A', '2026-03-01', 4, 'OP7'), ('A', '2026-02-28', 5, 'OP8')`),
    );

    it('leave the list and its file, are told apart with who and when, and can be listed again', async () => {
      const [first] = (await late()).exemplos;
      expect(await judge('POST', { tipo: 'ENTRADA_ATRASADA', chaves: [first!['chave']] })).toBe(1);
      expect(await late()).toMatchObject({ total: 1, aceitos: 1, exemplos: [{ documento: 'OP7' }] });
      const accepted = await kinds({ tipo: 'ENTRADA_ATRASADA', aceitos: '1' });
      expect(accepted[0]!.exemplos).toEqual([
        { ...first, aceito_por: null, aceito_em: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*-03:00$/) },
      ]);
      const file = await ask(test.server, '/api/exportar/inconsistencias?tipo=ENTRADA_ATRASADA');
      expect([file.text.includes('OP7'), file.text.includes('OP8')]).toEqual([true, false]);
      expect(await judge('DELETE', { tipo: 'ENTRADA_ATRASADA', chaves: [first!['chave']] })).toBe(1);
      expect(await late()).toMatchObject({ total: 2, aceitos: 0 });
    });

    it('are asked about again once anything of them is another, and only they', async () => {
      expect(await judge('POST', { tipo: 'ENTRADA_ATRASADA' })).toBe(2);
      expect(await late()).toMatchObject({ total: 0, aceitos: 2 });
      await run(`UPDATE programacao_producao SET qtd_programada = 6 WHERE documento = 'OP8'`);
      expect(await late()).toMatchObject({ total: 1, aceitos: 1, exemplos: [{ documento: 'OP8', qtd: 6 }] });
      expect(await judge('POST', { tipo: 'ENTRADA_ATRASADA' })).toBe(1);
      expect(await late()).toMatchObject({ total: 0, aceitos: 2 });
    });

    it('of an unknown kind are refused; a key that is none names nothing', async () => {
      const wrong = await ask(test.server, { method: 'POST', url, payload: { tipo: 'NADA' } });
      expect([wrong.status, wrong.body['codigo']]).toEqual([400, 'REQUISICAO_INVALIDA']);
      expect(await judge('POST', { tipo: 'ENTRADA_ATRASADA', chaves: ['%%%'] })).toBe(0);
    });
  });

  it('come with how likely they are, the likeliest first; ordinary sales are not counted among the likely', async () => {
    await run(`INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao)
      SELECT 'A' || n % 5, '2026-03-01', -1 FROM generate_series(1, 50) n`);
    const { body } = await ask(test.server, '/api/inconsistencias');
    expect(body).toMatchObject({ total: 5, provaveis: 0 });
    const likely = (body['tipos'] as { probabilidade: string }[]).map(({ probabilidade }) => probabilidade);
    expect(likely).toEqual([...likely].sort((a, b) => 'AMB'.indexOf(a[0]!) - 'AMB'.indexOf(b[0]!)));
  });
});
