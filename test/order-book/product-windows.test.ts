/** Lists of products from any row on, found by text, with what a heat map is coloured by. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HeatMapAnswer, StockoutsAnswer } from '../../src/contract/stock-wire.ts';
import { addLine, ask, move, openTestServer, type TestServer } from '../http/support.ts';
import { startOver } from '../support/start-over.ts';

let test: TestServer;

beforeAll(async () => {
  test = await openTestServer();
});

beforeEach(async () => {
  await startOver(test.database.pool);
  const { pool } = test.database;
  for (let n = 0; n < 8; n++) {
    await addLine(pool, {
      order: `P${n}`,
      product: `COD-${n}`,
      quantity: String(10 - n),
      date: '2026-03-04',
      name: n % 2 === 0 ? `Pão de açúcar ${n}` : `Café ${n}`,
    });
  }
  await move(pool, 'PARADO', '5');
});

afterAll(async () => {
  await test.close();
});

async function map(query: Record<string, string> = {}): Promise<HeatMapAnswer> {
  const answer = await ask(test.server, { url: '/api/estoque/mapa', query });
  expect(answer.status, answer.text).toBe(200);
  return answer.body as unknown as HeatMapAnswer;
}

const codes = ({ produtos }: HeatMapAnswer): string[] => produtos.map((product) => product.cod_produto);

describe('the heat map', () => {
  it('is shown from any row on, and a cursor goes on from there', async () => {
    const whole = codes(await map());
    expect(whole).toHaveLength(9);
    for (const posicao of [0, 3, 8]) {
      const window = await map({ posicao: String(posicao), limite: '3' });
      expect(window).toMatchObject({ posicao, total: 9 });
      expect(codes(window)).toEqual(whole.slice(posicao, posicao + 3));
      if (window.proximo === null) continue;
      const next = await map({ cursor: window.proximo });
      expect(next.posicao).toBe(posicao + 3);
      expect(codes(next)).toEqual(whole.slice(posicao + 3));
    }
    expect(await map({ posicao: '9' })).toMatchObject({ produtos: [], total: 9, proximo: null });
    expect(await map({ limite: '0' })).toMatchObject({ produtos: [], total: 9, proximo: null });
  });

  it('finds products by the words of code and name, accents and case forgiven, together with a status', async () => {
    expect(codes(await map({ texto: 'ACUCAR pao' }))).toEqual(['COD-0', 'COD-2', 'COD-4', 'COD-6']);
    expect(codes(await map({ texto: 'cod-3' }))).toEqual(['COD-3']);
    expect(codes(await map({ texto: 'parado', status: 'ok' }))).toEqual(['PARADO']);
    expect((await map({ texto: 'parado', status: 'critico' })).total).toBe(0);
    await test.database.pool.query(
      `UPDATE carteira_principal SET nome_produto = 'Leite' WHERE cod_produto = 'COD-3'`,
    );
    expect(codes(await map({ texto: 'leite' }))).toEqual(['COD-3']);
    const stockouts = await ask(test.server, '/api/estoque/rupturas?texto=leite&posicao=0&limite=1');
    expect((stockouts.body as unknown as StockoutsAnswer).produtos[0]!.nome_produto).toBe('Leite');
  });

  it('tells what a balance is large or small against: what leaves within the horizon', async () => {
    await addLine(test.database.pool, { order: 'Q', product: 'COD-0', quantity: '19', date: '2026-03-30' });
    await addLine(test.database.pool, { order: 'R', product: 'COD-0', quantity: '999', date: '2026-03-31' });
    await addLine(test.database.pool, { order: 'S', product: 'COD-0', quantity: '999', date: null });
    const { produtos } = await map({ texto: 'COD-0' });
    expect(produtos[0]).toMatchObject({ saidas_total: 29, saidas_media: 1 });
    const projection = await ask(test.server, '/api/estoque/COD-0/projecao');
    const days = projection.body['projecao'] as { saidas: number }[];
    expect(days.reduce((sum, day) => sum + day.saidas, 0)).toBe(29);
    expect((await map({ texto: 'PARADO' })).produtos[0]).toMatchObject({ saidas_total: 0, saidas_media: 0 });
  });

  it('takes a row or a cursor, not both', async () => {
    const { status, body } = await ask(test.server, '/api/estoque/mapa?posicao=1&cursor=abc');
    expect(status).toBe(400);
    expect(body).toMatchObject({ detalhes: { problemas: [{ problema: 'POSICAO_COM_CURSOR' }] } });
  });
});
