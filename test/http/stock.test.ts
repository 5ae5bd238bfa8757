/** The routes of one product, over a real database. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startOver } from '../support/start-over.ts';
import { addLine, addReceipt, ask, move, openTestServer, type TestServer } from './support.ts';

let test: TestServer;

beforeAll(async () => {
  test = await openTestServer();
});

afterAll(async () => {
  await test.close();
});

beforeEach(async () => {
  await startOver(test.database.pool);
});

/** The worked example of the projection: balances 17, 17, 27, 12, 13, 16, 16. */
async function workedExample(code: string): Promise<void> {
  const { pool } = test.database;
  await move(pool, code, '20');
  await addLine(pool, { order: 'P1', product: code, quantity: '3', date: '2026-03-02', name: 'Tampa' });
  await addLine(pool, { order: 'P2', product: code, quantity: '15', date: '2026-03-05' });
  await addReceipt(pool, code, '10', '2026-03-04', 'OP-1');
  await addReceipt(pool, code, '1', '2026-03-06');
  await addReceipt(pool, code, '3', '2026-03-07');
}

const path = (code: string, rest: string): string => `/api/estoque/${encodeURIComponent(code)}/${rest}`;

describe('the stock of a product', () => {
  it('is that of the last commit, whoever made it', async () => {
    await move(test.database.pool, 'A', '10.5');
    const first = await ask(test.server, path('A', 'atual'));
    expect(first).toMatchObject({ status: 200, body: { cod_produto: 'A', estoque: 10.5 } });
    expect(first.body['ultima_atualizacao']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-03:00$/);
    await move(test.database.pool, 'A', '-0.125');
    const second = await ask(test.server, path('A', 'atual'));
    expect(second.body['estoque']).toBe(10.375);
    expect(Number(second.body['versao'])).toBeGreaterThan(Number(first.body['versao']));
  });

  it('is 0 for a code nobody knows', async () => {
    const { status, body } = await ask(test.server, path('nada', 'atual'));
    expect([status, body]).toEqual([
      200,
      {
        cod_produto: 'nada',
        estoque: 0,
        ultima_atualizacao: null,
        conhecido: false,
        versao: expect.any(Number),
      },
    ]);
  });

  it.each(['atual', 'projecao', 'cardex'])(
    'tells a code nobody knows from one whose stock came to 0, or that only rows name which do not count: %s',
    async (kind) => {
      const { pool } = test.database;
      await move(pool, 'EMPTY', '5');
      await move(pool, 'EMPTY', '-5');
      await pool.query(
        `INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido, ativo)
         VALUES ('P', 'OLD', 1, false)`,
      );
      const known = async (code: string) => (await ask(test.server, path(code, kind))).body['conhecido'];
      expect(await Promise.all(['EMPTY', 'OLD', 'NOBODY'].map(known))).toEqual([true, true, false]);
      await move(pool, 'NOBODY', '1');
      expect(await known('NOBODY')).toBe(true);
    },
  );

  it('says so of what it calculates again', async () => {
    const url = (code: string) => ({ method: 'POST', url: path(code, 'recalcular') }) as const;
    await move(test.database.pool, 'A', '1');
    const told = await Promise.all(['A', 'NOBODY'].map((code) => ask(test.server, url(code))));
    expect(told.map(({ body }) => body['conhecido'])).toEqual([true, false]);
  });

  it.each(['A/B', 'A B', '100%', 'ção', 'a?b#c', '../x', 'rupturas', 'mapa', '00012'])(
    'is found under the code %s',
    async (code) => {
      await move(test.database.pool, code, '7');
      const { body } = await ask(test.server, path(code, 'atual'));
      expect(body).toMatchObject({ cod_produto: code, estoque: 7 });
    },
  );

  it('takes codes of 120 characters, and blanks around a code for nothing', async () => {
    const code = '💧'.repeat(120);
    await move(test.database.pool, code, '3');
    expect((await ask(test.server, path(` ${code}\t`, 'atual'))).body).toMatchObject({
      cod_produto: code,
      estoque: 3,
    });
  });
});

describe('the projection of a product', () => {
  it('has the figures of the worked example', async () => {
    await workedExample('A');
    const { status, body } = await ask(test.server, path('A', 'projecao'));
    expect(status).toBe(200);
    const days = body['projecao'] as { data: string; estoque_final: number; atp: number }[];
    expect(days).toHaveLength(29);
    expect(days.slice(0, 7).map((day) => day.estoque_final)).toEqual([17, 17, 27, 12, 13, 16, 16]);
    expect(days.slice(0, 7).map((day) => day.atp)).toEqual([12, 12, 12, 12, 13, 16, 16]);
    expect(days[0]?.data).toBe('2026-03-02');
    expect(body).toMatchObject({ nome_produto: 'Tampa', menor_estoque_7d: 12, status_ruptura: 'OK' });
    expect(body).not.toHaveProperty('data_disponivel');
    expect(body['calculado_em']).toMatch(/-03:00$/);
  });

  it('says when an exact quantity is there', async () => {
    await workedExample('A');
    const at = async (qtd: string): Promise<unknown[]> => {
      const { body } = await ask(test.server, `${path('A', 'projecao')}?qtd=${qtd}`);
      return [body['data_disponivel'], body['data_segura']];
    };
    expect(await at('17')).toEqual(['2026-03-02', null]);
    expect(await at('16')).toEqual(['2026-03-02', '2026-03-07']);
    expect(await at('16.001')).toEqual(['2026-03-02', null]);
    expect(await at('12.000')).toEqual(['2026-03-02', '2026-03-02']);
    expect(await at('999999999999.999')).toEqual([null, null]);
  });

  it('holds what another client committed just before the question', async () => {
    const other = await test.database.connect();
    try {
      for (let round = 1; round <= 30; round++) {
        await move(other, 'A', '1');
        const { body } = await ask(test.server, path('A', 'projecao'));
        expect(body['estoque_atual']).toBe(round);
      }
    } finally {
      await other.end();
    }
  });

  it('is not sent twice to who holds it, and is sent again after any change', async () => {
    await workedExample('A');
    const first = await ask(test.server, path('A', 'projecao'));
    const tag = String(first.headers['etag']);
    const again = { url: path('A', 'projecao'), headers: { 'if-none-match': `"x", ${tag}` } };
    expect(await ask(test.server, again)).toMatchObject({ status: 304, text: '' });
    await move(test.database.pool, 'B', '1');
    expect((await ask(test.server, again)).status).toBe(200);
  });

  it('follows a change of the time zone in what it calls an instant', async () => {
    const { pool } = test.database;
    await pool.query("UPDATE ruptura.configuracao SET valor = 'America/Manaus' WHERE chave = 'RUPTURA_TZ'");
    try {
      expect((await ask(test.server, path('A', 'projecao'))).body['calculado_em']).toMatch(/-04:00$/);
    } finally {
      await pool.query(
        "UPDATE ruptura.configuracao SET valor = 'America/Sao_Paulo' WHERE chave = 'RUPTURA_TZ'",
      );
    }
  });
});

interface CardexDay {
  readonly saidas: number;
  readonly entradas: number;
  readonly documentos_saida: readonly { readonly qtd: number }[];
  readonly documentos_entrada: readonly { readonly qtd: number }[];
}

describe('the cardex of a product', () => {
  it('names the documents behind every day, and they add up', async () => {
    const { pool } = test.database;
    await workedExample('A');
    await pool.query("INSERT INTO pedido VALUES ('L1', 'ABERTO', '2026-02-20')");
    await pool.query(
      "INSERT INTO separacao (separacao_lote_id, num_pedido, cod_produto, qtd_saldo) VALUES ('L1', 'P2', 'A', 4)",
    );
    await pool.query(
      "INSERT INTO pre_separacao_item (num_pedido, cod_produto, qtd_selecionada_usuario) VALUES ('P9', 'A', 2.5)",
    );
    await addReceipt(pool, 'A', '8', '2026-02-27', 'OP-0');
    const { status, body } = await ask(test.server, path('A', 'cardex'));
    expect(status).toBe(200);
    const days = body['projecao'] as CardexDay[];
    for (const day of days) {
      const sum = (all: readonly { readonly qtd: number }[]): number =>
        all.reduce((s, one) => s + one.qtd, 0);
      expect([sum(day.documentos_saida), sum(day.documentos_entrada)]).toEqual([day.saidas, day.entradas]);
    }
    expect(days[0]?.documentos_saida).toEqual([
      { num_pedido: 'P2', separacao_lote_id: 'L1', origem: 'SEPARACAO', qtd: 4, data: '2026-02-20' },
      { num_pedido: 'P1', separacao_lote_id: null, origem: 'CARTEIRA', qtd: 3, data: '2026-03-02' },
    ]);
    expect(days[3]?.documentos_saida).toEqual([
      { num_pedido: 'P2', separacao_lote_id: null, origem: 'CARTEIRA', qtd: 11, data: '2026-03-05' },
    ]);
    expect(days[2]?.documentos_entrada).toEqual([{ documento: 'OP-1', qtd: 10, data: '2026-03-04' }]);
    expect(body['documentos_sem_data']).toEqual([
      { num_pedido: 'P9', separacao_lote_id: null, origem: 'PRE_SEPARACAO', qtd: 2.5, data: null },
    ]);
    expect(body['documentos_atrasados']).toEqual([{ documento: 'OP-0', qtd: 8, data: '2026-02-27' }]);
    const projection = await ask(test.server, path('A', 'projecao'));
    const figures = (body['projecao'] as Record<string, unknown>[]).map(
      ({ documentos_saida: _out, documentos_entrada: _in, documentos_omitidos: _more, ...rest }) => rest,
    );
    expect(figures).toEqual(projection.body['projecao']);
    expect(body['versao']).toBe(projection.body['versao']);
  });

  it('pages the movements newest first with the running balance, whatever is added meanwhile', async () => {
    const { pool } = test.database;
    for (let n = 1; n <= 7; n++) await move(pool, 'A', String(n), `2026-02-0${(n % 3) + 1}`);
    await pool.query(
      "INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao, ativo) VALUES ('A', '2026-02-02', 100, false)",
    );
    const seen: { id: number; qtd: number; saldo: number }[] = [];
    let cursor: unknown = '';
    while (cursor !== null) {
      const query = cursor === '' ? '' : `&cursor=${String(cursor)}`;
      const { body } = await ask(test.server, `${path('A', 'cardex')}?limite=3${query}`);
      for (const row of body['movimentacoes'] as { id: number; qtd_movimentacao: number; saldo: number }[]) {
        seen.push({ id: row.id, qtd: row.qtd_movimentacao, saldo: row.saldo });
      }
      cursor = body['proximo'];
      if (seen.length === 3) await move(pool, 'A', '50', '2026-02-28');
    }
    expect(seen.map((row) => row.qtd)).toEqual([5, 2, 7, 4, 1, 6, 3]);
    expect(seen.map((row) => row.saldo)).toEqual([28, 23, 21, 14, 10, 9, 3]);
  });

  it('keeps movements of one day in the order of their numbers', async () => {
    const { pool } = test.database;
    for (let n = 1; n <= 12; n++) await move(pool, 'A', String(n), '2026-02-01');
    const first = await ask(test.server, `${path('A', 'cardex')}?limite=7`);
    const rest = `${path('A', 'cardex')}?limite=7&cursor=${String(first.body['proximo'])}`;
    const quantities = [first, await ask(test.server, rest)].flatMap(({ body }) =>
      (body['movimentacoes'] as { qtd_movimentacao: number }[]).map((row) => row.qtd_movimentacao),
    );
    expect(quantities).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });
});

describe('recalculating a product', () => {
  it('reads the tables, not what is kept beside them', async () => {
    await workedExample('A');
    // A balance that drifted from the movements, as only a broken trigger could make it.
    await test.database.pool.query("INSERT INTO ruptura.estoque_delta (cod_produto, qtd) VALUES ('A', 1000)");
    const { status, body } = await ask(test.server, { method: 'POST', url: path('A', 'recalcular') });
    expect(status).toBe(200);
    expect(body).toMatchObject({ estoque_atual: 20, menor_estoque_7d: 12, salvo: false });
    expect(body['tempo_calculo_ms']).toBeGreaterThan(0);
  });

  it('writes nothing under a fixed business date', async () => {
    await workedExample('A');
    await ask(test.server, { method: 'POST', url: path('A', 'recalcular') });
    const { rows } = await test.database.pool.query('SELECT FROM estoque_projecao_cache');
    expect(rows).toHaveLength(0);
  });
});
