/** Settings that change answers are changed for all, after it was seen what they would do. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addLine, addReceipt, ask, move, openTestServer, type TestServer } from '../http/support.ts';
import { startOver } from '../support/start-over.ts';

let test: TestServer;

beforeAll(async () => {
  test = await openTestServer({ environment: { REDIS_URL: 'redis://:s3nh4-do-redis@10.0.0.1:6379' } });
});

beforeEach(async () => {
  await startOver(test.database.pool);
  await test.database.pool.query(
    `UPDATE ruptura.configuracao SET valor = CASE chave WHEN 'politica' THEN 'por_item' WHEN 'RUPTURA_TZ' THEN 'America/Sao_Paulo' ELSE '' END`,
  );
  const { pool } = test.database;
  // Both want the ten of A; the cheap order comes first by its date, the other waits for the receipt.
  await move(pool, 'A', '10');
  await addReceipt(pool, 'A', '10', '2026-03-10');
  await addLine(pool, { order: 'BARATO', product: 'A', quantity: '10', date: '2026-03-03', price: '1' });
  await addLine(pool, { order: 'CARO', product: 'A', quantity: '10', date: '2026-03-04', price: '100' });
});

afterAll(async () => {
  await test.close();
});

interface Rules {
  readonly versao: string;
}

async function inForce(): Promise<Rules & Record<string, unknown>> {
  return (await ask(test.server, '/api/configuracao')).body['respostas'] as Rules & Record<string, unknown>;
}

async function promised(): Promise<Record<string, unknown>> {
  const { pedidos } = (await ask(test.server, '/api/carteira')).body as {
    pedidos: { num_pedido: string; promessa: { data: string | null } }[];
  };
  return Object.fromEntries(pedidos.map(({ num_pedido, promessa }) => [num_pedido, promessa.data]));
}

const preview = (payload: object) =>
  ask(test.server, { method: 'POST', url: '/api/configuracao/previa', payload });
const change = (payload: object) => ask(test.server, { method: 'PUT', url: '/api/configuracao', payload });

it('what is set in the environment without effect is told, but not its value', async () => {
  const { body, text } = await ask(test.server, '/api/configuracao');
  expect(body['sem_efeito']).toEqual([
    { nome: 'REDIS_URL', motivo: expect.stringContaining('não usa Redis') },
  ]);
  expect(text).not.toContain('s3nh4-do-redis');
});

describe('a change of the settings that change answers', () => {
  it('is shown before it is made: what would move, how much it is worth, and nothing moves by looking', async () => {
    const before = await promised();
    expect(before).toEqual({ BARATO: '2026-03-03', CARO: '2026-03-10' });
    const { status, body } = await preview({ classificacao: ['valor'] });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      pedidos: 2,
      mais_cedo: { pedidos: 1, valor: 1000 },
      mais_tarde: { pedidos: 1, valor: 10 },
      ganham_data: { pedidos: 0, valor: 0 },
      perdem_data: { pedidos: 0, valor: 0 },
      exemplos: [
        { num_pedido: 'CARO', valor: 1000, de: '2026-03-10', para: '2026-03-04' },
        { num_pedido: 'BARATO', valor: 10, de: '2026-03-03', para: '2026-03-10' },
      ],
      data_hoje: '2026-03-02',
    });
    expect(await promised()).toEqual(before);
  });

  it('leaves the order in which others stand before an order as it is, by being looked at', async () => {
    const { pool } = test.database;
    await addLine(pool, { order: 'ULTIMO', product: 'A', quantity: '10', date: '2026-03-05' });
    const holders = async (): Promise<unknown> => {
      const { body } = await ask(test.server, '/api/ruptura/worker/resultado/ULTIMO');
      const [item] = body['itens'] as { ocupado_por: { num_pedido: string }[] }[];
      return item!.ocupado_por.map(({ num_pedido }) => num_pedido);
    };
    expect(await holders()).toEqual(['BARATO', 'CARO']);
    expect((await preview({ classificacao: ['valor'] })).status).toBe(200);
    expect(await holders()).toEqual(['BARATO', 'CARO']);
  });

  it('does what was shown, for every process, and is answered as in force', async () => {
    const { versao } = await inForce();
    const { status, body } = await change({ versao, classificacao: ['valor'] });
    expect([status, body['respostas']]).toEqual([
      200,
      {
        RUPTURA_TZ: 'America/Sao_Paulo',
        politica: 'por_item',
        classificacao: ['valor'],
        versao: expect.not.stringMatching(`^${versao}$`),
      },
    ]);
    expect(await promised()).toEqual({ BARATO: '2026-03-10', CARO: '2026-03-04' });
    const { rows } = await test.database.pool.query<{ valor: string }>(
      `SELECT valor FROM ruptura.configuracao WHERE chave = 'classificacao'`,
    );
    expect(rows).toEqual([{ valor: 'valor' }]);
  });

  it('that takes an order its date says so, also where whole orders are promised', async () => {
    const { pool } = test.database;
    await addLine(pool, { order: 'CARO', product: 'B', quantity: '1', date: '2026-03-04', price: '1' });
    const { body } = await preview({ politica: 'completa', classificacao: ['valor'] });
    // CARO, which lacks B, takes nothing at all, and BARATO keeps its day.
    expect(body).toMatchObject({
      mais_cedo: { pedidos: 0 },
      mais_tarde: { pedidos: 0 },
      perdem_data: { pedidos: 0 },
    });
    await pool.query(`DELETE FROM programacao_producao`);
    const { body: lost } = await preview({ classificacao: ['valor'] });
    expect(lost).toMatchObject({
      perdem_data: { pedidos: 1, valor: 10 },
      exemplos: [{ num_pedido: 'BARATO', para: null }],
    });
  });

  it('decided on settings that are in force no more is refused, and nothing is stored', async () => {
    const { versao } = await inForce();
    expect((await change({ versao, politica: 'completa' })).status).toBe(200);
    const { status, body } = await change({ versao, classificacao: ['agendamento'] });
    expect([status, body['codigo']]).toEqual([409, 'CONFIGURACAO_ALTERADA']);
    expect(await inForce()).toMatchObject({ politica: 'completa', classificacao: [] });
  });

  it.each([
    [{ politica: 'nenhuma' }, '/politica'],
    [{ classificacao: ['valor', 'valor'] }, '/classificacao/1'],
    [{ classificacao: ['cor'] }, '/classificacao/0'],
    [{ RUPTURA_TZ: 'Marte/Olimpo' }, '/RUPTURA_TZ'],
  ])('to %j is refused where it is wrong', async (rules, place) => {
    const { versao } = await inForce();
    for (const { status, text } of [await preview(rules), await change({ versao, ...rules })]) {
      expect(status, text).toBe(400);
      expect(text).toContain(place);
    }
  });

  it('of the time zone tells the business date it would make', async () => {
    const clock = await openTestServer({ today: null });
    try {
      const dates = await Promise.all(
        ['Pacific/Kiritimati', 'Pacific/Pago_Pago'].map(async (zone) => {
          const { body } = await ask(clock.server, {
            method: 'POST',
            url: '/api/configuracao/previa',
            payload: { RUPTURA_TZ: zone },
          });
          return body['data_hoje'] as string;
        }),
      );
      // A day and an hour apart, so never on one date.
      expect(dates[0]! > dates[1]!).toBe(true);
    } finally {
      await clock.close();
    }
  });
});
