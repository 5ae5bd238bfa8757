/** A first visit: the server says that there is nothing, loads a demo book, and tells how far it is. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DemoAnswer } from '../../src/contract/demo-wire.ts';
import { ask, move, openTestServer, type TestServer } from '../http/support.ts';
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

async function isEmpty(): Promise<unknown> {
  return (await ask(test.server, '/api/configuracao')).body['vazio'];
}

const start = (payload: object) => ask(test.server, { method: 'POST', url: '/api/demo', payload });

async function events(): Promise<DemoAnswer[]> {
  const { payload } = await test.server.inject('/api/demo/stream');
  return [...payload.matchAll(/^data: (.*)$/gm)].map((match) => JSON.parse(match[1]!) as DemoAnswer);
}

describe('an empty database', () => {
  it('says so until any table has a row, also one that no answer shows', async () => {
    expect(await isEmpty()).toBe(true);
    await test.database.pool.query(`INSERT INTO pedido (separacao_lote_id, status) VALUES ('L', 'FATURADO')`);
    expect(await isEmpty()).toBe(false);
  });

  it('takes the demo book, with progress, and shows it', async () => {
    expect((await ask(test.server, '/api/demo')).body).toMatchObject({ estado: 'PARADA', completo: true });
    const started = await start({ pedidos: 3000, semente: 7 });
    expect(started).toMatchObject({ status: 202, body: { estado: 'GERANDO', pedidos: 3000, semente: 7 } });
    const told = await events();
    const shares = told.map(({ progresso }) => progresso);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
    expect(told.slice(0, -1).every(({ estado, progresso }) => estado === 'GERANDO' && progresso < 100)).toBe(
      true,
    );
    const last = told.at(-1)!;
    expect(last).toMatchObject({ success: true, estado: 'GRAVADA', progresso: 100, completo: true });
    const { totais } = (await ask(test.server, '/api/carteira?limite=0')).body as {
      totais: { pedidos: number };
    };
    expect(totais.pedidos).toBeGreaterThan(2000);
    expect(Object.values(last.tabelas!).reduce((sum, rows) => sum + rows, 0)).toBe(last.linhas);
    expect(await isEmpty()).toBe(false);
    expect(await start({})).toMatchObject({ status: 409, body: { codigo: 'BANCO_COM_DADOS' } });
  });

  it('gives the same book for the same seed', async () => {
    const digest = async (): Promise<unknown> => {
      await start({ pedidos: 300, semente: 5 });
      await events();
      const { rows } = await test.database.pool.query<{ soma: string }>(
        `SELECT md5(string_agg(to_jsonb(c)::text, '' ORDER BY id)) AS soma FROM (
           SELECT row_number() OVER (ORDER BY id) AS id, num_pedido, cod_produto, qtd_saldo_produto_pedido, cliente
           FROM carteira_principal) AS c`,
      );
      return rows[0]!.soma;
    };
    const first = await digest();
    await test.database.pool.query(
      'TRUNCATE movimentacao_estoque, carteira_principal, separacao, pedido, pre_separacao_item, programacao_producao',
    );
    expect(await digest()).toBe(first);
  });
});

describe('the demo book', () => {
  it('is loaded once at a time, and leaves nothing behind when it is cancelled', async () => {
    const answers = await Promise.all([start({ pedidos: 60_000 }), start({ pedidos: 60_000 })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
    expect(answers.find(({ status }) => status === 409)!.body['codigo']).toBe('DEMO_EM_ANDAMENTO');
    const cancelled = await ask(test.server, { method: 'DELETE', url: '/api/demo' });
    expect(cancelled.body).toMatchObject({
      success: true,
      estado: 'CANCELADA',
      completo: true,
      tabelas: null,
    });
    expect(await isEmpty()).toBe(true);
    expect((await start({ pedidos: 10 })).status).toBe(202);
    expect((await events()).at(-1)).toMatchObject({ estado: 'GRAVADA' });
  });

  it('does not slip in between the rows of another writer', async () => {
    const other = await test.database.connect();
    await other.query('BEGIN');
    await move(other, 'A', '1');
    expect((await start({ pedidos: 10 })).status).toBe(202);
    await other.query('COMMIT');
    await other.end();
    expect((await events()).at(-1)).toMatchObject({ success: false, codigo: 'BANCO_COM_DADOS' });
  });

  it.each([{ pedidos: 0 }, { pedidos: 100_001 }, { pedidos: 'muitos' }, { semente: -1 }, { outra: 1 }])(
    'is refused as %j',
    async (body) => {
      expect(await start(body)).toMatchObject({ status: 400, body: { codigo: 'REQUISICAO_INVALIDA' } });
      expect(await isEmpty()).toBe(true);
    },
  );
});
