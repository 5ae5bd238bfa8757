import { request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SettingValues } from '../../src/app/settings.ts';
import { demoBook } from '../../src/demo/book.ts';
import { loadDemo } from '../../src/demo/load.ts';
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
  for await (const chunk of response as AsyncIterable<Buffer>) {
    parser(chunk);
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
function eventParser(onEvent: (event: ReceivedEvent) => void): (chunk: Buffer) => void {
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
