/** Whoever commits, and however: the clients that watch receive the new answers, only those, and none is lost. */
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addLine, addReceipt, ask, move, openTestServer, type TestServer } from '../http/support.ts';
import { follow, type LiveClient, type LiveEvent, listen } from './support.ts';

let test: TestServer;
let address: string;
let writer: pg.Client;
let clients: LiveClient[];

beforeEach(async () => {
  await open();
});

afterEach(async () => {
  await shut();
});

async function open(today?: string | null): Promise<void> {
  test = await openTestServer(today === undefined ? {} : { today });
  address = await listen(test.server);
  writer = await test.database.connect();
  clients = [];
}

async function shut(): Promise<void> {
  for (const client of clients) client.close();
  await writer.end();
  await test.close();
}

async function watch(query: string, headers: Record<string, string> = {}): Promise<LiveClient> {
  const client = await follow(`${address}/api/ao-vivo?${query}`, headers);
  clients.push(client);
  return client;
}

/** Three orders of A, one of B. */
async function smallBook(): Promise<void> {
  await move(writer, 'A', '10');
  await move(writer, 'B', '10');
  for (const order of ['P1', 'P2', 'P3']) {
    await addLine(writer, { order, product: 'A', quantity: '5', date: '2026-03-03' });
  }
  await addLine(writer, { order: 'P4', product: 'B', quantity: '5', date: '2026-03-03' });
}

function has(order: string, condition: (answer: Readonly<Record<string, unknown>>) => boolean) {
  return (events: readonly LiveEvent[]): boolean =>
    events
      .flatMap((event) => event.resultados ?? [])
      .some((answer) => answer['num_pedido'] === order && condition(answer));
}

async function resultOf(order: string): Promise<unknown> {
  const client = await watch(`pedidos=${order}`);
  const [answer] = client.events[0]!.resultados!;
  client.close();
  const { versao, calculado_em, ...rest } = answer!;
  return rest;
}

describe('a commit by another SQL client', () => {
  it('reaches a client that watches everything, with the new answers and no others', async () => {
    await smallBook();
    const client = await watch('todos=1');
    expect(client.response.headers['content-type']).toContain('text/event-stream');
    expect(client.events[0]).toMatchObject({ hoje: '2026-03-02', versao: expect.any(Number) });
    expect(client.events[0]!.resultados).toBeUndefined();
    await writer.query("UPDATE carteira_principal SET qtd_saldo_produto_pedido = 9 WHERE num_pedido = 'P4'");
    await client.until((events) => events.length > 1, 'event');
    await sleep(120);
    expect(client.events).toHaveLength(2);
    const { resultados, versao } = client.events[1]!;
    expect(resultados!.map((answer) => answer['num_pedido'])).toEqual(['P4']);
    expect(resultados![0]).toMatchObject({ success: true, itens_disponiveis: [{ qtd_saldo: 9 }], versao });
    const engine = await test.ruptura.fresh();
    expect(versao).toBe(engine.book.version);
  });

  it('tells every order that shares the product', async () => {
    await smallBook();
    const client = await watch('todos=1');
    await move(writer, 'A', '-8');
    await client.until((events) => events.length > 1, 'event');
    const orders = client.events[1]!.resultados!.map((answer) => answer['num_pedido']);
    expect(orders.sort()).toEqual(['P1', 'P2', 'P3']);
  });

  it('reaches a list with its own answers first, and then only what changed of them', async () => {
    await smallBook();
    const client = await watch('pedidos=P1,P4');
    expect(client.events[0]!.resultados!.map((answer) => answer['num_pedido'])).toEqual(['P1', 'P4']);
    await move(writer, 'A', '-8');
    await client.until(
      has('P1', (answer) => answer['pedido_ok'] === false),
      'answer of P1',
    );
    await writer.query("UPDATE carteira_principal SET qtd_saldo_produto_pedido = 4 WHERE num_pedido = 'P3'");
    await writer.query("UPDATE carteira_principal SET preco_produto_pedido = 4 WHERE num_pedido = 'P4'");
    await client.until((events) => has('P4', () => true)(events.slice(1)), 'answer of P4');
    expect(client.answersOf('P2')).toEqual([]);
    expect(client.answersOf('P3')).toEqual([]);
  });

  it('reaches the watchers of a product with its projection', async () => {
    await smallBook();
    const client = await watch('produtos=B');
    expect(client.events[0]!.produtos).toMatchObject([{ cod_produto: 'B', estoque_atual: 10 }]);
    await move(writer, 'A', '1');
    await addReceipt(writer, 'B', '7', '2026-03-05');
    await client.until((events) => events.length > 1, 'event');
    await sleep(80);
    expect(client.events).toHaveLength(2);
    expect(client.events[1]!.produtos![0]!['cod_produto']).toBe('B');
    expect(JSON.stringify(client.events[1]!.produtos)).toContain('"entradas":7');
  });

  it('says nothing where no answer really changed', async () => {
    await smallBook();
    const client = await watch('todos=1');
    await move(writer, 'B', '1');
    await client.until((events) => events.length > 1, 'event');
    // The observation of a line is in no answer, and what is put back at once is as if it had never been.
    await writer.query('BEGIN');
    await move(writer, 'B', '2');
    await move(writer, 'B', '-2');
    await writer.query('COMMIT');
    await move(writer, 'A', '1');
    await client.until((events) => has('P1', () => true)(events), 'answer of P1');
    expect(client.answersOf('P4')).toHaveLength(1);
  });

  it('tells a change back to what was told before it changed unwatched', async () => {
    await smallBook();
    const early = await watch('todos=1');
    await move(writer, 'B', '1');
    await early.until(
      has('P4', () => true),
      'answer of P4',
    );
    const other = await watch('pedidos=P1');
    early.close();
    await sleep(50);
    await move(writer, 'B', '1');
    const { book } = await test.ruptura.fresh();
    const late = await watch(`todos=1&desde=${book.version}`);
    await move(writer, 'A', '1');
    await other.until((events) => events.length > 1, 'answer of P1');
    await move(writer, 'B', '-1');
    await late.until(
      has('P4', (answer) => JSON.stringify(answer).includes('"estoque_atual":11')),
      'change back',
    );
  });

  it('tells that an order is gone, in the language of the client, and when it is back', async () => {
    await smallBook();
    const portuguese = await watch('pedidos=P4');
    const english = await watch('todos=1', { 'accept-language': 'en' });
    await writer.query("DELETE FROM carteira_principal WHERE num_pedido = 'P4'");
    const isGone = has('P4', (answer) => answer['success'] === false);
    await portuguese.until(isGone, 'farewell');
    await english.until(isGone, 'farewell');
    expect(portuguese.answersOf('P4')[0]).toMatchObject({
      codigo: 'PEDIDO_NAO_ENCONTRADO',
      error: expect.stringContaining('não encontrado'),
    });
    expect(english.answersOf('P4', 0)[0]).toMatchObject({ error: expect.stringContaining('not found') });
    await addLine(writer, { order: 'P4', product: 'B', quantity: '3', date: null });
    const back = (events: readonly LiveEvent[]): boolean =>
      has('P4', (answer) => answer['success'] === true)(events.slice(1));
    await portuguese.until(back, 'return');
    await english.until(back, 'return');
  });

  it('is told when only the status of a lot changed', async () => {
    await smallBook();
    await writer.query("INSERT INTO pedido VALUES ('L', 'ABERTO', '2026-03-03')");
    await writer.query(
      "INSERT INTO separacao (separacao_lote_id, num_pedido, cod_produto, qtd_saldo) VALUES ('L', 'P9', 'B', 8)",
    );
    const client = await watch('pedidos=P4');
    expect(client.events[0]!.resultados![0]!['pedido_ok']).toBe(false);
    await writer.query("UPDATE pedido SET status = 'FATURADO' WHERE separacao_lote_id = 'L'");
    await client.until(
      has('P4', (answer) => answer['pedido_ok'] === true),
      'answer without the lot',
    );
  });

  it('sends commits that come thick together, and the last state of each order', async () => {
    await smallBook();
    const client = await watch('todos=1');
    const began = performance.now();
    for (let i = 1; i <= 50; i++) await move(writer, 'B', '1');
    await client.until(
      has('P4', (answer) => JSON.stringify(answer).includes('"estoque_atual":60')),
      'last state',
    );
    // The first ones go at once; when they come thick, what changes within 50 ms is sent together.
    expect(client.events.length - 1).toBeLessThanOrEqual(12 + (performance.now() - began) / 50);
  });

  it('of a bulk load tells a list its answers and everybody else to ask again', async () => {
    await smallBook();
    const all = await watch('todos=1');
    const list = await watch('pedidos=P1,N7');
    await writer.query(`
      INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido, expedicao)
      SELECT 'N' || n, 'A', 1, date '2026-03-04' FROM generate_series(1, 3000) AS n`);
    await all.until((events) => events.some((event) => event.tudo === true), 'tudo');
    await list.until(
      has('N7', (answer) => answer['success'] === true),
      'answer of N7',
    );
    expect(list.events.some((event) => event.tudo === true)).toBe(false);
    expect(all.events.every((event) => event.resultados === undefined)).toBe(true);
    await move(writer, 'B', '1');
    await all.until(
      has('P4', () => true),
      'answer after tudo',
    );
  });

  it('tells that everything changed at most once a second, and never forgets it', async () => {
    await writer.query(`
      INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido, expedicao)
      SELECT 'N' || n, 'A', 1, date '2026-03-04' FROM generate_series(1, 1500) AS n`);
    const all = await watch('todos=1');
    const began = performance.now();
    for (let i = 0; i < 8; i++) {
      await move(writer, 'A', '1');
      await sleep(60);
    }
    const { book } = await test.ruptura.fresh();
    await all.until((events) => events.at(-1)!.versao === book.version, 'tudo of the last change');
    expect(all.events.slice(1).every((event) => event.tudo === true)).toBe(true);
    expect(all.events.length - 1).toBeLessThanOrEqual(2 + (performance.now() - began) / 1000);
  });
});

describe('what changes every answer', () => {
  it('a setting: a list gets its new answers, watchers of everything ask again', async () => {
    await smallBook();
    await addLine(writer, { order: 'P4', product: 'A', quantity: '90', date: '2026-03-03' });
    await addReceipt(writer, 'A', '500', '2026-03-10');
    const list = await watch('pedidos=P4');
    const all = await watch('todos=1');
    await writer.query(
      "UPDATE ruptura.configuracao SET valor = 'America/Noronha' WHERE chave = 'RUPTURA_TZ'",
    );
    await writer.query("UPDATE ruptura.configuracao SET valor = 'completa' WHERE chave = 'politica'");
    await all.until((events) => events.some((event) => event.tudo === true), 'tudo');
    await list.until((events) => events.at(-1)!.horario.endsWith('-02:00'), 'new time zone');
  });

  it('under the policy completa, a change tells the orders whose promise it moved elsewhere', async () => {
    await writer.query("UPDATE ruptura.configuracao SET valor = 'completa' WHERE chave = 'politica'");
    await move(writer, 'A', '10');
    await move(writer, 'B', '5');
    await addReceipt(writer, 'A', '100', '2026-03-12');
    // P1 takes A only together with B; while B is missing the A it does not take is free for P2.
    await addLine(writer, { order: 'P1', product: 'A', quantity: '10', date: '2026-03-03' });
    await addLine(writer, { order: 'P1', product: 'B', quantity: '50', date: '2026-03-03' });
    await addLine(writer, { order: 'P2', product: 'A', quantity: '10', date: '2026-03-04' });
    const client = await watch('pedidos=P2');
    expect(client.events[0]!.resultados).toMatchObject([{ promessa: { data: '2026-03-04' } }]);
    await move(writer, 'B', '100');
    await client.until(
      has('P2', (answer) => (answer['promessa'] as { data: string }).data === '2026-03-12'),
      'moved promise',
    );
  });

  it('another day: told by itself, to lists with their answers', async () => {
    await shut();
    await open(null);
    await writer.query(
      "UPDATE ruptura.configuracao SET valor = 'Pacific/Kiritimati' WHERE chave = 'RUPTURA_TZ'",
    );
    const { rows } = await writer.query<{ hoje: string }>('SELECT ruptura.hoje()::text AS hoje');
    await addLine(writer, { order: 'P1', product: 'A', quantity: '5', date: rows[0]!.hoje });
    const list = await watch('pedidos=P1');
    const all = await watch('todos=1');
    expect(all.events[0]!.hoje).toBe(rows[0]!.hoje);
    // Fourteen hours east of Greenwich it is already tomorrow, or eleven west still yesterday: the date must differ.
    await writer.query(
      "UPDATE ruptura.configuracao SET valor = 'Pacific/Pago_Pago' WHERE chave = 'RUPTURA_TZ'",
    );
    const isAnotherDay = (events: readonly LiveEvent[]): boolean => events.at(-1)!.hoje !== rows[0]!.hoje;
    await all.until(isAnotherDay, 'another day');
    await list.until(isAnotherDay, 'another day');
    expect(all.events.at(-1)!.tudo).toBe(true);
    expect(list.answersOf('P1')).not.toEqual([]);
  });
});

describe('midnight', () => {
  it('is told while the book stays the same: lists get their answers, watchers of everything ask again', async () => {
    await shut();
    await open(null);
    // The clock of the database under the hand of the test: the date as a row.
    await writer.query("CREATE TABLE ruptura.relogio AS SELECT date '2026-03-02' AS dia");
    await writer.query(
      'CREATE OR REPLACE FUNCTION ruptura.hoje() RETURNS date LANGUAGE sql STABLE AS $$ SELECT dia FROM ruptura.relogio $$',
    );
    await smallBook();
    await addLine(writer, { order: 'P5', product: 'C', quantity: '1', date: null });
    const list = await watch('pedidos=P1,P5&produtos=A');
    const all = await watch('todos=1');
    const { book } = await test.ruptura.fresh();
    await writer.query("UPDATE ruptura.relogio SET dia = '2026-03-03'");
    const isNextDay = (events: readonly LiveEvent[]): boolean => events.at(-1)!.hoje === '2026-03-03';
    await all.until(isNextDay, 'next day');
    await list.until(isNextDay, 'next day');
    expect((await test.ruptura.fresh()).book).toBe(book);
    expect(all.events.at(-1)!.tudo).toBe(true);
    expect(list.events.at(-1)!.produtos).toMatchObject([{ projecao: { 0: { data: '2026-03-03' } } }]);
    const late = await watch('todos=1', { 'last-event-id': all.events[0]!.id });
    expect(late.events[0]!.tudo).toBe(true);
  });
});

describe('the orders of a run', () => {
  async function startRun(pedidos: readonly string[]): Promise<string> {
    const answer = await ask(test.server, {
      method: 'POST',
      url: '/api/ruptura/worker/processar',
      payload: { pedidos },
    });
    expect(answer.status).toBe(200);
    return answer.body['session_id'] as string;
  }

  it('are followed from the start of the run on: what changed since its results is told at once', async () => {
    await smallBook();
    await test.ruptura.fresh();
    await sleep(5);
    const session = await startRun(['P1', 'P4']);
    const unchanged = await watch(`sessao=${session}`);
    expect(unchanged.events[0]!.resultados).toBeUndefined();
    await move(writer, 'B', '-8');
    await unchanged.until(
      has('P4', (answer) => answer['pedido_ok'] === false),
      'answer of P4',
    );
    const late = await watch(`sessao=${session}`);
    expect(late.events[0]!.resultados!.map((answer) => answer['num_pedido'])).toEqual(['P4']);
    await writer.query("UPDATE carteira_principal SET qtd_saldo_produto_pedido = 4 WHERE num_pedido = 'P3'");
    await late.until(
      has('P1', () => true),
      'answer of P1',
    );
    expect(late.answersOf('P3')).toEqual([]);
  });

  it('are unknown where the run is: 404 in JSON', async () => {
    const answer = await ask(test.server, '/api/ao-vivo?sessao=desconhecida');
    expect(answer.status).toBe(404);
    expect(answer.body['success']).toBe(false);
  });
});

describe('a client that comes back', () => {
  it('is told what changed meanwhile, also when nobody watched', async () => {
    await smallBook();
    const first = await watch('todos=1');
    first.close();
    await sleep(50);
    await move(writer, 'A', '-8');
    const second = await watch('todos=1', { 'last-event-id': first.lastId });
    const orders = second.events[0]!.resultados!.map((answer) => answer['num_pedido']);
    expect(orders.sort()).toEqual(['P1', 'P2', 'P3']);
    second.close();
    const third = await watch('todos=1', { 'last-event-id': second.lastId });
    expect(third.events[0]!.resultados).toBeUndefined();
    expect(third.events[0]!.tudo).toBeUndefined();
  });

  it('with the version of answers it holds begins after that version', async () => {
    await smallBook();
    const { book } = await test.ruptura.fresh();
    const version = book.version;
    await move(writer, 'B', '-8');
    const all = await watch(`todos=1&desde=${version}`);
    expect(all.events[0]!.resultados!.map((answer) => answer['num_pedido'])).toEqual(['P4']);
    const list = await watch(`pedidos=P1,P4&desde=${version}`);
    expect(list.events[0]!.resultados!.map((answer) => answer['num_pedido'])).toEqual(['P4']);
  });

  it.each(['x.1', 'nonsense', '12', '..', 'AAAAAAAA.99999999999999999999'])(
    'with a position that says nothing here (%s) is told to ask again, or the answers of its list',
    async (position) => {
      await smallBook();
      const all = await watch('todos=1', { 'last-event-id': position });
      expect(all.events[0]!.tudo).toBe(true);
      const list = await watch('pedidos=P1', { 'last-event-id': position });
      expect(list.events[0]!.resultados).toHaveLength(1);
    },
  );

  it('loses nothing while its connection breaks again and again under changes', async () => {
    await smallBook();
    const held = new Map<string, unknown>();
    let writing = true;
    const writes = (async () => {
      for (let i = 0; i < 60; i++) {
        await move(writer, i % 2 === 0 ? 'A' : 'B', i % 3 === 0 ? '-4' : '3');
        await sleep(8);
      }
      writing = false;
    })();
    const start = await watch('pedidos=P1,P2,P3,P4');
    let lastId = start.lastId;
    const keep = (client: LiveClient): void => {
      for (const event of client.events) {
        expect(event.tudo).toBeUndefined();
        for (const { versao, calculado_em, ...answer } of event.resultados ?? []) {
          held.set(answer['num_pedido'] as string, answer);
        }
      }
      lastId = client.lastId;
      client.close();
    };
    keep(start);
    while (writing) {
      const client = await watch('todos=1', { 'last-event-id': lastId });
      await sleep(40);
      keep(client);
    }
    await writes;
    keep(await watch('todos=1', { 'last-event-id': lastId }));
    for (const order of ['P1', 'P2', 'P3', 'P4']) expect(held.get(order)).toEqual(await resultOf(order));
  });
});

describe('the request', () => {
  it.each([
    ['', 'CAMPO_FALTANDO'],
    ['?todos=2', 'VALOR_FORA_DA_LISTA'],
    ['?pedidos=', 'TEXTO_CURTO'],
    [`?pedidos=${'x,'.repeat(1001)}x`, 'LISTA_LONGA'],
    [`?produtos=${'x'.repeat(200)}`, 'TEXTO_LONGO'],
    ['?pedidos=a%00b', 'CARACTERE_INVALIDO'],
    ['?todos=1&desde=ontem', 'INTEIRO_FORA_DA_FAIXA'],
    ['?todos=1&mais=1', 'CAMPO_DESCONHECIDO'],
  ])('%s is refused in JSON', async (query, problem) => {
    const answer = await ask(test.server, `/api/ao-vivo${query}`);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain(problem);
  });

  it('may name codes with commas one a parameter, and answers under the other prefix too', async () => {
    await addLine(writer, { order: 'P,1', product: 'A', quantity: '1', date: null });
    const client = await follow(`${address}/carteira/api/ao-vivo?pedidos=P%2C1&pedidos=P2`);
    clients.push(client);
    expect(client.events[0]!.resultados).toMatchObject([
      { num_pedido: 'P,1', success: true },
      { num_pedido: 'P2', success: false },
    ]);
  });
});

it('a server that stops ends its streams at once', async () => {
  const client = await watch('todos=1');
  const started = performance.now();
  await test.server.close();
  await client.untilEnded();
  expect(performance.now() - started).toBeLessThan(5000);
  expect(client.others).toBe(1);
});
