/** Whoever commits, and however: the clients that watch receive the new answers, only those, and none is lost. */
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addLine, addReceipt, ask, move } from '../http/support.ts';
import {
  follow,
  type LiveBench,
  type LiveClient,
  type LiveEvent,
  openLiveBench,
  smallBook,
} from './support.ts';

let bench: LiveBench;
let writer: pg.Client;

beforeAll(async () => {
  bench = await openLiveBench();
  ({ writer } = bench);
});

beforeEach(async () => await bench.startOver());
afterAll(async () => await bench.close());

function has(order: string, condition: (answer: Readonly<Record<string, unknown>>) => boolean) {
  return (events: readonly LiveEvent[]): boolean =>
    events
      .flatMap((event) => event.resultados ?? [])
      .some((answer) => answer['num_pedido'] === order && condition(answer));
}

async function resultOf(order: string): Promise<unknown> {
  const client = await bench.watch(`pedidos=${order}`);
  const [answer] = client.events[0]!.resultados!;
  client.close();
  const { versao, calculado_em, ...rest } = answer!;
  return rest;
}

describe('a commit by another SQL client', () => {
  it('reaches a client that watches everything, with the new answers and no others', async () => {
    await smallBook(writer);
    const client = await bench.watch('todos=1');
    expect(client.response.headers['content-type']).toContain('text/event-stream');
    expect(client.events[0]).toMatchObject({ hoje: '2026-03-02', versao: expect.any(Number) });
    expect(client.events[0]!.resultados).toBeUndefined();
    await writer.query("UPDATE carteira_principal SET qtd_saldo_produto_pedido = 9 WHERE num_pedido = 'P4'");
    await client.until((events) => events.length > 1, 'event');
    await move(writer, 'A', '1');
    await client.until((events) => events.length > 2, 'event of the next change');
    const { resultados, versao } = client.events[1]!;
    expect(resultados!.map((answer) => answer['num_pedido'])).toEqual(['P4']);
    expect(resultados![0]).toMatchObject({ success: true, itens_disponiveis: [{ qtd_saldo: 9 }], versao });
    expect(client.events[2]!.resultados!.map((answer) => answer['num_pedido']).sort()).toEqual([
      'P1',
      'P2',
      'P3',
    ]);
  });

  it('is told when only the status of a lot changed', async () => {
    await smallBook(writer);
    await writer.query("INSERT INTO pedido VALUES ('L', 'ABERTO', '2026-03-03')");
    await writer.query(
      "INSERT INTO separacao (separacao_lote_id, num_pedido, cod_produto, qtd_saldo) VALUES ('L', 'P9', 'B', 8)",
    );
    const client = await bench.watch('pedidos=P4');
    expect(client.events[0]!.resultados![0]!['pedido_ok']).toBe(false);
    await writer.query("UPDATE pedido SET status = 'FATURADO' WHERE separacao_lote_id = 'L'");
    await client.until(
      has('P4', (answer) => answer['pedido_ok'] === true),
      'answer without the lot',
    );
  });
});

describe('what changes every answer', () => {
  it('a setting: a list gets its new answers, watchers of everything ask again', async () => {
    await smallBook(writer);
    await addLine(writer, { order: 'P4', product: 'A', quantity: '90', date: '2026-03-03' });
    await addReceipt(writer, 'A', '500', '2026-03-10');
    const list = await bench.watch('pedidos=P4');
    const all = await bench.watch('todos=1');
    await writer.query(
      "UPDATE ruptura.configuracao SET valor = 'America/Noronha' WHERE chave = 'RUPTURA_TZ'",
    );
    await writer.query("UPDATE ruptura.configuracao SET valor = 'completa' WHERE chave = 'politica'");
    await all.until((events) => events.some((event) => event.tudo === true), 'tudo');
    await list.until((events) => events.at(-1)!.horario.endsWith('-02:00'), 'new time zone');
  });
});

describe('the orders of a run', () => {
  async function startRun(pedidos: readonly string[]): Promise<string> {
    const answer = await ask(bench.test.server, {
      method: 'POST',
      url: '/api/ruptura/worker/processar',
      payload: { pedidos },
    });
    expect(answer.status).toBe(200);
    return answer.body['session_id'] as string;
  }

  it('are followed from the start of the run on: what changed since its results is told at once', async () => {
    await smallBook(writer);
    await bench.test.ruptura.fresh();
    const loaded = Date.now();
    await expect.poll(() => Date.now()).toBeGreaterThan(loaded);
    const session = await startRun(['P1', 'P4']);
    const unchanged = await bench.watch(`sessao=${session}`);
    expect(unchanged.events[0]!.resultados).toBeUndefined();
    await move(writer, 'B', '-8');
    await unchanged.until(
      has('P4', (answer) => answer['pedido_ok'] === false),
      'answer of P4',
    );
    const late = await bench.watch(`sessao=${session}`);
    expect(late.events[0]!.resultados!.map((answer) => answer['num_pedido'])).toEqual(['P4']);
    await writer.query("UPDATE carteira_principal SET qtd_saldo_produto_pedido = 4 WHERE num_pedido = 'P3'");
    await late.until(
      has('P1', () => true),
      'answer of P1',
    );
    expect(late.answersOf('P3')).toEqual([]);
  });

  it('are unknown where the run is: 404 in JSON', async () => {
    const answer = await ask(bench.test.server, '/api/ao-vivo?sessao=desconhecida');
    expect(answer.status).toBe(404);
    expect(answer.body['success']).toBe(false);
  });
});

describe('a client that comes back', () => {
  it('is told what changed meanwhile, also when nobody watched', async () => {
    await smallBook(writer);
    const first = await bench.watch('todos=1');
    first.close();
    await move(writer, 'A', '-8');
    const second = await bench.watch('todos=1', { 'last-event-id': first.lastId });
    const orders = second.events[0]!.resultados!.map((answer) => answer['num_pedido']);
    expect(orders.sort()).toEqual(['P1', 'P2', 'P3']);
    second.close();
    const third = await bench.watch('todos=1', { 'last-event-id': second.lastId });
    expect(third.events[0]!.resultados).toBeUndefined();
    expect(third.events[0]!.tudo).toBeUndefined();
  });

  it('loses nothing while its connection breaks again and again under changes', async () => {
    await smallBook(writer);
    const held = new Map<string, unknown>();
    let writing = true;
    const writes = (async () => {
      for (let i = 0; i < 60; i++) {
        await move(writer, i % 2 === 0 ? 'A' : 'B', i % 3 === 0 ? '-4' : '3');
        await sleep(8);
      }
      writing = false;
    })();
    const start = await bench.watch('pedidos=P1,P2,P3,P4');
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
      const client = await bench.watch('todos=1', { 'last-event-id': lastId });
      await sleep(40);
      keep(client);
    }
    await writes;
    keep(await bench.watch('todos=1', { 'last-event-id': lastId }));
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
    const answer = await ask(bench.test.server, `/api/ao-vivo${query}`);
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain(problem);
  });

  it('may name codes with commas one a parameter, and answers under the other prefix too', async () => {
    await addLine(writer, { order: 'P,1', product: 'A', quantity: '1', date: null });
    const client = await follow(`${bench.address}/carteira/api/ao-vivo?pedidos=P%2C1&pedidos=P2`);
    expect(client.events[0]!.resultados).toMatchObject([
      { num_pedido: 'P,1', success: true },
      { num_pedido: 'P2', success: false },
    ]);
    client.close();
  });
});

it('a server that stops ends its streams at once', async () => {
  const own = await openLiveBench();
  const client = await own.watch('todos=1');
  const started = performance.now();
  await own.test.server.close();
  await client.untilEnded();
  expect(performance.now() - started).toBeLessThan(5000);
  expect(client.others).toBe(1);
  await own.close();
});
