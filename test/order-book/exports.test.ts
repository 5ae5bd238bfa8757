/** Lists as files say what the lists say, in the form each reader expects. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addLine, addReceipt, ask, move, openTestServer, type TestServer } from '../http/support.ts';

let test: TestServer;

beforeEach(async () => {
  test = await openTestServer();
  const { pool } = test.database;
  await move(pool, 'A', '1234.5');
  await addLine(pool, { order: 'P1', product: 'A', quantity: '10.5', date: '2026-03-04', name: '=1+1; "x"' });
  await addLine(pool, { order: 'P2', product: 'B', quantity: '3', date: '2026-03-05', price: '0.5' });
  await addReceipt(pool, 'B', '1', '2026-03-01');
});

afterEach(async () => {
  await test.close();
});

async function lines(url: string): Promise<string[]> {
  const answer = await ask(test.server, url);
  expect(answer.status, answer.text).toBe(200);
  expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="[a-z]+-2026-03-02\.csv"$/);
  return answer.text
    .replace(/^\ufeff/, '')
    .trimEnd()
    .split('\r\n');
}

describe('exports', () => {
  it('of the order book follow its filter and order, in Brazilian or ISO form', async () => {
    const brazilian = await lines('/api/exportar/carteira?ordenar=num_pedido&sentido=desc');
    expect(brazilian[0]).toMatch(/^num_pedido;cliente;cidade;uf;vendedor;data_pedido;expedicao;/);
    expect(brazilian.slice(1).map((line) => line.split(';')[0])).toEqual(['P2', 'P1']);
    expect(brazilian[1]).toContain(';05/03/2026;');
    expect(brazilian[1]).toContain(';1,5;');
    const iso = await lines('/api/exportar/carteira?formato=csv-iso&cod_produto=B');
    expect(iso).toHaveLength(2);
    expect(iso[1]).toContain(',2026-03-05,');
    expect(iso[1]).toContain(',1.5,');
  });

  it('of products, of one product and of bad data say what the routes say', async () => {
    const stockouts = await lines('/api/exportar/rupturas');
    expect(stockouts.slice(1).map((line) => line.split(';').slice(0, 4))).toEqual([
      ['B', '', 'CRÍTICO', '05/03/2026'],
    ]);
    const map = await lines('/api/exportar/mapa?formato=csv-iso&status=ok');
    expect(map[0]).toContain(',2026-03-02,2026-03-03,');
    expect(map[1]).toContain(',1234.5,1224,10.5,1234.5,1234.5,1224,');
    const projection = await lines('/api/exportar/projecao/A');
    expect(projection).toHaveLength(30);
    expect(projection[3]).toBe('A;04/03/2026;1234,5;10,5;0;1224;1224');
    const bad = await lines('/api/exportar/inconsistencias?tipo=ENTRADA_ATRASADA');
    expect(bad[1]).toBe('ENTRADA_ATRASADA;;B;;;01/03/2026;1;;1;');
  });

  it('as a workbook are one', async () => {
    const { statusCode, headers, rawPayload } = await test.server.inject('/api/exportar/mapa?formato=xlsx');
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toContain('spreadsheetml');
    expect(rawPayload.subarray(0, 2).toString()).toBe('PK');
  });

  it('in a form nobody knows are refused', async () => {
    const { status, body } = await ask(test.server, '/api/exportar/carteira?formato=pdf');
    expect(status).toBe(400);
    expect(body).toMatchObject({ codigo: 'REQUISICAO_INVALIDA' });
  });
});

describe('the settings in force', () => {
  it('name where each comes from, and change with the database', async () => {
    const first = await ask(test.server, '/api/configuracao');
    expect(first.body).toMatchObject({
      respostas: { RUPTURA_TZ: 'America/Sao_Paulo', politica: 'por_item', classificacao: [] },
      data_hoje: '2026-03-02',
      data_fixa: true,
      processo: expect.arrayContaining([
        expect.objectContaining({
          nome: 'PROJECAO_VALIDADE_MIN',
          valor: '15',
          origem: 'PADRAO',
          unidade: 'min',
        }),
      ]),
    });
    await test.database.pool.query(
      `UPDATE ruptura.configuracao SET valor = 'agendamento,valor' WHERE chave = 'classificacao'`,
    );
    const second = await ask(test.server, '/api/configuracao');
    expect(second.body).toMatchObject({ respostas: { classificacao: ['agendamento', 'valor'] } });
  });
});
