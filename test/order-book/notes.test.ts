/** What people write about orders: stored, shown, live, and not overwritten unseen. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NoteOfOrder, NotesAnswer, NotesSaved } from '../../src/contract/note-wire.ts';
import type { OrderBookAnswer } from '../../src/contract/order-wire.ts';
import { type Answer, addLine, ask, move, openTestServer, type TestServer } from '../http/support.ts';
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

async function orders(...codes: string[]): Promise<void> {
  for (const order of codes) {
    await addLine(test.database.pool, { order, product: 'A', quantity: '1', date: '2026-03-05' });
  }
}

function send(
  method: 'POST' | 'PUT' | 'DELETE',
  url: string,
  payload?: object,
  headers = {},
): Promise<Answer> {
  const body = payload === undefined ? {} : { payload };
  return ask(test.server, { method, url, headers, ...body });
}

async function put(order: string, payload: object): Promise<NoteOfOrder> {
  const answer = await send('PUT', `/api/anotacoes/${order}`, payload);
  expect(answer.status, answer.text).toBe(200);
  return answer.body as unknown as NoteOfOrder;
}

async function save(payload: object): Promise<NotesSaved> {
  const answer = await send('POST', '/api/anotacoes', payload);
  expect(answer.status, answer.text).toBe(200);
  return answer.body as unknown as NotesSaved;
}

async function list(query: Record<string, string> = {}): Promise<OrderBookAnswer> {
  const answer = await ask(test.server, { url: '/api/carteira', query });
  expect(answer.status, answer.text).toBe(200);
  return answer.body as unknown as OrderBookAnswer;
}

async function codes(query: Record<string, string>): Promise<string[]> {
  return (await list(query)).pedidos.map((row) => row.num_pedido);
}

async function notes(query: Record<string, string> = {}): Promise<NotesAnswer> {
  return (await ask(test.server, { url: '/api/anotacoes', query })).body as unknown as NotesAnswer;
}

describe('a note', () => {
  it('is shown in the row of its order, with who wrote it and when', async () => {
    await orders('P1', 'P2');
    const { anotacao } = await put('P1', {
      nota: ' liga antes ',
      responsavel: 'Ana',
      adiado_ate: '2026-03-09',
    });
    expect(anotacao).toMatchObject({
      nota: 'liga antes',
      responsavel: 'Ana',
      adiado_ate: '2026-03-09',
      adiado: true,
      alterado_por: null,
    });
    const { pedidos } = await list();
    expect(pedidos.map((row) => row.anotacao)).toEqual([anotacao, undefined]);
  });

  it('keeps what a change does not name, and is gone when nothing is left of it', async () => {
    await orders('P1');
    await put('P1', { nota: 'a', responsavel: 'Ana' });
    expect((await put('P1', { nota: null })).anotacao).toMatchObject({ nota: null, responsavel: 'Ana' });
    expect((await put('P1', { responsavel: '  ' })).anotacao).toBeNull();
    const { rows } = await test.database.pool.query('SELECT FROM anotacao_pedido');
    expect(rows).toEqual([]);
  });

  it('is not overwritten by who has seen another one', async () => {
    await orders('P1');
    const first = (await put('P1', { nota: 'a', versao: 0 })).anotacao!;
    const second = (await put('P1', { nota: 'b', versao: first.versao })).anotacao!;
    for (const stale of [
      await send('PUT', '/api/anotacoes/P1', { nota: 'c', versao: first.versao }),
      await send('PUT', '/api/anotacoes/P1', { nota: 'c', versao: 0 }),
      await send('PUT', '/api/anotacoes/P1', { nota: 'c' }, { 'if-match': `"${first.versao}"` }),
      await send('DELETE', '/api/anotacoes/P1', undefined, { 'if-match': `"${first.versao}"` }),
      await send('POST', '/api/anotacoes', { pedidos: ['P1'], nota: 'c', versoes: { P1: first.versao } }),
    ]) {
      expect(stale.status).toBe(409);
      expect(stale.body).toMatchObject({
        codigo: 'ANOTACAO_ALTERADA',
        detalhes: [{ num_pedido: 'P1', versao: second.versao }],
      });
    }
    const seen = await ask(test.server, '/api/anotacoes/P1');
    expect(seen.body).toMatchObject({ anotacao: { nota: 'b' } });
    const removed = await send('DELETE', '/api/anotacoes/P1', undefined, {
      'if-match': String(seen.headers['etag']),
    });
    expect(removed.body).toMatchObject({ anotacao: null });
  });

  it('never has the version of one that was removed before it', async () => {
    await orders('P1');
    const first = (await put('P1', { nota: 'a' })).anotacao!;
    await send('DELETE', '/api/anotacoes/P1');
    const again = (await put('P1', { nota: 'a' })).anotacao!;
    expect(again.versao).toBeGreaterThan(first.versao);
  });

  it('is written once by two that write at the same moment and have seen none', async () => {
    await orders('P1');
    const answers = await Promise.all(
      ['a', 'b', 'c'].map((nota) => send('PUT', '/api/anotacoes/P1', { nota, versao: 0 })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  it('stays when the order book is replaced, and is listed when its order is gone', async () => {
    await orders('P1', 'P2');
    await put('P1', { nota: 'fica', responsavel: 'Ana' });
    await test.database.pool.query('DELETE FROM carteira_principal');
    await orders('P2');
    expect((await notes()).anotacoes).toMatchObject([{ num_pedido: 'P1', aberto: false, nota: 'fica' }]);
    expect((await notes({ abertos: '1' })).total).toBe(0);
    expect(await put('P1', { nota: 'ainda' })).toMatchObject({ aberto: false, anotacao: { nota: 'ainda' } });
    await orders('P1');
    expect((await list()).pedidos[0]).toMatchObject({ num_pedido: 'P1', anotacao: { nota: 'ainda' } });
  });

  it('is refused of an order that nobody knows', async () => {
    const answer = await send('PUT', '/api/anotacoes/P9', { nota: 'x' });
    expect([answer.status, answer.body['codigo']]).toEqual([404, 'PEDIDO_NAO_ENCONTRADO']);
  });

  it.each([
    [{ nota: 'x'.repeat(4001) }, 'corpo, /nota'],
    [{ nota: 'a\0b' }, 'corpo, /nota'],
    [{ responsavel: 'x'.repeat(201) }, 'corpo, /responsavel'],
    [{ adiado_ate: '31/12/2026' }, 'corpo, /adiado_ate'],
    [{}, 'nota, responsavel, adiado_ate'],
    [{ nota: 'x', versao: -1 }, 'corpo, /versao'],
  ])('is refused with the place of what is wrong: %j', async (payload, place) => {
    await orders('P1');
    const answer = await send('PUT', '/api/anotacoes/P1', payload);
    expect(answer.status).toBe(400);
    expect(String(answer.body['error'])).toContain(place);
  });

  it('written by any SQL client is in the next answer, with a version of its own', async () => {
    await orders('P1');
    const first = await ask(test.server, '/api/carteira');
    await test.database.pool.query(
      `INSERT INTO anotacao_pedido (num_pedido, nota) VALUES (' P1 ', 'de fora')`,
    );
    const headers = { 'if-none-match': String(first.headers['etag']) };
    const { status, body } = await ask(test.server, { url: '/api/carteira', headers });
    expect(status).toBe(200);
    const before = (body as unknown as OrderBookAnswer).pedidos[0]!.anotacao!;
    await test.database.pool.query(`UPDATE anotacao_pedido SET nota = 'outra'`);
    const after = (await list()).pedidos[0]!.anotacao!;
    expect([before.nota, after.nota]).toEqual(['de fora', 'outra']);
    expect(after.versao).toBeGreaterThan(before.versao);
    await test.database.pool.query('TRUNCATE anotacao_pedido');
    expect((await list()).pedidos[0]!.anotacao).toBeUndefined();
  });
});

describe('many orders at once', () => {
  it('get the same, and the answer gives back what each had', async () => {
    await orders('P1', 'P2', 'P3');
    await put('P2', { nota: 'antes', responsavel: 'Ana' });
    await put('P3', { responsavel: 'Rui' });
    const saved = await save({ pedidos: ['P1', 'P2', 'P3', 'P1'], responsavel: 'Rui' });
    expect(saved.alteradas.map(({ num_pedido }) => num_pedido)).toEqual(['P1', 'P2']);
    expect(saved.alteradas.map(({ antes }) => antes?.responsavel ?? null)).toEqual([null, 'Ana']);
    expect(saved.iguais).toBe(1);
    const anotacoes = saved.alteradas.map(({ num_pedido, antes, depois }) => {
      const { nota = null, responsavel = null, adiado_ate = null } = antes ?? {};
      return { num_pedido, nota, responsavel, adiado_ate, versao: depois!.versao };
    });
    await save({ anotacoes });
    const { pedidos } = await list();
    expect(pedidos.map(({ anotacao }) => anotacao?.responsavel ?? null)).toEqual([null, 'Ana', 'Rui']);
    expect(pedidos[1]!.anotacao!.nota).toBe('antes');
  });

  it('may be all of a filter, as the list shows them', async () => {
    await move(test.database.pool, 'A', '2');
    await orders('P1', 'P2', 'P3');
    await put('P2', { adiado_ate: '2026-03-20' });
    const saved = await save({ filtro: { texto: 'P', adiados: 'ocultar' }, nota: 'x' });
    expect(saved.alteradas.map(({ num_pedido }) => num_pedido)).toEqual(['P1', 'P3']);
  });

  it('are written all or none', async () => {
    await orders('P1', 'P2');
    const { anotacao } = await put('P2', { nota: 'a' });
    await put('P2', { nota: 'b' });
    const answer = await send('POST', '/api/anotacoes', {
      anotacoes: [
        { num_pedido: 'P1', nota: 'x' },
        { num_pedido: 'P2', nota: 'x', versao: anotacao!.versao },
      ],
    });
    expect(answer.status).toBe(409);
    expect((await notes()).anotacoes).toMatchObject([{ num_pedido: 'P2', nota: 'b' }]);
  });

  it.each([
    [{ nota: 'x' }],
    [{ pedidos: ['P1'], filtro: {}, nota: 'x' }],
    [{ anotacoes: [{ num_pedido: 'P1', nota: 'x' }], nota: 'y' }],
    [
      {
        anotacoes: [
          { num_pedido: 'P1', nota: 'x' },
          { num_pedido: 'P1', nota: 'y' },
        ],
      },
    ],
    [{ pedidos: [], nota: 'x' }],
    [{ pedidos: [''], nota: 'x' }],
    [{ pedidos: ['P1'] }],
    [{ filtro: { expedicao: 'ontem' }, nota: 'x' }],
  ])('are refused where it is not clear which, or what: %j', async (payload) => {
    await orders('P1');
    const answer = await send('POST', '/api/anotacoes', payload);
    expect([answer.status, answer.body['codigo']]).toEqual([400, 'REQUISICAO_INVALIDA']);
  });
});

describe('what is written', () => {
  it('filters and sorts the order book', async () => {
    await orders('P1', 'P2', 'P3', 'P4');
    await put('P1', { nota: 'zelo', responsavel: 'Ána' });
    await put('P2', { responsavel: 'rui', adiado_ate: '2026-03-02' });
    await put('P3', { nota: 'Avisar', adiado_ate: '2026-03-03' });
    expect(await codes({ nota: 'com' })).toEqual(['P1', 'P3']);
    expect(await codes({ nota: 'sem' })).toEqual(['P2', 'P4']);
    expect(await codes({ responsavel: 'ANA' })).toEqual(['P1']);
    expect(await codes({ sem: 'responsavel' })).toEqual(['P3', 'P4']);
    expect(await codes({ adiados: 'somente' })).toEqual(['P3']);
    expect(await codes({ ordenar: 'responsavel' })).toEqual(['P1', 'P2', 'P3', 'P4']);
    expect(await codes({ ordenar: 'nota' })).toEqual(['P3', 'P1', 'P2', 'P4']);
    expect(await codes({ ordenar: 'adiado_ate' })).toEqual(['P2', 'P3', 'P1', 'P4']);
  });

  it('hides what is put off from the list alone, and says how many', async () => {
    await move(test.database.pool, 'A', '9');
    await orders('P1', 'P2', 'P3');
    await put('P2', { adiado_ate: '2026-03-10' });
    const hidden = await list({ adiados: 'ocultar' });
    expect(hidden.pedidos.map((row) => row.num_pedido)).toEqual(['P1', 'P3']);
    expect(hidden).toMatchObject({ total: 2, adiados: 1, adiados_ocultos: 1, totais: { pedidos: 3 } });
    const shown = await list();
    expect(shown).toMatchObject({ total: 3, adiados: 1, adiados_ocultos: 0, totais: hidden.totais });
    expect(shown.promessas_por_dia).toEqual(hidden.promessas_por_dia);
  });

  it('is found by words and owners, page by page, with the owners there are', async () => {
    await orders('P1', 'P2', 'P3');
    await save({ pedidos: ['P1', 'P2'], responsavel: 'Ana', nota: 'Ligação pendente' });
    await put('P3', { responsavel: 'ANÁ' });
    expect((await notes({ texto: 'ligacao p2' })).anotacoes).toMatchObject([{ num_pedido: 'P2' }]);
    expect(await notes({ responsavel: 'ana', posicao: '1', limite: '1' })).toMatchObject({
      anotacoes: [{ num_pedido: 'P2' }],
      posicao: 1,
      total: 3,
      responsaveis: [{ responsavel: 'Ana', pedidos: 3 }],
    });
  });
});
