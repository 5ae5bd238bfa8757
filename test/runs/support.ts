import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Analysis } from '../../src/app/analysis.ts';
import { eventParts } from '../../src/contract/event-frames.ts';
import { demoBook } from '../../src/demo/book.ts';
import { loadDemo } from '../../src/demo/load.ts';
import type { Run } from '../../src/runs/run.ts';
import type { SettingValues } from '../../src/settings/process-settings.ts';
import { dayOf, openTestServer, type TestServer, TODAY } from '../http/support.ts';
import type { TestDatabase } from '../support/postgres.ts';

/** A server of one test's own that listens on a socket. */
export interface ListeningServer extends TestServer {
  readonly url: string;
}

export async function openListening(settings: Partial<SettingValues> = {}): Promise<ListeningServer> {
  const test = await openTestServer({ settings });
  await test.server.listen({ host: '127.0.0.1', port: 0 });
  const { port } = test.server.server.address() as AddressInfo;
  return { ...test, url: `http://127.0.0.1:${port}` };
}

/** Loads a generated book. */
export async function loadOrders(database: TestDatabase, orders: number): Promise<void> {
  const client = await database.connect();
  try {
    const book = demoBook({ seed: 7, orders, today: dayOf(TODAY) });
    await loadDemo(client, book, { replace: true });
  } finally {
    await client.end();
  }
}

/** Adds small open orders `S1`, `S2`…: one item each, spread over 100 products with stock 100. Their codes. */
export async function addSmallOrders(pool: TestDatabase['pool'], orders: number): Promise<string[]> {
  await pool.query(`
    INSERT INTO movimentacao_estoque (cod_produto, data_movimentacao, qtd_movimentacao)
    SELECT 'M' || n, date '2026-03-01', 100 FROM generate_series(0, 99) AS n`);
  const { rows } = await pool.query<{ num_pedido: string }>(
    `INSERT INTO carteira_principal (num_pedido, cod_produto, qtd_saldo_produto_pedido, expedicao)
     SELECT 'S' || n, 'M' || n % 100, 1, date '2026-03-04' FROM generate_series(1, $1::int) AS n
     RETURNING num_pedido`,
    [orders],
  );
  return rows.map((row) => row.num_pedido);
}

export type Json = Record<string, unknown>;

export async function post(
  url: string,
  path: string,
  body: unknown,
): Promise<{ status: number; body: Json }> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Json };
}

export async function getJson(url: string, path: string): Promise<{ status: number; body: Json }> {
  const response = await fetch(url + path);
  return { status: response.status, body: (await response.json()) as Json };
}

export interface ReceivedEvent {
  readonly id: number;
  readonly data: Json;
}

export interface ReadOptions {
  readonly after?: number;
  /** Bytes a second; without it as fast as possible. */
  readonly bytesPerSecond?: number;
  /** Drops the connection after so many events. */
  readonly most?: number;
  /** Drops the connection when so many bytes have come, in the middle of an event or not. */
  readonly mostBytes?: number;
}

/** Waits until a worker has a batch of a run in hand. */
export async function atWork(url: string, session: string): Promise<void> {
  const isAtWork = async (): Promise<boolean> => {
    const { body } = await getJson(url, `/api/ruptura/worker/status/${session}`);
    return (body['workers'] as Json[]).some(({ estado }) => estado === 'OCUPADO');
  };
  await expect.poll(isAtWork, { interval: 5 }).toBe(true);
}

/** Reads a stream of a run until the server ends it, or as long as the options say. */
export async function readStream(
  url: string,
  path: string,
  options: ReadOptions = {},
): Promise<ReceivedEvent[]> {
  const response = await openStream(url + path, options.after ?? 0);
  const events: ReceivedEvent[] = [];
  const parser = eventParser((event) => events.push(event));
  const most = options.mostBytes ?? Number.POSITIVE_INFINITY;
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    parser(chunk.subarray(0, Math.max(0, most - bytes)));
    bytes += chunk.length;
    if (bytes >= most) break;
    if (options.most !== undefined && events.length >= options.most) break;
    if (options.bytesPerSecond !== undefined) await sleep((chunk.length / options.bytesPerSecond) * 1000);
  }
  response.destroy();
  return options.most === undefined ? events : events.slice(0, options.most);
}

export async function openStream(address: string, after: number): Promise<IncomingMessage> {
  const headers = after === 0 ? {} : { 'last-event-id': String(after) };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest(address, { headers, agent: false }, resolve).on('error', reject).end();
  });
  if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
  return response;
}

/** Takes the bytes of a stream as they come. */
export function eventParser(onEvent: (event: ReceivedEvent) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
      const text = rest.subarray(0, end).toString();
      rest = rest.subarray(end + 2);
      const found = /^id: (\d+)\ndata: (.*)$/s.exec(text);
      if (found !== null) onEvent({ id: Number(found[1]), data: JSON.parse(found[2]!) as Json });
    }
  };
}

/** Every order once, events numbered without a gap, progress never falling, one end and that is last. */
export function expectWhole(events: readonly ReceivedEvent[], orders: readonly string[]): void {
  expect(events.map((event) => event.id)).toEqual(events.map((_, index) => index + 1));
  expect(ordersOf(events).sort()).toEqual([...orders].sort());
  const progress = events.map((event) => Number(event.data['progresso']));
  expect(progress).toEqual([...progress].sort((a, b) => a - b));
  expect(events.filter((event) => event.data['completo'] === true)).toHaveLength(1);
  expect(events.at(-1)!.data).toMatchObject({ completo: true, total: orders.length, progresso: 100 });
  const batches = events.filter((event) => event.data['resultados'] !== undefined);
  expect(events.at(-1)!.data['worker_id']).toBe(batches.at(-1)?.data['worker_id']);
}

/** The answer to a client that has every event: it shall not come again. */
export async function statusAfterLast(
  url: string,
  path: string,
  events: readonly ReceivedEvent[],
): Promise<number> {
  const headers = { 'last-event-id': String(events.at(-1)!.id) };
  return (await fetch(url + path, { headers })).status;
}

/** The events of a run after number `after`, without a socket; `beforeMore` is awaited whenever some came. */
export async function followHere(
  { runs }: Pick<Analysis, 'runs'>,
  run: Run,
  after: number,
  beforeMore: (events: readonly ReceivedEvent[]) => Promise<void> = async () => undefined,
): Promise<ReceivedEvent[]> {
  const events: ReceivedEvent[] = [];
  const parser = eventParser((event) => events.push(event));
  const gone = AbortSignal.timeout(20_000);
  const send = async (bytes: Uint8Array): Promise<boolean> => {
    parser(Buffer.from(bytes));
    await beforeMore(events);
    return true;
  };
  await runs.follow(run, after, { gone, send }, eventParts);
  return events;
}

/** Results of events, in the order received. */
export function resultsOf(events: readonly ReceivedEvent[]): Json[] {
  return events.flatMap((event) => (event.data['resultados'] as Json[] | undefined) ?? []);
}

export function ordersOf(events: readonly ReceivedEvent[]): string[] {
  return resultsOf(events).map((result) => String(result['num_pedido']));
}

export async function startRun(url: string, body: unknown): Promise<string> {
  const answer = await post(url, '/api/ruptura/worker/processar', body);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return String(answer.body['session_id']);
}

export const streamPath = (session: string): string => `/api/ruptura/worker/stream/${session}`;

/** Loads the demo book; its open orders. */
export async function loadOpenOrders(
  test: Pick<ListeningServer, 'database' | 'ruptura'>,
  orders: number,
): Promise<string[]> {
  await loadOrders(test.database, orders);
  const { rows } = await test.database.pool.query<{ num_pedido: string }>(
    'SELECT DISTINCT num_pedido FROM carteira_principal WHERE qtd_saldo_produto_pedido > 0 ORDER BY 1',
  );
  await test.ruptura.fresh();
  return rows.map((row) => row.num_pedido);
}

/** Every order came once, the events without a gap, and the end is the last. */
export function expectOnce(events: readonly ReceivedEvent[], codes: readonly string[]): void {
  expect(ordersOf(events).sort()).toEqual([...codes].sort());
  expect(events.map((event) => event.id)).toEqual(events.map((_, index) => index + 1));
  expect(events.at(-1)!.data).toMatchObject({ completo: true, total: codes.length });
}

/**
 * Holds the workers back as a long change of the book does: they sleep at the gate with a batch in hand. Returns what
 * lets them go on.
 */
export function holdWorkers({ analysis }: Pick<ListeningServer, 'analysis'>): () => Promise<void> {
  const { guard } = analysis.workers;
  const closed = guard.close();
  return async () => {
    // One that is still in the book is waited for: closed behind the opening, the gate would stay so.
    await closed;
    guard.open();
  };
}
