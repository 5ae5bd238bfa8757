/** The figures of a server, read over HTTP after real work. */
import { readFile } from 'node:fs/promises';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addLine, ask, move, openTestServer, type TestServer } from './support.ts';

const WORKER = '/api/ruptura/worker';
const ORDERS = Array.from({ length: 50 }, (_, number) => `PED${number}`);

let test: TestServer;
let base: string;

beforeAll(async () => {
  test = await openTestServer({ retry: { retries: 3, backoffMs: 10 } });
  await move(test.database.pool, 'A', '100');
  for (const order of ORDERS)
    await addLine(test.database.pool, { order, product: 'A', quantity: '1', date: '2026-03-03' });
  await test.server.listen({ host: '127.0.0.1', port: 0 });
  base = `http://127.0.0.1:${(test.server.server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await test.close();
});

/** Values by name and labels, as they stand in the text. */
async function figures(): Promise<Map<string, number>> {
  const text = await (await fetch(`${base}/metrics`)).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
}

async function figure(name: string): Promise<number | undefined> {
  return (await figures()).get(name);
}

/** Runs orders to the end of their stream. */
async function analyse(): Promise<string> {
  const started = await ask(test.server, {
    method: 'POST',
    url: `${WORKER}/processar`,
    payload: { pedidos: ORDERS },
  });
  const id = String(started.body['session_id']);
  return await (await fetch(`${base}${WORKER}/stream/${id}`)).text();
}

/** A client of an event stream; every event it gets is added to the list. */
async function follow(path: string): Promise<{ readonly events: string[]; leave(): void }> {
  const events: string[] = [];
  const request = get(`${base}${path}`, (response) => {
    response.setEncoding('utf8').on('data', (text: string) => {
      events.push(...text.split('\n').filter((line) => line.startsWith('data:')));
    });
  });
  request.on('error', () => undefined);
  await expect.poll(() => events.length).toBeGreaterThan(0);
  return { events, leave: () => request.destroy() };
}

describe('the figures of a server', () => {
  it('count batches, their time, and the events of runs', async () => {
    const before = await figures();
    const stream = await analyse();
    const after = await figures();
    const grown = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    expect(grown('ruptura_batches_total{outcome="done"}')).toBe(3);
    expect(grown('ruptura_batch_seconds_count')).toBe(3);
    expect(grown('ruptura_batch_seconds_sum')).toBeGreaterThanOrEqual(0);
    expect(grown('ruptura_stream_events_total{stream="runs"}')).toBe(stream.match(/^data:/gm)?.length);
    expect(after.get('ruptura_runs_open')).toBe(0);
    expect(after.get('ruptura_queue_waiting')).toBe(0);
  });

  it('show what waits and what is under way, and count what is tried again and what is given up', async () => {
    const { workers } = test.analysis;
    const render = workers.render.bind(workers);
    let failures = 0;
    let open: (() => void) | undefined;
    const held = new Promise<void>((resolve) => {
      open = resolve;
    });
    workers.render = async (worker, question) => {
      await held;
      if (question.codes[0] !== 'PED20') return await render(worker, question);
      failures++;
      throw new Error('a batch that fails');
    };
    try {
      const run = analyse();
      await expect.poll(async () => await figure('ruptura_queue_running')).toBe(3);
      expect(await figure('ruptura_runs_open')).toBe(1);
      expect(await figure('ruptura_stream_clients{stream="runs"}')).toBe(1);
      open?.();
      await run;
    } finally {
      workers.render = render;
    }
    expect(failures).toBe(4);
    expect(await figure('ruptura_batches_total{outcome="retried"}')).toBe(3);
    expect(await figure('ruptura_batches_total{outcome="failed"}')).toBe(1);
    test.problems.length = 0;
  });

  it('measure the time from a commit of another client to the live event', async () => {
    expect(await figure('ruptura_stream_lag_seconds_count')).toBe(0);
    const client = await follow('/api/ao-vivo?todos=1');
    expect(await figure('ruptura_stream_clients{stream="live"}')).toBe(1);
    const sent = await figure('ruptura_stream_events_total{stream="live"}');
    for (let count = 1; count <= 5; count++) {
      const known = client.events.length;
      await move(test.database.pool, 'A', '-60');
      await expect.poll(() => client.events.length).toBeGreaterThan(known);
    }
    const after = await figures();
    expect(after.get('ruptura_stream_lag_seconds_count')).toBeGreaterThanOrEqual(5);
    expect(after.get('ruptura_stream_events_total{stream="live"}')).toBeGreaterThanOrEqual((sent ?? 0) + 5);
    const mean =
      after.get('ruptura_stream_lag_seconds_sum')! / after.get('ruptura_stream_lag_seconds_count')!;
    // Neither the time since the book was loaded nor zero.
    expect(mean).toBeGreaterThan(0.0005);
    expect(mean).toBeLessThan(2);
    client.leave();
    await expect.poll(async () => await figure('ruptura_stream_clients{stream="live"}')).toBe(0);
  });

  it('count answers by route, not by what stands in the address', async () => {
    await ask(test.server, '/api/estoque/A/projecao');
    await ask(test.server, '/api/estoque/B/projecao');
    const name = '/api/estoque/:cod_produto/projecao';
    const [count] = [...(await figures())].filter(([key]) => key.includes(name) && key.includes('_count'));
    expect(count).toEqual([expect.stringContaining('method="GET"'), 2]);
  });

  it('are all described in the documents', async () => {
    const text = await (await fetch(`${base}/metrics`)).text();
    const names = [...text.matchAll(/^# TYPE (ruptura_\w+) \w+$/gm)].map((match) => match[1]!);
    expect(names.length).toBeGreaterThan(15);
    for (const document of await operatingGuides()) {
      expect(names.filter((name) => !document.includes(`\`${name}`))).toEqual([]);
      const described = [...document.matchAll(/`(ruptura_[a-z_]+)/g)].map((match) => match[1]!);
      expect(described.filter((name) => !names.includes(name))).toEqual([]);
    }
  });
});

async function operatingGuides(): Promise<string[]> {
  const names = ['operating.md', 'operating.pt-br.md'];
  return await Promise.all(
    names.map((name) => readFile(new URL(`../../docs/${name}`, import.meta.url), 'utf8')),
  );
}

describe('the statements of the operating guide', () => {
  it('run as they stand there', async () => {
    const [statements, inPortuguese] = (await operatingGuides()).map((document) =>
      [...document.matchAll(/```sql\n([\s\S]*?)```/g)].map((match) => match[1]!),
    ) as [string[], string[]];
    expect(inPortuguese).toEqual(statements);
    expect(statements.filter((one) => one.includes('estoque_projecao_cache'))).toHaveLength(3);
    for (const statement of statements) await test.database.pool.query(statement);
    const [late, short, slow] = statements.filter((one) => one.includes('estoque_projecao_cache'));
    const codes = async (statement: string | undefined): Promise<string[]> => {
      const { rows } = await test.database.pool.query<{ cod_produto: string }>(statement!);
      return rows.map((row) => row.cod_produto);
    };
    // The book of these tests has a fixed date, and such a process saves nothing: the rows are written here.
    await test.database.pool.query(
      `INSERT INTO estoque_projecao_cache
         (cod_produto, projecao, menor_estoque_7d, dia_ruptura, status_ruptura, data_calculo, tempo_calculo_ms, versao)
       SELECT cod, (SELECT jsonb_agg(d) FROM generate_series(0, 28) d), lowest, day, status, at, took, 1
       FROM (VALUES ('VELHO', 5, NULL, 'OK', now() - interval '16 minutes', 3),
                    ('FALTA', -5, date '2026-03-03', 'CRÍTICO', now(), 7)) one (cod, lowest, day, status, at, took)`,
    );
    expect(await codes(late)).toEqual(['VELHO']);
    expect(await codes(short)).toEqual(['FALTA']);
    expect(await codes(slow)).toEqual(['FALTA', 'VELHO']);
  });
});
